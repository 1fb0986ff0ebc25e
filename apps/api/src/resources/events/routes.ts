import { randomBytes } from 'node:crypto';
import { eventRoutes, KNOWN_EVENT_TYPES } from '@perdura/contracts';
import { notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { pageFields, pageRequest } from '../../page-request.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { presentDelivery, presentSubscription } from './presenter.ts';

/** Events in, and webhook subscriptions to events out. */
export function eventResource({ database, control, metrics }: AppDependencies): BoundRoute[] {
  const { subscriptions, deliveries, events } = database;

  /** The known types first, then the project's own. */
  async function eventTypes(projectId: string): Promise<string[]> {
    const used = await events.types(projectId);
    return [...new Set([...KNOWN_EVENT_TYPES, ...used])];
  }

  return [
    bind(eventRoutes.publishEvent).to(async ({ actor, body }) => {
      const { type, data = {}, id = null, correlationKey = null } = body;
      const event = { type, data, id, correlationKey, publishedBy: actor.userId };
      const published = await control.publishEvent(actor.projectId, event);
      metrics.eventsPublished.inc({ duplicate: String(published.duplicate) });
      return { status: 202, body: published };
    }),

    bind(eventRoutes.listEventTypes).to(async ({ actor }) => {
      const types = await eventTypes(actor.projectId);
      return { status: 200, body: { eventTypes: types, total: types.length } };
    }),

    bind(eventRoutes.createSubscription).to(async ({ actor, body, audit }) => {
      const secret = body.secret ?? `whsec_${randomBytes(32).toString('base64')}`;
      const { event, url, filter = null } = body;
      const input = { developerId: actor.userId, event, url, filter, secret };
      const row = await subscriptions.create(actor.projectId, input);
      audit({ target: row.id, after: presentSubscription(row) });
      return { status: 201, body: { ...presentSubscription(row), secret } };
    }),

    bind(eventRoutes.listSubscriptions).to(async ({ actor, query }) => {
      const page = await subscriptions.list(actor.projectId, pageRequest(query));
      const types = await eventTypes(actor.projectId);
      const webhooks = page.items.map(presentSubscription);
      return { status: 200, body: { webhooks, eventTypes: types, ...pageFields(page) } };
    }),

    bind(eventRoutes.deleteSubscription).to(async ({ actor, params, audit }) => {
      const before = await subscriptions.get(actor.projectId, params.id);
      if (!(await subscriptions.remove(actor.projectId, params.id)))
        throw notFound('SUBSCRIPTION_NOT_FOUND', params.id);
      audit({ target: params.id, before: before && presentSubscription(before) });
      return { status: 200, body: { success: true } };
    }),

    bind(eventRoutes.listDeliveries).to(async ({ actor, params, query }) => {
      const subscription = await subscriptions.get(actor.projectId, params.id);
      if (subscription === null) throw notFound('SUBSCRIPTION_NOT_FOUND', params.id);
      const page = await deliveries.list(actor.projectId, params.id, pageRequest(query));
      return { status: 200, body: { deliveries: page.items.map(presentDelivery), ...pageFields(page) } };
    }),

    bind(eventRoutes.redeliver).to(async ({ actor, params, audit }) => {
      const row = await control.redeliver(actor.projectId, params.id, params.deliveryId);
      if (row === null) throw notFound('DELIVERY_NOT_FOUND', params.deliveryId);
      audit({ target: row.id, after: { subscription: params.id, event: row.event } });
      return { status: 202, body: presentDelivery(row) };
    }),
  ];
}
