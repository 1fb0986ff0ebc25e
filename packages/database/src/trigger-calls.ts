import type { TriggerHook, TriggerTrial, ValueRef } from '@perdura/definition/run';
import { columns, type Store } from './store.ts';
import { changeStore, type StoreChange } from './store-entries.ts';

/** A call of a flow's trigger that makes runs: for a request, or a poll that found something. */
export interface TriggerCallRow {
  id: string;
  projectId: string;
  flowId: string;
  /** The flow's version; null: the one that is published when it is called. */
  versionId: string | null;
  hook: TriggerHook;
  trial: TriggerTrial | null;
  payload: ValueRef | null;
  /** The list of what the hook found; null until it was called. */
  found: ValueRef | null;
  /** Depth of the runs that it starts: one more than that of the run that caused it; 0 where none did. */
  depth: number;
  /** The call that is to be done before this one is handed over; null for none. */
  afterId: string | null;
  createdAt: Date;
  /** When Temporal took it over; null while that is to do. */
  dispatchedAt: Date | null;
  /** When all that it asked for was done. */
  completedAt: Date | null;
}

export type NewTriggerCall = Pick<TriggerCallRow, 'id' | 'flowId' | 'versionId' | 'hook' | 'trial' | 'payload'>;

/** What a hook found, and what it wants to be kept with that. */
export interface TriggerFindings {
  found: ValueRef;
  /** What is too much for one call: calls that follow it, one after the other. */
  rest: readonly { id: string; found: ValueRef }[];
  changes: readonly StoreChange[];
}

/** Calls of triggers, kept until all that they ask for is done. */
export interface TriggerCallRepository {
  /** Keeps a call; a repeat of its id answers what is kept. Null when the project has no such flow. */
  create(projectId: string, call: NewTriggerCall): Promise<TriggerCallRow | null>;
  get(projectId: string, id: string): Promise<TriggerCallRow | null>;
  /**
   * Keeps what the hook of a call found, with the call where it was not kept before, and makes its changes of the store,
   * all or nothing. What another attempt found first stands, and is answered. Null when the project has no such flow.
   */
  keepFindings(projectId: string, call: NewTriggerCall, findings: TriggerFindings): Promise<TriggerCallRow | null>;
  markDispatched(projectId: string, id: string): Promise<void>;
  markCompleted(projectId: string, id: string): Promise<void>;
  /**
   * Housekeeping, any project: calls that Temporal has not taken over, older than this, oldest first. Those that come
   * after a call which is not done are left out.
   */
  undispatched(olderThanMs: number, limit: number): Promise<TriggerCallRow[]>;
  /**
   * Housekeeping, any project: takes calls that are not done so long after Temporal took them over, and that nobody else
   * takes for as long.
   */
  takeUnfinished(olderThanMs: number, limit: number): Promise<TriggerCallRow[]>;
  /** Housekeeping, any project: forgets calls that were taken over before; answers how many. */
  prune(before: Date): Promise<number>;
}

const COLUMNS = columns(
  [
    ...(['id', 'projectId', 'flowId', 'versionId', 'hook', 'trial', 'payload', 'found', 'depth'] as const),
    ...(['afterId', 'createdAt', 'dispatchedAt', 'completedAt'] as const),
  ],
  'c',
);

export function triggerCallRepository({
  sql,
  inTransaction,
}: Pick<Store, 'sql' | 'inTransaction'>): TriggerCallRepository {
  return {
    async create(projectId, call) {
      const [row] = await sql<TriggerCallRow>(CREATE, valuesOf(projectId, call));
      return row ?? null;
    },
    async get(projectId, id) {
      const [row] = await sql<TriggerCallRow>(
        `SELECT ${COLUMNS} FROM trigger_calls c WHERE c.id = $1 AND c.project_id = $2`,
        [id, projectId],
      );
      return row ?? null;
    },
    keepFindings: (projectId, call, { found, rest, changes }) =>
      inTransaction(async (own) => {
        const [kept] = await own<TriggerCallRow>(CREATE, valuesOf(projectId, call));
        if (kept === undefined || kept.found !== null) return kept ?? null;
        await changeStore(own, projectId, changes);
        const [row] = await own<TriggerCallRow>(FIND, [call.id, projectId, JSON.stringify(found)]);
        if (rest.length > 0) await own(FOLLOW, [call.id, projectId, ...followers(call.id, rest)]);
        return row ?? null;
      }),
    async markDispatched(projectId, id) {
      await sql(
        'UPDATE trigger_calls SET dispatched_at = coalesce(dispatched_at, now()) WHERE id = $1 AND project_id = $2',
        [id, projectId],
      );
    },
    async markCompleted(projectId, id) {
      await sql(
        `UPDATE trigger_calls SET completed_at = now(), dispatched_at = coalesce(dispatched_at, now())
         WHERE id = $1 AND project_id = $2 AND completed_at IS NULL`,
        [id, projectId],
      );
    },
    undispatched: (olderThanMs, limit) => sql<TriggerCallRow>(UNDISPATCHED, [olderThanMs, limit]),
    takeUnfinished: (olderThanMs, limit) => sql<TriggerCallRow>(TAKE_UNFINISHED, [olderThanMs, limit]),
    async prune(before) {
      const [row] = await sql<{ count: number }>(PRUNE, [before]);
      return row?.count ?? 0;
    },
  };
}

function valuesOf(projectId: string, { id, flowId, versionId, hook, trial, payload }: NewTriggerCall): unknown[] {
  return [id, projectId, flowId, versionId, hook, trial, payload === null ? null : JSON.stringify(payload)];
}

function followers(id: string, rest: TriggerFindings['rest']): string[][] {
  const ids = rest.map((call) => call.id);
  return [ids, rest.map(({ found }) => JSON.stringify(found)), [id, ...ids.slice(0, -1)]];
}

/** A repeat waits for the first, whose row it then answers. */
const CREATE = `
  INSERT INTO trigger_calls AS c (id, project_id, flow_id, version_id, hook, trial, payload)
  SELECT $1, f.project_id, f.workflow_id, $4, $5, $6, $7::json
  FROM flows f WHERE f.workflow_id = $3 AND f.project_id = $2
  ON CONFLICT (id) DO UPDATE SET id = c.id WHERE c.project_id = excluded.project_id
  RETURNING ${COLUMNS}`;

const FIND = `
  UPDATE trigger_calls c SET found = $3::json, dispatched_at = coalesce(c.dispatched_at, now())
  WHERE c.id = $1 AND c.project_id = $2 RETURNING ${COLUMNS}`;

/** The calls that go on with what a call found, each after the one before it. */
const FOLLOW = `
  INSERT INTO trigger_calls (id, project_id, flow_id, version_id, hook, depth, found, after_id)
  SELECT f.id, c.project_id, c.flow_id, c.version_id, c.hook, c.depth, f.found::json, f.after_id
  FROM trigger_calls c, unnest($3::text[], $4::text[], $5::text[]) AS f(id, found, after_id)
  WHERE c.id = $1 AND c.project_id = $2`;

const UNDISPATCHED = `
  SELECT ${COLUMNS} FROM trigger_calls c
  WHERE c.dispatched_at IS NULL AND c.created_at <= now() - make_interval(secs => $1 / 1000.0)
    AND NOT EXISTS (SELECT 1 FROM trigger_calls b WHERE b.id = c.after_id AND b.completed_at IS NULL)
  ORDER BY c.created_at LIMIT $2`;

const TAKE_UNFINISHED = `
  UPDATE trigger_calls c SET dispatched_at = now()
  WHERE c.id IN (
    SELECT id FROM trigger_calls
    WHERE completed_at IS NULL AND dispatched_at <= now() - make_interval(secs => $1 / 1000.0)
    ORDER BY dispatched_at LIMIT $2 FOR UPDATE SKIP LOCKED)
  RETURNING ${COLUMNS}`;

/** What a call kept alive of large values goes with it. */
const PRUNE = `
  WITH gone AS (DELETE FROM trigger_calls WHERE created_at < $1 AND dispatched_at IS NOT NULL RETURNING id),
  uses AS (DELETE FROM blob_uses u USING gone WHERE u.run_id = gone.id)
  SELECT count(*)::int AS count FROM gone`;
