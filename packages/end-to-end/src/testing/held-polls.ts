import { eventually } from '@perdura/testkit';
import { Client } from 'pg';
import type { Stack } from './stack.ts';

/**
 * Where a poll can be held, with the worker that makes it: the piece has answered and nothing is kept; what it found is
 * kept and no run is started; two runs are started; all are.
 */
export type PollPlace = 'answered' | 'kept' | 'starting' | 'started';

/** Any number that the product does not lock. */
const LOCK = 471_106;

/** Holds polls in the database, where no worker can tell that it is held. */
export class HeldPolls {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  /** @param found how many things each poll finds that is to be held */
  static async open(stack: Stack, found: number): Promise<HeldPolls> {
    const client = new Client({ connectionString: stack.postgres.server.url });
    client.on('error', () => undefined);
    await client.connect();
    await client.query(holding(found));
    return new HeldPolls(client);
  }

  /** Holds the next poll of each of these flows, named by its stored id, in its place. */
  async hold(places: ReadonlyMap<string, PollPlace>): Promise<void> {
    await this.#client.query(`SELECT pg_advisory_lock(${LOCK})`);
    for (const flow of places) await this.#client.query('INSERT INTO held_polls VALUES ($1, $2)', flow);
  }

  /** Waits until so many polls are held. */
  async untilHeld(count: number): Promise<void> {
    const sql = `SELECT count(*)::int AS held FROM pg_locks WHERE objid = ${LOCK} AND NOT granted`;
    const what = `${count} polls to be held`;
    await eventually(async () => (await this.#client.query(sql)).rows[0].held === count, { timeoutMs: 60_000, what });
  }

  async release(): Promise<void> {
    await this.#client.query('DELETE FROM held_polls');
    await this.#client.query(`SELECT pg_advisory_unlock(${LOCK})`);
  }

  close(): Promise<void> {
    return this.#client.end();
  }
}

const holding = (found: number) => `
  CREATE TABLE held_polls (flow_id text PRIMARY KEY, place text NOT NULL);
  CREATE FUNCTION hold_poll() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    flow text := coalesce(to_jsonb(NEW) ->> 'flow_id', to_jsonb(NEW) ->> 'workflow_id');
    held_at text := (SELECT place FROM held_polls WHERE flow_id = flow);
    started int;
    here text;
  BEGIN
    IF held_at IS NULL THEN RETURN NEW; END IF;
    SELECT count(*) % ${found} INTO started FROM runs WHERE workflow_id = flow;
    here := CASE
      WHEN TG_TABLE_NAME = 'runs' THEN CASE started WHEN 0 THEN 'kept' WHEN 2 THEN 'starting' END
      WHEN TG_OP = 'INSERT' THEN 'answered'
      ELSE 'started' END;
    IF held_at = here THEN PERFORM pg_advisory_xact_lock_shared(${LOCK}); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER hold_findings BEFORE INSERT OR UPDATE OF completed_at ON trigger_calls
    FOR EACH ROW EXECUTE FUNCTION hold_poll();
  CREATE TRIGGER hold_starts BEFORE INSERT ON runs FOR EACH ROW EXECUTE FUNCTION hold_poll();`;
