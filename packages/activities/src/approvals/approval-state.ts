import type { ApprovalRow, Database } from '@perdura/database';
import type { JsonValue } from '@perdura/definition';
import type { ApprovalState } from '@perdura/definition/run';
import { toValueRef } from '../blobs.ts';

/** What has become of a task, as its run reads it. */
export async function stateOf(database: Pick<Database, 'blobs'>, task: ApprovalRow): Promise<ApprovalState> {
  const status = statusForRun(task);
  const deadline = task.deadline?.toISOString() ?? null;
  if (status === 'pending' || status === 'cancelled') return { status, deadline, result: null };
  const value = { decision: status, decisions: task.decisions as unknown as JsonValue };
  const owner = { projectId: task.projectId, runId: task.runId };
  return { status, deadline, result: await toValueRef(database, owner, value) };
}

/** A workflow may say that the silence of all approvers is a decision. */
function statusForRun({ status, onTimeout }: ApprovalRow): ApprovalState['status'] {
  if (status !== 'timeout') return status;
  if (onTimeout === 'approve') return 'approved';
  return onTimeout === 'reject' ? 'rejected' : 'timeout';
}
