import { eventually } from '@perdura/testkit';
import { inCall } from '../test/chain-shapes.ts';
import {
  type Harness,
  type PlayedRun,
  recordedSteps,
  type StartedRun,
  startHarness,
} from '../test/interpreter-harness.ts';
import { forEach, inLine, scripted, undone } from '../test/long-shapes.ts';
import { type NodeSketch, planOf } from '../test/plan-builder.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});

afterAll(() => harness.shutdown());

/** So many that the next attempt to record waits for a timer of the run, which then hears of what happens meanwhile. */
const FAILURES = 5;

/** Something that fails when a test says so, and something that is to be let go of then. */
const WAITS: NodeSketch[] = [
  scripted('s', 'sub-workflow', { end: 'never' }),
  scripted('e', 'wait-for-event', { end: 'never' }),
];
const FULL_SOON = { limits: { historyEvents: 20 } };
const CHAIN = ['x1', 'x2', 'x3', 'x4', 'x5'];
const CHAIN_NODES = CHAIN.map((id) => inCall(id, { call: 'ends' }));

test('a run that fails while it cannot be recorded that it waits ends by that failure, and undoes what it did', async () => {
  await expectUndone(await startWithoutRecords(planOf([undone('u'), ...WAITS])));
});

test('so does a run that is about to continue as new', async () => {
  const plan = planOf([undone('u'), ...WAITS, ...CHAIN_NODES], inLine(...CHAIN));
  await expectUndone(await startFull(plan));
});

test('what a failed round waits for is let go of before the run continues as new', async () => {
  const loop = { ...forEach('l', { items: 1 }, WAITS), onError: 'continue' as const };
  const plan = planOf([loop, ...CHAIN_NODES], inLine(...CHAIN));
  const started = await startFull(plan);
  await failChild(started);
  const played = await started.closed();
  expect(played.status).toBe('COMPLETED');
  expect(statusesOf(played)).toMatchObject({ l: 'failed', s: 'failed', e: 'cancelled', x5: 'success' });
  expect(closedWaits(played)).toEqual(['e']);
});

/** Resolves once nothing can be recorded, and the run waits before it tries once more. */
async function startWithoutRecords(plan: ReturnType<typeof planOf>, options = {}): Promise<StartedRun> {
  harness.activities.recordFailures = FAILURES;
  const started = await harness.start(plan, options);
  await eventually(() => harness.activities.recordFailures === 0, { timeoutMs: 60_000 });
  return started;
}

/** The same with a history that is full before the chain is through. */
async function startFull(plan: ReturnType<typeof planOf>): Promise<StartedRun> {
  const started = await startWithoutRecords(plan, FULL_SOON);
  expect(harness.activities.effectsOf(started.runId).map(({ nodeId }) => nodeId)).not.toContain(CHAIN.at(-1));
  return started;
}

async function expectUndone(started: StartedRun): Promise<void> {
  await failChild(started);
  const played = await started.closed();
  expect(played.record).toMatchObject({ status: 'failed', error: { code: 'SUB_WORKFLOW_FAILED', nodeId: 's' } });
  expect(played.failure).toMatchObject({ cause: { type: 'SUB_WORKFLOW_FAILED' } });
  const statuses = { u: 'success', s: 'failed', e: 'cancelled', 'u:compensate': 'success' };
  expect(statusesOf(played)).toMatchObject(statuses);
  expect(closedWaits(played)).toEqual(['e']);
}

function failChild({ runId }: StartedRun): Promise<void> {
  const end = { status: 'failed', result: { value: null }, error: null } as const;
  return harness.wake(runId, { kind: 'child', nodeId: 's', iteration: '0', end });
}

function statusesOf({ runId }: PlayedRun): Record<string, string> {
  return Object.fromEntries(recordedSteps(harness.activities, runId).map(({ nodeId, status }) => [nodeId, status]));
}

function closedWaits({ runId }: PlayedRun): string[] {
  const { calls } = harness.activities.world;
  return calls.filter((call) => call.runId === runId && call.call === 'end-wait').map(({ nodeId }) => nodeId);
}
