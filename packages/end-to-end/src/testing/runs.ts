import { eventually } from '@perdura/testkit';
import type { Stack } from './stack.ts';

export interface StepDocument {
  nodeId: string;
  nodeType: string;
  iteration: string;
  status: string;
  result: unknown;
  error: { code: string; message: string } | null;
  attempts: number;
  warnings: string[];
  startedAt: string | null;
  completedAt: string | null;
  childRunId: string | null;
}

/** The fields of a run's document that tests look at. */
export interface RunDocument {
  id: string;
  workflowId: string;
  status: string;
  triggeredBy: string;
  version: number;
  parentRunId: string | null;
  stepResults: StepDocument[];
  error: { code: string; message: string; nodeId: string | null } | null;
  temporal: { workflowId: string; runId: string | null };
  result: unknown;
  response: unknown;
  tags: string[];
  businessKey: string | null;
}

export interface NodeSpec {
  id: string;
  type: string;
  config: object;
  retry?: object;
}

export interface EdgeSpec {
  from: string;
  to: string;
  condition?: string;
}

const TERMINAL = ['completed', 'failed', 'cancelled'];

/** Creates a workflow and answers its id. */
export async function createWorkflow(stack: Stack, definition: object): Promise<string> {
  const answer = await stack.call<{ id: string }>('POST', '/v1/workflows', { body: { name: 'test', ...definition } });
  if (answer.status !== 201) throw new Error(`A workflow was refused: ${JSON.stringify(answer.body)}`);
  return answer.body.id;
}

/** Nodes one after the other. */
export function chainOf(nodes: NodeSpec[]): { nodes: NodeSpec[]; edges: EdgeSpec[] } {
  const edges = nodes.slice(1).map((to, index) => ({ from: nodes[index]?.id ?? '', to: to.id }));
  return { nodes, edges };
}

/** Starts a run and answers its id. */
export async function startRun(stack: Stack, workflowId: string, data: object = {}): Promise<string> {
  const answer = await stack.call<{ runId: string }>('POST', `/v1/workflows/${workflowId}/run`, { body: { data } });
  if (answer.status !== 202) throw new Error(`A run was refused: ${JSON.stringify(answer.body)}`);
  return answer.body.runId;
}

export async function readRun(stack: Stack, runId: string): Promise<RunDocument> {
  const { status, body } = await stack.call<RunDocument>('GET', `/v1/runs/${runId}`);
  if (status !== 200) throw new Error(`Run ${runId} was answered with ${status}: ${JSON.stringify(body)}`);
  return body;
}

/** The runs that a run's steps started, newest first; a hundred at most. */
export async function childrenOf(stack: Stack, parentRunId: string): Promise<RunDocument[]> {
  const query = `parentRunId=${parentRunId}&limit=100`;
  const { status, body } = await stack.call<{ runs: RunDocument[] }>('GET', `/v1/runs?${query}`);
  if (status !== 200) throw new Error(`A search of runs was answered with ${status}: ${JSON.stringify(body)}`);
  return body.runs;
}

/** The run as history has it once it has ended. @throws WaitTimeoutError when it does not end */
export function endedRun(stack: Stack, runId: string, timeoutMs = 90_000): Promise<RunDocument> {
  return eventually(
    async () => {
      const run = await readRun(stack, runId);
      return TERMINAL.includes(run.status) ? run : null;
    },
    { timeoutMs, intervalMs: 200, what: `run ${runId} to end` },
  );
}

/** A step of a run, of the first round unless told. @throws when the run has none of that name */
export function stepOf(run: RunDocument, nodeId: string, iteration = '0'): StepDocument {
  const step = run.stepResults.find((one) => one.nodeId === nodeId && one.iteration === iteration);
  if (step === undefined) throw new Error(`Run ${run.id} has no step ${nodeId}`);
  return step;
}
