import { codeStep, pieceStep, pieceTrigger, publishFlow, stepsInLine } from './flows.ts';
import type { Stack } from './stack.ts';

/**
 * Publishes a flow that others call: it asks a service, and responds `{doubled}` of the `n` that it is given, or fails where
 * that is negative.
 */
export async function publishCallee(stack: Stack, serviceUrl: string): Promise<string> {
  const source = `export const code = async ({ url, data }) => {
    await fetch(url, { method: 'POST', body: String(data.n) });
    if (data.n < 0) throw new Error('There is nothing to double.');
    return data.n * 2;
  };`;
  const work = codeStep('work', source, { url: serviceUrl, data: '{{trigger.data}}' });
  const response = { mode: 'simple', response: { response: { doubled: '{{work}}' } } };
  const trigger = pieceTrigger('subflows', 'callableFlow', { mode: 'simple', exampleData: { sampleData: {} } });
  const steps = stepsInLine(work, pieceStep('respond', 'subflows', 'returnResponse', response));
  return await publishFlow(stack, 'Doubles', { ...trigger, nextAction: steps });
}

/** Publishes a flow that calls another with the `n` of its request, and answers `{called}`: what the call gave. */
export async function publishCaller(stack: Stack, calleeId: string, waitForResponse: boolean): Promise<string> {
  const { body: callee } = await stack.call<{ externalId: string }>('GET', `/v1/flows/${calleeId}`);
  const flowProps = { payload: { n: '{{trigger.body.n}}' } };
  const call = { flowId: callee.externalId, mode: 'simple', flowProps, waitForResponse };
  const answer = { status: 200, headers: {}, body: { called: '{{call}}' } };
  const trigger = pieceTrigger('webhook', 'catch_webhook', { authType: 'none' });
  const steps = stepsInLine(
    pieceStep('call', 'subflows', 'callFlow', call),
    pieceStep('answer', 'webhook', 'return_response', { responseType: 'json', respond: 'stop', fields: answer }),
  );
  return await publishFlow(stack, waitForResponse ? 'Waits' : 'Does not wait', { ...trigger, nextAction: steps });
}
