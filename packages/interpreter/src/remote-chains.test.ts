import { eventually } from '@perdura/testkit';
import { cancelledWhile, inCall, threeInOneCall } from '../test/chain-shapes.ts';
import {
  control,
  type Harness,
  type PlayedRun,
  query,
  recordedSteps,
  startHarness,
} from '../test/interpreter-harness.ts';
import { inLine } from '../test/long-shapes.ts';
import { planOf } from '../test/plan-builder.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});

afterAll(() => harness.shutdown());

const effectsOf = (runId: string) => harness.activities.effectsOf(runId).map(({ nodeId }) => nodeId);
const summary = ({ record }: PlayedRun) => record.steps.map(({ nodeId, status }) => `${nodeId} ${status}`);

async function remoteCallsOf({ handle }: PlayedRun): Promise<number> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).filter((event) => event.activityTaskScheduledEventAttributes != null).length;
}

test('nodes that reach out and follow each other share one call, with what only computes between them', async () => {
  const played = await harness.play(threeInOneCall());
  expect(summary(played)).toEqual(['a success', 'b success', 'if success', 'c success']);
  expect(await remoteCallsOf(played)).toBe(1);
});

test('what may run side by side, or has a limit on all its attempts, or comes behind a response, is called by itself', async () => {
  const aside = await harness.play(
    planOf(
      [inCall('a'), inCall('b'), inCall('c')],
      [
        ['a', 'b'],
        ['a', 'c'],
      ],
    ),
  );
  expect(await remoteCallsOf(aside)).toBe(3);
  const limited = await harness.play(
    planOf([inCall('a'), { ...inCall('b'), totalTimeoutMs: 60_000 }, inCall('c')], inLine('a', 'b', 'c')),
  );
  expect(await remoteCallsOf(limited)).toBe(3);
  const responding = { id: 'r', lane: 'local' as const, type: 'respond' as const };
  const answered = await harness.play(planOf([inCall('a'), responding, inCall('c')], inLine('a', 'r', 'c')));
  expect(await remoteCallsOf(answered)).toBe(2);
  for (const played of [aside, limited, answered]) expect(played.status).toBe('COMPLETED');
});

test('a failure counts as an attempt; only the node that failed is tried again', async () => {
  const played = await harness.play(threeInOneCall({ failures: 1 }));
  expect(summary(played)).toEqual(['a success', 'b success', 'if success', 'c success']);
  expect(played.record.steps[1]).toMatchObject({ attempts: 2 });
  const attempts = harness.activities.effectsOf(played.runId).map(({ nodeId, attempt }) => `${nodeId} ${attempt}`);
  expect(attempts).toEqual(['a 1', 'b 1', 'b 2', 'if 1', 'c 1']);
});

test.each([{ failures: 1 }, { deaths: 1 }])(
  'an attempt in a call counts as well where the run continues as new before the second one, with %j',
  async (script) => {
    const { runId, handle } = await harness.play(threeInOneCall(script), { limits: { historyEvents: 6 } });
    const steps = recordedSteps(harness.activities, runId);
    expect(steps.map(({ nodeId, attempts }) => `${nodeId} ${attempts}`)).toEqual(['a 1', 'b 2', 'if 1', 'c 1']);
    expect(effectsOf(runId)).toEqual(['a', 'b', 'b', 'if', 'c']);
    const parts: unknown[] = [];
    const listed = harness.client.workflow.list({ query: `WorkflowId = '${handle.workflowId}'` });
    for await (const part of listed) parts.push(part);
    expect(parts.length).toBeGreaterThan(1);
  },
);

test('the waits between the attempts of a node that failed in a call stay below the most that it allows', async () => {
  const plan = threeInOneCall({ failures: 2 });
  for (const node of plan.nodes) node.retry = { ...node.retry, initialMs: 10, factor: 100, maximumMs: 50 };
  const { handle, record } = await harness.play(plan);
  expect(record.steps[1]).toMatchObject({ status: 'success', attempts: 3 });
  const { events } = await handle.fetchHistory();
  const policies = (events ?? []).flatMap((event) => event.activityTaskScheduledEventAttributes?.retryPolicy ?? []);
  const waits = policies.map(({ initialInterval, maximumInterval }) =>
    [initialInterval, maximumInterval].map((interval) => Number(interval?.nanos) / 1_000_000),
  );
  expect(waits).toEqual([
    [10, 50],
    [50, 50],
  ]);
});

test('a final failure fails the run, or takes its edge', async () => {
  const failing = inCall('b', { failures: 1, fatal: true });
  const failed = await harness.play(planOf([inCall('a'), failing, inCall('c')], inLine('a', 'b', 'c')));
  expect(summary(failed)).toEqual(['a success', 'b failed', 'c skipped']);
  expect(failed.record).toMatchObject({ status: 'failed', error: { code: 'FATAL', nodeId: 'b' } });
  const handled = await harness.play(
    planOf(
      [inCall('a'), failing, inCall('c')],
      [
        ['a', 'b'],
        ['b', 'c', 'error'],
      ],
    ),
  );
  expect(summary(handled)).toEqual(['a success', 'b failed', 'c success']);
  expect(effectsOf(handled.runId)).toEqual(['a', 'b', 'c']);
});

test('once a node takes long the run is told what was done, and shows what is under way', async () => {
  const gate = `told-${harness.taskQueue}`;
  const started = await harness.start(threeInOneCall({ call: 'tells', gate }));
  const shown = await eventually(async () => {
    const steps = (await query(started.handle))?.steps ?? [];
    return steps.length === 2 ? steps.map(({ nodeId, status }) => `${nodeId} ${status}`) : null;
  });
  expect(shown).toEqual(['a success', 'b running']);
  harness.activities.open(gate);
  const played = await started.closed();
  expect(summary(played)).toEqual(['a success', 'b success', 'if success', 'c success']);
  expect(effectsOf(played.runId)).toEqual(['a', 'b', 'if', 'c']);
});

test.each(['runs', 'tells'] as const)(
  'a cancel while a node %s in the call leaves what was done, and undoes it',
  async (call) => {
    const played = await (await cancelledWhile(call, harness)).closed();
    expect(played.record.status).toBe('cancelled');
    expect(summary(played)).toEqual([
      ...['a success', 'b success', 'c cancelled'],
      ...['b:compensate success', 'a:compensate success'],
    ]);
  },
);

test('a worker that dies in the middle of a call costs the node that was under way, and no other', async () => {
  const played = await harness.play(
    planOf(
      [
        { ...inCall('a'), attempts: 1 },
        { ...inCall('b', { deaths: 1 }), attempts: 1 },
      ],
      inLine('a', 'b'),
    ),
  );
  expect(summary(played)).toEqual(['a success', 'b success']);
  expect(effectsOf(played.runId)).toEqual(['a', 'b', 'b']);
  expect(played.record.steps.map(({ attempts }) => attempts)).toEqual([1, 2]);
});

test('a worker that shuts down in the middle of a call hands on what it had done', async () => {
  const { activities } = harness;
  const gate = `leaving-${harness.taskQueue}`;
  const leaving = await startHarness({ activities });
  const started = await leaving.start(planOf([inCall('a'), inCall('b', { gate })], inLine('a', 'b')));
  await eventually(() => effectsOf(started.runId).length === 2);
  const staying = await startHarness({ activities, taskQueue: leaving.taskQueue });
  await leaving.leave();
  activities.open(gate);
  const played = await started.closedFor(staying.client);
  expect(summary(played)).toEqual(['a success', 'b success']);
  expect(effectsOf(played.runId)).toEqual(['a', 'b', 'b']);
  await staying.shutdown();
});

test('what was done in a call while the run was paused has happened; nothing else begins before it goes on', async () => {
  const gate = `paused-${harness.taskQueue}`;
  const started = await harness.start(
    planOf([inCall('a'), inCall('b', { gate }), { ...inCall('c'), config: { call: 'ends' } }], inLine('a', 'b', 'c')),
  );
  await eventually(() => effectsOf(started.runId).length === 2);
  await control(started.handle, { action: 'pause' });
  harness.activities.open(gate);
  await eventually(async () => (await query(started.handle))?.status === 'waiting');
  expect(effectsOf(started.runId)).toEqual(['a', 'b']);
  await control(started.handle, { action: 'resume' });
  expect(summary(await started.closed())).toEqual(['a success', 'b success', 'c success']);
});

test('a step that was tried in a call and waits for its second attempt is cancelled with its run', async () => {
  const gate = `tried-${harness.taskQueue}`;
  const started = await harness.start(threeInOneCall({ failures: 1, gate }));
  await eventually(() => effectsOf(started.runId).length === 2);
  await control(started.handle, { action: 'pause' });
  harness.activities.open(gate);
  await eventually(async () => (await query(started.handle))?.status === 'waiting');
  await started.handle.cancel();
  const played = await started.closed();
  expect(summary(played)).toEqual(['a success', 'b cancelled', 'if skipped', 'c skipped']);
  expect(played.record.steps[1]).toMatchObject({ attempts: 1 });
});
