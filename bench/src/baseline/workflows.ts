import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { BaselineActivities } from './activities.ts';

const retry = { maximumAttempts: 5, initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' } as const;
const remote = proxyActivities<Pick<BaselineActivities, 'callHttp'>>({ startToCloseTimeout: '60s', retry });
const local = proxyLocalActivities<Pick<BaselineActivities, 'decide'>>({ startToCloseTimeout: '60s', retry });

/** Three calls, each with a part of the answer before it: what a developer would write for the same automation. */
export async function threeCalls({ runId, url }: { runId: string; url: string }): Promise<void> {
  const first = await remote.callHttp({ url: `${url}/first`, key: `${runId}/first` });
  const second = await remote.callHttp({ url: `${url}/second?of=${first.body.device}`, key: `${runId}/second` });
  await remote.callHttp({ url: `${url}/third?of=${second.body.device}`, key: `${runId}/third` });
}

/** Three decisions, one after the other. */
export async function threeDecisions({ count, expressions }: { count: number; expressions: string[] }): Promise<void> {
  for (const expression of expressions) {
    if (!(await local.decide({ expression, trigger: { count } }))) return;
  }
}

/** Many calls, one after the other or all at once. */
export async function manyCalls({ runId, urls, together }: ManyCalls): Promise<void> {
  const one = (url: string, index: number) => remote.callHttp({ url, key: `${runId}/${index}` });
  if (together) {
    await Promise.all(urls.map(one));
    return;
  }
  for (const [index, url] of urls.entries()) await one(url, index);
}

interface ManyCalls {
  runId: string;
  urls: string[];
  together: boolean;
}
