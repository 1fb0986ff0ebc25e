import type { RunIdentity, RunSnapshot, StepSnapshot } from '@perdura/definition/run';
import { eventually } from '@perdura/testkit';
import { type Harness, query, startHarness } from '../test/interpreter-harness.ts';
import { inputOf, planOf } from '../test/plan-builder.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});

afterAll(() => harness.shutdown());

test('a chain runs in order, hands results on and is recorded with its times', async () => {
  const plan = planOf(
    [{ id: 'a' }, { id: 'b', uses: ['a'] }, { id: 'c', uses: ['b'], usesTrigger: true }],
    [
      ['a', 'b'],
      ['b', 'c'],
    ],
  );
  const { record, status, runId, handle } = await harness.play(plan);
  expect(status).toBe('COMPLETED');
  expect(record).toMatchObject({
    runId,
    projectId: 'project',
    workflowId: 'workflow',
    status: 'completed',
    error: null,
  });
  expect(summary(record)).toEqual(['a success', 'b success', 'c success']);
  expect(record.steps.map((step) => step.position)).toEqual([0, 1, 2]);
  for (const step of record.steps) expectTimes(step, record);
  expect(harness.activities.effectsOf(runId).map((effect) => effect.nodeId)).toEqual(['a', 'b', 'c']);
  expect(await query(handle)).toEqual(record);
});

test('only the outcomes that a node uses travel to it, and the trigger only where it is used', async () => {
  const plan = planOf(
    [{ id: 'a' }, { id: 'b' }, { id: 'c', uses: ['b'] }, { id: 'd', usesTrigger: true }],
    [
      ['a', 'c'],
      ['b', 'c'],
      ['c', 'd'],
    ],
  );
  const { runId } = await harness.play(plan);
  const inputs = harness.activities.inputs.filter((input) => input.run.id === runId);
  const scopes = new Map(inputs.map((input) => [input.node.id, input.scope]));
  expect(Object.keys(scopes.get('c')?.nodes ?? {})).toEqual(['b']);
  expect(scopes.get('c')?.trigger).toEqual({ value: null });
  expect(scopes.get('d')).toEqual({ trigger: { value: { building: 'A' } }, nodes: {} });
});

test('a node may bear a name that every object has', async () => {
  const plan = planOf([{ id: 'toString' }, { id: 'valueOf', uses: ['toString'] }], [['toString', 'valueOf']]);
  const { record } = await (await harness.start(plan)).closed();
  expect(record).toMatchObject({ status: 'completed', steps: [{ attempts: 1 }, { attempts: 1 }] });
});

test('a plan without nodes completes', async () => {
  const { record, status } = await harness.play(planOf([]));
  expect(status).toBe('COMPLETED');
  expect(record).toMatchObject({ status: 'completed', steps: [] });
});

test('progress tells each change once, in rising order, and the last word is the newest', async () => {
  const plan = planOf([{ id: 'a' }, { id: 'b' }], [['a', 'b']]);
  const { runId, record } = await harness.play(plan);
  const news = harness.activities.progress.filter((progress) => progress.runId === runId);
  expect(news.map((progress) => progress.steps.map((step) => `${step.nodeId} ${step.status}`))).toEqual([
    ['a running'],
    ['a success', 'b running'],
  ]);
  const sequences = [...news.map((progress) => progress.sequence), record.sequence];
  expect(sequences).toEqual([...new Set(sequences)].sort((one, other) => one - other));
});

test('nodes of the local lane run one at a time', async () => {
  const locals = Array.from({ length: 6 }, (_, index) => ({ id: `l${index}`, lane: 'local' as const }));
  const { runId, status } = await harness.play(planOf([...locals, { id: 'r' }]));
  const effects = harness.activities.effectsOf(runId);
  expect(status).toBe('COMPLETED');
  expect(effects).toHaveLength(7);
  for (const effect of effects) expect(effect.localsAtStart).toBeLessThanOrEqual(1);
});

test('an attempt that fails is repeated, and the step tells how often', async () => {
  const { record } = await harness.play(planOf([{ id: 'a', attempts: 3, config: { failures: 2 } }]));
  expect(record.steps[0]).toMatchObject({ status: 'success', attempts: 3 });
});

test('a failed run fails in Temporal with the code and the node, and its siblings are cancelled', async () => {
  const plan = planOf(
    [{ id: 'slow', config: { gate: 'never' } }, { id: 'bad', config: { failures: 1, fatal: true } }, { id: 'later' }],
    [['slow', 'later']],
  );
  const { record, status, failure } = await harness.play(plan);
  expect(status).toBe('FAILED');
  expect(failure).toMatchObject({ cause: { type: 'FATAL', details: [{ nodeId: 'bad' }] } });
  expect(record).toMatchObject({
    status: 'failed',
    error: { code: 'FATAL', message: 'Node bad failed in 0.', nodeId: 'bad' },
  });
  expect(summary(record)).toEqual(['slow cancelled', 'bad failed', 'later skipped']);
});

test('a cancelled run ends as cancelled, with its running steps cancelled', async () => {
  const plan = planOf([{ id: 'slow', config: { gate: 'never' } }, { id: 'next' }], [['slow', 'next']]);
  const started = await harness.start(plan);
  await eventually(() => harness.activities.effectsOf(started.runId).length === 1);
  expect(await query(started.handle)).toMatchObject({
    status: 'running',
    steps: [{ nodeId: 'slow', status: 'running' }],
  });
  await started.handle.cancel();
  const { record, status } = await started.closed();
  expect(status).toBe('CANCELLED');
  expect(record).toMatchObject({ status: 'cancelled', error: null });
  expect(summary(record)).toEqual(['slow cancelled', 'next skipped']);
});

test('a run does not wait for ever for a node that does not hear of its cancellation', async () => {
  const plan = planOf([{ id: 'deaf', config: { gate: 'deaf', deaf: true } }]);
  const started = await harness.start(plan, { limits: { stopWaitMs: 300 } });
  await eventually(() => harness.activities.effectsOf(started.runId).length === 1);
  await started.handle.cancel();
  const { record, status } = await started.closed();
  harness.activities.open('deaf');
  expect(status).toBe('CANCELLED');
  expect(summary(record)).toEqual(['deaf cancelled']);
});

test('a run that takes longer than its limit fails as timed out', async () => {
  const { record, status } = await harness.play(planOf([{ id: 'slow', config: { gate: 'never' } }], [], 300));
  expect(status).toBe('FAILED');
  expect(record.error).toEqual({
    code: 'RUN_TIMEOUT',
    message: 'The run took longer than its limit of 300 ms.',
    nodeId: null,
  });
  expect(summary(record)).toEqual(['slow cancelled']);
});

test('a step that takes longer than its limit fails as timed out', async () => {
  const plan = planOf([{ id: 'slow', timeoutMs: 1_000, attempts: 2, config: { gate: 'never', deaf: true } }]);
  const { record } = await harness.play(plan);
  expect(record.steps[0]).toMatchObject({ status: 'failed', attempts: 2, error: { code: 'TIMEOUT' } });
});

test('a run whose plan did not travel asks for it', async () => {
  const plan = planOf([{ id: 'a' }]);
  const run = inputRun('large');
  const trigger = { value: 7 };
  harness.activities.openAnswers.set(run.id, { run, plan, trigger });
  const opened = await harness.startWith({ kind: 'opened', run, plan: null, trigger }, run.id);
  const { record } = await opened.closed();
  expect(harness.activities.opened).toContainEqual({ runId: run.id, projectId: 'project' });
  expect(summary(record)).toEqual(['a success']);
});

test('a run that cannot be opened is recorded as failed', async () => {
  const run = inputRun('nowhere');
  const started = await harness.startWith({ kind: 'opened', run, plan: null, trigger: { value: null } }, run.id);
  const { record, status } = await started.closed();
  expect(status).toBe('FAILED');
  expect(record).toMatchObject({ status: 'failed', error: { code: 'RUN_NOT_FOUND', nodeId: null }, steps: [] });
});

test('a scheduled fire is opened first, and one that is skipped just ends', async () => {
  const plan = planOf([{ id: 'a' }]);
  const run = inputRun('scheduled');
  harness.activities.openAnswers.set('workflow-on', { run, plan, trigger: { value: null } });
  harness.activities.openAnswers.set('workflow-off', { skipped: 'disabled' });
  const scheduled = { kind: 'scheduled', projectId: 'project' } as const;
  const on = await harness.startWith({ ...scheduled, workflowId: 'workflow-on' }, run.id);
  expect(summary((await on.closed()).record)).toEqual(['a success']);
  const off = await harness.startWith({ ...scheduled, workflowId: 'workflow-off' }, `${run.id}-off`);
  await off.handle.result();
  expect(await query(off.handle)).toBeNull();
});

test('a run ends although its last word cannot be recorded', async () => {
  harness.activities.recordFailures = 3;
  const started = await harness.start(planOf([{ id: 'a' }]));
  await started.handle.result();
  expect(harness.activities.lastRecord(started.runId)).toBeUndefined();
  expect(await query(started.handle)).toMatchObject({ status: 'completed', steps: [{ status: 'success' }] });
});

function summary(record: RunSnapshot): string[] {
  return record.steps.map((step) => `${step.nodeId} ${step.status}`);
}

function expectTimes(step: StepSnapshot, record: RunSnapshot): void {
  const times = [record.startedAt, step.startedAt, step.completedAt, record.completedAt];
  expect(times).toEqual([...times].sort());
  expect(times).not.toContain(null);
}

function inputRun(name: string): RunIdentity {
  return inputOf(planOf([]), `${name}-${Date.now()}`).run;
}
