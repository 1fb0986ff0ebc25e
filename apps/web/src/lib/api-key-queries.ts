import { queryOptions } from '@tanstack/react-query';
import { callApi } from './api-client.ts';
import { queryClient, queryString } from './queries.ts';
import type { ApiKeyPage } from './resources.ts';

/** A page of one's own keys for the project; owners see those of all members. */
export const apiKeyList = (cursor: string | undefined) =>
  queryOptions({
    queryKey: ['api-keys', cursor],
    queryFn: () => callApi<ApiKeyPage>('GET', `/v1/api-keys${queryString({ cursor, limit: '50' })}`),
    placeholderData: (previous) => previous,
  });

/** Has them asked for anew. */
export function refreshApiKeys(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: ['api-keys'] });
}
