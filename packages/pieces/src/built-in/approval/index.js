import { definePiece } from '../define-piece.js';

/** @import { Action } from '../piece-context.ts' */

/** @type {Action} */
const createApprovalLinks = {
  name: 'create_approval_links',
  displayName: 'Create Approval Links',
  description: 'Makes links to approve and to disapprove by. The flow goes on; let it wait for the approval later.',
  props: {},
  async run({ run }) {
    const wait = await run.createWaitpoint({ type: 'WEBHOOK' });
    return {
      approvalLink: wait.buildResumeUrl({ queryParams: { action: 'approve' } }),
      disapprovalLink: wait.buildResumeUrl({ queryParams: { action: 'disapprove' } }),
    };
  },
};

/** @type {Action} */
const waitForApproval = {
  name: 'wait_for_approval',
  displayName: 'Wait for Approval',
  description: 'Pauses the flow until one of its links is followed, and tells which.',
  props: {},
  async run({ executionType, resumePayload, run }) {
    if (executionType === 'RESUME') return { approved: resumePayload?.queryParams?.action === 'approve' };
    const wait = await run.createWaitpoint({ type: 'WEBHOOK' });
    run.waitForWaitpoint(wait.id);
    return {
      approved: null,
      approvalLink: wait.buildResumeUrl({ queryParams: { action: 'approve' } }),
      disapprovalLink: wait.buildResumeUrl({ queryParams: { action: 'disapprove' } }),
    };
  },
};

export const approval = definePiece({
  name: 'approval',
  version: '0.2.2',
  displayName: 'Approval (Legacy)',
  description: 'Waits until somebody approves or disapproves',
  logo: 'approval.svg',
  categories: ['CORE', 'FLOW_CONTROL'],
  actions: [createApprovalLinks, waitForApproval],
});
