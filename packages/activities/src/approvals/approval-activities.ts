import type { ApprovalRow } from '@perdura/database';
import type { ApprovalRef, ApprovalState, RunActivities } from '@perdura/definition/run';
import { Context } from '@temporalio/activity';
import type { ActivityDependencies } from '../dependencies.ts';
import { FAILURE_CODES, StepFailure } from '../failures.ts';
import { stateOf } from './approval-state.ts';
import { type MailReport, mailApprovers, remindApprovers } from './mail-approvers.ts';

type ApprovalActivities = 'approval-state' | 'approval-remind' | 'approval-escalate' | 'approval-end';

/** What the interpreter asks of the task of an approval. */
export function approvalActivities(dependencies: ActivityDependencies): Pick<RunActivities, ApprovalActivities> {
  const { approvals, ...database } = dependencies.database;
  return {
    'approval-state': async (input) => answer(database, input, await approvals.get(input.projectId, input.taskId)),
    async 'approval-remind'({ projectId, taskId: id, reminder }) {
      const { cancellationSignal } = Context.current();
      noteRefused(
        dependencies,
        id,
        await remindApprovers(dependencies, { projectId, id }, reminder, cancellationSignal),
      );
    },
    async 'approval-escalate'({ projectId, taskId: id, level }) {
      const asked = await approvals.escalate(projectId, id, level);
      if (asked !== null && asked.unknown.length > 0) {
        const names = asked.unknown.join(', ');
        dependencies.logger.warn({ projectId, approvalId: id, level, names }, 'approvers of a level are unknown');
      }
      noteRefused(
        dependencies,
        id,
        await mailApprovers(dependencies, { projectId, id }, Context.current().cancellationSignal),
      );
    },
    async 'approval-end'({ deadline, ...input }) {
      const end = { reason: input.reason, ...(deadline ? { deadline: new Date(deadline) } : {}) };
      return answer(database, input, await approvals.end(input.projectId, input.taskId, end));
    },
  };
}

/** Mails the approvers of tasks who are still to be mailed; for housekeeping. */
export function approvalMailer(dependencies: ActivityDependencies) {
  return async (task: Pick<ApprovalRow, 'projectId' | 'id'>, signal: AbortSignal): Promise<void> => {
    noteRefused(dependencies, task.id, await mailApprovers(dependencies, task, signal));
  };
}

async function answer(
  database: Pick<ActivityDependencies['database'], 'blobs'>,
  { runId, taskId }: ApprovalRef,
  task: ApprovalRow | null,
): Promise<ApprovalState> {
  if (task !== null) return stateOf(database, task);
  throw new StepFailure(FAILURE_CODES.internal, `Run ${runId} has no approval ${taskId} any more.`, {
    retryable: false,
  });
}

/** @throws {StepFailure} for mails that may be sent later: the activity is tried again, which repeats no other mail */
function noteRefused({ logger }: ActivityDependencies, approvalId: string, { refused, later }: MailReport): void {
  for (const reason of refused) logger.warn({ approvalId }, reason);
  if (later !== null) throw later;
}
