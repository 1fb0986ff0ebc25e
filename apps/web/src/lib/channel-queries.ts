import { queryOptions } from '@tanstack/react-query';
import { callApi } from './api-client.ts';
import { queryClient, queryString } from './queries.ts';
import type { ChannelAutomations, ChannelMessagePage, ChannelPage } from './resources.ts';

/** A page of the project's channels. */
export const channelList = (cursor: string | undefined) =>
  queryOptions({
    queryKey: ['channels', 'list', cursor],
    queryFn: () => callApi<ChannelPage>('GET', `/v1/channels${queryString({ cursor, limit: '50' })}`),
    placeholderData: (previous) => previous,
  });

/** What was said last by a channel. */
export const channelMessages = (channelId: string) =>
  queryOptions({
    queryKey: ['channels', 'messages', channelId],
    queryFn: () => callApi<ChannelMessagePage>('GET', `/v1/channels/${channelId}/messages?limit=50`),
    refetchInterval: 5_000,
  });

/** The workflows and flows that messages start. */
export const channelAutomations = queryOptions({
  queryKey: ['channels', 'automations'],
  queryFn: () => callApi<ChannelAutomations>('GET', '/v2/backend/workflows/channel_automation'),
});

/** Has all of them asked for anew. */
export function refreshChannels(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: ['channels'] });
}
