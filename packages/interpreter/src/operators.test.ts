import type { RunControl, RunSnapshot } from '@perdura/definition/run';
import { eventually } from '@perdura/testkit';
import { control, type Harness, query, type StartedRun, startHarness } from '../test/interpreter-harness.ts';
import { forEach, hasFired, inLine, parked, scripted, undone, untilWaiting } from '../test/long-shapes.ts';
import { planOf } from '../test/plan-builder.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});

afterAll(() => harness.shutdown());

const RETRY = { action: 'unpark', decision: 'retry' } as const;
const SKIP = { action: 'unpark', decision: 'skip' } as const;
const FAIL = { action: 'unpark', decision: 'fail' } as const;
const PAUSE = { action: 'pause' } as const;
const RESUME = { action: 'resume' } as const;

describe('a step that is parked', () => {
  test('waits with its error, and so does the run', async () => {
    const started = await startParked(1);
    const snapshot = await query(started.handle);
    expect(snapshot).toMatchObject({ status: 'waiting', paused: false, error: null });
    expect(snapshot?.steps).toMatchObject([{ status: 'waiting', attempts: 1, error: { code: 'FLAKY' } }]);
    await control(started.handle, RETRY);
    expect((await started.closed()).record.status).toBe('completed');
  });

  test('is tried again, counting on, with other data for the trigger where given', async () => {
    const started = await startParked(2);
    await control(started.handle, { ...RETRY, data: { value: 'first' } });
    await untilParked(started, 2);
    await control(started.handle, { ...RETRY, data: { value: 'second' } });
    const { record, runId } = await started.closed();
    expect(record.steps).toMatchObject([{ status: 'success', attempts: 3, error: null }, { status: 'success' }]);
    const inputs = harness.activities.inputs.filter(({ run, node }) => run.id === runId && node.id === 'a');
    expect(inputs.map(({ scope }) => scope.trigger)).toEqual([
      { value: { building: 'A' } },
      { value: 'first' },
      { value: 'second' },
    ]);
  });

  test('is skipped with the result that the operator gives', async () => {
    const started = await startParked(1);
    await control(started.handle, { ...SKIP, place: { nodeId: 'a', iteration: '0' }, result: { value: 'by hand' } });
    const { record, runId } = await started.closed();
    expect(record.steps).toMatchObject([{ status: 'skipped', result: { value: 'by hand' } }, { status: 'success' }]);
    const input = harness.activities.inputs.find(({ run, node }) => run.id === runId && node.id === 'b');
    expect(input?.scope.nodes.a).toMatchObject({ status: 'skipped', result: { value: 'by hand' } });
  });

  test('fails as if nobody had parked it', async () => {
    const started = await startParked(1);
    await control(started.handle, FAIL);
    const { record } = await started.closed();
    expect(record).toMatchObject({ status: 'failed', error: { code: 'FLAKY', nodeId: 'a' } });
    expect(summary(record)).toEqual(['a failed', 'b skipped']);
  });

  test('may be one of several, which are decided together or one by one', async () => {
    const started = await harness.start(
      planOf([forEach('l', { items: 3, concurrency: 3 }, [unscripted('a', 9)]), unscripted('other', 9)]),
    );
    await untilWaiting(started, 4);
    await control(started.handle, { ...SKIP, place: { nodeId: 'a', iteration: '1' } });
    expect((await query(started.handle))?.steps.filter((step) => step.status === 'waiting')).toHaveLength(3);
    await control(started.handle, SKIP);
    const { record } = await started.closed();
    expect(record.status).toBe('completed');
    expect(record.steps.filter((step) => step.status === 'skipped')).toHaveLength(4);
  });

  test('ends with its run when that is cancelled', async () => {
    const started = await startParked(1);
    await started.handle.cancel();
    const { record } = await started.closed();
    expect(record.status).toBe('cancelled');
    expect(record.steps).toMatchObject([{ status: 'failed', error: { code: 'FLAKY' } }, { status: 'skipped' }]);
  });

  test('must be there to be decided on', async () => {
    const started = await harness.start(planOf([scripted('w', 'wait-for-event', { end: 'never' })]));
    await untilWaiting(started, 1);
    await expectRefused(started, RETRY);
    await expectRefused(started, { ...SKIP, place: { nodeId: 'w', iteration: '0' } });
    await started.handle.cancel();
    await started.closed();
  });
});

describe('a run that is paused', () => {
  test('lets end what is in flight, starts nothing more, and goes on when it is resumed', async () => {
    const gate = `pause-${harness.taskQueue}`;
    const started = await harness.start(planOf([{ id: 'a', config: { gate } }, { id: 'b' }], inLine('a', 'b')));
    await eventually(() => harness.activities.effectsOf(started.runId).length === 1);
    await control(started.handle, PAUSE);
    expect(await query(started.handle)).toMatchObject({ paused: true, steps: [{ status: 'running' }] });
    harness.activities.open(gate);
    await untilIdle(started);
    expect(harness.activities.effectsOf(started.runId)).toHaveLength(1);
    await expectRefused(started, PAUSE);
    await control(started.handle, RESUME);
    const { record } = await started.closed();
    expect(record).toMatchObject({ status: 'completed', paused: false });
    expect(summary(record)).toEqual(['a success', 'b success']);
  });

  test('keeps the timers and wakes that come meanwhile', async () => {
    const started = await harness.start(
      planOf(
        [scripted('d', 'delay', { delayMs: 15_000 }), scripted('w', 'wait-for-event', { end: 'never' }), { id: 'z' }],
        [
          ['d', 'z'],
          ['w', 'z'],
        ],
      ),
    );
    await untilWaiting(started, 2);
    await control(started.handle, PAUSE);
    const wake = { kind: 'event', eventId: 'event for w in 0', nodeId: 'w', iteration: '0' } as const;
    await harness.wake(started.runId, wake);
    await control(started.handle, RESUME);
    const { record } = await started.closed();
    expect(summary(record).sort()).toEqual(['d success', 'w success', 'z success']);
  });

  test.each([
    ['the one', 'event for w in 0', 'success'],
    ['another one', 'stray', 'failed'],
  ] as const)('looks at an event that came in time, %s, before its wait is over', async (_, eventId, status) => {
    const wait = scripted('w', 'wait-for-event', { end: 'never', timeoutMs: 4_000 });
    const started = await harness.start(planOf([wait]));
    await untilWaiting(started, 1);
    await control(started.handle, PAUSE);
    await harness.wake(started.runId, { kind: 'event', eventId, nodeId: 'w', iteration: '0' });
    await eventually(async () => hasFired(await started.handle.fetchHistory()));
    expect(await query(started.handle)).toMatchObject({ paused: true, steps: [{ status: 'waiting' }] });
    await control(started.handle, RESUME);
    const { record } = await started.closed();
    expect(summary(record)).toEqual([`w ${status}`]);
    if (status === 'failed') expect(record.error).toMatchObject({ code: 'WAIT_TIMEOUT' });
  });

  test('begins no new rounds', async () => {
    const gate = `rounds-${harness.taskQueue}`;
    const started = await harness.start(planOf([forEach('l', { items: 3 }, [{ id: 'a', config: { gate } }])]));
    const rounds = () => harness.activities.effectsOf(started.runId).filter((effect) => effect.nodeId === 'a').length;
    await eventually(() => rounds() === 1);
    await control(started.handle, PAUSE);
    harness.activities.open(gate);
    await untilIdle(started);
    expect(rounds()).toBe(1);
    await control(started.handle, RESUME);
    expect((await started.closed()).record.status).toBe('completed');
    expect(rounds()).toBe(3);
  });

  test('is ended by a cancel, and then undoes what it did', async () => {
    const gate = `undo-${harness.taskQueue}`;
    const first = undone('a', { gate });
    const started = await harness.start(planOf([first, { id: 'b' }], inLine('a', 'b')));
    await eventually(() => harness.activities.effectsOf(started.runId).length === 1);
    await control(started.handle, PAUSE);
    harness.activities.open(gate);
    await untilIdle(started);
    await started.handle.cancel();
    const { record } = await started.closed();
    expect(record.status).toBe('cancelled');
    expect(summary(record)).toEqual(['a success', 'b skipped', 'a:compensate success']);
  });

  test('that fails meanwhile undoes nothing before it goes on', async () => {
    const gate = `failing-${harness.taskQueue}`;
    const bad = { id: 'bad', config: { failures: 1, fatal: true, gate } };
    const started = await harness.start(planOf([undone('a'), bad], inLine('a', 'bad')));
    await eventually(() => harness.activities.effectsOf(started.runId).length === 2);
    await control(started.handle, PAUSE);
    harness.activities.open(gate);
    await untilIdle(started);
    expect(harness.activities.effectsOf(started.runId)).toHaveLength(2);
    await control(started.handle, RESUME);
    const { record } = await started.closed();
    expect(record.error).toMatchObject({ nodeId: 'bad' });
    expect(summary(record)).toEqual(['a success', 'bad failed', 'a:compensate success']);
  });

  test('must be paused to be resumed', async () => {
    const started = await harness.start(planOf([scripted('w', 'wait-for-event', { end: 'never' })]));
    await untilWaiting(started, 1);
    await expectRefused(started, RESUME);
    await started.handle.cancel();
    await started.closed();
  });

  test('may hold parked steps, which are decided all the same', async () => {
    const started = await startParked(1);
    await control(started.handle, PAUSE);
    await control(started.handle, SKIP);
    await eventually(async () => (await query(started.handle))?.steps[0]?.status === 'skipped');
    await control(started.handle, RESUME);
    const { record } = await started.closed();
    expect(summary(record)).toEqual(['a skipped', 'b success']);
  });
});

describe('a run that does not complete', () => {
  test('undoes what succeeded in reverse order, and fails as it did', async () => {
    const bad = { id: 'bad', config: { failures: 1, fatal: true } };
    const { record, runId } = await harness.play(
      planOf([undone('a'), undone('b'), undone('c'), bad], inLine('a', 'b', 'c', 'bad')),
    );
    expect(record).toMatchObject({ status: 'failed', error: { code: 'FATAL', nodeId: 'bad' } });
    const effects = harness.activities.effectsOf(runId).map((effect) => effect.nodeId);
    expect(effects.slice(-3)).toEqual(['c:compensate', 'b:compensate', 'a:compensate']);
  });

  test('records what cannot be undone, and goes on undoing', async () => {
    const bad = { id: 'bad', config: { failures: 1, fatal: true } };
    const { record } = await harness.play(
      planOf([undone('a'), undone('b', {}, { failures: 9 }), bad], inLine('a', 'b', 'bad')),
    );
    expect(record.error).toMatchObject({ nodeId: 'bad' });
    expect(record.steps.slice(-2)).toMatchObject([
      { nodeId: 'b:compensate', status: 'failed', attempts: 2, error: { code: 'FLAKY' } },
      { nodeId: 'a:compensate', status: 'success' },
    ]);
  });

  test('undoes each round of a loop by itself', async () => {
    const bad = { id: 'bad', config: { failures: 1, fatal: true } };
    const { record } = await harness.play(planOf([forEach('l', { items: 2 }, [undone('a')]), bad], inLine('l', 'bad')));
    const undoing = record.steps.filter((step) => step.nodeId === 'a:compensate');
    expect(undoing.map((step) => [step.iteration, step.status])).toEqual([
      ['1', 'success'],
      ['0', 'success'],
    ]);
  });

  test('undoes it when it takes too long as well', async () => {
    const plan = planOf([undone('a'), { id: 'slow', config: { gate: 'never' } }], inLine('a', 'slow'), 5_000);
    const { record } = await harness.play(plan);
    expect(record.error).toMatchObject({ code: 'RUN_TIMEOUT' });
    expect(summary(record)).toEqual(['a success', 'slow cancelled', 'a:compensate success']);
  });

  test('has nothing to undo once it completed', async () => {
    const { record } = await harness.play(planOf([undone('a'), { id: 'b' }], inLine('a', 'b')));
    expect(summary(record)).toEqual(['a success', 'b success']);
  });
});

/** A run whose first node is parked after its first attempt, and which nobody decides on by itself. */
async function startParked(failures: number): Promise<StartedRun> {
  const first = { ...unscripted('a', failures), usesTrigger: true };
  const started = await harness.start(planOf([first, { id: 'b', uses: ['a'] }], inLine('a', 'b')));
  await untilParked(started, 1);
  return started;
}

/** Parked without a script, so that the operator of the harness leaves it alone. */
function unscripted(id: string, failures: number) {
  const { config: _, ...node } = parked(id, []);
  return { ...node, config: { failures, counts: true } };
}

async function untilParked({ handle }: StartedRun, attempts: number): Promise<void> {
  await eventually(async () => {
    const step = (await query(handle))?.steps[0];
    return step?.status === 'waiting' && step.attempts === attempts;
  });
}

async function untilIdle({ handle }: StartedRun): Promise<void> {
  await eventually(async () => {
    const snapshot = await query(handle);
    return snapshot?.status === 'waiting' && snapshot.paused;
  });
}

async function expectRefused({ handle }: StartedRun, command: RunControl): Promise<void> {
  await expect(control(handle, command)).rejects.toMatchObject({ cause: { type: 'RUN_STATE' } });
}

function summary(record: RunSnapshot): string[] {
  return record.steps.map((step) => `${step.nodeId} ${step.status}`);
}
