import { runEventRoutes } from '@perdura/contracts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { withoutUndefined } from '../../without-undefined.ts';

/** Streams of what happens to a run, and to the runs of a search. */
export function runEventResource({ live }: AppDependencies): BoundRoute[] {
  return [
    bind(runEventRoutes.watchRuns).to(async ({ actor, query, headers, log }) => {
      const { lastEventId: inQuery, ...filter } = query;
      const lastEventId = numberOf(headers['last-event-id'] ?? inQuery);
      return { status: 200, body: await live.watchSearch(withoutUndefined(filter), { actor, lastEventId, log }) };
    }),

    bind(runEventRoutes.watchRun).to(async ({ actor, params, query, headers, log }) => {
      const lastEventId = numberOf(headers['last-event-id'] ?? query.lastEventId);
      const stream = await live.watchRun(params.id, { actor, lastEventId, log });
      return stream === null ? { status: 204, body: undefined } : { status: 200, body: stream };
    }),
  ];
}

/** An empty id is none. */
function numberOf(id: string | undefined): number | undefined {
  return id === undefined || id === '' ? undefined : Number(id);
}
