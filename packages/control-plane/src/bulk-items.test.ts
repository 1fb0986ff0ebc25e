import type { BulkJobRow } from '@perdura/database';
import { freePort } from '@perdura/testkit';
import { doBulkItem } from './bulk-items.ts';
import { type Bench, openBench } from './fixtures/control-plane-bench.ts';
import { TemporalUnavailable } from './temporal-errors.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});

afterAll(() => bench.close());

async function job(action: BulkJobRow['action'], projectId = bench.projectId): Promise<BulkJobRow> {
  const limits = { runs: 1_000, jobs: 1_000 };
  const filter = { runs: {}, asked: {} };
  return (await bench.database.bulkJobs.create(projectId, { action, filter, input: {}, userId: null, limits })).job;
}

const ACTIONS = ['cancel', 'terminate', 'pause', 'resume', 'retry', 'rerun'] as const;

test.each(ACTIONS)('%s of a run that is gone, or of another project, is told as not found', async (action) => {
  const { id: runId } = await bench.acceptOnly('wait');
  const { id: stranger } = await bench.database.projects.create({ name: 'other' });
  for (const item of [
    { runId, repeated: false },
    { runId: 'f'.repeat(24), repeated: true },
  ]) {
    expect(await doBulkItem(bench.deps, await job(action, stranger), item)).toMatchObject({
      ...{ runId: item.runId, outcome: 'failed', code: 'RUN_NOT_FOUND' },
    });
  }
});

test('while Temporal is away a run is left for later', async () => {
  const away = await openBench({ address: `127.0.0.1:${await freePort()}`, databaseUrl: bench.databaseUrl });
  const run = await bench.start('wait');
  const item = { runId: run.id, repeated: false };
  await expect(doBulkItem(away.deps, await job('terminate'), item)).rejects.toMatchObject({
    code: 'TEMPORAL_UNAVAILABLE',
  });
  // What can be accepted without Temporal is: housekeeping brings it there.
  expect(await doBulkItem(away.deps, await job('cancel'), item)).toMatchObject({ outcome: 'succeeded' });
  await away.close();
});

test('a run that alone cannot be reached is given up, so that it does not hold up its job for ever', async () => {
  const run = await bench.start('wait');
  let calls = 0;
  const unreachable = () => {
    calls += 1;
    return Promise.reject(new TemporalUnavailable('the shard of this run is gone'));
  };
  const deps = { ...bench.deps, temporal: { ...bench.deps.temporal, call: unreachable } };
  const item = { runId: run.id, repeated: false };
  expect(await doBulkItem(deps, await job('terminate'), item)).toMatchObject({
    ...{ outcome: 'failed', code: 'TEMPORAL_UNAVAILABLE' },
  });
  expect(calls).toBe(4);
});
