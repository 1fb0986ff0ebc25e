import { Client } from 'pg';
import { type BegunItem, bulkJobRepository, type NewBulkJob, type SettledItem } from './bulk-jobs.ts';
import type { Store } from './store.ts';
import { examinedRows } from './testing/examined-rows.ts';
import { newProject, newRun, newWorkflow, useDatabase } from './testing/fixtures.ts';

const held = useDatabase();
const page = { limit: 200 };
const NONE = { code: null, message: null, newRunId: null };

/** A project with runs, failed ones first. */
async function scene(failed: number, pending = 0) {
  const { database } = held;
  const project = await newProject(database);
  const { projectId, userId } = project;
  const versioned = await newWorkflow(database, project);
  const runIds: string[] = [];
  for (let index = 0; index < failed + pending; index += 1) {
    const { run } = await database.runs.create(projectId, newRun(versioned));
    runIds.push(run.id);
    if (index >= failed) continue;
    const error = { code: 'FAILED', message: 'no', nodeId: null };
    await database.runs.finish(projectId, run.id, { status: 'failed', error });
  }
  const { bulkJobs } = database;
  const create = (change: Partial<NewBulkJob> = {}) => bulkJobs.create(projectId, newJob({ userId, ...change }));
  return { projectId, userId, versioned, runIds, bulkJobs, create };
}

function newJob(change: Partial<NewBulkJob> = {}): NewBulkJob {
  return {
    ...{ action: 'cancel', filter: { runs: {}, asked: {} }, input: {}, userId: null },
    limits: { runs: 1_000, jobs: 5 },
    ...change,
  };
}

const done = ({ runId }: BegunItem): SettledItem => ({ runId, outcome: 'succeeded' });
const failing = ({ runId }: BegunItem): SettledItem => ({
  runId,
  outcome: 'failed',
  code: 'RUN_ENDED',
  message: 'late',
});

test('a job has the runs that matched when it was made, and no later ones', async () => {
  const { projectId, userId, versioned, runIds, bulkJobs, create } = await scene(3, 2);
  const filter = { runs: { status: ['failed' as const] }, asked: { status: ['failed'] } };
  const { job, created } = await create({ filter, action: 'retry', input: { from: 'start' } });
  expect([created, job]).toMatchObject([
    true,
    { action: 'retry', input: { from: 'start' }, filter: { status: ['failed'] }, userId, total: 3, status: 'running' },
  ]);
  expect(job.by).toMatch(/@example\.com$/);
  const { run: late } = await held.database.runs.create(projectId, newRun(versioned));
  await held.database.runs.finish(projectId, late.id, { status: 'failed', error: null });
  const items = await bulkJobs.items(projectId, job.id, page);
  const expected = runIds
    .slice(0, 3)
    .toReversed()
    .map((runId) => ({ runId, outcome: 'pending', ...NONE }));
  expect(items).toEqual({ items: expected, total: 3, nextCursor: null });
  expect(await bulkJobs.matching(projectId, filter.runs)).toBe(4);
  expect(await bulkJobs.get(projectId, job.id)).toEqual(job);
});

test('a job without any run is completed at once, and no work of Temporal', async () => {
  const { projectId, bulkJobs, create } = await scene(0);
  const { job } = await create();
  expect(job).toMatchObject({ status: 'completed', total: 0, completedAt: expect.any(Date) });
  expect(await bulkJobs.begin(projectId, job.id, 10)).toEqual([]);
  expect((await bulkJobs.undispatched(0, 1_000)).map(({ id }) => id)).not.toContain(job.id);
});

test('too many runs, and too many jobs, are refused without a trace', async () => {
  const { projectId, bulkJobs, create } = await scene(4);
  await expect(create({ limits: { runs: 3, jobs: 5 } })).rejects.toMatchObject({
    ...{ code: 'BULK_TOO_MANY_RUNS', count: 4, limit: 3 },
  });
  const limits = { runs: 4, jobs: 1 };
  const idempotency = { key: 'second', bodyHash: 'h' };
  const { job } = await create({ limits });
  await expect(create({ limits, idempotency })).rejects.toMatchObject({ code: 'BULK_JOBS_LIMIT', limit: 1 });
  await bulkJobs.cancel(projectId, job.id);
  expect((await create({ limits, idempotency })).created).toBe(true);
  expect(await bulkJobs.list(projectId, page)).toMatchObject({ total: 2, nextCursor: null });
});

test('many requests at once make as many jobs as may run, and one for each key', async () => {
  const { create } = await scene(2);
  const idempotency = { key: 'same', bodyHash: 'h' };
  const same = await Promise.all(Array.from({ length: 20 }, () => create({ idempotency })));
  expect(new Set(same.map(({ job }) => job.id)).size).toBe(1);
  expect(same.filter(({ created }) => created)).toHaveLength(1);
  await expect(create({ idempotency: { key: 'same', bodyHash: 'other' } })).rejects.toMatchObject({
    code: 'IDEMPOTENCY_CONFLICT',
  });
  const others = await Promise.allSettled(Array.from({ length: 20 }, () => create()));
  expect(others.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
});

test('runs are begun once, oldest first, and what was begun without an outcome is begun again', async () => {
  const { projectId, runIds, bulkJobs, create } = await scene(5);
  const { job } = await create();
  const first = await bulkJobs.begin(projectId, job.id, 2);
  expect(first).toEqual(runIds.slice(0, 2).map((runId) => ({ runId, repeated: false })));
  await bulkJobs.settle(projectId, job.id, first.slice(0, 1).map(done));
  const second = await bulkJobs.begin(projectId, job.id, 3);
  expect(second).toEqual(runIds.slice(1, 4).map((runId, index) => ({ runId, repeated: index === 0 })));
  const pending = await bulkJobs.items(projectId, job.id, { ...page, outcome: 'pending' });
  expect(pending).toMatchObject({ total: 4, items: { length: 4 } });
});

test('workers that take runs at the same time never begin the same run first', async () => {
  const { projectId, bulkJobs, create } = await scene(40);
  const { job } = await create();
  const taken = (await Promise.all(Array.from({ length: 8 }, () => bulkJobs.begin(projectId, job.id, 5)))).flat();
  const fresh = taken.filter(({ repeated }) => !repeated).map(({ runId }) => runId);
  expect(new Set(fresh).size).toBe(fresh.length);
});

test('an outcome is written once and counted once, whoever comes second', async () => {
  const { projectId, runIds, bulkJobs, create } = await scene(4);
  const { job } = await create({ action: 'retry' });
  const items = await bulkJobs.begin(projectId, job.id, 4);
  const newRunId = 'f'.repeat(24);
  const outcomes = items.map(
    (item, index): SettledItem => (index === 0 ? { runId: item.runId, outcome: 'succeeded', newRunId } : failing(item)),
  );
  await Promise.all([
    bulkJobs.settle(projectId, job.id, outcomes),
    bulkJobs.settle(projectId, job.id, outcomes.toReversed()),
    bulkJobs.settle(projectId, job.id, items.slice(0, 1).map(failing)).catch(() => undefined),
  ]);
  const after = await bulkJobs.get(projectId, job.id);
  expect((after?.succeeded ?? 0) + (after?.failed ?? 0)).toBe(4);
  await bulkJobs.settle(projectId, job.id, items.map(done));
  expect(await bulkJobs.get(projectId, job.id)).toEqual(after);
  const failures = await bulkJobs.items(projectId, job.id, { limit: 2, outcome: 'failed' });
  expect(failures?.items).toHaveLength(2);
  expect(failures?.items[0]).toEqual({
    ...{ runId: runIds[3], outcome: 'failed', code: 'RUN_ENDED', message: 'late', newRunId: null },
  });
  const rest = await bulkJobs.items(projectId, job.id, { ...page, cursor: failures?.nextCursor ?? null });
  expect(rest?.items.map(({ runId }) => runId)).toEqual(runIds.slice(0, 2).toReversed());
});

test('a job is complete once all its runs have an outcome, and not before', async () => {
  const { projectId, bulkJobs, create } = await scene(2);
  const { job } = await create();
  const items = await bulkJobs.begin(projectId, job.id, 2);
  await bulkJobs.settle(projectId, job.id, items.slice(0, 1).map(done));
  expect(await bulkJobs.complete(projectId, job.id)).toBe(false);
  await bulkJobs.settle(projectId, job.id, items.slice(1).map(failing));
  expect(await bulkJobs.complete(projectId, job.id)).toBe(true);
  expect(await bulkJobs.complete(projectId, job.id)).toBe(false);
  expect(await bulkJobs.get(projectId, job.id)).toMatchObject({
    ...{ status: 'completed', succeeded: 1, failed: 1, completedAt: expect.any(Date) },
  });
});

test('a cancelled job begins nothing new, and what it had begun is still finished', async () => {
  const { projectId, bulkJobs, create } = await scene(4);
  const { job } = await create();
  const begun = await bulkJobs.begin(projectId, job.id, 2);
  expect(await bulkJobs.cancel(projectId, job.id)).toMatchObject({ cancelled: true, job: { status: 'cancelled' } });
  expect(await bulkJobs.cancel(projectId, job.id)).toMatchObject({ cancelled: false });
  expect(await bulkJobs.begin(projectId, job.id, 4)).toEqual(begun.map(({ runId }) => ({ runId, repeated: true })));
  await bulkJobs.settle(projectId, job.id, begun.map(done));
  expect(await bulkJobs.begin(projectId, job.id, 4)).toEqual([]);
  expect(await bulkJobs.complete(projectId, job.id)).toBe(false);
  expect(await bulkJobs.get(projectId, job.id)).toMatchObject({ status: 'cancelled', total: 4, succeeded: 2 });
});

test('a job waits to be handed over, then is looked after until it ends, then kept for a while', async () => {
  const { projectId, bulkJobs, create } = await scene(1);
  const { job } = await create();
  const among = (jobs: { id: string }[]) => jobs.some(({ id }) => id === job.id);
  expect([among(await bulkJobs.undispatched(0, 500)), among(await bulkJobs.underway(0, 500))]).toEqual([true, false]);
  expect(among(await bulkJobs.undispatched(60_000, 500))).toBe(false);
  await bulkJobs.markDispatched(projectId, job.id);
  expect([among(await bulkJobs.undispatched(0, 500)), among(await bulkJobs.underway(0, 500))]).toEqual([false, true]);
  const tomorrow = new Date(Date.now() + 86_400_000);
  await bulkJobs.settle(projectId, job.id, (await bulkJobs.begin(projectId, job.id, 1)).map(done));
  await bulkJobs.complete(projectId, job.id);
  expect(among(await bulkJobs.underway(0, 500))).toBe(false);
  expect(await bulkJobs.prune(new Date(0))).toBe(0);
  while ((await bulkJobs.prune(tomorrow)) > 0);
  expect(await bulkJobs.get(projectId, job.id)).toBeNull();
});

test('a part of a job looks at the runs that it does, however many the job has and whatever is known of them', async () => {
  const { projectId, create } = await scene(1);
  const { job } = await create();
  const client = new Client({ connectionString: held.url });
  await client.connect();
  const examined = examinedRows(held.url);
  const bulkJobs = bulkJobRepository({ sql: examined.sql } as Store);
  const looked = () => examined.ofTable('bulk_job_items') + examined.ofIndexesAlone('bulk_job_items');
  for (const state of ['new', 'known'] as const) {
    await client.query(FILL, [job.id, state]);
    if (state === 'known') await client.query('VACUUM ANALYZE bulk_job_items');
    examined.reset();
    // Statements run twice here: the first taking is explained and thrown away.
    const items = await bulkJobs.begin(projectId, job.id, 16);
    expect(items).toHaveLength(16);
    await bulkJobs.settle(projectId, job.id, items.map(failing));
    expect([state, looked() < 400]).toEqual([state, true]);
    examined.reset();
    expect((await bulkJobs.items(projectId, job.id, { limit: 10, outcome: 'failed' }))?.items).toHaveLength(10);
    expect([state, looked() < 50]).toEqual([state, true]);
  }
  await Promise.all([client.end(), examined.close()]);
});

const FILL = `
  INSERT INTO bulk_job_items (job_id, run_id) SELECT $1, $2 || to_char(n, 'FM000000') FROM generate_series(1, 20000) n`;
