import { RUN_ORIGINS, RUN_STATUSES } from '@perdura/definition/run';
import { z } from 'zod';
import {
  bothIds,
  id,
  idParams,
  idText,
  jsonObject,
  jsonValue,
  pageFields,
  pageQuery,
  queryBoolean,
  querySet,
  timestamp,
  timeText,
  title,
} from '../fields.ts';
import { defineRoute } from '../route.ts';

const APPROVAL_STATUSES = ['pending', 'approved', 'rejected', 'timeout', 'cancelled'] as const;
const DECISIONS = ['approve', 'reject'] as const;
const TEXT_LENGTH = 4_000;

const decisionMade = z
  .object({
    by: z.string().meta({ description: 'Address of whoever decided' }),
    level: z.int().min(1),
    decision: z.enum(DECISIONS),
    comment: z.string().nullable(),
    form: jsonValue,
    at: timestamp,
  })
  .meta({ id: 'ApprovalDecision' });

const comment = z.object({ by: z.string(), text: z.string(), at: timestamp }).meta({ id: 'ApprovalComment' });

const run = z
  .object({
    id,
    status: z.enum(RUN_STATUSES),
    workflowName: z.string(),
    version: z.int().min(1),
    triggeredBy: z.enum(RUN_ORIGINS),
    businessKey: z.string().nullable(),
    startedBy: z.object({ id, name: z.string(), email: z.string() }).nullable(),
    createdAt: timestamp,
  })
  .meta({ id: 'ApprovalRun', description: 'The run that waits' });

export const approvalDocument = z
  .object({
    ...bothIds,
    runId: id,
    workflowId: id,
    nodeId: z.string(),
    iteration: z.string().meta({ description: '`0` outside loops' }),
    status: z.enum(APPROVAL_STATUSES),
    message: z.string(),
    approvers: z.array(z.string()).meta({ description: 'Who was asked so far, as the workflow names them' }),
    waitingFor: z.array(z.string()).meta({ description: 'Addresses of those who were asked and have not decided' }),
    level: z.int().min(1).meta({ description: 'The highest level that was asked' }),
    required: z.union([z.int().min(1), z.literal('all')]).meta({ description: 'How many must approve' }),
    form: jsonObject.nullable().meta({ description: 'JSON Schema of what a decision says beside itself' }),
    decisions: z.array(decisionMade),
    comments: z.array(comment),
    delegations: z
      .array(z.object({ by: z.string(), to: z.string(), at: timestamp }))
      .meta({ description: 'Shares that were handed on' }),
    deadline: timestamp.nullable(),
    createdAt: timestamp,
    endedAt: timestamp.nullable(),
    run,
  })
  .meta({ id: 'Approval' });

const task = { 200: { description: 'The task', schema: approvalDocument } };

/** A decision, by API or by a mailed link. */
export const decisionBody = z
  .strictObject({
    decision: z.enum(DECISIONS),
    comment: z.string().max(TEXT_LENGTH).nullable().optional(),
    form: jsonValue.optional().meta({ description: 'Checked against the task’s `form`; a rejection may leave it out' }),
  })
  .meta({ id: 'NewApprovalDecision', example: { decision: 'approve', comment: 'fine' } });

const listApprovals = defineRoute({
  method: 'get',
  path: '/v1/approvals',
  operationId: 'listApprovals',
  summary: 'List the approvals of the project, newest first',
  tag: 'Approvals',
  scope: 'read',
  query: z.strictObject({
    ...pageQuery,
    status: querySet(APPROVAL_STATUSES, 'Only tasks in one of these states').optional(),
    mine: queryBoolean(
      'Only tasks that wait for the decision of the caller’s user; pending ones unless told',
    ).optional(),
    overdue: queryBoolean('Only pending tasks past their deadline').optional(),
    runId: idText('Only tasks of this run').optional(),
    workflowId: idText('Only tasks of this workflow').optional(),
  }),
  responses: {
    200: {
      description: 'Tasks',
      schema: z.object({ approvals: z.array(approvalDocument), ...pageFields }).meta({ id: 'ApprovalList' }),
    },
  },
});

const getApproval = defineRoute({
  method: 'get',
  path: '/v1/approvals/{id}',
  operationId: 'getApproval',
  summary: 'Get an approval',
  tag: 'Approvals',
  scope: 'read',
  params: idParams,
  responses: task,
  notFound: 'APPROVAL_NOT_FOUND',
});

const decideApproval = defineRoute({
  method: 'post',
  path: '/v1/approvals/{id}/decide',
  operationId: 'decideApproval',
  summary: 'Decide, as an approver',
  description:
    'Approved once `required` approve, rejected as soon as that can no longer be reached by those who were asked and by ' +
    'those of levels to come. With `all`, as many must approve as level 1 has people, later levels may stand in for ' +
    'those who are silent, and one rejection rejects.',
  tag: 'Approvals',
  scope: 'write',
  role: 'viewer',
  audit: 'approval.decide',
  params: idParams,
  body: { schema: decisionBody, required: true },
  responses: task,
  notFound: 'APPROVAL_NOT_FOUND',
  faults: ['NOT_AN_APPROVER', 'SELF_APPROVAL', 'APPROVAL_ENDED', 'APPROVAL_DECIDED'],
});

const delegateApproval = defineRoute({
  method: 'post',
  path: '/v1/approvals/{id}/delegate',
  operationId: 'delegateApproval',
  summary: 'Hand the caller’s share on to another person, who is mailed',
  tag: 'Approvals',
  scope: 'write',
  role: 'viewer',
  audit: 'approval.delegate',
  params: idParams,
  body: {
    schema: z
      .strictObject({ to: title(320).meta({ description: 'An address, or `user:<id>`' }) })
      .meta({ id: 'ApprovalDelegation', example: { to: 'li@example.com' } }),
    required: true,
  },
  responses: task,
  notFound: 'APPROVAL_NOT_FOUND',
  faults: ['NOT_AN_APPROVER', 'SELF_APPROVAL', 'APPROVAL_ENDED', 'APPROVAL_DECIDED'],
});

const commentOnApproval = defineRoute({
  method: 'post',
  path: '/v1/approvals/{id}/comments',
  operationId: 'commentOnApproval',
  summary: 'Say something about a pending task',
  tag: 'Approvals',
  scope: 'write',
  role: 'viewer',
  audit: 'approval.comment',
  params: idParams,
  body: {
    schema: z
      .strictObject({ text: title(TEXT_LENGTH) })
      .meta({ id: 'NewApprovalComment', example: { text: 'Which invoice?' } }),
    required: true,
  },
  responses: { 201: { description: 'The task with the comment', schema: approvalDocument } },
  notFound: 'APPROVAL_NOT_FOUND',
  faults: ['APPROVAL_ENDED'],
});

const moveApprovalDeadline = defineRoute({
  method: 'post',
  path: '/v1/approvals/{id}/deadline',
  operationId: 'moveApprovalDeadline',
  summary: 'Set when a pending task times out',
  tag: 'Approvals',
  scope: 'write',
  role: 'operator',
  audit: 'approval.move-deadline',
  params: idParams,
  body: {
    schema: z
      .strictObject({ deadline: timeText('In the future') })
      .meta({ id: 'ApprovalDeadline', example: { deadline: '2026-07-01T08:00:00Z' } }),
    required: true,
  },
  responses: task,
  notFound: 'APPROVAL_NOT_FOUND',
  faults: ['APPROVAL_ENDED'],
});

const cancelApproval = defineRoute({
  method: 'post',
  path: '/v1/approvals/{id}/cancel',
  operationId: 'cancelApproval',
  summary: 'End a pending task without a decision: its step fails with APPROVAL_CANCELLED',
  tag: 'Approvals',
  scope: 'write',
  role: 'operator',
  audit: 'approval.cancel',
  params: idParams,
  body: { schema: z.strictObject({}), required: false },
  responses: task,
  notFound: 'APPROVAL_NOT_FOUND',
  faults: ['APPROVAL_ENDED'],
});

export const approvalRoutes = {
  listApprovals,
  getApproval,
  decideApproval,
  delegateApproval,
  commentOnApproval,
  moveApprovalDeadline,
  cancelApproval,
};

const tokenParams = z.object({
  token: z.string().max(200).meta({ description: 'Of one mail, for one person; decides once' }),
});

const showApprovalPage = defineRoute({
  method: 'get',
  path: '/approvals/{token}',
  operationId: 'showApprovalPage',
  summary: 'The page that a mail links: shows the task and decides nothing',
  tag: 'Approvals',
  scope: 'public',
  params: tokenParams,
  responses: {
    200: { description: 'A page that works without scripts', schema: z.string(), contentType: 'text/html' },
  },
  faults: [
    'APPROVAL_LINK_UNKNOWN',
    'APPROVAL_LINK_SPENT',
    'SELF_APPROVAL',
    'APPROVAL_ENDED',
    'APPROVAL_DECIDED',
    'RATE_LIMITED',
  ],
});

const decideByLink = defineRoute({
  method: 'post',
  path: '/approvals/{token}',
  operationId: 'decideByLink',
  summary: 'Decide, as the person whom the link was mailed to',
  description: 'The page’s form is answered with a page; JSON is answered with the task.',
  tag: 'Approvals',
  scope: 'public',
  audit: 'approval.decide',
  params: tokenParams,
  body: { schema: decisionBody, required: true },
  responses: task,
  faults: [
    ...(['VALIDATION_FAILED', 'INVALID_JSON', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const),
    ...([
      'APPROVAL_LINK_UNKNOWN',
      'APPROVAL_LINK_SPENT',
      'SELF_APPROVAL',
      'APPROVAL_ENDED',
      'APPROVAL_DECIDED',
    ] as const),
    ...(['RATE_LIMITED', 'DATABASE_UNAVAILABLE'] as const),
  ],
});

/** The page behind the links of mails: the token is the credential. */
export const approvalPageRoutes = { showApprovalPage, decideByLink };
