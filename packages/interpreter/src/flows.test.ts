import { ANSWER_UPDATE, RUN_WORKFLOW, type RunAnswer, type RunInput, type StepSnapshot } from '@perdura/definition/run';
import { eventually } from '@perdura/testkit';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { behindCode, behindRouter, loop, pausing } from '../test/flow-shapes.ts';
import {
  control,
  type Harness,
  type PlayedRun,
  query,
  recordedSteps,
  startHarness,
} from '../test/interpreter-harness.ts';
import { inLine, scripted, undone, untilWaiting } from '../test/long-shapes.ts';
import { inputOf, planOf } from '../test/plan-builder.ts';
import { answer, isAsked } from '../test/repeated-shapes.ts';
import { itemOf, type Pause, requestOf } from '../test/scripts.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});

afterAll(() => harness.shutdown());

test.each([
  ['1,2,3', ['one success', 'two success', 'three success', 'z success']],
  ['1,3', ['one success', 'two skipped', 'three success', 'z success']],
  ['', ['one skipped', 'two skipped', 'three skipped', 'z success']],
])('the branches %p of a router run one after the other', async (label, expected) => {
  const played = await harness.play(behindRouter(label, 'all'));
  expect(summary(played.record.steps)).toEqual(['r success', ...expected]);
  const acts = harness.activities.effectsOf(played.runId);
  for (const [index, act] of acts.slice(1).entries()) {
    expect(act.startedAt).toBeGreaterThan(acts[index]?.endedAt ?? Number.POSITIVE_INFINITY);
  }
});

test('a step in loops sees the item and the number of each of them, wherever the item is kept', async () => {
  const body = [{ id: 'a', usesLoops: ['outer', 'inner'] }];
  const plan = planOf([loop('outer', { items: 3, pageItems: 1 }, [loop('inner', { items: 2, pageItems: 2 }, body)])]);
  const { runId } = await harness.play(plan);
  const seen = harness.activities.inputs
    .filter(({ run, node }) => run.id === runId && node.id === 'a')
    .map(({ scope }) => [scope.loops?.outer, scope.loops?.inner].map((at) => at && [loaded(at.item), at.index]));
  expect(seen).toEqual(
    [0, 1, 2].flatMap((outer) =>
      [0, 1].map((inner) => [
        [itemOf('outer', '0', outer), outer + 1],
        [itemOf('inner', String(outer), inner), inner + 1],
      ]),
    ),
  );
});

test('a loop tells its last item and number, and its rounds where they are read', async () => {
  const body = [{ id: 'a' }, { id: 'b', skip: true as const }];
  const plain = await harness.play(planOf([loop('l', { items: 2 }, body)]));
  expect(resultOf(plain, 'l')).toEqual({ item: itemOf('l', '0', 1), index: 2 });
  const gathering = await harness.play(planOf([loop('l', { items: 2, gathers: true }, body)]));
  const round = (at: string) => ({
    a: { type: 'http-request', status: 'success', output: resultOf(gathering, 'a', at) },
  });
  expect(resultOf(gathering, 'l')).toEqual({
    item: itemOf('l', '0', 1),
    index: 2,
    iterations: [round('0'), round('1')],
  });
});

test('a loop over nothing, or with nothing in it, ends at once', async () => {
  const empty = await harness.play(planOf([loop('l', { items: 0, gathers: true }, [{ id: 'a' }])]));
  expect(resultOf(empty, 'l')).toEqual({ item: null, index: 0, iterations: [] });
  const hollow = await harness.play(planOf([loop('l', { items: 3, pageItems: 1 }, [])]));
  expect(resultOf(hollow, 'l')).toEqual({ item: itemOf('l', '0', 2), index: 3 });
});

test('a loop ends with the first round whose failure nothing takes', async () => {
  const bad = { id: 'bad', config: { failures: 1, fatal: true } };
  const failing = await harness.play(planOf([loop('l', { items: 3 }, [bad]), { id: 'z' }], inLine('l', 'z')));
  expect(failing.record.error).toMatchObject({ code: 'FATAL', nodeId: 'bad' });
  expect(summary(failing.record.steps)).toEqual(['l failed', 'bad failed', 'z skipped']);
  const going = await harness.play(planOf([loop('l', { items: 2, gathers: true }, [{ ...bad, onError: 'continue' }])]));
  const round = { bad: { type: 'http-request', status: 'failed', output: null } };
  expect(resultOf(going, 'l')).toMatchObject({ index: 2, iterations: [round, round] });
});

test('a loop of 1,000 items with a router in each round goes on as new, and ends as if it had not', async () => {
  const router = { ...scripted('r', 'router', { label: '' }), manyLabels: true as const, usesLoops: ['l'] };
  const around = loop('l', { items: 1_000, pageItems: 100 }, [router, { id: 'a' }], [['r', 'a', '1']]);
  const played = await harness.play(planOf([around, { id: 'z', uses: ['l'] }], inLine('l', 'z')));
  expect(played.status).toBe('COMPLETED');
  expect(resultOf(played, 'l')).toEqual({ item: itemOf('l', '0', 999), index: 1_000 });
  const ends = recordedSteps(harness.activities, played.runId).filter(({ nodeId }) => nodeId === 'r');
  expect(ends.map(({ iteration, status }) => `${iteration} ${status}`)).toEqual(
    Array.from({ length: 1_000 }, (_, index) => `${index} success`),
  );
});

const request: Pause = { by: 'request', afterMs: 10 };

test('a piece goes on when its request comes or its time, and each pause is one of its own', async () => {
  for (const early of [true, false]) {
    const pauses: Pause[] = [
      { ...request, early, strays: 2 },
      { by: 'time', strays: 1 },
      { ...request, early },
    ];
    const played = await harness.play(planOf([pausing('p', pauses), { id: 'z', uses: ['p'] }], inLine('p', 'z')));
    expect(played.record).toMatchObject({ status: 'completed', steps: [{ attempts: 1 }, { attempts: 1 }] });
    const third = requestOf('p', '0', 3);
    expect(resultOf(played, 'p')).toMatchObject({ resumed: { body: `for ${third}` } });
    const calls = harness.activities.inputs.filter(({ run, node }) => run.id === played.runId && node.id === 'p');
    expect(calls.map(({ resume }) => resume?.requestId ?? null)).toEqual([
      null,
      ...[1, 2].map((pause) => requestOf('p', '0', pause)),
      third,
    ]);
    const [step] = played.record.steps;
    expect(Date.parse(step?.completedAt ?? '')).toBeGreaterThan(Date.parse(step?.startedAt ?? '') + 20);
  }
});

test('a run whose piece pauses reads as waiting, and lets go of the wait when it is cancelled', async () => {
  const started = await harness.start(planOf([pausing('p', [{ by: 'nothing' }])]));
  await untilWaiting(started, 1);
  await eventually(async () => (await query(started.handle))?.status === 'waiting');
  const [paused] = (await query(started.handle))?.steps ?? [];
  expect(paused).toMatchObject({ status: 'waiting', result: { value: { pausedUntil: null } } });
  await started.handle.cancel();
  const { record } = await started.closed();
  expect(summary(record.steps)).toEqual(['p cancelled']);
  const ends = harness.activities.world.calls.filter(({ runId }) => runId === started.runId);
  expect(ends.map(({ call, detail }) => [call, detail])).toEqual([['end-piece-wait', requestOf('p', '0', 1)]]);
});

test('a request that comes while an operator holds the run is not lost', async () => {
  const started = await harness.start(planOf([pausing('p', [{ by: 'nothing' }])]));
  await untilWaiting(started, 1);
  await control(started.handle, { action: 'pause' });
  const wake = { kind: 'piece', nodeId: 'p', iteration: '0', requestId: requestOf('p', '0', 1) } as const;
  await harness.wake(started.runId, { ...wake, payload: { value: 'held' } });
  expect(harness.activities.effectsOf(started.runId)).toHaveLength(1);
  await control(started.handle, { action: 'resume' });
  const played = await started.closed();
  expect(resultOf(played, 'p')).toMatchObject({ resumed: 'held' });
});

test('a request for a pause that is yet to come is kept until it does', async () => {
  const started = await harness.start(planOf([pausing('p', [{ by: 'nothing' }, { by: 'nothing' }])]));
  await untilWaiting(started, 1);
  const place = { kind: 'piece', nodeId: 'p', iteration: '0' } as const;
  for (const pause of [2, 1]) {
    const payload = { value: `for pause ${pause}` };
    await harness.wake(started.runId, { ...place, requestId: requestOf('p', '0', pause), payload });
  }
  const played = await started.closed();
  expect(resultOf(played, 'p')).toMatchObject({ resumed: 'for pause 2' });
});

test('a piece that fails behind its pause fails as any step', async () => {
  const failing = pausing('p', [request], { failures: 1, counts: true });
  const { record } = await harness.play(planOf([{ ...failing, attempts: 2 }]));
  expect(record.steps).toMatchObject([{ status: 'success', attempts: 2 }]);
});

test('a step that stops the run ends it as completed, from any depth, and nothing else is done or undone', async () => {
  const gate = `stops-${harness.taskQueue}`;
  const stopping = scripted('s', 'piece', { stop: true, gate });
  const plan = planOf(
    [
      undone('before'),
      loop('outer', { items: 2 }, [loop('inner', { items: 3 }, [stopping, { id: 'after' }], inLine('s', 'after'))]),
      { id: 'z' },
      { id: 'beside', config: { gate: 'never' } },
    ],
    inLine('before', 'outer', 'z'),
  );
  const started = await harness.start(plan);
  await eventually(() => harness.activities.effectsOf(started.runId).some(({ nodeId }) => nodeId === 's'));
  const waiting = answer(started);
  await eventually(() => isAsked(started));
  harness.activities.open(gate);
  const told = await waiting;
  const played = await started.closed();
  expect(played.status).toBe('COMPLETED');
  expect(told).toMatchObject({ status: 'completed', response: null, error: null });
  expect(summary(played.record.steps).sort()).toEqual([
    'after skipped',
    'before success',
    'beside cancelled',
    'inner success',
    'outer success',
    's success',
    'z skipped',
  ]);
  expect(resultOf(played, 'outer')).toEqual({ item: itemOf('outer', '0', 0), index: 1 });
  expect(resultOf(played, 'inner', '0')).toEqual({ item: itemOf('inner', '0', 0), index: 1 });
  expect(played.record.result).toEqual(played.record.steps.find(({ nodeId }) => nodeId === 's')?.result);
});

test('what only computes runs in the call of the code before it, and alone where it failed there', async () => {
  for (const failures of [0, 1]) {
    const { record, runId } = await harness.play(behindCode({ failures }));
    expect(summary(record.steps)).toEqual(['code success', 'b success', 'c success', 'z success']);
    const calls = failures === 0 ? ['code', 'b', 'c', 'z'] : ['code', 'b', 'c', 'c', 'c', 'z'];
    expect(harness.activities.effectsOf(runId).map(({ nodeId }) => nodeId)).toEqual(calls);
    expect(record.steps.map(({ attempts }) => attempts)).toEqual([1, 1, 1 + failures, 1]);
    const { events } = await harness.client.workflow.getHandle(`run-${runId}`).fetchHistory();
    const scheduled = (events ?? []).filter((event) => event.activityTaskScheduledEventAttributes != null);
    expect(scheduled).toHaveLength(failures === 0 ? 2 : 3);
  }
});

test('what ran behind a step while the run was paused counts for nothing, and runs when it goes on', async () => {
  const gate = `behind-${harness.taskQueue}`;
  const started = await harness.start(behindCode({}, { gate }));
  await eventually(() => harness.activities.effectsOf(started.runId).length === 1);
  await control(started.handle, { action: 'pause' });
  harness.activities.open(gate);
  await eventually(async () => (await query(started.handle))?.steps[0]?.status === 'success');
  expect(summary((await query(started.handle))?.steps ?? [])).toEqual(['code success']);
  await control(started.handle, { action: 'resume' });
  const { record } = await started.closed();
  expect(summary(record.steps)).toEqual(['code success', 'b success', 'c success', 'z success']);
});

test('code and a response that ends the run cost two tasks of the workflow, with somebody who waits', async () => {
  const plan = planOf(
    [scripted('code', 'code-step', {}), { ...scripted('r', 'piece', { stop: true }), computes: true }],
    inLine('code', 'r'),
  );
  const input = inputOf(plan, `waited-for-${harness.taskQueue}`);
  const startWorkflowOperation = new WithStartWorkflowOperation<(given: RunInput) => Promise<void>>(RUN_WORKFLOW, {
    ...{ args: [input], workflowId: `run-${input.run.id}`, taskQueue: harness.taskQueue },
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  const { workflow } = harness.client;
  const told = await workflow.executeUpdateWithStart<(given: RunInput) => Promise<void>, RunAnswer, []>(ANSWER_UPDATE, {
    args: [],
    startWorkflowOperation,
  });
  expect(told).toMatchObject({ status: 'completed' });
  const { events } = await workflow.getHandle(`run-${input.run.id}`).fetchHistory();
  const tasks = (events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes != null);
  expect(tasks).toHaveLength(2);
});

function summary(steps: readonly StepSnapshot[]): string[] {
  return steps.map(({ nodeId, status }) => `${nodeId} ${status}`);
}

function resultOf({ record }: PlayedRun, nodeId: string, iteration?: string): unknown {
  const step = record.steps.find((each) => each.nodeId === nodeId && (iteration ?? each.iteration) === each.iteration);
  return step === undefined ? undefined : loaded(step.result);
}

function loaded(ref: StepSnapshot['result']): unknown {
  return harness.activities.blobs.load(ref);
}
