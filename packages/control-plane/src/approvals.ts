import type { ApprovalRow, UntoldApproval } from '@perdura/database';
import { forEachBounded } from './concurrency.ts';
import { type ControlDependencies, isOutage, isolated } from './dependencies.ts';
import { errorFields } from './logger.ts';
import type { RoundResult } from './task-loop.ts';
import { wakeRun } from './wake-run.ts';

/** Whoever changed a task has this long to tell its run, in milliseconds, before housekeeping does. */
const INLINE_MS = 2_000;
const BATCH = 200;
const AT_ONCE = 16;

/**
 * Tells the run of a task that it changed, where there is something to tell. Never fails: what cannot be told now stays
 * for housekeeping.
 */
export async function tellApproval(deps: ControlDependencies, task: ApprovalRow): Promise<void> {
  const { wakeAt, run } = task;
  if (wakeAt === null || deps.temporal.seemsAway()) return;
  try {
    await tell(deps, { ...task, wakeAt, temporalWorkflowId: run.temporalWorkflowId });
  } catch (error) {
    const log = isOutage(error) ? deps.logger.debug : deps.logger.error;
    log.call(deps.logger, { approvalId: task.id, ...errorFields(error) }, 'word of an approval waits for housekeeping');
  }
}

/** Tells runs of changes that they were not told of. Each call is one round. */
export function approvalTeller(deps: ControlDependencies): (signal: AbortSignal) => Promise<RoundResult> {
  return async (signal) => {
    const untold = await deps.database.approvals.untold(INLINE_MS, BATCH);
    const done = await forEachBounded(
      untold,
      AT_ONCE,
      (task) =>
        isolated(deps.logger, { approvalId: task.id, runId: task.runId }, 'word of an approval', async () => {
          await tell(deps, task);
          return true;
        }),
      signal,
    );
    return { done, more: done > 0 && untold.length === BATCH };
  };
}

/** Cancels the tasks of runs that have ended without them: terminated ones, say. Each call is one round. */
export async function cancelOrphanedApprovals({ database }: ControlDependencies): Promise<RoundResult> {
  const done = await database.approvals.cancelOrphans(BATCH);
  return { done, more: done === BATCH };
}

/** Mails approvers who are still to be mailed. Each call is one round. */
export function approvalMails(deps: ControlDependencies): (signal: AbortSignal) => Promise<RoundResult> {
  return async (signal) => {
    const { mailApprovers } = deps;
    if (mailApprovers === undefined) return { done: 0 };
    const tasks = await deps.database.approvals.claimUnmailed(AT_ONCE);
    const done = await forEachBounded(
      tasks,
      AT_ONCE,
      async (task) => {
        try {
          await mailApprovers(task, signal);
          return true;
        } catch (error) {
          // The mail server's trouble is not that of the other duties; the task is due again by itself.
          deps.logger.warn({ approvalId: task.id, ...errorFields(error) }, 'approvers could not be mailed');
          return false;
        }
      },
      signal,
    );
    return { done, more: done > 0 && tasks.length === AT_ONCE };
  };
}

async function tell(
  deps: ControlDependencies,
  task: Pick<UntoldApproval, 'id' | 'nodeId' | 'iteration' | 'wakeAt' | 'temporalWorkflowId'>,
): Promise<void> {
  const { id, nodeId, iteration, wakeAt, temporalWorkflowId } = task;
  // A run that has ended needs no word; what it left behind is cancelled by itself.
  await wakeRun(deps, temporalWorkflowId, { kind: 'approval', nodeId, iteration });
  await deps.database.approvals.markTold(id, wakeAt);
}
