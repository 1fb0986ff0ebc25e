import { type ApprovalRow, hasDecided } from '@perdura/database';
import { bothIds, time, timeOrNull } from '../../page-request.ts';

export function presentApproval(row: ApprovalRow) {
  const { approvers, decisions, run } = row;
  const silent = approvers.filter((approver) => !hasDecided(approver, decisions));
  return {
    ...bothIds(row.id),
    runId: row.runId,
    workflowId: row.workflowId,
    nodeId: row.nodeId,
    iteration: row.iteration,
    status: row.status,
    message: row.message,
    approvers: [...new Set(approvers.map(({ approver }) => approver))],
    waitingFor: row.status === 'pending' ? silent.map(({ by }) => by) : [],
    level: row.level,
    required: row.required ?? ('all' as const),
    form: row.form,
    decisions,
    comments: row.comments,
    delegations: approvers.flatMap(({ by, delegated }) => (delegated ? [{ ...delegated, to: by }] : [])),
    deadline: timeOrNull(row.deadline),
    createdAt: time(row.createdAt),
    endedAt: timeOrNull(row.endedAt),
    run: {
      id: row.runId,
      status: run.status,
      workflowName: run.workflowName,
      version: run.version,
      triggeredBy: run.triggeredBy,
      businessKey: run.businessKey,
      startedBy: run.startedBy,
      createdAt: time(run.createdAt),
    },
  };
}
