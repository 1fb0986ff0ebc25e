import type { ServerNotification } from '@modelcontextprotocol/sdk/types.js';
import type { RunProgress } from './progress.ts';

/** What is known of a request beside its parameters. */
interface RequestExtra {
  _meta?: { progressToken?: string | number | undefined } | undefined;
  sendNotification(notification: ServerNotification): Promise<void>;
}

/** What tells a client how far its request is; null where it did not ask for that. */
export function progressTeller(extra: RequestExtra): ((progress: RunProgress) => Promise<void>) | null {
  const progressToken = extra._meta?.progressToken;
  if (progressToken === undefined) return null;
  return async (progress) => {
    await extra.sendNotification({ method: 'notifications/progress', params: { progressToken, ...progress } });
  };
}
