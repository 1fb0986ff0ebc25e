import type { RunSnapshot, StepSnapshot } from '@perdura/definition/run';
import { eventually } from '@perdura/testkit';
import { type Harness, query, startHarness } from '../test/interpreter-harness.ts';
import { inLine, scripted, untilWaiting } from '../test/long-shapes.ts';
import { planOf } from '../test/plan-builder.ts';
import { childRunOf } from '../test/scripts.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});

afterAll(() => harness.shutdown());

test('a run whose steps only wait reads as waiting, and goes on when it is woken', async () => {
  const gate = `beside-${harness.taskQueue}`;
  const plan = planOf([scripted('w', 'sub-workflow', { end: 'never' }), { id: 'r', config: { gate } }]);
  const started = await harness.start(plan);
  await eventually(async () => stepOf(await query(started.handle), 'w')?.status === 'waiting');
  expect(await query(started.handle)).toMatchObject({ status: 'running' });
  harness.activities.open(gate);
  await eventually(async () => (await query(started.handle))?.status === 'waiting');
  const end = { status: 'completed', result: { value: 7 }, error: null } as const;
  await harness.wake(started.runId, { kind: 'child', nodeId: 'w', iteration: '0', end });
  const { record } = await started.closed();
  expect(record).toMatchObject({ status: 'completed', steps: [{ status: 'success' }, { status: 'success' }] });
  const told = harness.activities.progress.filter((news) => news.runId === started.runId);
  expect(told.map((news) => news.status)).toContain('waiting');
});

test('a wake that comes before the step waits is not lost', async () => {
  for (const early of [true, false]) {
    const { record } = await harness.play(
      planOf([
        scripted('w', 'wait-for-event', { end: 'event', early, strays: 2 }),
        scripted('a', 'approval', { end: 'approved', early, strays: 1 }),
        scripted('s', 'sub-workflow', { end: 'completed', early }),
      ]),
    );
    expect(record.steps.map((step) => step.status)).toEqual(['success', 'success', 'success']);
  }
});

test('an approval reminds and escalates until it is decided', async () => {
  const { world } = harness.activities;
  const reminding = { end: 'never', reminders: { everyMs: 20, max: 3 }, escalations: [30, 60] } as const;
  const started = await harness.start(planOf([scripted('ask', 'approval', reminding)]));
  const details = (kind: 'remind' | 'escalate') =>
    world.calls.filter(({ runId, call }) => runId === started.runId && call === kind).map(({ detail }) => detail);
  await eventually(() => details('remind').length === 3 && details('escalate').length === 2);
  await world.decide(started.runId, { nodeId: 'ask', iteration: '0' }, 'approved');
  const { record } = await started.closed();
  expect(details('remind')).toEqual([1, 2, 3]);
  expect(details('escalate')).toEqual([2, 3]);
  expect(record.steps[0]).toMatchObject({ status: 'success', result: { value: { decision: 'approved' } } });
});

test('a mail that falls due when the history is full is sent once the run has continued', async () => {
  const { world } = harness.activities;
  const reminding = { end: 'never', reminders: { everyMs: 40, max: 4 }, escalations: [50, 90] } as const;
  const started = await harness.start(planOf([scripted('ask', 'approval', reminding)]), {
    limits: { historyEvents: 8 },
  });
  const sent = () =>
    world.calls.filter(({ runId }) => runId === started.runId).map(({ call, detail }) => `${call} ${detail}`);
  await eventually(() => sent().includes('remind 4') && sent().includes('escalate 3'));
  await world.decide(started.runId, { nodeId: 'ask', iteration: '0' }, 'approved');
  await started.closed();
  expect(sent().sort()).toEqual(['escalate 2', 'escalate 3', 'remind 1', 'remind 2', 'remind 3', 'remind 4']);
  const [first] = (await started.handle.fetchHistory()).events ?? [];
  expect(first?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId).not.toBe('');
});

test('a deadline that moved holds, and not the one before', async () => {
  const ask = scripted('ask', 'approval', { end: 'timeout', onTimeout: 'branch', strays: 2, afterMs: 10 });
  const { record, runId } = await harness.play(planOf([ask, { id: 'late' }], [['ask', 'late', 'timeout']]));
  const ends = harness.activities.world.calls.filter((call) => call.runId === runId && call.call === 'end-approval');
  expect(ends.map(({ detail }) => detail)).toEqual(['timeout']);
  expect(summary(record)).toEqual(['ask success', 'late success']);
});

test.each([
  ['fail', 'failed'],
  ['approve', 'success'],
  ['reject', 'success'],
  ['branch', 'success'],
] as const)('an approval that times out with %s ends as %s', async (onTimeout, status) => {
  const plan = planOf(
    [
      scripted('ask', 'approval', { end: 'timeout', onTimeout }),
      { id: 'plain' },
      { id: 'approved' },
      { id: 'rejected' },
      { id: 'timeout' },
    ],
    [
      ['ask', 'plain'],
      ...['approved', 'rejected', 'timeout'].map((label): [string, string, string] => ['ask', label, label]),
    ],
  );
  const { record } = await harness.play(plan);
  expect(stepOf(record, 'ask')?.status).toBe(status);
  const ran = record.steps
    .filter((step) => step.status === 'success' && step.nodeId !== 'ask')
    .map((step) => step.nodeId);
  const taken = { fail: [], approve: ['plain', 'approved'], reject: ['rejected'], branch: ['timeout'] };
  expect(ran).toEqual(taken[onTimeout]);
  if (onTimeout === 'fail') expect(record.error).toMatchObject({ code: 'APPROVAL_TIMEOUT', nodeId: 'ask' });
});

test('a cancelled run closes what it waits for', async () => {
  const started = await harness.start(fourWaits());
  await untilWaiting(started, 4);
  await started.handle.cancel();
  const { record, runId } = await started.closed();
  expect(record.status).toBe('cancelled');
  expect(record.steps.map((step) => step.status)).toEqual(['cancelled', 'cancelled', 'cancelled', 'cancelled']);
  await expectClosed(runId, childRunOf('s', '0'));
});

test('the limit on all of a wait ends it with TIMEOUT and closes what it waits for', async () => {
  const plan = fourWaits();
  for (const node of plan.nodes) Object.assign(node, { totalTimeoutMs: 3_000, onError: 'continue' });
  const { record, runId } = await harness.play(plan);
  expect(record.steps.map((step) => [step.status, step.error?.code])).toEqual(
    plan.nodes.map(() => ['failed', 'TIMEOUT']),
  );
  await expectClosed(runId, childRunOf('s', '0'));
});

test('the attempts of a node that waits are those of its opening', async () => {
  const wait = { ...scripted('w', 'wait-for-event', { end: 'timeout', failures: 2 }), attempts: 3 };
  const { record } = await harness.play(planOf([wait]));
  expect(record.steps[0]).toMatchObject({ status: 'failed', attempts: 3, error: { code: 'WAIT_TIMEOUT' } });
});

test('a step tells which run it started, while it waits and afterwards', async () => {
  const started = await harness.start(planOf([scripted('s', 'sub-workflow', { afterMs: 10_000 })]));
  await untilWaiting(started, 1);
  expect(await query(started.handle)).toMatchObject({ steps: [{ childRunId: childRunOf('s', '0') }] });
  const { record } = await started.closed();
  expect(record.steps).toMatchObject([{ status: 'success', childRunId: childRunOf('s', '0') }]);
});

test('a step takes the end of no child but its own', async () => {
  const gate = `own-${harness.taskQueue}`;
  const waiting = scripted('s', 'sub-workflow', { end: 'never' });
  const started = await harness.start(planOf([{ id: 'a', config: { gate } }, waiting], inLine('a', 's')));
  const place = { nodeId: 's', iteration: '0' };
  const failed = { status: 'failed', result: { value: null }, error: null } as const;
  const others = { kind: 'child', end: failed, childRunId: 'its child before', ...place } as const;
  await harness.wake(started.runId, others);
  harness.activities.open(gate);
  await untilWaiting(started, 1);
  await harness.wake(started.runId, others);
  const end = { ...failed, status: 'completed' } as const;
  await harness.wake(started.runId, { kind: 'child', end, childRunId: childRunOf('s', '0'), ...place });
  expect(summary((await started.closed()).record)).toEqual(['a success', 's success']);
});

test('a child that fails or is cancelled fails its step', async () => {
  for (const end of ['failed', 'cancelled'] as const) {
    const { record } = await harness.play(planOf([scripted('s', 'sub-workflow', { end })]));
    expect(record.error).toMatchObject({ code: 'SUB_WORKFLOW_FAILED', nodeId: 's' });
    expect(record.error?.message).toContain(childRunOf('s', '0'));
  }
});

test('a delay until a time that is past goes on at once, any other waits', async () => {
  const plan = planOf(
    [scripted('past', 'delay', { delayMs: -60_000 }), scripted('soon', 'delay', { delayMs: 250 }), { id: 'z' }],
    inLine('past', 'soon', 'z'),
  );
  const { record, runId } = await harness.play(plan);
  expect(summary(record)).toEqual(['past success', 'soon success', 'z success']);
  const input = harness.activities.inputs.find(({ run, node }) => run.id === runId && node.id === 'z');
  const soon = stepOf(record, 'soon')?.result;
  const until = soon !== undefined && 'value' in soon ? (soon.value as { until: string }).until : '';
  expect(until <= (input?.now ?? '')).toBe(true);
});

test('the first answer of a run is its response, and later ones are told that they come too late', async () => {
  const plan = planOf([scripted('r', 'respond', {}), scripted('s', 'respond', {})], inLine('r', 's'));
  const { record } = await harness.play(plan);
  const [first, second] = record.steps;
  const body = first !== undefined && 'value' in first.result ? first.result.value : null;
  expect(record.response).toEqual({ value: { status: 200, headers: {}, body } });
  expect(first?.warnings).toEqual([]);
  expect(second).toMatchObject({ status: 'success', warnings: [expect.any(String)] });
});

function fourWaits(): ReturnType<typeof planOf> {
  return planOf([
    scripted('a', 'approval', { end: 'never' }),
    scripted('e', 'wait-for-event', { end: 'never' }),
    scripted('s', 'sub-workflow', { end: 'never' }),
    scripted('d', 'delay', { delayMs: 60_000 }),
  ]);
}

async function expectClosed(runId: string, childRunId: string): Promise<void> {
  const { calls } = harness.activities.world;
  const mine = () => calls.filter((call) => call.runId === runId).map(({ call, nodeId }) => `${call} ${nodeId}`);
  await eventually(() => mine().includes('end-approval a') && mine().includes('end-wait e'));
  await eventually(() => calls.some(({ call, runId: child }) => call === 'cancel-child' && child === childRunId));
}

function stepOf(record: RunSnapshot | null, nodeId: string): StepSnapshot | undefined {
  return record?.steps.find((step) => step.nodeId === nodeId);
}

function summary(record: RunSnapshot): string[] {
  return record.steps.map((step) => `${step.nodeId} ${step.status}`);
}
