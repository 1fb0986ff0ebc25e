import { EVENT_TYPE_PATTERN, isEventType, MAX_EVENT_TYPE } from '@perdura/definition';
import { z } from 'zod';
import {
  bothIds,
  fault,
  httpUrl,
  ID_PATTERN,
  id,
  idParams,
  jsonObject,
  jsonValue,
  lineOf,
  pageFields,
  pageQuery,
  quoted,
  timestamp,
} from '../fields.ts';
import { defineRoute } from '../route.ts';

const eventType = z
  .string()
  .check((context) => {
    const expected = 'a type such as "alert.triggered"';
    if (isEventType(context.value)) return;
    context.issues.push(fault('badPattern', { expected, found: quoted(context.value) }));
  })
  .meta({ pattern: EVENT_TYPE_PATTERN.source, maxLength: MAX_EVENT_TYPE, example: 'alert.triggered' });

/** The sender's own name for something: one line. */
const senderText = lineOf(200);

export const newEvent = z
  .strictObject({
    type: eventType,
    data: jsonValue.optional().meta({ description: 'Trigger data of the runs; `{}` unless told' }),
    id: senderText.optional().meta({ description: 'The sender’s id: makes a repeat harmless' }),
    correlationKey: senderText.optional(),
  })
  .meta({ id: 'NewEvent', example: { type: 'alert.triggered', data: { deviceId: 'dev-001' }, id: 'alert-42' } });

const publishEvent = defineRoute({
  method: 'post',
  path: '/v1/events',
  operationId: 'publishEvent',
  summary: 'Publish an event: starts every enabled workflow that it triggers',
  tag: 'Events',
  scope: 'write',
  role: 'operator',
  audit: { none: 'the event itself is kept, with the runs that it started' },
  body: { schema: newEvent, required: true },
  responses: {
    202: {
      description: 'The event is accepted',
      schema: z
        .object({
          eventId: id,
          runIds: z.array(id),
          duplicate: z.boolean().meta({ description: 'An event with this id was here before; the runs are its own' }),
        })
        .meta({ id: 'PublishedEvent' }),
    },
  },
});

const listEventTypes = defineRoute({
  method: 'get',
  path: '/v1/events/types',
  operationId: 'listEventTypes',
  summary: 'List the event types: the known ones, and those that the project uses',
  tag: 'Events',
  scope: 'read',
  responses: {
    200: {
      description: 'Event types',
      schema: z.object({ eventTypes: z.array(z.string()), total: z.int() }).meta({ id: 'EventTypes' }),
    },
  },
});

const SIGNING_SECRET = /^whsec_[A-Za-z0-9+/]+={0,2}$/;

const signingSecret = z
  .string()
  .max(100)
  .check((context) => {
    if (!isSigningSecret(context.value)) context.issues.push(fault('badSigningSecret'));
  })
  .meta({
    pattern: SIGNING_SECRET.source,
    description: '`whsec_` and 24 to 64 bytes in base64 (Standard Webhooks); made when absent',
  });

/** Whether a text is a secret as Standard Webhooks writes it, of 24 to 64 bytes. */
export function isSigningSecret(text: string): boolean {
  if (!SIGNING_SECRET.test(text)) return false;
  const encoded = text.slice('whsec_'.length);
  const bytes = (encoded.replace(/=+$/, '').length * 3) / 4;
  return encoded.length % 4 === 0 && bytes >= 24 && bytes < 65;
}

export const newSubscription = z
  .strictObject({
    event: eventType,
    url: httpUrl,
    secret: signingSecret.optional(),
    filter: jsonObject
      .nullable()
      .optional()
      .meta({ description: 'Paths within the event’s data and the values that they must have: `{"level": "high"}`' }),
  })
  .meta({ id: 'NewSubscription', example: { event: 'workflow.failed', url: 'https://example.com/hook' } });

const subscriptionFields = {
  ...bothIds,
  developerId: id,
  event: z.string(),
  url: z.string(),
  filter: jsonObject.nullable(),
  enabled: z.boolean(),
  createdAt: timestamp,
  lastTriggered: timestamp.nullable(),
  failCount: z.int(),
};

/** A webhook subscription, without its secret. */
export const subscriptionDocument = z.object(subscriptionFields).meta({ id: 'Subscription' });

const createdSubscription = z
  .object({ ...subscriptionFields, secret: z.string().meta({ description: 'Shown this once' }) })
  .meta({ id: 'CreatedSubscription' });

const createSubscription = defineRoute({
  method: 'post',
  path: '/v1/events/webhooks',
  operationId: 'createSubscription',
  summary: 'Subscribe a URL to an event type',
  tag: 'Events',
  scope: 'write',
  audit: 'subscription.create',
  body: { schema: newSubscription, required: true },
  responses: { 201: { description: 'The subscription, with its secret this once', schema: createdSubscription } },
});

const listSubscriptions = defineRoute({
  method: 'get',
  path: '/v1/events/webhooks',
  operationId: 'listSubscriptions',
  summary: 'List the subscriptions of the project',
  tag: 'Events',
  scope: 'read',
  query: z.strictObject(pageQuery),
  responses: {
    200: {
      description: 'Subscriptions and event types',
      schema: z
        .object({ webhooks: z.array(subscriptionDocument), eventTypes: z.array(z.string()), ...pageFields })
        .meta({ id: 'SubscriptionList' }),
    },
  },
});

const deleteSubscription = defineRoute({
  method: 'delete',
  path: '/v1/events/webhooks/{id}',
  operationId: 'deleteSubscription',
  summary: 'Remove a subscription',
  tag: 'Events',
  scope: 'write',
  audit: 'subscription.delete',
  params: idParams,
  responses: {
    200: { description: 'It is gone', schema: z.object({ success: z.literal(true) }).meta({ id: 'Success' }) },
  },
  notFound: 'SUBSCRIPTION_NOT_FOUND',
});

export const deliveryDocument = z
  .object({
    ...bothIds,
    event: z.string(),
    eventId: id,
    status: z.enum(['pending', 'delivered', 'failed']),
    attempts: z.int(),
    lastStatusCode: z.int().nullable(),
    lastError: z.string().nullable(),
    createdAt: timestamp,
    completedAt: timestamp.nullable(),
  })
  .meta({ id: 'Delivery' });

const listDeliveries = defineRoute({
  method: 'get',
  path: '/v1/events/webhooks/{id}/deliveries',
  operationId: 'listDeliveries',
  summary: 'List the deliveries of a subscription, newest first',
  tag: 'Events',
  scope: 'read',
  params: idParams,
  query: z.strictObject(pageQuery),
  responses: {
    200: {
      description: 'Deliveries',
      schema: z.object({ deliveries: z.array(deliveryDocument), ...pageFields }).meta({ id: 'DeliveryList' }),
    },
  },
  notFound: 'SUBSCRIPTION_NOT_FOUND',
});

const redeliver = defineRoute({
  method: 'post',
  path: '/v1/events/webhooks/{id}/deliveries/{deliveryId}/redeliver',
  operationId: 'redeliver',
  summary: 'Send a delivery again',
  tag: 'Events',
  scope: 'write',
  role: 'operator',
  audit: 'delivery.redeliver',
  params: z.object({ id: z.string().regex(ID_PATTERN), deliveryId: z.string().regex(ID_PATTERN) }),
  body: { schema: z.strictObject({}), required: false },
  responses: { 202: { description: 'It will be sent again', schema: deliveryDocument } },
  notFound: 'DELIVERY_NOT_FOUND',
});

export const eventRoutes = {
  publishEvent,
  listEventTypes,
  createSubscription,
  listSubscriptions,
  deleteSubscription,
  listDeliveries,
  redeliver,
};
