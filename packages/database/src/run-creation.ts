import { createHash } from 'node:crypto';
import type { Plan } from '@perdura/definition/plan';
import type { RunOrigin, StepPlace, ValueRef } from '@perdura/definition/run';
import { IdempotencyConflict, UnknownReference } from './errors.ts';
import { idAt, newId } from './ids.ts';
import { RUN_COLUMNS, type RunRow } from './run-row.ts';
import type { Store } from './store.ts';

export interface NewRun {
  /** Chosen beforehand (`newId()`); a new one by default. */
  id?: string;
  workflowId: string;
  versionId: string;
  triggeredBy: RunOrigin;
  triggerData: ValueRef;
  tags?: string[];
  businessKey?: string | null;
  parentRunId?: string | null;
  /** The step of the parent that starts it, and whether that step waits for its end. */
  parentStep?: StepPlace & { waits: boolean };
  retryOf?: string | null;
  /** The event that starts it; one run per event and workflow. */
  eventId?: string | null;
  depth?: number;
  /** The user who starts it. @default whoever started the parent run */
  startedBy?: string | null;
  /** Key and hash of the body. @default scope `run:<workflowId>` */
  idempotency?: { key: string; bodyHash: string; scope?: string };
}

export interface ScheduledFire {
  projectId: string;
  workflowId: string;
  temporalWorkflowId: string;
  temporalRunId: string;
  /** The time that the schedule meant. */
  nominalTime: Date;
}

/** Makes a pending run, or answers the one that its idempotency key or its event made before. */
export async function createRun(
  store: Store,
  projectId: string,
  input: NewRun,
): Promise<{ run: RunRow; created: boolean }> {
  const { id = newId(), idempotency, eventId = null } = input;
  const [run] = await store.sql<RunRow>(
    CREATE,
    [
      ...[id, projectId, input.workflowId, input.versionId, input.triggeredBy, JSON.stringify(input.triggerData)],
      ...[input.tags ?? [], input.businessKey ?? null, input.parentRunId ?? null, input.retryOf ?? null],
      ...[eventId, input.depth ?? 0, scopeOf(input), idempotency?.key, idempotency?.bodyHash],
      ...[input.parentStep?.nodeId, input.parentStep?.iteration, input.parentStep?.waits ?? false],
      input.startedBy ?? null,
    ],
    'create-run',
  );
  if (run !== undefined) return { run, created: true };
  const earlier = await findEarlier(store, projectId, input);
  if (earlier !== null) return { run: earlier, created: false };
  throw new UnknownReference(
    `project ${projectId} has no version ${input.versionId} of a workflow ${input.workflowId}`,
  );
}

/**
 * The row of a schedule's fire: made by the first call, found by all later ones. It counts as made at the time that
 * the schedule meant, as its id says: Temporal began the run before there was a row, and no run begins before it is made.
 */
export async function openScheduledRun(
  { sql }: Store,
  fire: ScheduledFire,
): Promise<{ run: RunRow; plan: Plan } | { skipped: string }> {
  const { projectId, workflowId, temporalWorkflowId, temporalRunId, nominalTime } = fire;
  const id = idAt(nominalTime, createHash('sha256').update(temporalWorkflowId).digest('hex'));
  const trigger: ValueRef = { value: { scheduledAt: nominalTime.toISOString() } };
  await sql(
    OPEN,
    [id, projectId, workflowId, JSON.stringify(trigger), temporalWorkflowId, temporalRunId, nominalTime],
    'open-run',
  );
  const [found] = await sql<RunRow & { plan: Plan }>(
    `SELECT ${RUN_COLUMNS}, v.plan FROM runs r JOIN workflow_versions v ON v.id = r.version_id
     WHERE r.temporal_workflow_id = $1 AND r.project_id = $2`,
    [temporalWorkflowId, projectId],
  );
  if (found === undefined) return { skipped: await reasonForNone({ sql }, projectId, workflowId) };
  const { plan, ...run } = found;
  return { run, plan };
}

/** Scope of the idempotency keys that start runs of a workflow. */
function scopeOf({ workflowId, idempotency }: Pick<NewRun, 'workflowId' | 'idempotency'>): string {
  return idempotency?.scope ?? `run:${workflowId}`;
}

/**
 * The key is claimed, and the version found to be the project's, by the statement that makes the row. A repeat waits
 * for the first one to commit, then makes nothing.
 */
const CREATE = `
WITH pinned AS (
  SELECT v.id, v.version FROM workflow_versions v JOIN workflows w ON w.id = v.workflow_id
  WHERE v.id = $4 AND w.id = $3 AND w.project_id = $2
), claimed AS (
  INSERT INTO idempotency_keys (project_id, scope, key, body_hash, resource_id)
  SELECT $2, $13, $14, $15, $1 FROM pinned
  WHERE $14::text IS NOT NULL
    AND ($11::text IS NULL OR NOT EXISTS (SELECT 1 FROM runs WHERE event_id = $11 AND workflow_id = $3))
  ON CONFLICT (project_id, scope, key) DO NOTHING
  RETURNING key
)
INSERT INTO runs AS r (id, project_id, workflow_id, version_id, version, triggered_by, trigger_data, tags, business_key,
                       parent_run_id, retry_of, event_id, depth, temporal_workflow_id,
                       parent_node_id, parent_iteration, parent_waits, started_by)
SELECT $1, $2, $3, pinned.id, pinned.version, $5, $6::jsonb, $7::text[], $8, $9, $10, $11, $12, 'run-' || $1,
  $16, $17, $18::boolean,
  coalesce($19, (SELECT parent.started_by FROM runs parent WHERE parent.id = $9 AND parent.project_id = $2))
FROM pinned
WHERE $14::text IS NULL OR EXISTS (SELECT 1 FROM claimed)
ON CONFLICT (event_id, workflow_id) WHERE event_id IS NOT NULL DO NOTHING
RETURNING ${RUN_COLUMNS}`;

const OPEN = `
INSERT INTO runs (id, project_id, workflow_id, version_id, version, triggered_by, trigger_data, temporal_workflow_id,
                  temporal_run_id, dispatched_at, created_at)
SELECT $1, $2, $3, v.id, v.version, 'cron', $4::jsonb, $5, $6, now(), $7
FROM workflows w JOIN workflow_versions v ON v.workflow_id = w.id AND v.version = w.current_version
WHERE w.id = $3 AND w.project_id = $2 AND w.deleted_at IS NULL AND w.enabled AND w.trigger_type = 'cron'
ON CONFLICT DO NOTHING`;

async function findEarlier(
  { sql }: Store,
  projectId: string,
  { workflowId, idempotency, eventId }: NewRun,
): Promise<RunRow | null> {
  if (idempotency !== undefined) {
    const [found] = await sql<RunRow & { bodyHash: string }>(
      `SELECT ${RUN_COLUMNS}, k.body_hash AS "bodyHash"
       FROM idempotency_keys k JOIN runs r ON r.id = k.resource_id AND r.project_id = k.project_id
       WHERE k.project_id = $1 AND k.scope = $2 AND k.key = $3`,
      [projectId, scopeOf({ workflowId, idempotency }), idempotency.key],
    );
    if (found !== undefined) {
      const { bodyHash, ...run } = found;
      if (bodyHash !== idempotency.bodyHash) throw new IdempotencyConflict(idempotency.key);
      return run;
    }
  }
  if (!eventId) return null;
  const [run] = await sql<RunRow>(
    `SELECT ${RUN_COLUMNS} FROM runs r WHERE r.project_id = $1 AND r.event_id = $2 AND r.workflow_id = $3`,
    [projectId, eventId, workflowId],
  );
  return run ?? null;
}

async function reasonForNone({ sql }: Pick<Store, 'sql'>, projectId: string, workflowId: string): Promise<string> {
  const [row] = await sql<{ deleted: boolean; enabled: boolean }>(
    'SELECT deleted_at IS NOT NULL AS deleted, enabled FROM workflows WHERE id = $1 AND project_id = $2',
    [workflowId, projectId],
  );
  if (row === undefined || row.deleted) return 'the workflow was deleted';
  return row.enabled ? 'the workflow has no cron trigger' : 'the workflow is disabled';
}
