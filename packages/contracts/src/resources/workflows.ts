import { TRIGGER_TYPES } from '@perdura/definition';
import { z } from 'zod';
import {
  bothIds,
  id,
  idempotencyHeaders,
  idParams,
  pageFields,
  pageQuery,
  queryBoolean,
  queryEnum,
  timestamp,
  title,
} from '../fields.ts';
import { defineRoute } from '../route.ts';
import { WORKFLOW_ANSWER_EXAMPLE, WORKFLOW_EXAMPLE } from './examples.ts';
import { answeredDefinition, answeredPolicies, givenDefinition } from './workflow-definition.ts';

const overview = {
  ...bothIds,
  userId: id,
  name: z.string(),
  description: z.string(),
  trigger: answeredDefinition.trigger,
  webhookUrl: z.string().optional().meta({ description: 'Where its webhook listens; absent for other triggers' }),
  enabled: z.boolean(),
  source: z.string().meta({ description: 'How it came here: `api`, …' }),
  tags: z.array(z.string()),
  version: z.int().min(1).meta({ description: 'Number of the newest version, which a new run is pinned to' }),
  createdAt: timestamp,
  updatedAt: timestamp,
};

/** A workflow without its graph, as lists show it. */
export const workflowOverview = z.object(overview).meta({ id: 'WorkflowOverview' });

/** A whole workflow. */
export const workflowDocument = z
  .object({
    ...overview,
    nodes: answeredDefinition.nodes,
    edges: answeredDefinition.edges,
    ...answeredPolicies,
  })
  .meta({ id: 'Workflow', example: WORKFLOW_ANSWER_EXAMPLE });

const changeable = {
  description: z.string().max(5_000).optional(),
  ...givenDefinition,
  enabled: z.boolean().optional(),
  note: z.string().max(1_000).optional().meta({ description: 'What this version is for' }),
};

const NAME_LENGTH = 200;

/** Body of a new workflow. */
export const newWorkflow = z
  .strictObject({ name: title(NAME_LENGTH), ...changeable })
  .meta({ id: 'NewWorkflow', example: WORKFLOW_EXAMPLE });

/** Body of a change: whatever is absent stays. */
export const workflowChange = z
  .strictObject({ name: title(NAME_LENGTH).optional(), ...changeable })
  .meta({ id: 'WorkflowChange', example: { enabled: false, description: '暂停巡检' } });

/** The header of answers that hold a workflow. */
export const ETAG = { ETag: 'Version of the workflow, for If-Match' };

const createWorkflow = defineRoute({
  method: 'post',
  path: '/v1/workflows',
  operationId: 'createWorkflow',
  summary: '创建工作流 (create a workflow)',
  tag: 'Workflows',
  scope: 'write',
  audit: 'workflow.create',
  query: z.strictObject({
    validate: queryBoolean('Only say whether the definition is valid; nothing is stored').optional(),
  }),
  headers: idempotencyHeaders,
  body: { schema: newWorkflow, required: true, example: WORKFLOW_EXAMPLE },
  responses: {
    201: {
      description: 'The stored workflow',
      schema: workflowDocument,
      headers: { ...ETAG, Location: 'Address of the workflow' },
    },
    200: {
      description: 'With `validate=true`: the definition is valid',
      schema: z.object({ valid: z.literal(true) }).meta({ id: 'ValidDefinition' }),
    },
  },
  faults: ['IDEMPOTENCY_KEY_REUSED', 'PATH_TAKEN'],
});

const listWorkflows = defineRoute({
  method: 'get',
  path: '/v1/workflows',
  operationId: 'listWorkflows',
  summary: '列出工作流 (list workflows, newest first)',
  tag: 'Workflows',
  scope: 'read',
  query: z.strictObject({
    ...pageQuery,
    enabled: queryBoolean('Only enabled or disabled ones').optional(),
    trigger: queryEnum(TRIGGER_TYPES, 'Only those with this type of trigger').optional(),
    q: z.string().max(200).optional().meta({ description: 'Text within name or description' }),
    tag: z.string().max(64).optional().meta({ description: 'Only those with this tag' }),
  }),
  responses: {
    200: {
      description: 'Workflows without nodes and edges',
      schema: z.object({ workflows: z.array(workflowOverview), ...pageFields }).meta({ id: 'WorkflowList' }),
    },
  },
});

const getWorkflow = defineRoute({
  method: 'get',
  path: '/v1/workflows/{id}',
  operationId: 'getWorkflow',
  summary: '获取工作流详情 (get a whole workflow)',
  tag: 'Workflows',
  scope: 'read',
  params: idParams,
  responses: { 200: { description: 'The workflow', schema: workflowDocument, headers: ETAG } },
  notFound: 'WORKFLOW_NOT_FOUND',
});

/** The header that holds a change back when the workflow is another than it was. */
export const ifMatch = z.object({
  'if-match': z.string().max(1_000).optional().meta({ description: 'ETag that the workflow must still have' }),
});

const updateWorkflow = defineRoute({
  method: 'put',
  path: '/v1/workflows/{id}',
  operationId: 'updateWorkflow',
  summary: '更新工作流 (change the given fields)',
  description:
    'Each change makes a new version; a request that changes nothing makes none. Live runs go on with the version that they started with.',
  tag: 'Workflows',
  scope: 'write',
  audit: 'workflow.update',
  params: idParams,
  headers: ifMatch,
  body: { schema: workflowChange, required: true, example: { enabled: false, description: '暂停巡检' } },
  responses: { 200: { description: 'The whole workflow after the change', schema: workflowDocument, headers: ETAG } },
  notFound: 'WORKFLOW_NOT_FOUND',
  faults: ['PRECONDITION_FAILED', 'PATH_TAKEN'],
});

const deleteWorkflow = defineRoute({
  method: 'delete',
  path: '/v1/workflows/{id}',
  operationId: 'deleteWorkflow',
  summary: '删除工作流 (delete a workflow)',
  description: 'The schedule goes, the history stays readable, and live runs end by themselves unless told otherwise.',
  tag: 'Workflows',
  scope: 'write',
  audit: 'workflow.delete',
  params: idParams,
  headers: ifMatch,
  query: z.strictObject({ runs: queryEnum(['cancel'], 'Cancel the live runs too').optional() }),
  responses: {
    200: {
      description: 'It is gone',
      schema: z.object({ success: z.literal(true) }).meta({ id: 'Success' }),
      example: { success: true },
    },
  },
  notFound: 'WORKFLOW_NOT_FOUND',
  faults: ['PRECONDITION_FAILED'],
});

export const workflowRoutes = { createWorkflow, listWorkflows, getWorkflow, updateWorkflow, deleteWorkflow };
