import { queryOptions } from '@tanstack/react-query';
import { callApi } from './api-client.ts';
import { queryString } from './queries.ts';
import type {
  BulkItemPage,
  BulkJob,
  BulkJobPage,
  RunCounts,
  RunLineage,
  RunPage,
  SavedSearchPage,
} from './resources.ts';
import { filtersOf, type RunFilters } from './run-filters.ts';

const LIVE_REFRESH_MS = 1_000;
const LIST_REFRESH_MS = 5_000;
const COUNTS_REFRESH_MS = 15_000;

/** One page of a search over runs. */
export interface RunSearchPage extends RunFilters {
  sort?: string | undefined;
  cursor?: string | undefined;
}

/** A page of runs; it is asked for again and again unless a stream tells what changed. */
export const runSearch = (search: RunSearchPage, limit = 25, isStreamed = false) => {
  const parameters = { ...filtersOf(search), sort: search.sort, cursor: search.cursor, limit: String(limit) };
  return queryOptions({
    queryKey: ['runs', parameters],
    queryFn: () => callApi<RunPage>('GET', `/v1/runs${queryString(parameters)}`),
    refetchInterval: isStreamed ? false : LIST_REFRESH_MS,
    placeholderData: (previous) => previous,
  });
};

/** How many runs of a search there are by state, or by hour and state. */
export const runCounts = (by: 'status' | 'hour', filters: RunFilters, isStreamed: boolean) => {
  const parameters = { ...filtersOf(filters), by, ...(by === 'hour' ? { timezone: ownZone() } : {}) };
  return queryOptions({
    queryKey: ['run-counts', parameters],
    queryFn: () => callApi<RunCounts>('GET', `/v1/runs/counts${queryString(parameters)}`),
    refetchInterval: isStreamed ? false : COUNTS_REFRESH_MS,
    placeholderData: (previous) => previous,
  });
};

export const savedSearches = queryOptions({
  queryKey: ['searches'],
  queryFn: () => callApi<SavedSearchPage>('GET', '/v1/searches?limit=100'),
});

/** What a run repeats and what repeats it, what started it and what it started. */
export const runLineage = (runId: string) =>
  queryOptions({
    queryKey: ['run', runId, 'lineage'],
    queryFn: () => callApi<RunLineage>('GET', `/v1/runs/${runId}/lineage?limit=20`),
  });

export const bulkJobs = (cursor: string | undefined) =>
  queryOptions({
    queryKey: ['bulk-jobs', cursor],
    queryFn: () => callApi<BulkJobPage>('GET', `/v1/runs/bulk${queryString({ limit: '25', cursor })}`),
    refetchInterval: LIST_REFRESH_MS,
    placeholderData: (previous) => previous,
  });

export const bulkJob = (jobId: string) =>
  queryOptions({
    queryKey: ['bulk-job', jobId],
    queryFn: () => callApi<BulkJob>('GET', `/v1/runs/bulk/${jobId}`),
    refetchInterval: (query) => (isJobOver(query.state.data) ? false : LIVE_REFRESH_MS),
  });

/** The runs of a job with their outcomes; asked for anew whenever more of them are done. */
export const bulkItems = (job: BulkJob, outcome: string, cursor: string | undefined) =>
  queryOptions({
    queryKey: ['bulk-job', job.jobId, 'items', outcome, cursor, job.succeeded + job.failed],
    queryFn: () =>
      callApi<BulkItemPage>('GET', `/v1/runs/bulk/${job.jobId}/items${queryString({ outcome, cursor, limit: '25' })}`),
    placeholderData: (previous) => previous,
  });

/** Whether nothing of a job will change any more: a stopped one still finishes what is under way. */
function isJobOver(job: BulkJob | undefined): boolean {
  return job !== undefined && job.status !== 'running' && job.completedAt !== null;
}

function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
