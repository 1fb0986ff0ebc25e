import {
  allHandlersFinished,
  condition,
  defineUpdate,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
} from '@temporalio/workflow';
import type { BaselineActivities } from './activities.ts';
import type { Answered, PieceActivities } from './pieces.ts';

const retry = { maximumAttempts: 5, initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' } as const;
const remote = proxyActivities<Pick<BaselineActivities, 'callHttp'>>({ startToCloseTimeout: '60s', retry });
const local = proxyLocalActivities<Pick<BaselineActivities, 'decide'>>({ startToCloseTimeout: '60s', retry });

const pieces = proxyActivities<PieceActivities>({ startToCloseTimeout: '60s', retry });

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

const answer = defineUpdate<Answered['response']>('answer');

/** The code of the flow that it is compared with. */
const CODE = 'export const code = async (inputs) => ({ double: inputs.n * 2 });';

/** Runs the code of a step, then a piece with what it said, and answers the caller with the piece's response. */
export async function answerRequest({ body }: { body: { n: number } }): Promise<void> {
  let response: Answered['response'] = null;
  setHandler(answer, async () => {
    await condition(() => response !== null);
    return response;
  });
  const { output } = await pieces.runCode({ code: CODE, input: { n: body.n } });
  const { double } = output as { double: number };
  const fields = { status: 200, headers: {}, body: { double } };
  const input = { responseType: 'json', fields, respond: 'stop' };
  ({ response } = await pieces.returnResponse({ runId: 'run', input }));
  await condition(allHandlersFinished);
}
