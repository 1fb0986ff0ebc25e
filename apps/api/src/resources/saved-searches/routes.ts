import { type RunFilterFields, savedSearchRoutes } from '@perdura/contracts';
import type { JsonObject, JsonValue } from '@perdura/definition';
import { notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { pageFields, pageRequest } from '../../page-request.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { presentSearch } from './presenter.ts';

/** Searches that are kept by a name. */
export function savedSearchResource({ database }: AppDependencies): BoundRoute[] {
  const { savedSearches } = database;

  return [
    bind(savedSearchRoutes.createSearch).to(async ({ actor, body, sent, audit }) => {
      const input = { userId: actor.userId, name: body.name, filter: keptFilter(body.filter, sent) };
      const made = presentSearch(await savedSearches.create(actor.projectId, input));
      audit({ target: made.id, after: made });
      return { status: 201, body: made, headers: { Location: `/v1/searches/${made.id}` } };
    }),

    bind(savedSearchRoutes.listSearches).to(async ({ actor, query }) => {
      const page = await savedSearches.list(actor.projectId, pageRequest(query));
      return { status: 200, body: { searches: page.items.map(presentSearch), ...pageFields(page) } };
    }),

    bind(savedSearchRoutes.getSearch).to(async ({ actor, params }) => {
      const found = await savedSearches.get(actor.projectId, params.id);
      if (found === null) throw notFound('SEARCH_NOT_FOUND', params.id);
      return { status: 200, body: presentSearch(found) };
    }),

    bind(savedSearchRoutes.updateSearch).to(async ({ actor, params, body, sent, audit }) => {
      const before = await savedSearches.get(actor.projectId, params.id);
      const change = {
        ...(body.name === undefined ? {} : { name: body.name }),
        ...(body.filter === undefined ? {} : { filter: keptFilter(body.filter, sent) }),
      };
      const after = await savedSearches.update(actor.projectId, params.id, change);
      if (before === null || after === null) throw notFound('SEARCH_NOT_FOUND', params.id);
      audit({ target: params.id, before: presentSearch(before), after: presentSearch(after) });
      return { status: 200, body: presentSearch(after) };
    }),

    bind(savedSearchRoutes.deleteSearch).to(async ({ actor, params, audit }) => {
      const before = await savedSearches.get(actor.projectId, params.id);
      if (before === null || !(await savedSearches.remove(actor.projectId, params.id))) {
        throw notFound('SEARCH_NOT_FOUND', params.id);
      }
      audit({ target: params.id, before: presentSearch(before) });
      return { status: 200, body: { success: true } };
    }),
  ];
}

/** A checked filter as it was sent, sets always as lists. */
function keptFilter(checked: RunFilterFields, sent: JsonValue): JsonObject {
  const { filter } = sent as { filter: JsonObject };
  const fields = Object.entries(filter).map(([name, value]) => {
    const read = checked[name as keyof RunFilterFields];
    return [name, Array.isArray(read) && typeof value === 'string' ? [value] : value] as const;
  });
  return Object.fromEntries(fields);
}
