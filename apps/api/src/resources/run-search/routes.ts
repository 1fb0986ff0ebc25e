import { MOST_COUNT_GROUPS, message, type QueryOf, runSearchRoutes } from '@perdura/contracts';
import { type CountGroup, isId } from '@perdura/database';
import { ApiError, invalid } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { pageFields, pageRequest } from '../../page-request.ts';
import { type BoundRoute, bind, type RouteRequest } from '../../route-binding.ts';
import { runList } from '../runs/read-run.ts';
import { runExport } from './export.ts';
import { filterOf } from './filter.ts';
import { cursorOf, placeOf, sortOf } from './sorted-cursor.ts';

/** Questions about many runs: search, counts, export. */
export function runSearchResource(deps: AppDependencies): BoundRoute[] {
  return [
    bind(runSearchRoutes.searchRuns).to(async (request) => {
      const page = await searchPage(deps, request);
      const runs = await runList(deps, request.actor.projectId, page.items, page.known);
      return { status: 200, body: { runs, ...pageFields(page) } };
    }),

    bind(runSearchRoutes.countRuns).to(async ({ actor, query, locale, signal }) => {
      const { by = 'status', timezone = 'UTC', search, ...given } = query;
      const { projectId } = actor;
      const filter = await filterOf(deps, { projectId, locale, given, search });
      const request = { by: by === 'status' ? null : by, timezone, limit: MOST_COUNT_GROUPS };
      const groups = await deps.database.runSearch.counts(projectId, filter, request, { signal });
      return { status: 200, body: { counts: presentCounts(by, groups) } };
    }),

    bind(runSearchRoutes.exportRuns).to(async ({ actor, query, locale, signal, log }) => {
      const { format = 'ndjson', steps = false, search, ...given } = query;
      const { projectId } = actor;
      const filter = await filterOf(deps, { projectId, locale, given, search });
      return { status: 200, body: runExport(deps, { projectId, filter, format, steps, signal, log }) };
    }),
  ];
}

type SearchRequest = RouteRequest<typeof runSearchRoutes.searchRuns>;

/** One page, newest first unless the request names another order. */
async function searchPage(deps: AppDependencies, { actor, query, locale, signal }: SearchRequest) {
  const { limit, cursor, sort: wanted, search, ...given } = query;
  const { projectId } = actor;
  const { runSearch } = deps.database;
  const filter = await filterOf(deps, { projectId, locale, given, search });
  if (wanted === undefined) {
    if (cursor !== undefined && !isId(cursor)) throw badCursor(locale);
    const page = await runSearch.newest(projectId, filter, pageRequest({ limit, cursor }), { signal });
    const known = page.items.flatMap(({ run, steps }) => (steps === null ? [] : [[run.id, steps] as const]));
    return { ...page, items: page.items.map(({ run }) => run), known: new Map(known) };
  }
  const sort = sortOf(wanted);
  const after = cursor === undefined ? null : placeOf(cursor, sort, filter);
  if (after === null && cursor !== undefined) throw badCursor(locale);
  const request = { limit: pageRequest({ limit }).limit, sort, after };
  const { items, total, next } = await runSearch.sorted(projectId, filter, request, { signal });
  return { items, total, nextCursor: next === null ? null : cursorOf(next, sort, filter), known: new Map() };
}

function badCursor(locale: SearchRequest['locale']): ApiError {
  const text = message(locale, 'inQuery', { name: 'cursor', message: message(locale, 'badCursor') });
  return invalid([{ pointer: '/cursor', message: text }]);
}

type Grouping = NonNullable<QueryOf<typeof runSearchRoutes.countRuns>['by']>;

function presentCounts(by: Grouping, groups: CountGroup[]) {
  if (by === 'status') return groups[0]?.counts ?? {};
  if (groups.length > MOST_COUNT_GROUPS) {
    throw new ApiError('SEARCH_TOO_BROAD', { detail: 'tooManyGroups', values: { limit: MOST_COUNT_GROUPS } });
  }
  return Object.fromEntries(groups.map(({ group, counts }) => [group, counts]));
}
