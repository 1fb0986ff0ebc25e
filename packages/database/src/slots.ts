import type { RunEnd } from './run-recording.ts';
import { RUN_COLUMNS, type RunRow } from './run-row.ts';
import { isTerminal } from './run-state.ts';
import type { Store } from './store.ts';

/** A place that a run gave up by its end: those who wait for it can be admitted. */
export interface FreedSlot {
  workflowId: string;
  /** Null where a rate limit holds for the workflow as a whole, so that all its slots are to be looked at. */
  slotKey: string | null;
}

/**
 * The queues of workflows that limit their runs. A run is queued from its creation until it is admitted; from then on
 * it holds a place of its slot until its row is terminal, so a place cannot leak.
 */
export interface SlotRepository {
  /**
   * Housekeeping: admits the queued runs of a workflow that fit, by priority, then by age; of one slot alone where it
   * is named. Answers the runs that it admitted, which are to be handed over, or to be told where Temporal has them.
   *
   * @param opening the run that asks for itself, and needs not be told
   */
  admit(workflowId: string, slotKey: string | null, opening?: string): Promise<RunRow[]>;
  /** Housekeeping, any project: workflows that have queued runs. */
  queuedWorkflows(limit: number): Promise<string[]>;
  /** Housekeeping, any project: runs that wait in Temporal and were not told of their admission, longest ago first. */
  untold(olderThanMs: number, limit: number): Promise<RunRow[]>;
  /** Notes that the execution of a run was told of its admission. */
  markTold(projectId: string, runId: string): Promise<void>;
  /** Ends a run that is queued and known to nobody but its row. False when it was admitted, has ended or waits in Temporal. */
  endQueued(projectId: string, runId: string, end: RunEnd): Promise<boolean>;
}

export function slotRepository({ sql, underLock }: Store): SlotRepository {
  return {
    admit: (workflowId, slotKey, opening) =>
      underLock(`admission ${workflowId}`, (own) =>
        own<RunRow>(ADMIT, [workflowId, slotKey, opening ?? null], 'admit-runs'),
      ),
    queuedWorkflows: async (limit) =>
      (await sql<{ workflowId: string }>(QUEUED_WORKFLOWS, [limit], 'queued-workflows')).map((row) => row.workflowId),
    untold: (olderThanMs, limit) =>
      sql<RunRow>(
        `SELECT ${RUN_COLUMNS} FROM runs r
         WHERE r.admission_untold AND r.admitted_at <= now() - make_interval(secs => $1 / 1000.0)
         ORDER BY r.admitted_at LIMIT $2`,
        [olderThanMs, limit],
      ),
    async markTold(projectId, runId) {
      await sql('UPDATE runs SET admission_untold = false WHERE id = $1 AND project_id = $2 AND admission_untold', [
        runId,
        projectId,
      ]);
    },
    async endQueued(projectId, runId, { status, error, completedAt = new Date() }) {
      if (!isTerminal(status)) throw new RangeError(`a run cannot end as ${status}`);
      const rows = await sql(END_QUEUED, [
        ...[runId, projectId, status, completedAt, error?.code ?? null, error?.message ?? null],
      ]);
      return rows.length > 0;
    },
  };
}

/** In the words of the partial indexes, which serve no other. */
export const LIVE_SLOT = `r.status IN ('pending', 'running', 'waiting')`;
const QUEUED = `r.admitted_at IS NULL AND r.slot_key IS NOT NULL AND ${LIVE_SLOT} AND r.cancel_requested_at IS NULL`;

/** Most runs of one slot, and most workflows' worth of a round, that are admitted at once. */
const ADMITTED_AT_ONCE = 200;

/**
 * `slots` hops from one queued slot of the workflow to the next through the index, however long their queues are.
 * `fitting` reads as many of each queue as places are free; each run is held to the limits of its own version, and
 * nobody overtakes another of the same slot. `due` does the same with the rate, over all slots. What a limit needs not
 * for its order, it is given an order for all the same: it keeps the planner from reading the table instead of the index.
 */
const ADMIT = `
WITH RECURSIVE slots AS (
  (SELECT r.slot_key FROM runs r
   WHERE ${QUEUED} AND r.workflow_id = $1 AND ($2::text IS NULL OR r.slot_key = $2)
   ORDER BY r.slot_key, r.priority, r.id LIMIT 1)
  UNION ALL
  SELECT (SELECT r.slot_key FROM runs r WHERE ${QUEUED} AND r.workflow_id = $1 AND r.slot_key > s.slot_key
          ORDER BY r.slot_key, r.priority, r.id LIMIT 1)
  FROM slots s WHERE s.slot_key IS NOT NULL AND $2::text IS NULL
), placed AS (
  SELECT q.*, held.runs + row_number() OVER (PARTITION BY s.slot_key ORDER BY q.priority, q.id) AS place
  FROM slots s
  CROSS JOIN LATERAL (
    SELECT r.slot_limit FROM runs r WHERE ${QUEUED} AND r.workflow_id = $1 AND r.slot_key = s.slot_key
    ORDER BY r.priority, r.id LIMIT 1) head
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS runs FROM (
      SELECT 1 FROM runs r WHERE r.slot_key = s.slot_key AND ${LIVE_SLOT} AND r.admitted_at IS NOT NULL
      ORDER BY r.slot_key, r.id LIMIT coalesce(head.slot_limit, 0)) holders) held
  CROSS JOIN LATERAL (
    SELECT r.id, r.slot_key, r.priority, r.slot_limit, r.rate_limit, r.rate_per_ms FROM runs r
    WHERE ${QUEUED} AND r.workflow_id = $1 AND r.slot_key = s.slot_key
    ORDER BY r.priority, r.id
    LIMIT least(${ADMITTED_AT_ONCE}, coalesce(head.slot_limit - held.runs, ${ADMITTED_AT_ONCE}))) q
  WHERE (q.slot_limit IS NULL) = (head.slot_limit IS NULL)
), fitting AS (
  SELECT *, bool_and(slot_limit IS NULL OR place <= slot_limit)
    OVER (PARTITION BY slot_key ORDER BY priority, id) AS fits
  FROM placed
), turns AS (
  SELECT *, row_number() OVER (ORDER BY priority, id) AS turn FROM fitting WHERE fits
), recent AS (
  SELECT rates.rate_limit, rates.rate_per_ms, (
    SELECT count(*) FROM (
      SELECT 1 FROM runs r
      WHERE r.workflow_id = $1 AND r.rate_limit IS NOT NULL
        AND r.admitted_at > statement_timestamp() - make_interval(secs => rates.rate_per_ms / 1000.0)
      ORDER BY r.workflow_id, r.admitted_at LIMIT rates.rate_limit) admissions) AS runs
  FROM (SELECT DISTINCT rate_limit, rate_per_ms FROM turns WHERE rate_limit IS NOT NULL) rates
), due AS (
  SELECT t.id, bool_and(t.rate_limit IS NULL OR recent.runs + t.turn <= t.rate_limit)
    OVER (ORDER BY t.priority, t.id) AS admitted
  FROM turns t LEFT JOIN recent ON recent.rate_limit = t.rate_limit AND recent.rate_per_ms = t.rate_per_ms
)
UPDATE runs r SET
  admitted_at = statement_timestamp(),
  admission_untold = r.dispatched_at IS NOT NULL AND r.id IS DISTINCT FROM $3::text
FROM due WHERE r.id = due.id AND due.admitted AND ${QUEUED}
RETURNING ${RUN_COLUMNS}`;

const QUEUED_WORKFLOWS = `
WITH RECURSIVE queued AS (
  (SELECT r.workflow_id FROM runs r WHERE ${QUEUED} ORDER BY r.workflow_id LIMIT 1)
  UNION ALL
  SELECT (SELECT r.workflow_id FROM runs r WHERE ${QUEUED} AND r.workflow_id > q.workflow_id
          ORDER BY r.workflow_id LIMIT 1)
  FROM queued q WHERE q.workflow_id IS NOT NULL
)
SELECT workflow_id AS "workflowId" FROM queued WHERE workflow_id IS NOT NULL LIMIT $1`;

/** Admission, which is guarded likewise, and this exclude each other. */
const END_QUEUED = `
UPDATE runs SET status = $3, completed_at = $4::timestamptz, error_code = $5, error_message = $6, paused = false,
  duration_ms = greatest(0, round(extract(epoch FROM $4::timestamptz - coalesce(start_at, created_at)) * 1000))::bigint,
  revision = revision + 1, state_revision = revision + 1, changed_at = clock_timestamp()
WHERE id = $1 AND project_id = $2 AND admitted_at IS NULL AND dispatched_at IS NULL AND status = 'pending'
RETURNING id`;
