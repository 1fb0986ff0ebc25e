import { isDatabaseUnavailable, migrate } from '@perdura/database';
import { eventually, startOwnPostgres } from '@perdura/testkit';
import { type Bench, openBench } from './fixtures/control-plane-bench.ts';
import { DEFAULT_INTERVALS, makeHousekeeping } from './housekeeping.ts';

test('one of several leads, and another takes over when it ends', async () => {
  const bench = await openBench();
  const states = [false, false];
  const keepers = states.map((_, index) =>
    makeHousekeeping(bench.deps, { ...DEFAULT_INTERVALS, takeOver: 50 }, metricsOf(states, index)),
  );
  for (const keeper of keepers) keeper.start();
  const first = await eventually(() => (states.includes(true) ? states.indexOf(true) + 1 : null));
  expect(states.filter(Boolean)).toHaveLength(1);
  await keepers[first - 1]!.stop();
  await eventually(() => states[2 - first]);
  expect(states.filter(Boolean)).toHaveLength(1);
  await keepers[2 - first]!.stop();
  expect(states).toEqual([false, false]);
  await bench.close();
});

test('PostgreSQL dies and comes back: housekeeping leads again, and history catches up', async () => {
  const postgres = await startOwnPostgres({ durable: true });
  const databaseUrl = postgres.server.urlOf('postgres');
  await migrate(databaseUrl);
  const bench = await openBench({ databaseUrl });
  const worker = await bench.worker();
  const keeper = bench.housekeeping();
  const runs = await Promise.all(Array.from({ length: 10 }, () => bench.start('wait')));
  await eventually(async () => (await statusesOf(bench, runs)).every((status) => status === 'running'));

  await postgres.kill();
  for (const run of runs) {
    await bench.temporal.client.workflow.getHandle(run.temporalWorkflowId).terminate('while PostgreSQL is away');
  }
  const refusal = await bench.start('complete').catch((error: unknown) => error);
  expect(isDatabaseUnavailable(refusal)).toBe(true);
  await postgres.start();

  await eventually(async () => (await statusesOf(bench, runs)).every((status) => status === 'cancelled'), {
    timeoutMs: 60_000,
  });
  const run = await eventually(() => bench.start('complete'));
  expect(await bench.control.waitForRun(run, 60_000)).toMatchObject({ status: 'completed' });
  const ofTask = bench.complaints.filter(({ fields }) => 'task' in fields && fields.task === 'runs');
  expect(ofTask.length).toBeLessThanOrEqual(3);
  await keeper.stop();
  await worker.shutdown();
  await bench.close();
  await postgres.dispose();
});

test('stopping ends within its grace time though a round hangs', async () => {
  const bench = await openBench();
  let release = () => {};
  const hanging = new Promise<[]>((resolve) => {
    release = () => resolve([]);
  });
  const runs = { ...bench.database.runs, undispatched: () => hanging };
  const keeper = makeHousekeeping({ ...bench.deps, database: { ...bench.database, runs } }, DEFAULT_INTERVALS);
  keeper.start();
  await keeper.stop(200);
  release();
  await keeper.stop();
  await bench.close();
});

async function statusesOf(bench: Bench, runs: Parameters<Bench['row']>[0][]): Promise<string[]> {
  return await Promise.all(runs.map(async (run) => (await bench.row(run)).status));
}

function metricsOf(states: boolean[], index: number) {
  const leading = (leads: boolean) => {
    states[index] = leads;
  };
  return { round: () => {}, done: () => {}, leading };
}
