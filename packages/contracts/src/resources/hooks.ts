import { z } from 'zod';
import { FREE_BODY } from '../free-body.ts';
import { defineRoute } from '../route.ts';

const started = z
  .object({ runId: z.string() })
  .meta({ id: 'WebhookAccepted', example: { runId: '665f1a2b3c4d5e6f7a8b9c0d' } });

const failed = z
  .object({
    runId: z.string(),
    error: z.object({ code: z.string(), message: z.string(), nodeId: z.string().nullable() }),
  })
  .meta({ id: 'WebhookFailed' });

const receiveWebhook = defineRoute({
  method: 'post',
  path: '/v1/hooks/{path}',
  operationId: 'receiveWebhook',
  summary: 'Start a run by a webhook',
  description:
    'Serves the workflow whose trigger is a webhook at this path, which may have several segments, with the methods that the trigger names. ' +
    'The body may be of any type. It asks for no key: the trigger says how requests are signed. A repeat of a delivery id answers the first run. ' +
    'A synchronous trigger answers what the run responds, else its last result.',
  tag: 'Events',
  scope: 'public',
  audit: { none: 'the run itself is kept, with what started it' },
  params: z.object({ path: z.string().meta({ example: 'orders/new' }) }),
  readBody: FREE_BODY,
  responses: {
    200: { description: 'Synchronous: what the run responded, or its last result', schema: z.unknown() },
    202: {
      description: 'The run was accepted; of a synchronous one, that it goes on',
      schema: started,
      headers: { Location: 'Address of the run' },
    },
    500: { description: 'Synchronous: the run failed', schema: failed },
  },
  faults: [
    ...(['NOT_FOUND', 'METHOD_NOT_ALLOWED', 'WEBHOOK_SIGNATURE_INVALID', 'INVALID_JSON', 'VALIDATION_FAILED'] as const),
    ...(['CONCURRENCY_SKIPPED', 'IDEMPOTENCY_KEY_REUSED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const),
    ...(['REQUEST_TIMEOUT', 'RATE_LIMITED', 'QUOTA_EXCEEDED', 'DATABASE_UNAVAILABLE'] as const),
  ],
});

/** Where the requests of others start runs. */
export const hookRoutes = { receiveWebhook };
