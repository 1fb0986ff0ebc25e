import { createHash } from 'node:crypto';
import type { Definition } from '@perdura/definition';
import type { Plan } from '@perdura/definition/plan';
import type { ValueRef } from '@perdura/definition/run';
import { idAt } from './ids.ts';
import { QuotaExceeded } from './quotas.ts';
import { hasRoom, type NewRun, slotValues, underLimits } from './run-creation.ts';
import { RUN_COLUMNS, type RunRow } from './run-row.ts';
import { SETTLED_AFTER_S, tellOldRuns } from './run-total.ts';
import { scheduleFireRepository } from './schedule-fires.ts';
import type { Sql, Store } from './store.ts';

export interface ScheduledFire {
  projectId: string;
  workflowId: string;
  temporalWorkflowId: string;
  temporalRunId: string;
  /** The time that the schedule meant. */
  nominalTime: Date;
}

/** A run that is about to be made for a fire, and the version that it will be pinned to. */
export interface ScheduledStart {
  runId: string;
  version: { id: string; version: number; definition: Definition };
  createdAt: Date;
  /** The trigger's data. */
  data: { scheduledAt: string };
}

/** What a version says of its runs, as it reads for one of them. */
export type RunPolicies = Required<Pick<NewRun, 'tags' | 'businessKey' | 'priority' | 'slot'>>;

/** Why a paused schedule starts nothing. */
export function pausedReason(note: string): string {
  return note === '' ? 'the schedule is paused' : `the schedule is paused: ${note}`;
}

/** `displaced` as in {@link CreatedRun}. */
export type OpenedFire = { run: RunRow; plan: Plan; displaced: RunRow[] } | { skipped: string };

/**
 * The row of a schedule's fire: made by the first call, found by all later ones. It counts as made at the time that
 * the schedule meant, as its id says: Temporal began the run before there was a row, and no run begins before it is made.
 *
 * @param policiesOf what holds for the run that is about to be made
 */
export async function openScheduledRun(
  store: Store,
  fire: ScheduledFire,
  policiesOf: (start: ScheduledStart) => Promise<RunPolicies> = unlimited,
): Promise<OpenedFire> {
  const found = await findFire(store, fire);
  if (found !== null) return { ...found, displaced: [] };
  const version = await versionToRun(store, fire);
  if (version === null) return await skip(store, fire, await reasonForNone(store, fire));
  const start = startOf(fire, version);
  const policies = await policiesOf(start);
  const opened = await openWithin(store, fire, start, policies);
  if ('skipped' in opened) return await skip(store, fire, opened.skipped);
  const { rows, displaced } = opened;
  if (rows[0] !== undefined) return { run: rows[0], plan: version.plan, displaced };
  const other = await findFire(store, fire);
  if (other !== null) return { ...other, displaced: [] };
  return await skip(store, fire, 'as many runs as the workflow allows at once are live');
}

/** A fire that the project may not start is skipped, as one that the workflow may not start. */
async function openWithin(store: Store, fire: ScheduledFire, start: ScheduledStart, policies: RunPolicies) {
  try {
    const liveLimit = await store.quotas.beforeStart(fire.projectId, 'cron');
    const limits = { projectId: fire.projectId, slot: policies.slot, liveLimit };
    return await underLimits(store, limits, (sql) => insertFire(sql, fire, start, policies));
  } catch (error) {
    if (!(error instanceof QuotaExceeded)) throw error;
    return { skipped: error.message };
  }
}

async function skip(store: Store, fire: ScheduledFire, skipped: string): Promise<{ skipped: string }> {
  await scheduleFireRepository(store).skip(fire.projectId, fire.workflowId, fire.nominalTime, skipped);
  return { skipped };
}

async function unlimited(): Promise<RunPolicies> {
  return { tags: [], businessKey: null, priority: 3, slot: null };
}

type PlannedVersion = ScheduledStart['version'] & { plan: Plan };

function startOf({ temporalWorkflowId, nominalTime }: ScheduledFire, version: PlannedVersion): ScheduledStart {
  return {
    runId: idAt(nominalTime, createHash('sha256').update(temporalWorkflowId).digest('hex')),
    version,
    createdAt: nominalTime,
    data: { scheduledAt: nominalTime.toISOString() },
  };
}

async function findFire(
  { sql }: Store,
  { temporalWorkflowId, projectId }: ScheduledFire,
): Promise<{ run: RunRow; plan: Plan } | null> {
  const [found] = await sql<RunRow & { plan: Plan }>(
    `SELECT ${RUN_COLUMNS}, v.plan FROM runs r JOIN workflow_versions v ON v.id = r.version_id
     WHERE r.temporal_workflow_id = $1 AND r.project_id = $2`,
    [temporalWorkflowId, projectId],
    'find-fire',
  );
  if (found === undefined) return null;
  const { plan, ...run } = found;
  return { run, plan };
}

async function versionToRun({ sql }: Store, { workflowId, projectId }: ScheduledFire): Promise<PlannedVersion | null> {
  const [version] = await sql<PlannedVersion>(
    `SELECT v.id, v.version, v.definition, v.plan
     FROM workflows w JOIN workflow_versions v ON v.workflow_id = w.id AND v.version = w.current_version
     WHERE w.id = $1 AND w.project_id = $2 AND w.deleted_at IS NULL AND w.enabled AND NOT w.schedule_paused
       AND w.trigger_type = 'cron'`,
    [workflowId, projectId],
    'version-of-fire',
  );
  return version ?? null;
}

function insertFire(sql: Sql, fire: ScheduledFire, start: ScheduledStart, policies: RunPolicies): Promise<RunRow[]> {
  const trigger: ValueRef = { value: start.data };
  return sql<RunRow>(
    OPEN,
    [
      ...[start.runId, fire.projectId, fire.workflowId, start.version.id, start.version.version],
      ...[JSON.stringify(trigger), fire.temporalWorkflowId, fire.temporalRunId, start.createdAt],
      ...[policies.tags, policies.businessKey, ...slotValues(policies)],
    ],
    'open-run',
  );
}

/** A run that counts as made before it was, by more than a statement may take. */
const NOT_OF_NOW = `made.created_at < now() - interval '${SETTLED_AFTER_S / 2} seconds'`;

/** The fire is noted with its run; one that counted as left out has come after all. */
const OPEN = `
WITH made AS (
INSERT INTO runs AS r (id, project_id, workflow_id, version_id, version, triggered_by, trigger_data,
                       temporal_workflow_id, temporal_run_id, dispatched_at, created_at, tags, business_key, priority,
                       slot_key, slot_limit, rate_limit, rate_per_ms, admitted_at)
SELECT $1, $2, $3, $4, $5::int, 'cron', $6::jsonb, $7, $8, now(), $9::timestamptz, $10::text[], $11, $12::int,
  $13::text, $14::int, $15::int, $16::bigint, CASE WHEN $13::text IS NULL THEN now() END
WHERE ${hasRoom('$13', '$17')}
ON CONFLICT DO NOTHING
RETURNING *
), noted AS (
  INSERT INTO schedule_fires AS f (workflow_id, at, outcome, run_id)
  SELECT workflow_id, created_at, 'started', id FROM made
  ON CONFLICT (workflow_id, at, backfill) DO UPDATE
  SET outcome = excluded.outcome, reason = '', run_id = excluded.run_id
  WHERE f.outcome <> 'started'
), told AS (
  ${tellOldRuns('made', NOT_OF_NOW)}
)
SELECT ${RUN_COLUMNS} FROM made r`;

async function reasonForNone({ sql }: Store, { projectId, workflowId }: ScheduledFire): Promise<string> {
  const [row] = await sql<{ deleted: boolean; enabled: boolean; paused: boolean; note: string }>(
    `SELECT deleted_at IS NOT NULL AS deleted, enabled, schedule_paused AS paused, schedule_note AS note
     FROM workflows WHERE id = $1 AND project_id = $2`,
    [workflowId, projectId],
  );
  if (row === undefined || row.deleted) return 'the workflow was deleted';
  if (!row.enabled) return 'the workflow is disabled';
  return row.paused ? pausedReason(row.note) : 'the workflow has no cron trigger';
}
