import type { BulkRequest } from '@perdura/control-plane';
import type { BulkItemRow, BulkJobRow, Database, RunRow, VersionRow } from '@perdura/database';
import type { JsonObject } from '@perdura/definition';
import { BULK_WORKFLOW } from '@perdura/definition/run';
import { chain, eventually, node } from '@perdura/testkit';
import { openWorkerBench, type WorkerBench } from './fixtures/worker-bench.ts';

let bench: WorkerBench;
let database: Database;
let projectId: string;

beforeAll(async () => {
  bench = await openWorkerBench('bulk-jobs');
  ({ database, projectId } = bench);
});

afterAll(() => bench.close());

const waiting = chain([node('wait', 'delay', { duration: '1h' })]);
const failing = chain([
  node('first', 'transform', { expression: 'trigger.data.n * 2' }),
  node('second', 'fail', { message: 'it is broken' }),
]);

async function startMany(version: VersionRow, count: number): Promise<RunRow[]> {
  const { workflowId } = version;
  const one = async (_: unknown, n: number) =>
    (await bench.control.startRun({ projectId, workflowId, version, data: { n }, origin: 'api' })).run;
  return await Promise.all(Array.from({ length: count }, one));
}

/** Runs that have ended as failed. */
async function failedRuns(count: number): Promise<{ version: VersionRow; runs: RunRow[] }> {
  const version = await bench.save(failing);
  const runs = await startMany(version, count);
  await Promise.all(runs.map((run) => bench.control.waitForRun(run, 60_000)));
  return { version, runs };
}

/** Runs that wait for a time that is far off. */
async function waitingRuns(count: number): Promise<{ version: VersionRow; runs: RunRow[] }> {
  const version = await bench.save(waiting);
  const runs = await startMany(version, count);
  await eventually(async () => (await statuses(runs)).every((status) => status === 'waiting'), { timeoutMs: 60_000 });
  return { version, runs };
}

async function statuses(runs: RunRow[]): Promise<string[]> {
  return await Promise.all(runs.map(async ({ id }) => (await database.runs.get(projectId, id))?.status ?? 'gone'));
}

async function bulk(
  action: BulkRequest['action'],
  { workflowId }: VersionRow,
  input: JsonObject = {},
): Promise<BulkJobRow> {
  const filter = { runs: { workflowId: [workflowId] }, asked: { workflowId } };
  const { job } = await bench.control.startBulk(projectId, { action, filter, input, userId: bench.userId });
  return job;
}

async function ended(job: BulkJobRow): Promise<BulkJobRow> {
  return await eventually(
    async () => {
      const now = await database.bulkJobs.get(projectId, job.id);
      return now?.status === 'running' ? null : now;
    },
    { timeoutMs: 60_000, what: `bulk job ${job.id} to end` },
  );
}

async function itemsOf(job: BulkJobRow): Promise<BulkItemRow[]> {
  return (await database.bulkJobs.items(projectId, job.id, { limit: 200 }))?.items ?? [];
}

async function doneTo(action: BulkRequest['action'], version: VersionRow, input: JsonObject = {}) {
  const job = await ended(await bulk(action, version, input));
  return { job, items: await itemsOf(job) };
}

test('runs that failed are retried, each by one run of its own that others go before', async () => {
  const { version, runs } = await failedRuns(40);
  const { job, items } = await doneTo('retry', version);
  expect(job).toMatchObject({ status: 'completed', total: 40, succeeded: 40, failed: 0 });
  const made = await Promise.all(items.map(({ newRunId }) => database.runs.get(projectId, newRunId ?? '')));
  expect(made.map((run) => run?.retryOf).toSorted()).toEqual(runs.map(({ id }) => id).toSorted());
  expect(new Set(made.map((run) => `${run?.priority} ${run?.startedBy}`))).toEqual(new Set([`4 ${bench.userId}`]));
  const again = await doneTo('rerun', version, { data: { n: 7 } });
  // The retries fail as well, once they have ended.
  expect(again.job.total).toBe(80);
  expect(again.job.succeeded).toBeGreaterThanOrEqual(40);
});

test('a run that refuses is told with its code, and holds up no other', async () => {
  const { version, runs } = await waitingRuns(3);
  const [first] = runs;
  await bench.control.terminateRun(projectId, first?.id ?? '');
  const { job, items } = await doneTo('cancel', version);
  expect(job).toMatchObject({ total: 3, succeeded: 2, failed: 1 });
  expect(items.find(({ runId }) => runId === first?.id)).toMatchObject({
    ...{ outcome: 'failed', code: 'RUN_ENDED', message: `Run ${first?.id} already ended as "cancelled".` },
  });
  await eventually(async () => (await statuses(runs)).every((status) => status === 'cancelled'));
  const retried = await doneTo('retry', version, { from: 'nowhere' });
  expect(retried.items.every(({ outcome, code }) => outcome === 'failed' && code !== 'INTERNAL_ERROR')).toBe(true);
});

test('runs are paused, go on and are ended, and each says no where that does not fit', async () => {
  const { version, runs } = await waitingRuns(4);
  expect((await doneTo('pause', version)).job).toMatchObject({ succeeded: 4, failed: 0 });
  const paused = await doneTo('pause', version);
  expect(paused.items.map(({ code }) => code)).toEqual(Array(4).fill('RUN_STATE'));
  expect((await doneTo('resume', version)).job).toMatchObject({ succeeded: 4, failed: 0 });
  expect((await doneTo('resume', version, { action: 'skip' })).job).toMatchObject({ succeeded: 0, failed: 4 });
  expect((await doneTo('terminate', version)).job).toMatchObject({ succeeded: 4, failed: 0 });
  const rows = await Promise.all(runs.map(({ id }) => database.runs.get(projectId, id)));
  expect(new Set(rows.map((run) => `${run?.status} ${run?.errorCode}`))).toEqual(new Set(['cancelled TERMINATED']));
});

describe('what a dead worker had done counts, and is not done again', () => {
  /** A job whose items were begun, and done without that being written: as a worker leaves it that dies then. */
  async function orphaned(
    action: BulkRequest['action'],
    version: VersionRow,
    act: (job: BulkJobRow) => Promise<unknown>,
  ) {
    const filter = { runs: { workflowId: [version.workflowId] }, asked: {} };
    const limits = { runs: 100, jobs: 100 };
    const made = await database.bulkJobs.create(projectId, { action, filter, input: {}, userId: null, limits });
    await database.bulkJobs.begin(projectId, made.job.id, 100);
    await act(made.job);
    return { job: await ended(made.job), items: await itemsOf(made.job) };
  }

  const repeated =
    (runs: RunRow[], perform: (job: BulkJobRow, runId: string) => Promise<unknown>) => (job: BulkJobRow) =>
      Promise.all(runs.map(({ id }) => perform(job, id)));

  test('a cancel', async () => {
    const { version, runs } = await waitingRuns(2);
    const { job } = await orphaned('cancel', version, async () => {
      await Promise.all(runs.map(({ id }) => bench.control.cancelRun(projectId, id)));
      await eventually(async () => (await statuses(runs)).every((status) => status === 'cancelled'));
    });
    expect(job).toMatchObject({ status: 'completed', succeeded: 2, failed: 0 });
  });

  test.each(['terminate', 'pause', 'retry'] as const)('a %s', async (action) => {
    const { version, runs } = action === 'retry' ? await failedRuns(3) : await waitingRuns(3);
    const first: unknown[] = [];
    const { job, items } = await orphaned(
      action,
      version,
      repeated(runs, async (own, runId) => first.push(await bench.control.doBulkItem(own, { runId, repeated: false }))),
    );
    expect(job).toMatchObject({ status: 'completed', succeeded: 3, failed: 0 });
    expect(items.map(({ runId, newRunId }) => ({ runId, newRunId })).toSorted(byRun)).toEqual(
      (first as BulkItemRow[]).map(({ runId, newRunId = null }) => ({ runId, newRunId })).toSorted(byRun),
    );
  });

  test('a resume, also of runs that have ended since', async () => {
    const version = await bench.save(chain([node('wait', 'delay', { duration: '5s' })]));
    const runs = await startMany(version, 3);
    await Promise.all(
      runs.map(({ id }) => eventually(() => taken(bench.control.controlRun(projectId, id, { action: 'pause' })))),
    );
    const { job } = await orphaned(
      'resume',
      version,
      repeated(runs, async (own, runId) => {
        expect(await bench.control.doBulkItem(own, { runId, repeated: false })).toMatchObject({ outcome: 'succeeded' });
        const run = await database.runs.get(projectId, runId);
        if (run !== null) await bench.control.waitForRun(run, 60_000);
      }),
    );
    expect(job).toMatchObject({ status: 'completed', succeeded: 3, failed: 0 });
  });
});

test('a job that nobody handed over, or that somebody ended in Temporal, is carried out', async () => {
  const { version } = await failedRuns(2);
  const filter = { runs: { workflowId: [version.workflowId] }, asked: {} };
  const { job } = await database.bulkJobs.create(projectId, {
    ...{ action: 'rerun', filter, input: {}, userId: null, limits: { runs: 10, jobs: 100 } },
  });
  const workflowId = `bulk-${job.id}`;
  const elsewhere = { workflowId, taskQueue: 'of-nobody', args: [{ jobId: job.id, projectId }] };
  await (await bench.temporal.client.workflow.start(BULK_WORKFLOW, elsewhere)).terminate('behind our back');
  expect(await ended(job)).toMatchObject({ status: 'completed', succeeded: 2 });
});

const byRun = (one: { runId: string }, other: { runId: string }) => (one.runId < other.runId ? -1 : 1);

async function taken(answer: Promise<{ kind: string }>): Promise<boolean> {
  return (await answer).kind === 'accepted';
}
