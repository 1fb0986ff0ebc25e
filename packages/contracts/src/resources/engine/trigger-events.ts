import { z } from 'zod';
import { jsonValue } from '../../fields.ts';
import { defineRoute } from '../../route.ts';
import { engineId, engineProjectId, entityFields, givenId, givenProject } from './engine-fields.ts';
import { enginePage, enginePageQuery } from './engine-paging.ts';
import { engineRoute } from './engine-route.ts';

const triggerEvent = z
  .object({
    ...entityFields,
    projectId: engineProjectId,
    flowId: engineId,
    sourceName: z.string().meta({ description: '`<piece>@<version>:<trigger>`' }),
    payload: jsonValue.meta({ description: 'What the trigger gave' }),
  })
  .meta({ id: 'TriggerEvent' });

export const triggerEventPage = enginePage(triggerEvent, 'TriggerEventPage');

const listTriggerEvents = defineRoute({
  ...engineRoute,
  method: 'get',
  path: '/v1/trigger-events',
  operationId: 'listTriggerEvents',
  summary: 'List what the trigger of a flow gave when it was tried, newest first',
  description: 'What was tried with another trigger than the newest version has is left out.',
  scope: 'read',
  query: z.object({ ...enginePageQuery, flowId: givenId('The flow').optional() }),
  responses: { 200: { description: 'Payloads of the trigger', schema: triggerEventPage } },
});

const createTriggerEvent = defineRoute({
  ...engineRoute,
  method: 'post',
  path: '/v1/trigger-events',
  operationId: 'createTriggerEvent',
  summary: 'Keep a payload as if the trigger of a flow had given it',
  scope: 'write',
  role: 'operator',
  audit: { none: 'a sample changes nothing that runs' },
  body: {
    schema: z
      .object({
        flowId: givenId('The flow'),
        mockData: jsonValue.optional().meta({ description: 'The payload' }),
        projectId: givenProject,
      })
      .meta({
        id: 'NewTriggerEvent',
        example: { flowId: '6F3vRY0G2Xq9Lk4Tn8Qwe', mockData: { body: { name: 'Ada' } } },
      }),
    required: false,
  },
  responses: { 201: { description: 'The payload', schema: triggerEvent } },
  notFound: 'FLOW_NOT_FOUND',
});

export const triggerEventRoutes = { listTriggerEvents, createTriggerEvent };
