import type { ApprovalRow, NewApproval } from '@perdura/database';
import type { TestApi } from './test-api.ts';

export interface TestTask extends Partial<Omit<NewApproval, 'people'>> {
  runId: string;
  /** As the node's `approvers`. */
  people: string[];
}

/** The task of an approval, as the step of a run makes it; all must approve unless told otherwise. */
export async function openTask(
  { database, projectId }: TestApi,
  { people: texts, ...given }: TestTask,
): Promise<ApprovalRow> {
  const { people } = await database.approvals.resolve(projectId, texts);
  const task = await database.approvals.open(projectId, {
    ...{ nodeId: 'ask', iteration: '0', message: 'Pay?', people, escalation: [], required: null, form: null },
    ...{ onTimeout: 'fail', allowSelf: true, deadline: null, createdAt: new Date() },
    ...given,
  });
  if (task === null) throw new Error(`there is no run ${given.runId}`);
  return task;
}
