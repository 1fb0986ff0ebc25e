import type { RunRow, VersionedWorkflow } from '@perdura/database';
import { eventually } from '@perdura/testkit';
import { type Bench, openWorkedBench } from './fixtures/control-plane-bench.ts';
import { startDueRuns } from './later-runs.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await openWorkedBench();
});

afterAll(async () => {
  await bench.close();
});

const HOUR_MS = 3_600_000;
const SOON_MS = 300;

async function later(of: VersionedWorkflow, ms: number, behave = 'complete'): Promise<RunRow> {
  const { workflow, version } = of;
  const request = { projectId: bench.projectId, workflowId: workflow.id, version, data: { behave } };
  const startAt = new Date(Date.now() + ms);
  return (await bench.control.startRun({ ...request, origin: 'api', startAt })).run;
}

const look = () => startDueRuns(bench.deps, new AbortController().signal);

async function ended(run: RunRow): Promise<RunRow> {
  return await eventually(async () => {
    await look();
    const row = await bench.row(run);
    return row.completedAt === null ? null : row;
  });
}

test('a run for later waits, is found among what comes, and starts when it is due', async () => {
  const it = await bench.workflow();
  const run = await later(it, HOUR_MS);
  expect(run).toMatchObject({ status: 'pending', admittedAt: null, slotKey: null, dispatchedAt: null });
  await look();
  expect(await bench.row(run)).toMatchObject({ status: 'pending', dispatchedAt: null });
  const [from, until] = [new Date(), new Date(Date.now() + 2 * HOUR_MS)];
  expect(await bench.database.laterRuns.upcoming(bench.projectId, from, until, 10)).toEqual([
    { runId: run.id, workflowId: it.workflow.id, name: it.workflow.name, at: run.startAt },
  ]);
  const soon = await later(it, SOON_MS);
  const done = await ended(soon);
  expect(done).toMatchObject({ status: 'completed', startAt: soon.startAt });
  expect(done.startedAt?.getTime()).toBeGreaterThanOrEqual(soon.startAt?.getTime() ?? Number.NaN);
  await bench.control.cancelRun(bench.projectId, run.id);
});

test('housekeeping starts it, and nothing of it is lost when it was due long ago', async () => {
  const keeper = bench.housekeeping();
  const it = await bench.workflow();
  const runs = await Promise.all(Array.from({ length: 20 }, () => later(it, SOON_MS)));
  await eventually(async () => {
    const rows = await Promise.all(runs.map((run) => bench.row(run)));
    return rows.every(({ status }) => status === 'completed');
  });
  await keeper.stop();
});

test('it is cancelled before it is due, and never starts', async () => {
  const run = await later(await bench.workflow(), HOUR_MS);
  expect(await bench.control.cancelRun(bench.projectId, run.id)).toMatchObject({
    kind: 'accepted',
    run: { status: 'cancelled', durationMs: 0, temporalRunId: null },
  });
});

test('it takes its slot when it is due, and no earlier', async () => {
  const it = await bench.workflow({ policies: { concurrency: { limit: 1 } } });
  const waiting = await later(it, HOUR_MS, 'wait');
  const now = await bench.start('wait', it);
  await eventually(async () => (await bench.row(now)).status === 'running');
  const due = await later(it, SOON_MS);
  await eventually(async () => {
    await look();
    return (await bench.row(due)).slotKey !== null;
  });
  expect(await bench.row(due)).toMatchObject({ status: 'pending', admittedAt: null, slotKey: `${it.workflow.id}:` });
  await bench.control.cancelRun(bench.projectId, now.id);
  expect((await ended(due)).status).toBe('completed');
  expect(await bench.row(waiting)).toMatchObject({ slotKey: null, status: 'pending' });
  await bench.control.cancelRun(bench.projectId, waiting.id);
});

test('a full slot that refuses further runs refuses it when it is due', async () => {
  const it = await bench.workflow({ policies: { concurrency: { limit: 1, policy: 'skip' } } });
  const now = await bench.start('wait', it);
  expect(await ended(await later(it, SOON_MS))).toMatchObject({ status: 'failed', errorCode: 'CONCURRENCY_SKIPPED' });
  await bench.control.cancelRun(bench.projectId, now.id);
});

test('a full slot in which the oldest gives way is made free for it', async () => {
  const it = await bench.workflow({ policies: { concurrency: { limit: 1, policy: 'cancel-oldest' } } });
  const oldest = await bench.start('wait', it);
  await eventually(async () => (await bench.row(oldest)).status === 'running');
  expect(await ended(await later(it, SOON_MS))).toMatchObject({ status: 'completed' });
  expect(await bench.row(oldest)).toMatchObject({ status: 'cancelled' });
});

test('a workflow that is disabled when it is due fails it, and one that was deleted cancels it', async () => {
  const disabled = await bench.workflow();
  const first = await later(disabled, SOON_MS);
  await bench.change(disabled.workflow.id, { enabled: false });
  expect(await ended(first)).toMatchObject({ status: 'failed', errorCode: 'WORKFLOW_DISABLED' });
  const deleted = await bench.workflow();
  const second = await later(deleted, SOON_MS);
  await bench.database.workflows.remove(bench.projectId, deleted.workflow.id);
  expect(await ended(second)).toMatchObject({ status: 'cancelled', errorCode: 'CANCELLED' });
});

test('it keeps to the version that was the newest when it was asked for', async () => {
  const it = await bench.workflow();
  const run = await later(it, SOON_MS);
  await bench.change(it.workflow.id, { trigger: { type: 'cron', schedule: '@yearly' } });
  expect(await ended(run)).toMatchObject({ version: 1, status: 'completed' });
});
