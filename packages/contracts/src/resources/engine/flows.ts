import { MAX_FLOW_STEPS } from '@perdura/definition';
import { z } from 'zod';
import { jsonObject, title } from '../../fields.ts';
import { defineRoute } from '../../route.ts';
import {
  engineId,
  engineIdParams,
  engineProjectId,
  entityFields,
  givenId,
  givenList,
  givenProject,
} from './engine-fields.ts';
import { enginePage, enginePageQuery } from './engine-paging.ts';
import { engineRoute } from './engine-route.ts';
import { FLOW_STATES, flowOperation } from './flow-operations.ts';

const flowVersion = z
  .object({
    ...entityFields,
    flowId: engineId,
    displayName: z.string(),
    trigger: jsonObject.meta({ description: 'The trigger, with the chain of steps at its `nextAction`' }),
    valid: z.boolean().meta({ description: 'Whether each step can run, or is skipped' }),
    state: z.enum(['DRAFT', 'LOCKED']),
    schemaVersion: z.string().nullable(),
    connectionIds: z.array(z.string()).meta({ description: 'External ids of the connections that its steps name' }),
    agentIds: z.array(z.string()),
    notes: z.array(jsonObject),
    backupFiles: jsonObject.nullable(),
    updatedBy: z.string().nullable(),
  })
  .meta({ id: 'FlowVersion' });

const schedule = z.object({ type: z.string(), cronExpression: z.string(), timezone: z.string() }).nullable();

/** A flow with one of its versions, as answers carry it. */
export const flow = z
  .object({
    ...entityFields,
    projectId: engineProjectId,
    externalId: z.string(),
    ownerId: engineId.nullable(),
    folderId: engineId.nullable(),
    status: z.enum(FLOW_STATES),
    publishedVersionId: engineId.nullable(),
    metadata: jsonObject.nullable(),
    operationStatus: z.enum(['NONE', 'DELETING', 'ENABLING', 'DISABLING']),
    timeSavedPerRun: z.number().nullable(),
    templateId: z.string().nullable(),
    triggerSource: z.object({ schedule }).meta({ description: 'When a trigger that is on looks by itself' }),
    /** The newest version, unless another was asked for. */
    version: flowVersion,
  })
  .meta({ id: 'Flow' });

const newFlow = z
  .object({
    displayName: title(1_000),
    projectId: givenProject,
    folderId: givenId('A folder').nullish(),
    folderName: z.string().max(200).nullish().meta({ description: 'A folder by its name, which is made if need be' }),
    externalId: z.string().min(1).max(200).nullish(),
    metadata: jsonObject.nullish(),
  })
  .meta({ id: 'NewFlow', example: { displayName: 'New Lead Notification' } });

const flowFilter = {
  projectId: givenProject,
  folderId: givenId('A folder; `NULL` for flows in none').optional(),
  status: givenList('ENABLED, DISABLED').optional(),
  name: z.string().max(1_000).optional().meta({ description: 'Text within the name' }),
  connectionExternalIds: givenList('Connections that the newest version names').optional(),
  externalIds: givenList('External ids of flows').optional(),
};

const createFlow = defineRoute({
  ...engineRoute,
  method: 'post',
  path: '/v1/flows',
  operationId: 'createFlow',
  summary: 'Make a flow, with an empty trigger',
  scope: 'write',
  audit: 'flow.create',
  body: { schema: newFlow, required: false },
  responses: { 201: { description: 'The flow with its draft', schema: flow } },
  faults: ['FOLDER_NOT_FOUND', 'NAME_TAKEN'],
});

const listFlows = defineRoute({
  ...engineRoute,
  method: 'get',
  path: '/v1/flows',
  operationId: 'listFlows',
  summary: 'List flows, newest first',
  scope: 'read',
  query: z.object({ ...enginePageQuery, ...flowFilter }),
  responses: { 200: { description: 'Flows with their newest versions', schema: enginePage(flow, 'FlowPage') } },
});

const countFlows = defineRoute({
  ...engineRoute,
  method: 'get',
  path: '/v1/flows/count',
  operationId: 'countFlows',
  summary: 'Count flows',
  scope: 'read',
  query: z.object(flowFilter),
  responses: { 200: { description: 'How many there are', schema: z.int().min(0) } },
});

const getFlow = defineRoute({
  ...engineRoute,
  method: 'get',
  path: '/v1/flows/{id}',
  operationId: 'getFlow',
  summary: 'Get a flow with its newest version, or another',
  scope: 'read',
  params: engineIdParams,
  query: z.object({ versionId: givenId('A version of the flow').optional() }),
  responses: { 200: { description: 'The flow', schema: flow } },
  notFound: 'FLOW_NOT_FOUND',
  faults: ['FLOW_VERSION_NOT_FOUND'],
});

const listFlowVersions = defineRoute({
  ...engineRoute,
  method: 'get',
  path: '/v1/flows/{id}/versions',
  operationId: 'listFlowVersions',
  summary: 'List the versions of a flow, newest first',
  scope: 'read',
  params: engineIdParams,
  query: z.object(enginePageQuery),
  responses: { 200: { description: 'Versions', schema: enginePage(flowVersion, 'FlowVersionPage') } },
  notFound: 'FLOW_NOT_FOUND',
});

const templateContent = z
  .object({
    displayName: z.string(),
    trigger: jsonObject,
    valid: z.boolean(),
    schemaVersion: z.string().nullable(),
    notes: z.array(jsonObject),
  })
  .meta({ id: 'FlowTemplateContent', description: 'What IMPORT_FLOW takes' });

const getFlowTemplate = defineRoute({
  ...engineRoute,
  method: 'get',
  path: '/v1/flows/{id}/template',
  operationId: 'getFlowTemplate',
  summary: 'Get a flow as a template: without its connections and what was tried of it',
  scope: 'read',
  params: engineIdParams,
  query: z.object({ versionId: givenId('A version of the flow').optional() }),
  responses: {
    200: {
      description: 'The template',
      schema: z
        .object({
          name: z.string(),
          type: z.literal('SHARED'),
          summary: z.string(),
          description: z.string(),
          tags: z.array(z.string()),
          blogUrl: z.string(),
          author: z.string(),
          categories: z.array(z.string()),
          metadata: jsonObject.nullable(),
          pieces: z.array(z.string()).meta({ description: 'Names of the pieces that it uses' }),
          flows: z.array(templateContent),
          template: templateContent.meta({ description: 'The same, for older clients' }),
        })
        .meta({ id: 'FlowTemplate' }),
    },
  },
  notFound: 'FLOW_NOT_FOUND',
  faults: ['FLOW_VERSION_NOT_FOUND'],
});

const applyFlowOperation = defineRoute({
  ...engineRoute,
  method: 'post',
  path: '/v1/flows/{id}',
  operationId: 'applyFlowOperation',
  summary: 'Change a flow by one operation',
  description:
    'A locked version stays as it is: what would change it makes a draft of it first. Operations at once are all applied, one after the other.',
  scope: 'write',
  audit: 'flow.update',
  params: engineIdParams,
  // Each step of a chain is within the one before.
  body: { schema: flowOperation, required: true, depth: MAX_FLOW_STEPS + 150 },
  responses: { 200: { description: 'The whole flow as it is now', schema: flow } },
  notFound: 'FLOW_NOT_FOUND',
  faults: [
    ...(['FLOW_OPERATION_INVALID', 'FLOW_INVALID', 'FLOW_BUSY', 'FLOW_VERSION_NOT_FOUND', 'FOLDER_NOT_FOUND'] as const),
    ...(['TRIGGER_FAILED', 'TEMPORAL_UNAVAILABLE'] as const),
  ],
});

const deleteFlow = defineRoute({
  ...engineRoute,
  method: 'delete',
  path: '/v1/flows/{id}',
  operationId: 'deleteFlow',
  summary: 'Delete a flow; its runs stay readable',
  scope: 'write',
  audit: 'flow.delete',
  params: engineIdParams,
  responses: { 204: { description: 'It is gone', schema: z.undefined() } },
  notFound: 'FLOW_NOT_FOUND',
  faults: ['FLOW_BUSY', 'TEMPORAL_UNAVAILABLE'],
});

export const flowRoutes = {
  createFlow,
  listFlows,
  countFlows,
  getFlow,
  listFlowVersions,
  getFlowTemplate,
  applyFlowOperation,
  deleteFlow,
};
