import { type FlowRunRequest, runRequestOf } from '@perdura/control-plane';
import type { RunRow } from '@perdura/database';
import { compileFlow, type FlowAction, type FlowTrigger, type JsonObject, type JsonValue } from '@perdura/definition';
import { eventually } from '@perdura/testkit';
import { openWorkerBench, type WorkerBench } from './fixtures/worker-bench.ts';

const PATIENCE = { ms: 30_000, signal: new AbortController().signal };

let bench: WorkerBench;

beforeAll(async () => {
  bench = await openWorkerBench('flow-runs');
});

afterAll(() => bench.close());

type Step = Omit<FlowAction, 'displayName' | 'valid'>;

function code(name: string, source: string, input: JsonObject = {}, rest: object = {}): Step {
  const settings = { sourceCode: { code: source, packageJson: '{}' }, input };
  return { type: 'CODE', name, settings, ...rest } as Step;
}

function webhookPiece(name: string, actionName: string, input: JsonObject): Step {
  const piece = { pieceName: '@activepieces/piece-webhook', pieceVersion: '0.1.29', propertySettings: {} };
  return { type: 'PIECE', name, settings: { ...piece, actionName, input } } as Step;
}

/** A flow of these steps, one after the other. */
function flowOf(steps: Step[]): FlowTrigger {
  const chain = steps.reduceRight<Step | undefined>((next, step) => ({ ...step, nextAction: next }) as Step, undefined);
  const trigger = { type: 'EMPTY', name: 'trigger', displayName: 'Trigger', valid: true, settings: {} };
  const named = (step: Step | undefined): unknown =>
    step && { displayName: step.name, valid: true, ...step, nextAction: named(step.nextAction as Step | undefined) };
  return JSON.parse(JSON.stringify({ ...trigger, nextAction: named(chain) })) as FlowTrigger;
}

/** What starts a run of a flow. */
async function requestOf(trigger: FlowTrigger, data: JsonValue, rest: Partial<FlowRunRequest> = {}) {
  const { database, projectId, userId } = bench;
  const content = { displayName: 'Flow', trigger, valid: true, schemaVersion: null, connectionIds: [], notes: [] };
  const { flow, version } = await database.flows.create(projectId, {
    ...{ userId, folderId: null, metadata: null, version: { ...content, updatedBy: userId } },
  });
  const compiled = { name: 'Flow', plan: compileFlow(trigger), hash: version.id, authorId: userId };
  const runVersion = await database.flowVersions.ensureRunVersion(projectId, version, compiled);
  const request: FlowRunRequest = {
    ...{ projectId, flowId: flow.id, flowVersionId: version.id, version: runVersion, data },
    ...{ environment: 'PRODUCTION', origin: 'webhook', ...rest },
  };
  return request;
}

async function answered(trigger: FlowTrigger, data: JsonValue) {
  return await bench.control.startAnswered(runRequestOf(await requestOf(trigger, data)), PATIENCE);
}

const responded = (ref: RunRow['result']) => (ref !== null && 'value' in ref ? ref.value : null);
const ended = (run: RunRow) => bench.control.waitForRun(run, 60_000);

/** The address's own part of a step that waits. */
async function waitOf(run: RunRow, nodeId: string): Promise<string> {
  await eventually(async () => {
    const snapshot = await bench.control.liveRun(run);
    return snapshot?.steps.find((step) => step.nodeId === nodeId && step.status === 'waiting') ?? null;
  });
  const place = { runId: run.id, nodeId, iteration: '0' };
  const wait = await bench.database.pieceWaits.adopt(bench.projectId, place);
  if (wait === null) throw new Error(`step ${nodeId} has no wait`);
  return wait.requestId;
}

const respond = (text: string) => ({ responseType: 'json', fields: { status: 200, headers: {}, body: { text } } });

test('a run answers whoever started it in one call, by what its Return Response says', async () => {
  const steps = [
    code('step_1', 'export const code = async (inputs) => ({ double: inputs.n * 2 })', { n: '{{trigger.body.n}}' }),
    webhookPiece('step_2', 'return_response', {
      ...{ responseType: 'json', fields: { status: 201, headers: {}, body: { sum: '{{step_1.double}}' } } },
      respond: 'stop',
    }),
  ];
  const { run, created, answer } = await answered(flowOf(steps), { body: { n: 21 } });
  expect([created, responded(answer?.response ?? null)]).toMatchObject([true, { status: 201, body: { sum: 42 } }]);
  expect(await ended(run)).toMatchObject({ status: 'completed', environment: 'PRODUCTION' });
  expect(await bench.database.flowRuns.steps(bench.projectId, run.id, { steps: 10, inputBytes: 10_000 })).toMatchObject(
    [
      { nodeId: 'step_1', nodeType: 'code-step', input: { n: 21 }, result: { value: { double: 42 } } },
      { nodeId: 'step_2', nodeType: 'piece' },
    ],
  );
});

test('each request that resumes a run gets the response that follows it', async () => {
  const steps = [
    webhookPiece('step_1', 'return_response_and_wait_for_next_webhook', respond('first')),
    webhookPiece('step_2', 'return_response_and_wait_for_next_webhook', respond('second, after {{step_1.body.n}}')),
    webhookPiece('step_3', 'return_response', respond('last, after {{step_2.body.n}}')),
  ];
  const { run, answer } = await answered(flowOf(steps), null);
  expect(responded(answer?.response ?? null)).toMatchObject({ body: { text: 'first' } });
  const resumed = async (nodeId: string, n: number) => {
    const place = { runId: run.id, requestId: await waitOf(run, nodeId) };
    const payload = { body: { n }, headers: {}, queryParams: {} };
    const kinds = await Promise.all([1, 2].map(() => bench.control.resumePiece({ ...place, payload })));
    expect(kinds.toSorted()).toEqual(['repeated', 'resumed']);
    const next = await bench.control.resumedAnswer(place, PATIENCE);
    return responded(next?.answer?.response ?? null);
  };
  expect(await resumed('step_1', 7)).toMatchObject({ body: { text: 'second, after 7' } });
  expect(await resumed('step_2', 8)).toMatchObject({ body: { text: 'last, after 8' } });
  expect(await ended(run)).toMatchObject({ status: 'completed' });
});

test('nobody resumes a run by an address that was never given', async () => {
  const { run } = await answered(flowOf([code('step_1', 'export const code = async () => 1')]), null);
  const payload = { body: {}, headers: {}, queryParams: {} };
  expect(await bench.control.resumePiece({ runId: run.id, requestId: 'A'.repeat(21), payload })).toBe('unknown');
});

test('a run that fails fails the piece that called it and waits', async () => {
  const waiting = [webhookPiece('step_1', 'return_response_and_wait_for_next_webhook', respond('waits'))];
  const { run } = await answered(
    flowOf([
      ...waiting,
      code('step_2', 'export const code = async (i) => i.body', {
        body: '{{step_1.body}}',
      }),
    ]),
    null,
  );
  const requestId = await waitOf(run, 'step_1');
  const callbackUrl = `https://example.com/v1/flow-runs/${run.id}/requests/${requestId}`;
  const headers = { 'ap-parent-run-id': run.id, 'ap-fail-parent-on-failure': 'true' };
  expect(await bench.control.callerOf(bench.projectId, { headers, body: {} })).toMatchObject({ failsParent: false });
  const caller = await bench.control.callerOf(bench.projectId, { headers, body: { callbackUrl } });
  expect(caller).toMatchObject({ runId: run.id, failsParent: true });
  const failing = flowOf([code('step_1', 'export const code = async () => { throw new Error("no") }')]);
  const callee = await bench.control.startFlowRun(await requestOf(failing, null, { caller }));
  expect(await ended(callee.run)).toMatchObject({ status: 'failed', parentRunId: run.id, depth: run.depth + 1 });
  const end = await ended(run);
  expect(responded(end.result)).toMatchObject({ status: 'error', data: { message: 'Subflow execution failed' } });
});
