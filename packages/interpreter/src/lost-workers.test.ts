import { eventually } from '@perdura/testkit';
import { type Harness, startHarness } from '../test/interpreter-harness.ts';
import { planOf } from '../test/plan-builder.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});

afterAll(() => harness.shutdown());

test('the death of a worker does not use up the only attempt of a step', async () => {
  const plan = planOf([{ id: 'a', attempts: 1, timeoutMs: 3_600_000, config: { deaths: 1 } }]);
  const { record, status } = await harness.play(plan);
  expect(status).toBe('COMPLETED');
  expect(record.steps[0]).toMatchObject({ status: 'success', attempts: 2 });
});

test('a step that outlives every worker fails as lost', async () => {
  const plan = planOf([{ id: 'a', attempts: 1, timeoutMs: 3_600_000, config: { deaths: 100 } }]);
  const { record, status } = await harness.play(plan);
  expect(status).toBe('FAILED');
  expect(record.error).toMatchObject({ code: 'WORKER_LOST', nodeId: 'a' });
  expect(record.steps[0]).toMatchObject({ status: 'failed', attempts: 6 });
});

test('a step of a worker that shuts down goes on elsewhere, also with one attempt', async () => {
  const { activities } = harness;
  const leaving = await startHarness({ activities });
  const plan = planOf([{ id: 'a', attempts: 1, config: { gate: 'leaving' } }, { id: 'b' }], [['a', 'b']]);
  const started = await leaving.start(plan);
  await eventually(() => activities.effectsOf(started.runId).length === 1);
  const staying = await startHarness({ activities, taskQueue: leaving.taskQueue });
  await leaving.leave();
  await eventually(() => activities.effectsOf(started.runId).length === 2, { timeoutMs: 60_000 });
  activities.open('leaving');
  const { record, status } = await started.closedFor(staying.client);
  expect(status).toBe('COMPLETED');
  expect(record.steps.map((step) => step.status)).toEqual(['success', 'success']);
  await staying.shutdown();
});
