import { queryRows } from './database-rows.ts';
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

/** By which the tables and Temporal know a flow of that name. */
export async function storedIdOf(stack: Stack, displayName: string): Promise<string> {
  const rows = await queryRows<{ id: string }>(stack, 'SELECT id FROM workflows WHERE name = $1', [displayName]);
  const [row] = rows;
  if (row === undefined) throw new Error(`No flow is called ${displayName}`);
  return row.id;
}

/** Steps in a row, each followed by the next. */
export function stepsInLine(...steps: object[]): object {
  return steps.reduceRight((nextAction, step) => ({ ...step, nextAction }));
}

/** A step of a piece that comes with the platform. */
export function pieceStep(name: string, piece: string, actionName: string, input: object = {}): object {
  return { name, displayName: name, type: 'PIECE', valid: true, settings: { ...called(piece), actionName, input } };
}

/** A trigger of a piece that comes with the platform. */
export function pieceTrigger(piece: string, triggerName: string, input: object): object {
  const settings = { ...called(piece), triggerName, input };
  return { name: 'trigger', displayName: 'trigger', type: 'PIECE_TRIGGER', valid: true, settings };
}

export function codeStep(name: string, code: string, input: object): object {
  const settings = { sourceCode: { code, packageJson: '{}' }, input };
  return { name, displayName: name, type: 'CODE', valid: true, settings };
}

const VERSIONS: Record<string, string> = {
  ...{ approval: '~0.2.2', subflows: '~0.6.3', webhook: '~0.1.29', wordpress: '~0.7.0' },
};

function called(piece: string) {
  return { pieceName: `@activepieces/piece-${piece}`, pieceVersion: VERSIONS[piece] };
}

async function expectBody<Body>(stack: Stack, wanted: number, path: string, body: object): Promise<Body> {
  const answer = await stack.call<Body>('POST', path, { body });
  if (answer.status === wanted) return answer.body;
  throw new Error(`POST ${path} was answered with ${answer.status}: ${JSON.stringify(answer.body)}`);
}
