import { isTerminal, type RunEnd, type RunRow } from '@perdura/database';
import { WorkflowNotFoundError } from '@temporalio/client';
import { refill } from './admission.ts';
import { forEachBounded } from './concurrency.ts';
import { type ControlDependencies, isOutage } from './dependencies.ts';
import { withdraw } from './hand-over.ts';
import { errorFields } from './logger.ts';
import { describeRun, queryRun, recordEnd, repairRun } from './repair-run.ts';

/** What became of a request to end a run. `ended`: it had ended before, and stays as it is. */
export type EndRequest = { kind: 'accepted'; run: RunRow } | { kind: 'ended'; run: RunRow } | { kind: 'not-found' };

/** How long a worker has to tell the steps of a run that was just terminated, in milliseconds: somebody waits for it. */
const LAST_WORD_MS = 5_000;

const CANCELLED: RunEnd = { status: 'cancelled', error: null };

/**
 * Asks a run to end: its steps are cancelled, then it ends as `cancelled`. The request is durable: when Temporal is
 * away, housekeeping delivers it. A run that Temporal has not taken over ends at once and never starts.
 *
 * @throws DatabaseUnavailable
 */
export async function cancelRun(deps: ControlDependencies, projectId: string, runId: string): Promise<EndRequest> {
  const run = await deps.database.runs.requestCancel(projectId, runId);
  if (run === null) return { kind: 'not-found' };
  if (isTerminal(run.status)) return { kind: 'ended', run };
  try {
    await deliverCancel(deps, run);
  } catch (error) {
    if (!isOutage(error)) throw error;
    deps.logger.debug({ runId, ...errorFields(error) }, 'cancel waits for housekeeping');
    return { kind: 'accepted', run };
  }
  return { kind: 'accepted', run: (await deps.database.runs.get(projectId, runId)) ?? run };
}

/** Brings a requested cancel to Temporal. Repeating it is safe. @throws TemporalUnavailable, DatabaseUnavailable */
export async function deliverCancel(deps: ControlDependencies, run: RunRow): Promise<boolean> {
  if (await endUndispatched(deps, run, CANCELLED)) return true;
  try {
    await deps.temporal.call(
      (client) => client.workflow.getHandle(run.temporalWorkflowId).cancel(),
      deps.settings.handOverMs,
    );
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    // It ended before the request arrived, which history may not know yet.
    await repairRun(deps, run);
  }
  return true;
}

/** Asks runs to end that others displaced from their slot. What does not succeed at once is left to housekeeping. */
export async function giveWay(deps: ControlDependencies, displaced: RunRow[]): Promise<void> {
  await forEachBounded(displaced, 8, async (run) => {
    try {
      return await deliverCancel(deps, run);
    } catch (error) {
      const log = isOutage(error) ? deps.logger.debug : deps.logger.error;
      log.call(deps.logger, { runId: run.id, ...errorFields(error) }, 'cancel waits for housekeeping');
      return false;
    }
  });
}

/** Ends a run that Temporal has not taken over; a queued one by its row alone. False when it was taken over. */
async function endUndispatched(deps: ControlDependencies, run: RunRow, end: RunEnd): Promise<boolean> {
  if (run.dispatchedAt !== null) return false;
  if (run.admittedAt === null && (await deps.database.slots.endQueued(run.projectId, run.id, end))) return true;
  const withdrawn = await withdraw(deps, run, end);
  if (withdrawn && run.slotKey !== null) await refill(deps, { workflowId: run.workflowId, slotKey: null });
  return withdrawn;
}

/**
 * Ends a run at once, without giving its steps a chance to tidy up; also works when no worker lives. The run ends as
 * `cancelled` with the error TERMINATED.
 *
 * @param reason for Temporal's history, for people
 * @throws TemporalUnavailable, DatabaseUnavailable: nothing is promised, ask again
 */
export async function terminateRun(
  deps: ControlDependencies,
  projectId: string,
  runId: string,
  reason = 'terminated on request',
): Promise<EndRequest> {
  const run = await deps.database.runs.get(projectId, runId);
  if (run === null) return { kind: 'not-found' };
  if (isTerminal(run.status)) return { kind: 'ended', run };
  const error = { code: 'TERMINATED', message: 'the run was terminated', nodeId: null };
  const withdrawn = await endUndispatched(deps, run, { status: 'cancelled', error });
  const ended = !withdrawn && (await terminateExecution(deps, run, reason)) === 'ended';
  const after = (await deps.database.runs.get(projectId, runId)) ?? run;
  return { kind: ended ? 'ended' : 'accepted', run: after };
}

async function terminateExecution(
  deps: ControlDependencies,
  run: RunRow,
  reason: string,
): Promise<'terminated' | 'ended'> {
  try {
    await deps.temporal.call((client) => client.workflow.getHandle(run.temporalWorkflowId).terminate(reason));
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    if ((await describeRun(deps, run)) !== null) {
      await repairRun(deps, run);
      return 'ended';
    }
  }
  const last = await queryRun(deps, run, LAST_WORD_MS);
  const closed = {
    status: 'TERMINATED',
    closedAt: new Date(),
    temporalRunId: run.temporalRunId,
    failure: null,
  } as const;
  await recordEnd(deps, run, last, closed);
  return 'terminated';
}
