import type { TextKey } from '../../lib/language.ts';
import type { Usage } from '../../lib/resources.ts';

export type QuotaName = keyof Usage;

/** What each quota is called, in the order in which they are shown. */
export const QUOTA_TEXTS: Record<QuotaName, TextKey> = {
  requestsPerMinute: 'quotaRequests',
  startsPerMinute: 'quotaStarts',
  liveRuns: 'quotaLiveRuns',
  workflows: 'quotaWorkflows',
  schedules: 'quotaSchedules',
  storedBytes: 'quotaStored',
  watchers: 'quotaWatchers',
  webhookCallsPerMinute: 'quotaWebhookCalls',
};
