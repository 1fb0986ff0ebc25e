import type { ConcurrencyPolicy } from '@perdura/definition';
import type { RunOrigin, StepPlace, ValueRef } from '@perdura/definition/run';
import { carryValues, copySteps, type StepsToCarry } from './carried-steps.ts';
import { ConcurrencySkipped, IdempotencyConflict, UnknownReference } from './errors.ts';
import { newId } from './ids.ts';
import { startWithin } from './live-quota.ts';
import { QuotaExceeded } from './quotas.ts';
import { RUN_COLUMNS, type RunEnvironment, type RunRow } from './run-row.ts';
import { LIVE_SLOT } from './slots.ts';
import { type Sql, type Store, takeLock } from './store.ts';

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
  /** The run that it repeats, which must not be gone. */
  retryOf?: string | null;
  /** Steps of that run which it does not run again, and results that somebody gave. */
  carry?: StepsToCarry | null;
  /** The event that starts it; one run per event and workflow. */
  eventId?: string | null;
  depth?: number;
  /** The user who starts it. @default whoever started the parent run */
  startedBy?: string | null;
  /** Key and hash of the body. @default scope `run:<workflowId>` */
  idempotency?: { key: string; bodyHash: string; scope?: string };
  /** 1 (first) to 5. @default 3 */
  priority?: number;
  /** What limits it: the run is then queued until it is admitted. Null or absent for no limit. */
  slot?: RunSlot | null;
  /** When it shall start; it has no slot until then. Null or absent for at once. */
  startAt?: Date | null;
  /** Of a run of a flow. */
  flow?: FlowOfRun | null;
}

/** What a run of a flow is beside a run. */
export interface FlowOfRun {
  /** The flow's version, DRAFT or LOCKED, that its plan was compiled from. */
  versionId: string;
  environment: RunEnvironment;
  stepNameToTest?: string | null;
  /** Whether its failure is to fail the run that called it. */
  failParentOnFailure?: boolean;
}

/** The slot that a run takes, and the limits of its version that hold for it. */
export interface RunSlot {
  /** `<workflowId>:<rendered key>`. */
  key: string;
  /** Most runs of the slot at once; null for any number. */
  limit: number | null;
  policy: ConcurrencyPolicy;
  /** Most admissions of the workflow within a time. */
  rate: { limit: number; perMs: number } | null;
}

export interface CreatedRun {
  run: RunRow;
  created: boolean;
  /** Older runs of its slot that give way to it: their cancellation is requested, and to be delivered. */
  displaced: RunRow[];
}

/**
 * Makes a pending run, or answers the one that its idempotency key or its event made before. A key goes with its run:
 * once retention has deleted that, it is free.
 *
 * @throws ConcurrencySkipped where the slot is taken and its policy is `skip`: nothing was made then, so that a repeat
 * of the key starts the run once the slot is free
 * @throws QuotaExceeded where the project may start no more: nothing was made then either
 */
export async function createRun(store: Store, projectId: string, input: NewRun): Promise<CreatedRun> {
  try {
    const liveLimit = await store.quotas.beforeStart(projectId, input.triggeredBy);
    return await createWithin(store, projectId, input, liveLimit);
  } catch (error) {
    // What was made before is answered whatever may be made now.
    const earlier = error instanceof QuotaExceeded ? await findEarlier(store, projectId, input) : null;
    if (earlier === null) throw error;
    return { run: earlier, created: false, displaced: [] };
  }
}

async function createWithin(
  store: Store,
  projectId: string,
  input: NewRun,
  liveLimit: number | null,
  keyMayBeStale = input.idempotency !== undefined,
): Promise<CreatedRun> {
  const limits = { projectId, slot: input.slot ?? null, liveLimit };
  const made = await underLimits(store, limits, (sql) => insertRun(sql, projectId, input));
  if (made.rows[0] !== undefined) return { run: made.rows[0], created: true, displaced: made.displaced };
  const earlier = await findEarlier(store, projectId, input);
  if (earlier !== null) return { run: earlier, created: false, displaced: [] };
  if (keyMayBeStale) {
    await releaseKey(store, projectId, input);
    return await createWithin(store, projectId, input, liveLimit, false);
  }
  if (input.slot?.policy === 'skip' && (await hasVersion(store, projectId, input))) throw skipped(input.slot);
  throw new UnknownReference(
    `project ${projectId} has no version ${input.versionId} of a workflow ${input.workflowId}`,
  );
}

/** What a run that is about to be made is held to, beside the statement that makes it. */
export interface StartLimits {
  projectId: string;
  slot: RunSlot | null;
  /** Most live runs of the project; null for any number. */
  liveLimit: number | null;
}

interface Inserted {
  rows: RunRow[];
  displaced: RunRow[];
}

/**
 * Runs an insert of a run as its slot and its project demand. Two policies look at the other runs of the slot, and a
 * limit of the project at all of its runs: they are decided one after the other, by statements that see what the one
 * before has done. The project's lock comes first wherever both are taken.
 *
 * @throws QuotaExceeded
 */
export async function underLimits(
  store: Store,
  { projectId, slot, liveLimit }: StartLimits,
  insert: (sql: Sql) => Promise<RunRow[]>,
): Promise<Inserted> {
  const { sql, underLock } = store;
  const watched = slot === null || slot.limit === null || slot.policy === 'queue' ? null : slot;
  if (liveLimit !== null) {
    const start = async (own: Sql) => {
      if (watched !== null) await takeLock(own, slotLock(watched));
      return await insertBeside(own, watched, insert);
    };
    return startWithin(store, projectId, liveLimit, start);
  }
  if (watched === null) return { rows: await insert(sql), displaced: [] };
  return underLock(slotLock(watched), (own) => insertBeside(own, watched, insert));
}

/** Inserts, and makes the oldest of the slot give way where its policy says so. */
async function insertBeside(
  sql: Sql,
  slot: RunSlot | null,
  insert: (sql: Sql) => Promise<RunRow[]>,
): Promise<Inserted> {
  const rows = await insert(sql);
  const [run] = rows;
  if (run === undefined || slot === null || slot.policy === 'skip') return { rows, displaced: [] };
  return { rows, displaced: await sql<RunRow>(DISPLACE, [slot.key, run.id, slot.limit], 'displace-runs') };
}

function slotLock({ key }: RunSlot): string {
  return `slot ${key}`;
}

/** Values of the columns `priority` to `rate_per_ms`, and the limit beyond which nothing is inserted. */
export function slotValues({ priority = 3, slot = null }: Pick<NewRun, 'priority' | 'slot'>): unknown[] {
  const { key, limit, rate, policy } = slot ?? { key: null, limit: null, rate: null, policy: 'queue' };
  return [priority, key, limit, rate?.limit ?? null, rate?.perMs ?? null, policy === 'skip' ? limit : null];
}

/** Whether a slot has room for one more run, queued ones counted: `limit` null where that does not matter. */
export function hasRoom(slotKey: string, limit: string): string {
  return `(${limit}::int IS NULL OR (
    SELECT count(*) FROM (SELECT 1 FROM runs r WHERE r.slot_key = ${slotKey} AND ${LIVE_SLOT}
    ORDER BY r.slot_key, r.id LIMIT ${limit}) taken
  ) < ${limit})`;
}

function skipped({ key, limit }: RunSlot): ConcurrencySkipped {
  return new ConcurrencySkipped(key, limit ?? 0);
}

function insertRun(sql: Sql, projectId: string, input: NewRun): Promise<RunRow[]> {
  const values = creationValues(projectId, input);
  if ((input.retryOf ?? null) === null) return sql<RunRow>(CREATE, values, 'create-run');
  return sql<RunRow>(CREATE_RETRY, [...values, ...carryValues(input.carry ?? NOTHING)], 'create-retry');
}

const NOTHING: StepsToCarry = { nodeIds: [], given: [] };

function creationValues(projectId: string, input: NewRun): unknown[] {
  const { id = newId(), idempotency, eventId = null, carry = null, flow = null } = input;
  return [
    ...[id, projectId, input.workflowId, input.versionId, input.triggeredBy, JSON.stringify(input.triggerData)],
    ...[input.tags ?? [], input.businessKey ?? null, input.parentRunId ?? null, input.retryOf ?? null],
    ...[eventId, input.depth ?? 0, scopeOf(input), idempotency?.key, idempotency?.bodyHash],
    ...[input.parentStep?.nodeId, input.parentStep?.iteration, input.parentStep?.waits ?? false],
    ...[input.startedBy ?? null, ...slotValues(input), input.startAt ?? null],
    carry !== null && carry.nodeIds.length + carry.given.length > 0,
    ...[flow?.versionId, flow?.environment ?? 'PRODUCTION', flow?.stepNameToTest, flow?.failParentOnFailure ?? false],
  ];
}

/** Scope of the idempotency keys that start runs of a workflow. */
function scopeOf({ workflowId, idempotency }: Pick<NewRun, 'workflowId' | 'idempotency'>): string {
  return idempotency?.scope ?? `run:${workflowId}`;
}

/**
 * The key is claimed, and the version found to be the project's, by the statement that makes the row. A repeat waits
 * for the first one to commit, then makes nothing.
 */
function claiming(condition: string): string {
  return `
pinned AS (
  SELECT v.id, v.version FROM workflow_versions v JOIN workflows w ON w.id = v.workflow_id
  WHERE v.id = $4 AND w.id = $3 AND w.project_id = $2 AND ${condition} AND ${hasRoom('$21', '$25')}
), claimed AS (
  INSERT INTO idempotency_keys (project_id, scope, key, body_hash, resource_id)
  SELECT $2, $13, $14, $15, $1 FROM pinned
  WHERE $14::text IS NOT NULL
    AND ($11::text IS NULL OR NOT EXISTS (SELECT 1 FROM runs WHERE event_id = $11 AND workflow_id = $3))
  ON CONFLICT (project_id, scope, key) DO NOTHING
  RETURNING key
)`;
}

const INSERT = `
INSERT INTO runs AS r (id, project_id, workflow_id, version_id, version, triggered_by, trigger_data, tags, business_key,
                       parent_run_id, retry_of, event_id, depth, temporal_workflow_id,
                       parent_node_id, parent_iteration, parent_waits, started_by, priority, slot_key, slot_limit,
                       rate_limit, rate_per_ms, admitted_at, start_at, resumes,
                       flow_version_id, environment, step_name_to_test, fail_parent_on_failure)
SELECT $1, $2, $3, pinned.id, pinned.version, $5, $6::jsonb, $7::text[], $8, $9, $10, $11, $12, 'run-' || $1,
  $16, $17, $18::boolean,
  coalesce($19, (SELECT parent.started_by FROM runs parent WHERE parent.id = $9 AND parent.project_id = $2)),
  $20::int, $21::text, $22::int, $23::int, $24::bigint,
  CASE WHEN $21::text IS NULL AND $26::timestamptz IS NULL THEN now() END, $26::timestamptz, $27::boolean,
  $28, $29, $30, $31::boolean
FROM pinned
WHERE $14::text IS NULL OR EXISTS (SELECT 1 FROM claimed)
ON CONFLICT (event_id, workflow_id) WHERE event_id IS NOT NULL DO NOTHING`;

const CREATE = `WITH ${claiming('true')} ${INSERT} RETURNING ${RUN_COLUMNS}`;

/** The earlier run is held, so that retention takes neither it nor what it uses away meanwhile. */
const CREATE_RETRY = `
WITH earlier AS (
  SELECT e.id FROM runs e WHERE e.id = $10 AND e.project_id = $2 FOR KEY SHARE
), ${claiming('EXISTS (SELECT 1 FROM earlier)')}, made AS (${INSERT} RETURNING r.*), ${copySteps('$32', '$33')}
SELECT ${RUN_COLUMNS} FROM made r`;

/** The newest runs of a slot stay, as many as may live at once, and the one that was just made is the newest. */
const DISPLACE = `
UPDATE runs r SET cancel_requested_at = now()
WHERE r.cancel_requested_at IS NULL AND ${LIVE_SLOT} AND r.id IN (
  SELECT r.id FROM runs r
  WHERE r.slot_key = $1 AND r.id <> $2 AND ${LIVE_SLOT} AND r.cancel_requested_at IS NULL
  ORDER BY r.id DESC OFFSET $3::int - 1)
RETURNING ${RUN_COLUMNS}`;

async function hasVersion({ sql }: Store, projectId: string, { versionId, workflowId }: NewRun): Promise<boolean> {
  const found = await sql(
    `SELECT 1 FROM workflow_versions v JOIN workflows w ON w.id = v.workflow_id
     WHERE v.id = $1 AND w.id = $2 AND w.project_id = $3`,
    [versionId, workflowId, projectId],
  );
  return found.length > 0;
}

/**
 * Frees the key of a run that retention has deleted. A key and its run are made by one statement, so who sees the key
 * without the run comes after the deletion.
 */
async function releaseKey({ sql }: Store, projectId: string, { workflowId, idempotency }: NewRun): Promise<void> {
  if (idempotency === undefined) return;
  await sql(
    `DELETE FROM idempotency_keys k
     WHERE k.project_id = $1 AND k.scope = $2 AND k.key = $3 AND k.body_hash = $4
       AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.id = k.resource_id)`,
    [projectId, scopeOf({ workflowId, idempotency }), idempotency.key, idempotency.bodyHash],
  );
}

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
