import { queryOptions } from '@tanstack/react-query';
import { callApi } from './api-client.ts';
import { queryString } from './queries.ts';
import type { FireOutcome, FirePage, Schedule, SchedulePage, UpcomingFires } from './resources.ts';

/** A fire of a schedule is news within seconds. */
const REFRESH_MS = 10_000;

/** The schedule of a workflow as it fires, or as it would if it were neither paused nor disabled. */
export const scheduleDetail = (workflowId: string, timezone: string, count = 5) =>
  queryOptions({
    queryKey: ['workflow', workflowId, 'schedule', timezone, count],
    queryFn: () =>
      callApi<Schedule>(
        'GET',
        `/v1/workflows/${workflowId}/schedule${queryString({ count: String(count), timezone })}`,
      ),
    refetchInterval: REFRESH_MS,
    placeholderData: (previous) => previous,
  });

/** Which fires are looked at. */
export interface FireFilters {
  outcome?: FireOutcome | undefined;
  cursor?: string | undefined;
}

export const fireList = (workflowId: string, filters: FireFilters) =>
  queryOptions({
    queryKey: ['workflow', workflowId, 'fires', filters],
    queryFn: () =>
      callApi<FirePage>('GET', `/v1/workflows/${workflowId}/schedule/fires${queryString({ ...filters, limit: '10' })}`),
    refetchInterval: REFRESH_MS,
    placeholderData: (previous) => previous,
  });

export const scheduleList = (timezone: string, cursor: string | undefined) =>
  queryOptions({
    queryKey: ['schedules', timezone, cursor],
    queryFn: () => callApi<SchedulePage>('GET', `/v1/schedules${queryString({ limit: '50', timezone, cursor })}`),
    refetchInterval: REFRESH_MS,
    placeholderData: (previous) => previous,
  });

/** What fires in the whole project within a stretch of time; ISO 8601 on both sides. */
export const upcomingFires = (from: string | undefined, to: string | undefined, timezone: string) =>
  queryOptions({
    queryKey: ['schedules', 'upcoming', from, to, timezone],
    queryFn: () =>
      callApi<UpcomingFires>('GET', `/v1/schedules/upcoming${queryString({ from, to, timezone, limit: '500' })}`),
    refetchInterval: REFRESH_MS,
    placeholderData: (previous) => previous,
  });
