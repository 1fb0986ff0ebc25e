import { triggerEventRoutes } from '@perdura/contracts';
import { notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { emptyPage, enginePageRequest, presentPage } from '../../engine/engine-pages.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { sourceName } from '../flow-webhooks/catch-webhook.ts';
import { presentTriggerEvent } from './presenter.ts';

/** What triggers of flows gave when they were tried. */
export function triggerEventResource({ database }: Pick<AppDependencies, 'database'>): BoundRoute[] {
  const { flows, triggerEvents, flowSamples } = database;

  return [
    bind(triggerEventRoutes.listTriggerEvents).to(async ({ actor, query }) => {
      const { flowId } = query;
      const found = flowId === undefined ? null : await flows.getVersioned(actor.projectId, flowId);
      if (found === null || flowId === undefined) return { status: 200, body: emptyPage() };
      const filter = { flowId, sourceName: sourceName(found.version.trigger) };
      const page = await triggerEvents.list(actor.projectId, filter, enginePageRequest(query));
      return { status: 200, body: presentPage(page, presentTriggerEvent) };
    }),

    bind(triggerEventRoutes.createTriggerEvent).to(async ({ actor, body }) => {
      const { flowId, mockData: payload = null } = body;
      const found = await flows.getVersioned(actor.projectId, flowId);
      if (found === null) throw notFound('FLOW_NOT_FOUND', flowId);
      const { version } = found;
      const event = { flowId, sourceName: sourceName(version.trigger), payload };
      const row = await triggerEvents.record(actor.projectId, event);
      if (row === null) throw notFound('FLOW_NOT_FOUND', flowId);
      const sample = { flowId, versionId: version.id, stepName: 'trigger', type: 'OUTPUT' as const, payload };
      await flowSamples.put(actor.projectId, sample);
      return { status: 201, body: presentTriggerEvent(row) };
    }),
  ];
}
