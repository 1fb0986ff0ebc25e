import { z } from 'zod';
import { jsonObject } from '../../fields.ts';
import { defineRoute } from '../../route.ts';
import { givenId, givenProject } from './engine-fields.ts';
import { engineRoute } from './engine-route.ts';

export const TEST_STRATEGIES = ['SIMULATION', 'TEST_FUNCTION'] as const;

const trial = {
  flowId: givenId('The flow'),
  pieceName: z
    .string()
    .max(214)
    .optional()
    .meta({ description: 'The piece of the trigger, for who reads the request' }),
  projectId: givenProject,
};

const tested = z
  .object({
    strategy: z.enum(TEST_STRATEGIES),
    waiting: z
      .boolean()
      .meta({ description: 'Whether the trigger is registered now, and waits for something to come' }),
    webhookUrl: z.string().nullable().meta({ description: 'Where requests that are to be samples go' }),
    data: z.array(jsonObject).meta({ description: 'What the trigger gave, as trigger events, newest first' }),
    next: z.null(),
    previous: z.null(),
  })
  .meta({ id: 'TriggerTest' });

const testTrigger = defineRoute({
  ...engineRoute,
  method: 'post',
  path: '/v1/test-trigger',
  operationId: 'testTrigger',
  summary: 'Try the trigger of a flow',
  description:
    'TEST_FUNCTION asks the piece for samples, which are kept as trigger events. SIMULATION registers the trigger as if the flow were enabled, ' +
    'until DELETE: what comes then is kept as a sample, and starts nothing. Without a strategy the one is taken that the trigger prefers.',
  scope: 'write',
  role: 'operator',
  audit: { none: 'a trial changes nothing that runs' },
  body: {
    schema: z
      .object({
        ...trial,
        flowVersionId: givenId('A version of the flow: the newest one unless told').optional(),
        testStrategy: z.enum(TEST_STRATEGIES).nullish(),
      })
      .meta({
        id: 'TriggerTrial',
        example: { pieceName: '@activepieces/piece-webhook', flowId: '6F3vRY0G2Xq9Lk4Tn8Qwe' },
      }),
    required: false,
  },
  responses: { 200: { description: 'What came of it', schema: tested } },
  notFound: 'FLOW_NOT_FOUND',
  faults: ['FLOW_VERSION_NOT_FOUND', 'TRIGGER_TEST_FAILED', 'TEMPORAL_UNAVAILABLE'],
});

const cancelTriggerTest = defineRoute({
  ...engineRoute,
  method: 'delete',
  path: '/v1/test-trigger',
  operationId: 'cancelTriggerTest',
  summary: 'End the simulation of a trigger',
  scope: 'write',
  role: 'operator',
  audit: { none: 'a trial changes nothing that runs' },
  body: {
    schema: z.object(trial).meta({ id: 'TriggerTrialEnd', example: { flowId: '6F3vRY0G2Xq9Lk4Tn8Qwe' } }),
    required: false,
  },
  responses: { 204: { description: 'Ended', schema: z.undefined() } },
  notFound: 'FLOW_NOT_FOUND',
  faults: ['TRIGGER_TEST_FAILED', 'TEMPORAL_UNAVAILABLE'],
});

export const testTriggerRoutes = { testTrigger, cancelTriggerTest };
