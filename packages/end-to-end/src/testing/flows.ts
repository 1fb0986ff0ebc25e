import type { Stack } from './stack.ts';

/** The fields of a flow's run that tests look at. */
export interface FlowRunDocument {
  id: string;
  status: string;
  failedStep: { name: string; message?: string } | null;
  steps: Record<string, FlowStepDocument>;
}

export interface FlowStepDocument {
  type: string;
  status: string;
  output: unknown;
  errorMessage?: string;
}

/** Stores a flow with these steps, publishes it, and answers its id. */
export async function publishFlow(stack: Stack, displayName: string, trigger: object): Promise<string> {
  const { projectId } = stack;
  const { id } = await expectBody<{ id: string }>(stack, 201, '/v1/flows', { displayName, projectId });
  const imported = { type: 'IMPORT_FLOW', request: { displayName, trigger, schemaVersion: '1' } };
  await expectBody(stack, 200, `/v1/flows/${id}`, imported);
  const published = await expectBody<{ status: string }>(stack, 200, `/v1/flows/${id}`, { type: 'LOCK_AND_PUBLISH' });
  if (published.status !== 'ENABLED') throw new Error(`The flow is ${published.status} after it was published`);
  return id;
}

export async function readFlowRun(stack: Stack, id: string): Promise<FlowRunDocument> {
  const { status, body } = await stack.call<FlowRunDocument>('GET', `/v1/flow-runs/${id}`);
  if (status !== 200) throw new Error(`Run ${id} was answered with ${status}: ${JSON.stringify(body)}`);
  return body;
}

/** Steps in a row, each followed by the next. */
export function stepsInLine(...steps: object[]): object {
  return steps.reduceRight((nextAction, step) => ({ ...step, nextAction }));
}

async function expectBody<Body>(stack: Stack, wanted: number, path: string, body: object): Promise<Body> {
  const answer = await stack.call<Body>('POST', path, { body });
  if (answer.status === wanted) return answer.body;
  throw new Error(`POST ${path} was answered with ${answer.status}: ${JSON.stringify(answer.body)}`);
}
