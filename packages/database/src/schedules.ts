import type { ValueRef } from '@perdura/definition/run';
import { IdempotencyConflict } from './errors.ts';
import { type RunSlot, slotValues } from './run-creation.ts';
import { RUN_COLUMNS, type RunRow } from './run-row.ts';
import type { RunPolicies } from './scheduled-runs.ts';
import type { Sql, Store } from './store.ts';
import { WORKFLOW_COLUMNS, type WorkflowRow } from './workflows.ts';

/** A change of whether a schedule fires. */
export interface SchedulePause {
  paused: boolean;
  note: string;
  /** Hash of the schedule that Temporal should then hold. */
  scheduleDesired: string;
}

/** A run that is to be made for a time that has passed. */
export interface BackfillRun extends Omit<RunPolicies, 'slot'> {
  /** Chosen beforehand: their order is the order in which they take their slots. */
  id: string;
  at: Date;
  slot: RunSlot | null;
  triggerData: ValueRef;
}

export interface Backfill {
  workflowId: string;
  versionId: string;
  runs: BackfillRun[];
  /** Whether times are run that a run was made for before. */
  again: boolean;
  startedBy: string | null;
  /** A repeat makes nothing. */
  idempotency?: { key: string; bodyHash: string };
}

/** The run of each time, in their order; `made` are those that were made now. */
export interface BackfilledRuns {
  runIds: string[];
  made: RunRow[];
}

/** Schedules of workflows: what people say of them beside their trigger. */
export interface ScheduleRepository {
  /** Pauses or resumes the schedule of a workflow as it was read; false when it was changed since, or is gone. */
  setPaused(projectId: string, workflow: WorkflowRow, change: SchedulePause): Promise<boolean>;
  /** Those of the project that fire: enabled and not paused, by id. */
  firing(projectId: string, limit: number): Promise<WorkflowRow[]>;
  /**
   * Makes runs for times that have passed, all in one statement. A time that has a run is left alone unless `again`;
   * requests for one workflow are done one after the other.
   *
   * @throws IdempotencyConflict
   */
  backfill(projectId: string, backfill: Backfill): Promise<BackfilledRuns>;
}

export function scheduleRepository(store: Store): ScheduleRepository {
  const { sql } = store;
  return {
    async setPaused(projectId, { id, currentVersion, schedulePaused }, { paused, note, scheduleDesired }) {
      const rows = await sql(SET_PAUSED, [
        id,
        projectId,
        currentVersion,
        schedulePaused,
        paused,
        note,
        scheduleDesired,
      ]);
      return rows.length > 0;
    },
    firing: (projectId, limit) =>
      sql<WorkflowRow>(
        `SELECT ${WORKFLOW_COLUMNS} FROM workflows w
         WHERE w.project_id = $1 AND w.form = 'workflow' AND w.trigger_type = 'cron' AND w.enabled
           AND NOT w.schedule_paused AND w.deleted_at IS NULL
         ORDER BY w.id LIMIT $2`,
        [projectId, limit],
      ),
    backfill: (projectId, backfill) =>
      store.underLock(`backfill ${backfill.workflowId}`, (own) => makeBackfill(own, projectId, backfill)),
  };
}

/** Temporal's schedule counts as drifted, so that it is brought to the new state whatever another change says of it. */
const SET_PAUSED = `
UPDATE workflows SET schedule_paused = $5, schedule_note = $6, schedule_desired = $7, schedule_applied = 'drifted',
  updated_at = now()
WHERE id = $1 AND project_id = $2 AND current_version = $3 AND schedule_paused = $4 AND trigger_type = 'cron'
  AND deleted_at IS NULL
RETURNING id`;

async function makeBackfill(sql: Sql, projectId: string, backfill: Backfill): Promise<BackfilledRuns> {
  const { workflowId, versionId, runs, startedBy } = backfill;
  const times = runs.map(({ at }) => at.toISOString());
  const isRepeat = !(await isFirst(sql, projectId, backfill));
  const again = backfill.again && !isRepeat;
  const values = [projectId, workflowId, versionId, startedBy, JSON.stringify(runs.map(toIncoming)), again];
  const made = await sql<RunRow>(MAKE, values, 'make-backfill');
  const found = await sql<{ runId: string }>(RUNS_OF, [workflowId, times], 'runs-of-backfill');
  return { runIds: found.map(({ runId }) => runId), made };
}

/** A request that is told apart from its repeats by a key claims it; a repeat finds the runs, and makes none. */
async function isFirst(sql: Sql, projectId: string, { workflowId, idempotency }: Backfill): Promise<boolean> {
  if (idempotency === undefined) return true;
  const { key, bodyHash } = idempotency;
  const claim = [projectId, `backfill:${workflowId}`, key];
  const claimed = await sql(
    `INSERT INTO idempotency_keys (project_id, scope, key, body_hash, resource_id) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (project_id, scope, key) DO NOTHING RETURNING key`,
    [...claim, bodyHash, workflowId],
  );
  if (claimed.length > 0) return true;
  const [earlier] = await sql<{ bodyHash: string }>(
    `SELECT body_hash AS "bodyHash" FROM idempotency_keys WHERE project_id = $1 AND scope = $2 AND key = $3`,
    claim,
  );
  if (earlier !== undefined && earlier.bodyHash !== bodyHash) throw new IdempotencyConflict(key);
  return false;
}

function toIncoming({ id, at, tags, businessKey, priority, slot, triggerData }: BackfillRun) {
  const [, key, limit, rate, perMs] = slotValues({ priority, slot });
  const place = { slotKey: key, slotLimit: limit, rateLimit: rate, ratePerMs: perMs };
  return { id, at: at.toISOString(), tags, businessKey, priority, triggerData, ...place };
}

/** A run that retention has deleted leaves its fire behind: what was done is not done again. */
const MAKE = `
WITH incoming AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($5::jsonb) AS entry(
    id text, at timestamptz, tags jsonb, "businessKey" text, priority int, "triggerData" jsonb,
    "slotKey" text, "slotLimit" int, "rateLimit" int, "ratePerMs" bigint)
), pinned AS (
  SELECT v.id, v.version FROM workflow_versions v JOIN workflows w ON w.id = v.workflow_id
  WHERE v.id = $3 AND w.id = $2 AND w.project_id = $1
), fresh AS (
  SELECT i.* FROM incoming i
  WHERE $6::boolean OR NOT EXISTS (
    SELECT 1 FROM schedule_fires f WHERE f.workflow_id = $2 AND f.at = i.at AND f.outcome = 'started')
), made AS (
  INSERT INTO runs (id, project_id, workflow_id, version_id, version, triggered_by, trigger_data, tags, business_key,
                    temporal_workflow_id, started_by, priority, slot_key, slot_limit, rate_limit, rate_per_ms,
                    admitted_at)
  SELECT f.id, $1, $2, pinned.id, pinned.version, 'cron', f."triggerData",
    ARRAY(SELECT jsonb_array_elements_text(f.tags)), f."businessKey", 'run-' || f.id, $4, f.priority,
    f."slotKey", f."slotLimit", f."rateLimit", f."ratePerMs", CASE WHEN f."slotKey" IS NULL THEN now() END
  FROM fresh f CROSS JOIN pinned
  RETURNING *
), noted AS (
  INSERT INTO schedule_fires (workflow_id, at, outcome, run_id, backfill)
  SELECT made.workflow_id, fresh.at, 'started', made.id, true FROM made JOIN fresh ON fresh.id = made.id
  ON CONFLICT (workflow_id, at, backfill) DO UPDATE
  SET outcome = excluded.outcome, reason = '', run_id = excluded.run_id, created_at = now()
)
SELECT ${RUN_COLUMNS} FROM made r ORDER BY r.id`;

const RUNS_OF = `
SELECT DISTINCT ON (f.at) f.run_id AS "runId" FROM schedule_fires f
WHERE f.workflow_id = $1 AND f.at = ANY($2::timestamptz[]) AND f.outcome = 'started' AND f.run_id IS NOT NULL
ORDER BY f.at, f.backfill DESC`;
