import { z } from 'zod';
import { FREE_BODY } from '../../free-body.ts';
import { defineRoute } from '../../route.ts';
import { engineId } from './engine-fields.ts';
import { engineRoute } from './engine-route.ts';

const flowParams = z.object({ flowId: z.string().meta({ example: '6F3vRY0G2Xq9Lk4Tn8Qwe' }) });

const NAMES_RUN = {
  'X-Webhook-Id': 'Id of the request: of its run, where it has one',
  'X-Run-Id': 'Id of the run that was started, or that an earlier request of the same delivery started',
};

const WEBHOOK = {
  ...engineRoute,
  method: 'post',
  scope: 'public',
  audit: { none: 'the run itself is kept, with what started it' },
  params: flowParams,
  readBody: FREE_BODY,
} as const;

const FAULTS = [
  ...(['FLOW_GONE', 'FLOW_DISABLED', 'WEBHOOK_UNAUTHENTICATED', 'INVALID_JSON', 'VALIDATION_FAILED'] as const),
  ...(['CONCURRENCY_SKIPPED', 'IDEMPOTENCY_KEY_REUSED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const),
  ...(['REQUEST_TIMEOUT', 'RATE_LIMITED', 'QUOTA_EXCEEDED', 'CALL_DEPTH_EXCEEDED', 'DATABASE_UNAVAILABLE'] as const),
] as const;

const accepted = z.object({}).meta({ id: 'FlowWebhookAccepted', description: 'Nothing: headers tell the ids' });

const ANSWERED = {
  200: { description: 'What the flow responded, with its status and headers', schema: z.unknown(), headers: NAMES_RUN },
  204: { description: 'It ended well, without a response', schema: z.undefined(), headers: NAMES_RUN },
};

const ABOUT =
  'Takes any method, and bodies of any type. Files are kept, and their addresses stand in their places. A repeat of an ' +
  'Idempotency-Key, or of the sender’s own id of the delivery, is the same run.';

const callFlow = defineRoute({
  ...WEBHOOK,
  path: '/v1/webhooks/{flowId}',
  operationId: 'callFlow',
  summary: 'Run the published version of a flow',
  description: ABOUT,
  responses: { 200: { description: 'The run is accepted: it will start', schema: accepted, headers: NAMES_RUN } },
  faults: FAULTS,
});

const callFlowAndWait = defineRoute({
  ...WEBHOOK,
  path: '/v1/webhooks/{flowId}/sync',
  operationId: 'callFlowAndWait',
  summary: 'Run the published version of a flow, and wait for what it responds',
  description: `${ABOUT} A run that takes longer than callers wait answers 408 with its id, and goes on.`,
  responses: ANSWERED,
  faults: [...FAULTS, 'RUN_UNANSWERED', 'FLOW_RUN_FAILED'],
});

const tryFlow = defineRoute({
  ...WEBHOOK,
  path: '/v1/webhooks/{flowId}/draft',
  operationId: 'tryFlow',
  summary: 'Run the newest version of a flow to try it, and keep the request as a sample',
  description: ABOUT,
  responses: { 200: { description: 'The run is accepted: it will start', schema: accepted, headers: NAMES_RUN } },
  faults: FAULTS,
});

const tryFlowAndWait = defineRoute({
  ...WEBHOOK,
  path: '/v1/webhooks/{flowId}/draft/sync',
  operationId: 'tryFlowAndWait',
  summary: 'Run the newest version of a flow to try it, and wait for what it responds',
  description: ABOUT,
  responses: ANSWERED,
  faults: [...FAULTS, 'RUN_UNANSWERED', 'FLOW_RUN_FAILED'],
});

const keepFlowSample = defineRoute({
  ...WEBHOOK,
  path: '/v1/webhooks/{flowId}/test',
  operationId: 'keepFlowSample',
  summary: 'Keep a request as a sample for the trigger of a flow, and run nothing',
  responses: { 200: { description: 'It is kept', schema: accepted, headers: NAMES_RUN } },
  faults: FAULTS,
});

const RESUME = {
  ...engineRoute,
  method: 'post',
  scope: 'public',
  audit: { none: 'the run itself keeps what resumed it' },
  params: z.object({ id: z.string(), requestId: z.string() }),
  readBody: FREE_BODY,
} as const;

const RESUME_FAULTS = [
  ...(['RESUME_UNKNOWN', 'RESUME_ENDED', 'INVALID_JSON', 'VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE'] as const),
  ...(['UNSUPPORTED_MEDIA_TYPE', 'REQUEST_TIMEOUT', 'RATE_LIMITED', 'DATABASE_UNAVAILABLE'] as const),
] as const;

const resumeFlowRun = defineRoute({
  ...RESUME,
  path: '/v1/flow-runs/{id}/requests/{requestId}',
  operationId: 'resumeFlowRun',
  summary: 'Resume the piece that waits at this address',
  description: 'Takes any method but HEAD, which only looks. The first request counts; a repeat is told so.',
  responses: {
    200: {
      description: 'It is resumed, or was before',
      schema: z.object({ runId: engineId, resumed: z.boolean() }).meta({ id: 'FlowRunResumed' }),
    },
  },
  faults: RESUME_FAULTS,
});

const resumeFlowRunAndWait = defineRoute({
  ...RESUME,
  path: '/v1/flow-runs/{id}/requests/{requestId}/sync',
  operationId: 'resumeFlowRunAndWait',
  summary: 'Resume the piece that waits at this address, and wait for what its flow responds next',
  responses: ANSWERED,
  faults: [...RESUME_FAULTS, 'RUN_UNANSWERED', 'FLOW_RUN_FAILED'],
});

/** Where the requests of others run flows, and resume their runs. */
export const flowWebhookRoutes = {
  ...{ callFlow, callFlowAndWait, tryFlow, tryFlowAndWait, keepFlowSample },
  ...{ resumeFlowRun, resumeFlowRunAndWait },
};
