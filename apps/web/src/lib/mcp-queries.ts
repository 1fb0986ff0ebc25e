import { queryOptions } from '@tanstack/react-query';
import { callApi } from './api-client.ts';
import { queryClient, queryString } from './queries.ts';
import type { McpServerPage } from './resources.ts';

/** A page of the project's MCP servers. */
export const mcpServerList = (cursor: string | undefined) =>
  queryOptions({
    queryKey: ['mcp-servers', cursor],
    queryFn: () => callApi<McpServerPage>('GET', `/v1/mcp-servers${queryString({ cursor, limit: '50' })}`),
    placeholderData: (previous) => previous,
  });

/** Has all lists of them asked for anew. */
export function refreshMcpServers(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: ['mcp-servers'] });
}
