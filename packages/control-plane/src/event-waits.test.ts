import type { RunRow } from '@perdura/database';
import { eventually, freePort } from '@perdura/testkit';
import { type Bench, openBench, openWorkedBench } from './fixtures/control-plane-bench.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await openWorkedBench();
});

afterAll(() => bench.close());

async function waiting(run: RunRow, event: string, correlationKey: string | null = null, iteration = '0') {
  const step = { runId: run.id, nodeId: 'wait', iteration };
  await bench.database.eventWaits.open(run.projectId, step, { event, correlationKey });
}

const publish = (type: string, correlationKey?: string) =>
  bench.control.publishEvent(bench.projectId, { type, data: {}, correlationKey: correlationKey ?? null });

test('an event wakes the steps that wait for its type and key, before it counts as dispatched', async () => {
  const [first, second] = [await bench.start('wait'), await bench.start('wait')];
  await waiting(first, 'order.paid', 'order-7', '0');
  await waiting(first, 'order.paid', 'order-8', '1');
  await waiting(second, 'order.paid');
  const { eventId } = await publish('order.paid', 'order-7');
  expect((await bench.heard(first)).wakes).toEqual([{ kind: 'event', eventId, nodeId: 'wait', iteration: '0' }]);
  expect((await bench.heard(second)).wakes).toMatchObject([{ eventId }]);
  expect((await bench.database.events.get(bench.projectId, eventId))?.dispatchedAt).not.toBeNull();
});

test('a hundred waits of one run with keys of their own hear one event each', async () => {
  const run = await bench.start('wait');
  const iterations = Array.from({ length: 100 }, (_, index) => String(index));
  await Promise.all(iterations.map((iteration) => waiting(run, 'item.done', `item-${iteration}`, iteration)));
  await Promise.all(iterations.map((iteration) => publish('item.done', `item-${iteration}`)));
  const { wakes } = await bench.heard(run);
  expect(wakes).toHaveLength(100);
  expect(new Set(wakes.map((wake) => ('iteration' in wake ? wake.iteration : '')))).toEqual(new Set(iterations));
});

test('a run that has ended holds up no event', async () => {
  const gone = await bench.start('wait');
  await waiting(gone, 'gone.by');
  await bench.temporal.client.workflow.getHandle(gone.temporalWorkflowId).terminate();
  const { eventId } = await publish('gone.by');
  expect((await bench.database.events.get(bench.projectId, eventId))?.dispatchedAt).not.toBeNull();
});

test('an event that came while Temporal was away wakes its steps later', async () => {
  const away = await openBench({ address: `127.0.0.1:${await freePort()}`, databaseUrl: bench.databaseUrl });
  const run = await bench.start('wait');
  await waiting(run, 'late.news');
  const { eventId } = await away.control.publishEvent(bench.projectId, { type: 'late.news', data: {} });
  expect((await bench.database.events.get(bench.projectId, eventId))?.dispatchedAt).toBeNull();
  const keeper = bench.housekeeping();
  await eventually(async () => (await bench.heard(run)).wakes.length > 0);
  expect((await bench.heard(run)).wakes).toMatchObject([{ kind: 'event', eventId }]);
  await keeper.stop();
  await away.close();
});
