import { queryOptions } from '@tanstack/react-query';
import { callApi } from './api-client.ts';
import { queryString } from './queries.ts';
import type { AuditPage, ProjectDetail, Usage } from './resources.ts';

const USAGE_REFRESH_MS = 10_000;

/** The filters of the audit log, by their names on the wire. */
export interface AuditFilters {
  target?: string | undefined;
  actor?: string | undefined;
  action?: string | undefined;
  /** ISO 8601, exclusive. */
  after?: string | undefined;
  /** ISO 8601, exclusive. */
  before?: string | undefined;
}

export const auditLog = (filters: AuditFilters, cursor: string | undefined) =>
  queryOptions({
    queryKey: ['audit', filters, cursor],
    queryFn: () => callApi<AuditPage>('GET', `/v1/audit${queryString({ ...filters, cursor, limit: '50' })}`),
    placeholderData: (previous) => previous,
  });

export const projectUsage = queryOptions({
  queryKey: ['usage'],
  queryFn: () => callApi<{ usage: Usage }>('GET', '/v1/usage'),
  refetchInterval: USAGE_REFRESH_MS,
});

export const projectDetail = (id: string) =>
  queryOptions({ queryKey: ['project', id], queryFn: () => callApi<ProjectDetail>('GET', `/v1/projects/${id}`) });
