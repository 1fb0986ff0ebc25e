import { eventually } from '@perdura/testkit';
import type { Answer } from './call-api.ts';
import type { Stack } from './stack.ts';

/** The fields of a task that tests look at. */
export interface ApprovalDocument {
  id: string;
  runId: string;
  nodeId: string;
  iteration: string;
  status: string;
  level: number;
  decisions: { by: string; level: number; decision: string; comment: string | null }[];
  deadline: string | null;
  createdAt: string;
}

/** All tasks that a search finds. */
export async function approvalsOf(stack: Stack, query: Record<string, string>): Promise<ApprovalDocument[]> {
  const found: ApprovalDocument[] = [];
  const search = new URLSearchParams({ ...query, limit: '100' });
  for (;;) {
    const { status, body } = await stack.call<ApprovalPage>('GET', `/v1/approvals?${search}`);
    if (status !== 200) throw new Error(`Approvals were answered with ${status}: ${JSON.stringify(body)}`);
    found.push(...body.approvals);
    if (body.nextCursor === null) return found;
    search.set('cursor', body.nextCursor);
  }
}

interface ApprovalPage {
  approvals: ApprovalDocument[];
  nextCursor: string | null;
}

/** The pending tasks of a run once it has so many. */
export function pendingApprovals(stack: Stack, runId: string, count = 1): Promise<ApprovalDocument[]> {
  return eventually(
    async () => {
      const tasks = await approvalsOf(stack, { runId, status: 'pending' });
      return tasks.length === count ? tasks : null;
    },
    { timeoutMs: 90_000, what: `run ${runId} to wait for ${count} approvals` },
  );
}

export async function readApproval(stack: Stack, id: string): Promise<ApprovalDocument> {
  const { status, body } = await stack.call<ApprovalDocument>('GET', `/v1/approvals/${id}`);
  if (status !== 200) throw new Error(`Approval ${id} was answered with ${status}: ${JSON.stringify(body)}`);
  return body;
}

/** Decides as the user of the stack's key. */
export function decide(
  stack: Stack,
  id: string,
  decision: 'approve' | 'reject' = 'approve',
  comment?: string,
): Promise<Answer<ApprovalDocument>> {
  return stack.call('POST', `/v1/approvals/${id}/decide`, { body: { decision, ...(comment ? { comment } : {}) } });
}

/** Decides as the reader of a mail, by what its page's form sends. */
export async function decideByForm(link: string, decision: 'approve' | 'reject', comment = ''): Promise<Response> {
  return fetch(link, { method: 'POST', body: new URLSearchParams({ decision, comment }), redirect: 'manual' });
}
