import { storedId } from '@perdura/definition/wire-id';
import { queryOptions } from '@tanstack/react-query';
import { callApi } from './api-client.ts';
import { queryClient, queryString } from './queries.ts';
import type {
  AppConnectionPage,
  Flow,
  FlowFolderPage,
  FlowPage,
  FlowRun,
  FlowRunPage,
  FlowVersionPage,
} from './resources.ts';

const LIST_REFRESH_MS = 5_000;
const FACTS_STALE_MS = 30_000;

/** The filters of the list of flows, by their names on the wire. */
export interface FlowFilters {
  name?: string | undefined;
  status?: string | undefined;
  /** A folder's id; `NULL` for flows in none. */
  folderId?: string | undefined;
}

export const flowList = (filters: FlowFilters, cursor: string | undefined, limit = 50) =>
  queryOptions({
    queryKey: ['flows', filters, cursor, limit],
    queryFn: () => callApi<FlowPage>('GET', `/v1/flows${queryString({ ...filters, cursor, limit: String(limit) })}`),
    refetchInterval: LIST_REFRESH_MS,
    placeholderData: (previous) => previous,
  });

/** A flow with its newest version, or another. */
export const flowDetail = (id: string, versionId?: string) =>
  queryOptions({
    queryKey: ['flow', id, 'version', versionId],
    queryFn: () => callApi<Flow>('GET', `/v1/flows/${id}${queryString({ versionId })}`),
    // Another version of it may stand there while one comes, but never another flow.
    placeholderData: (previous) => (previous?.id === id ? previous : undefined),
  });

export const flowVersions = (id: string) =>
  queryOptions({
    queryKey: ['flow', id, 'versions'],
    queryFn: () => callApi<FlowVersionPage>('GET', `/v1/flows/${id}/versions?limit=100`),
  });

export const folderList = queryOptions({
  queryKey: ['folders'],
  queryFn: () => callApi<FlowFolderPage>('GET', '/v1/folders?limit=1000'),
});

/** Applies one operation to a flow, and shows what it made of it. */
export async function operateFlow(id: string, type: string, request?: unknown): Promise<Flow> {
  const flow = await callApi<Flow>('POST', `/v1/flows/${id}`, request === undefined ? { type } : { type, request });
  await refreshFlow(id);
  return flow;
}

/** Has everything that shows a flow asked for anew. */
export async function refreshFlow(id: string): Promise<void> {
  await Promise.all(
    [['flow', id], ['flows'], ['folders']].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
  );
}

export interface FlowRunFilters {
  flowId: string;
  environment: 'PRODUCTION' | 'TESTING';
}

export const flowRunList = (filters: FlowRunFilters, limit = 10) =>
  queryOptions({
    queryKey: ['flow-runs', filters, limit],
    queryFn: () => callApi<FlowRunPage>('GET', `/v1/flow-runs${queryString({ ...filters, limit: String(limit) })}`),
    refetchInterval: LIST_REFRESH_MS,
    placeholderData: (previous) => previous,
  });

/** Those of the given runs that are runs of flows, by the ids that they are given by. */
export const flowRunFacts = (runIds: readonly string[]) =>
  queryOptions({
    queryKey: ['flow-runs', 'facts', runIds],
    queryFn: () => readFacts(runIds),
    staleTime: FACTS_STALE_MS,
    placeholderData: (previous) => previous,
  });

async function readFacts(runIds: readonly string[]): Promise<ReadonlyMap<string, FlowRun>> {
  if (runIds.length === 0) return new Map();
  // The list has runs of one environment at a time.
  const pages = await Promise.all(
    ['PRODUCTION', 'TESTING'].map((environment) => {
      const asked = {
        flowRunIds: runIds.join(','),
        environment,
        includeArchived: 'true',
        limit: String(runIds.length),
      };
      return callApi<FlowRunPage>('GET', `/v1/flow-runs${queryString(asked)}`);
    }),
  );
  return new Map(pages.flatMap(({ data }) => data).map((run) => [storedId(run.id) ?? run.id, run]));
}

export const appConnectionList = (cursor: string | undefined) =>
  queryOptions({
    queryKey: ['app-connections', cursor],
    queryFn: () => callApi<AppConnectionPage>('GET', `/v1/app-connections${queryString({ cursor, limit: '50' })}`),
    placeholderData: (previous) => previous,
  });
