import type { RunProgress, RunSnapshot, StepSnapshot } from '@perdura/definition/run';
import { UnstorableText } from './errors.ts';
import { awaited } from './event-waits.ts';
import { newId } from './ids.ts';
import { isTerminal, RUN_END_EVENTS, TERMINAL_LIST } from './run-state.ts';
import type { FreedSlot } from './slots.ts';
import { storable } from './storable.ts';
import { pastDeadlocks, type Store } from './store.ts';

/** How a run ended, as the control plane found out: not from its own last snapshot. */
export interface RunEnd {
  status: 'completed' | 'failed' | 'cancelled';
  error: { code: string; message: string; nodeId: string | null } | null;
  /** When it ended. @default now */
  completedAt?: Date;
}

/**
 * Whether a write won, and whether it left something that housekeeping is now to bring on: an event to dispatch, or the
 * end of a child run to tell its parent.
 */
export interface Recorded {
  recorded: boolean;
  event: boolean;
  /** The place that the run gave up by its end; null for none. */
  freed: FreedSlot | null;
}

/** Writes a whole snapshot of a run, unless it has ended or is newer. */
export async function recordSnapshot(store: Store, snapshot: RunSnapshot): Promise<Recorded> {
  const { error, steps, ...run } = snapshot;
  const ended = isTerminal(run.status);
  const entry = {
    ...run,
    whole: true,
    completedAt: ended ? (run.completedAt ?? new Date().toISOString()) : null,
    ...{ errorCode: error?.code, errorMessage: error?.message, errorNodeId: error?.nodeId },
    ...{ eventId: newId(), eventType: RUN_END_EVENTS[run.status] },
    steps: steps.map(stepEntry),
  };
  const [row] = await write(store, [entry]);
  return { recorded: row !== undefined, event: row?.event === true, freed: row?.freed ?? null };
}

/** Writes the progress of many runs; answers how many of them it changed. */
export async function recordProgress(store: Store, progress: RunProgress[]): Promise<number> {
  const entries = merged(progress).map(({ steps, status, ...run }) => ({
    ...run,
    whole: false,
    // Progress is never the last word: the end of a run comes with the whole snapshot.
    status: isTerminal(status) ? 'running' : status,
    steps: steps.map(stepEntry),
  }));
  return entries.length === 0 ? 0 : (await write(store, entries)).length;
}

/** Ends a live run that does not end itself, with its open steps. */
export async function finishRun(
  { sql }: Store,
  projectId: string,
  runId: string,
  { status, error, completedAt = new Date() }: RunEnd,
  undispatchedOnly: boolean,
): Promise<Recorded> {
  const [row] = await sql<Omit<Written, 'runId'>>(FINISH, [
    ...[runId, projectId, status, completedAt, error?.code, error?.message, error?.nodeId],
    ...[newId(), RUN_END_EVENTS[status], undispatchedOnly],
  ]);
  return { recorded: row !== undefined, event: row?.event === true, freed: row?.freed ?? null };
}

/** A run's row and a step's can be changed once by one statement, so the batch is reduced to the newest of each. */
function merged(progress: RunProgress[]): RunProgress[] {
  const byRun = new Map<string, { newest: RunProgress; steps: Map<string, StepSnapshot> }>();
  for (const each of progress.toSorted((one, other) => one.sequence - other.sequence)) {
    const known = byRun.get(each.runId) ?? { newest: each, steps: new Map() };
    for (const step of each.steps) known.steps.set(`${step.iteration}/${step.nodeId}`, step);
    byRun.set(each.runId, {
      newest: { ...each, startedAt: each.startedAt ?? known.newest.startedAt },
      steps: known.steps,
    });
  }
  return [...byRun.values()].map(({ newest, steps }) => ({ ...newest, steps: [...steps.values()] }));
}

function stepEntry({ error, ...step }: StepSnapshot): object {
  return { ...step, errorCode: error?.code, errorMessage: error?.message };
}

/** History must not be lost over one character, so text that cannot be stored is replaced by what can. */
async function write(store: Store, entries: Entry[]): Promise<Written[]> {
  // All batches take rows in one order, as far as the planner keeps to it.
  const ordered = entries.toSorted((one, other) => (one.runId < other.runId ? -1 : 1));
  try {
    return await pastDeadlocks(() => writeOnce(store, ordered));
  } catch (error) {
    if (!(error instanceof UnstorableText)) throw error;
    return await pastDeadlocks(() => writeOnce(store, storable(ordered) as unknown as Entry[]));
  }
}

/** The ids are said twice, so that rows are found by primary key whatever the planner thinks of the JSON. */
function writeOnce({ sql }: Store, entries: Entry[]): Promise<Written[]> {
  return sql<Written>(WRITE, [JSON.stringify(entries), entries.map(({ runId }) => runId)], 'write-runs');
}

interface Entry {
  runId: string;
}

interface Written {
  runId: string;
  event: boolean;
  freed: FreedSlot | null;
}

/** A time as JavaScript writes it; PostgreSQL's own JSON form differs. */
function iso(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

/**
 * Said as what a run is not: said as a list of live statuses it would invite the planner to walk the partial index of
 * all live runs.
 */
const LIVE = `r.status NOT IN (${TERMINAL_LIST})`;

/**
 * Emits the event of a run's end, in the statement that ends it, when something of the project listens to it. Reads the
 * ended runs from `won`, where `"eventType"` is null for those that emit nothing. A workflow that its `onFailure` names
 * listens too.
 */
const EMIT = `
  INSERT INTO events (id, project_id, type, data, depth)
  SELECT won."eventId", won.project_id, won."eventType",
    jsonb_build_object(
      'runId', won.id, 'workflowId', won.workflow_id, 'version', won.version, 'status', won.status,
      'triggeredBy', won.triggered_by, 'businessKey', won.business_key, 'tags', won.tags,
      'createdAt', ${iso('won.created_at')}, 'startedAt', ${iso('won.started_at')},
      'completedAt', ${iso('won.completed_at')},
      'durationMs', won.duration_ms,
      'error', CASE WHEN won.error_code IS NOT NULL THEN
        jsonb_build_object('code', won.error_code, 'message', won.error_message, 'nodeId', won.error_node_id) END),
    won.depth + 1
  FROM won
  WHERE won."eventType" IS NOT NULL AND (
    EXISTS (SELECT 1 FROM subscriptions s
            WHERE s.project_id = won.project_id AND s.event = won."eventType" AND s.enabled)
    OR EXISTS (SELECT 1 FROM workflows w
               WHERE w.project_id = won.project_id AND w.trigger_event = won."eventType"
                 AND w.enabled AND w.deleted_at IS NULL)
    OR ${awaited('won.project_id', 'won."eventType"', 'won.id')}
    OR won."eventType" = '${RUN_END_EVENTS.failed}' AND EXISTS (
               SELECT 1 FROM workflow_versions v WHERE v.id = won.version_id AND v.definition->'onFailure' IS NOT NULL))
  RETURNING id`;

/** The place of its slot that a run of `won` gave up. Under a rate limit others than that slot's may be next. */
const FREED = `CASE WHEN won.slot_key IS NOT NULL AND won.completed_at IS NOT NULL THEN jsonb_build_object(
  'workflowId', won.workflow_id, 'slotKey', CASE WHEN won.rate_limit IS NULL THEN won.slot_key END) END AS freed`;

/** Whether a run that waits for this one is to be told of its end. */
const TELLS_PARENT = `((won.parent_waits OR won.fail_parent_on_failure) AND won.completed_at IS NOT NULL)`;

/** Whether an entry `i` changes what is shown of its run `r`, beside the steps. */
const CHANGES_STATE = `(r.status, r.started_at, r.completed_at, r.error_code, r.result, r.response, r.paused, r.temporal_run_id)
      IS DISTINCT FROM (i.status, coalesce(i."startedAt", r.started_at), i."completedAt", i."errorCode",
        coalesce(i.result, r.result), coalesce(i.response, r.response), coalesce(i.paused, r.paused),
        coalesce(i."temporalRunId", r.temporal_run_id))`;

/** One statement for snapshots and progress; `run-state.ts` says what may be written over what. */
const WRITE = `
WITH incoming AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS entry(
    "runId" text, "projectId" text, sequence int, whole boolean, status text, "startedAt" timestamptz,
    "completedAt" timestamptz, "errorCode" text, "errorMessage" text, "errorNodeId" text, "temporalRunId" text,
    "eventId" text, "eventType" text, result jsonb, response jsonb, paused boolean, steps jsonb)
), won AS (
  UPDATE runs r SET
    status = i.status,
    sequence = i.sequence,
    started_at = coalesce(i."startedAt", r.started_at),
    completed_at = i."completedAt",
    duration_ms = CASE WHEN i."completedAt" IS NOT NULL THEN greatest(0, round(extract(epoch FROM
      i."completedAt" - coalesce(i."startedAt", r.started_at, r.start_at, r.created_at)) * 1000))::bigint END,
    error_code = i."errorCode",
    error_message = i."errorMessage",
    error_node_id = i."errorNodeId",
    result = coalesce(i.result, r.result),
    response = coalesce(i.response, r.response),
    paused = coalesce(i.paused, r.paused),
    temporal_run_id = coalesce(i."temporalRunId", r.temporal_run_id),
    dispatched_at = coalesce(r.dispatched_at, now()),
    revision = r.revision + 1,
    state_revision = CASE WHEN ${CHANGES_STATE} THEN r.revision + 1 ELSE r.state_revision END,
    changed_at = CASE WHEN ${CHANGES_STATE} THEN clock_timestamp() ELSE r.changed_at END
  FROM incoming i
  WHERE r.id = ANY($2::text[]) AND r.id = i."runId" AND r.project_id = i."projectId" AND ${LIVE}
    AND i."temporalRunId" <> ALL (r.left_run_ids)
    AND (r.sequence < i.sequence OR (i.whole AND r.sequence = i.sequence))
  RETURNING r.*, i.whole, i.steps, i."eventId", i."eventType"
), written AS (
  INSERT INTO steps AS s (run_id, node_id, iteration, position, node_type, status, result, error_code, error_message,
                          attempts, warnings, started_at, completed_at, child_run_id, label, passed, sequence)
  SELECT won.id, step."nodeId", step.iteration, step.position, step."nodeType", step.status, step.result,
    step."errorCode", step."errorMessage", step.attempts, step.warnings, step."startedAt", step."completedAt",
    step."childRunId", step.label, coalesce(step.passed, false), won.revision
  FROM won CROSS JOIN LATERAL jsonb_to_recordset(won.steps) AS step(
    "nodeId" text, iteration text, position int, "nodeType" text, status text, result jsonb, "errorCode" text,
    "errorMessage" text, attempts int, warnings text[], "startedAt" timestamptz, "completedAt" timestamptz,
    "childRunId" text, label text, passed boolean)
  ON CONFLICT (run_id, node_id, iteration) DO UPDATE SET
    position = excluded.position, status = excluded.status, result = excluded.result,
    error_code = excluded.error_code, error_message = excluded.error_message, attempts = excluded.attempts,
    warnings = excluded.warnings, started_at = excluded.started_at, completed_at = excluded.completed_at,
    child_run_id = excluded.child_run_id, label = excluded.label, passed = excluded.passed,
    sequence = excluded.sequence
  WHERE (s.position, s.status, s.result, s.error_code, s.error_message, s.attempts, s.warnings, s.started_at,
         s.completed_at, s.child_run_id, s.label, s.passed)
    IS DISTINCT FROM (excluded.position, excluded.status, excluded.result, excluded.error_code, excluded.error_message,
         excluded.attempts, excluded.warnings, excluded.started_at, excluded.completed_at, excluded.child_run_id,
         excluded.label, excluded.passed)
), emitted AS (${EMIT})
SELECT won.id AS "runId", EXISTS (SELECT 1 FROM emitted WHERE emitted.id = won."eventId") OR ${TELLS_PARENT} AS event,
  ${FREED}
FROM won`;

const FINISH = `
WITH won AS (
  UPDATE runs r SET
    status = $3,
    completed_at = $4::timestamptz,
    duration_ms = greatest(0, round(extract(epoch FROM
      $4::timestamptz - coalesce(r.started_at, r.start_at, r.created_at)) * 1000))::bigint,
    error_code = $5, error_message = $6, error_node_id = $7,
    paused = false,
    revision = r.revision + 1, state_revision = r.revision + 1, changed_at = clock_timestamp()
  WHERE r.id = $1 AND r.project_id = $2 AND ${LIVE} AND (NOT $10::boolean OR r.dispatched_at IS NULL)
  RETURNING r.*, $8::text AS "eventId", $9::text AS "eventType"
), closed AS (
  UPDATE steps SET status = 'cancelled', completed_at = won.completed_at, sequence = won.revision
  FROM won WHERE steps.run_id = won.id AND steps.status IN ('running', 'waiting')
), emitted AS (${EMIT})
SELECT EXISTS (SELECT 1 FROM emitted) OR ${TELLS_PARENT} AS event, ${FREED} FROM won`;
