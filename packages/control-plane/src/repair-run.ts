import { isTerminal, type RunRow } from '@perdura/database';
import { RUN_QUERY, type RunError, type RunSnapshot } from '@perdura/definition/run';
import {
  ApplicationFailure,
  type WorkflowExecutionDescription,
  WorkflowFailedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { refill } from './admission.ts';
import type { ControlDependencies } from './dependencies.ts';
import { type ClosedExecution, type ClosedStatus, closedEnd, closedStatusOf, finalSnapshot } from './final-snapshot.ts';
import { followReset, resetToFollow } from './follow-reset.ts';
import { errorFields } from './logger.ts';
import { isTemporalUnavailable, wasNeverBegun } from './temporal-errors.ts';

/** `alive`: it lives, and history says so. `postponed`: ended, but a worker may yet tell how. `missing`: unknown to Temporal. */
export type Repair = 'alive' | 'repaired' | 'recorded' | 'postponed' | 'missing';

/** Ends that the interpreter brought about itself: its own snapshot tells more than Temporal does. */
const OWN_ENDS: ReadonlySet<ClosedStatus> = new Set(['COMPLETED', 'FAILED', 'CANCELLED']);

/** Of an end that was brought about from outside, history knows most: a worker is not waited for as long as otherwise. */
const KILLED_WORD_MS = 30_000;

/** How long a question waits for its answer, in milliseconds, where it is asked again. */
const ASKED_MS = 3_000;
/** How long the last question waits, in milliseconds: Temporal first waits ten seconds for the worker that had the run. */
const LAST_ASKED_MS = 12_000;

/**
 * Compares a row with Temporal and, when the execution has ended, writes its end to history: from the interpreter's last
 * snapshot, or from Temporal's description when no worker gives that for a while. Of one that lives, history is told
 * what died with a worker before it was written. A row whose execution was reset follows the reset first; it is the only
 * thing that is done to a row that has ended.
 *
 * @throws TemporalUnavailable, DatabaseUnavailable
 */
export async function repairRun(deps: ControlDependencies, run: RunRow): Promise<Repair> {
  const description = await describeRun(deps, run);
  if (description === null) return 'missing';
  const followed = await repairReset(deps, run, description);
  if (followed === 'postponed') return 'postponed';
  const row = followed ?? run;
  if (isTerminal(row.status)) return followed === null ? 'recorded' : 'repaired';
  const repair = await repairLive(deps, row, description);
  return followed === null ? repair : 'repaired';
}

/** The row after it followed a reset of its execution; null when there is none to follow. */
async function repairReset(
  deps: ControlDependencies,
  run: RunRow,
  description: WorkflowExecutionDescription,
): Promise<RunRow | 'postponed' | null> {
  const reset = await resetToFollow(deps, run, description);
  if (reset === null) return null;
  const late = isOver(deps, description, deps.settings.lastWordMs);
  const asked = await queryRun(deps, run, late ? LAST_ASKED_MS : ASKED_MS);
  const snapshot = asked?.temporalRunId === description.runId ? asked : null;
  if (snapshot === null && !late) return 'postponed';
  await followReset(deps, run, description.runId, reset, snapshot);
  return await deps.database.runs.get(run.projectId, run.id);
}

/**
 * Whether an execution ended so long ago that no worker is waited for any more. A process that has just begun gives them
 * the same time, since those that were away may be coming back with it.
 */
function isOver({ startedAt }: ControlDependencies, { closeTime }: WorkflowExecutionDescription, ms: number): boolean {
  return closeTime !== undefined && Date.now() - Math.max(closeTime.getTime(), startedAt) >= ms;
}

async function repairLive(
  deps: ControlDependencies,
  run: RunRow,
  description: WorkflowExecutionDescription,
): Promise<Repair> {
  const found = closedStatusOf(description.status.name);
  if (found === null) return (await recordLostNews(deps, run, description)) ? 'repaired' : 'alive';
  const status = wasWithdrawn(run, found) ? 'CANCELLED' : found;

  const { lastWordMs } = deps.settings;
  const late = isOver(deps, description, OWN_ENDS.has(status) ? lastWordMs : Math.min(lastWordMs, KILLED_WORD_MS));
  const answer = await ask(deps, run, late ? LAST_ASKED_MS : ASKED_MS);
  if (answer === 'silence' && !late) return 'postponed';
  const last = typeof answer === 'string' ? null : answer;
  const closedAt = description.closeTime ?? new Date();
  const failure = status === 'FAILED' && last === null ? await failureOf(deps, run) : null;
  return await recordEnd(deps, run, last, { status, closedAt, temporalRunId: description.runId, failure });
}

/**
 * Brings a row that reads as under way, while nothing of its run is, to what the interpreter says: such a run waits, for
 * long maybe, and tells nothing more meanwhile. Answers whether there was anything to write.
 */
async function recordLostNews(
  deps: ControlDependencies,
  run: RunRow,
  { raw }: WorkflowExecutionDescription,
): Promise<boolean> {
  const isIdle = !raw.pendingWorkflowTask && (raw.pendingActivities ?? []).length === 0;
  if (!isIdle || run.status === 'waiting' || run.admittedAt === null) return false;
  const snapshot = await queryRun(deps, run, ASKED_MS);
  if (snapshot === null || snapshot.completedAt !== null || snapshot.sequence <= run.sequence) return false;
  const { recorded } = await deps.database.runs.record(snapshot);
  return recorded;
}

/** Writes the end of a run whose execution has ended, from the last that is known of it. */
export async function recordEnd(
  deps: ControlDependencies,
  run: RunRow,
  last: RunSnapshot | null,
  closed: ClosedExecution,
): Promise<'repaired' | 'recorded'> {
  const { recorded, freed } =
    last === null
      ? await deps.database.runs.finish(run.projectId, run.id, closedEnd(closed))
      : await deps.database.runs.record(finalSnapshot(last, closed, run.sequence));
  if (!recorded) return 'recorded';
  if (freed !== null) await refill(deps, freed);
  const fields = { runId: run.id, workflowId: run.workflowId, temporal: closed.status };
  deps.logger.info(fields, 'history repaired from Temporal');
  return 'repaired';
}

/** Whether the execution is the one that took the id of a cancelled run away, and died before it could note that. */
function wasWithdrawn(run: RunRow, status: ClosedStatus): boolean {
  return status === 'TERMINATED' && run.dispatchedAt === null && run.cancelRequestedAt !== null;
}

/** The newest execution of a run; null when Temporal knows none. */
export async function describeRun(
  { temporal }: Pick<ControlDependencies, 'temporal'>,
  run: Pick<RunRow, 'temporalWorkflowId'>,
): Promise<WorkflowExecutionDescription | null> {
  try {
    return await temporal.call((client) => client.workflow.getHandle(run.temporalWorkflowId).describe());
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/** The interpreter's own view of a run, live or ended; null when no worker answers in time. */
export async function queryRun(
  deps: Pick<ControlDependencies, 'temporal' | 'logger'>,
  run: Pick<RunRow, 'id' | 'temporalWorkflowId'>,
  deadlineMs: number,
): Promise<RunSnapshot | null> {
  const answer = await ask(deps, run, deadlineMs);
  return typeof answer === 'string' ? null : answer;
}

/** `nothing`: it had not begun, so that there is nothing to tell; `silence`: nobody answered, yet. */
async function ask(
  { temporal, logger }: Pick<ControlDependencies, 'temporal' | 'logger'>,
  run: Pick<RunRow, 'id' | 'temporalWorkflowId'>,
  deadlineMs: number,
): Promise<RunSnapshot | 'nothing' | 'silence'> {
  try {
    const snapshot = await temporal.call(
      (client) => client.workflow.getHandle(run.temporalWorkflowId).query<RunSnapshot | null>(RUN_QUERY),
      deadlineMs,
    );
    return snapshot ?? 'nothing';
  } catch (error) {
    logger.debug({ runId: run.id, ...errorFields(error) }, 'no answer to the query of a run');
    return wasNeverBegun(error) ? 'nothing' : 'silence';
  }
}

/** Why a failed execution failed, as its history says. */
async function failureOf({ temporal }: ControlDependencies, run: RunRow): Promise<RunError | null> {
  try {
    await temporal.call((client) => client.workflow.getHandle(run.temporalWorkflowId).result());
    return null;
  } catch (error) {
    if (isTemporalUnavailable(error)) throw error;
    if (!(error instanceof WorkflowFailedError)) return null;
    const { cause } = error;
    if (!(cause instanceof ApplicationFailure)) return { code: 'RUN_FAILED', message: error.message, nodeId: null };
    return { code: cause.type ?? 'RUN_FAILED', message: cause.message, nodeId: nodeIdOf(cause.details?.[0]) };
  }
}

/** The interpreter says which node failed the run in the failure's first detail. */
function nodeIdOf(detail: unknown): string | null {
  if (typeof detail !== 'object' || detail === null || !('nodeId' in detail)) return null;
  return typeof detail.nodeId === 'string' ? detail.nodeId : null;
}
