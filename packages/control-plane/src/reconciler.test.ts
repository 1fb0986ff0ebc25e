import type { RunRow } from '@perdura/database';
import { eventually, startOwnTemporal } from '@perdura/testkit';
import { type Bench, openBench } from './fixtures/control-plane-bench.ts';
import { queryRun, repairRun } from './repair-run.ts';

describe('a run that ended behind our back', () => {
  let bench: Bench;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    bench = await openBench({ settings: { lostAfterMs: 300, liveCheckMs: 200 } });
    const worker = await bench.worker();
    const keeper = bench.housekeeping();
    stop = async () => {
      await keeper.stop();
      await worker.shutdown();
    };
  });

  afterAll(async () => {
    await stop();
    await bench.close();
  });

  test('terminated: the run is cancelled with the code TERMINATED, and its open step closed', async () => {
    const run = await bench.start('wait');
    await eventually(async () => (await bench.row(run)).status === 'running');
    await bench.temporal.client.workflow.getHandle(run.temporalWorkflowId).terminate('by an operator of Temporal');
    const row = await eventually(async () => ended(await bench.row(run)));
    expect(row).toMatchObject({ status: 'cancelled', errorCode: 'TERMINATED' });
    expect(row.completedAt?.getTime()).toBeGreaterThanOrEqual(row.startedAt?.getTime() ?? Number.POSITIVE_INFINITY);
    expect(await bench.database.steps.ofRun(row.projectId, row.id)).toMatchObject([
      { nodeId: 'work', status: 'cancelled' },
    ]);
  });

  test('timed out by Temporal: the run failed with the code RUN_TIMEOUT', async () => {
    const run = await bench.acceptOnly('wait');
    const input = { kind: 'opened', run: identityOf(run), plan: null, trigger: run.triggerData };
    await bench.temporal.client.workflow.start('run', {
      workflowId: run.temporalWorkflowId,
      taskQueue: bench.temporal.taskQueue,
      workflowRunTimeout: 5_000,
      args: [input],
    });
    const row = await eventually(async () => ended(await bench.row(run)));
    expect(row).toMatchObject({ status: 'failed', errorCode: 'RUN_TIMEOUT' });
    expect(await bench.database.steps.ofRun(row.projectId, row.id)).toMatchObject([{ status: 'cancelled' }]);
  });

  test.each([
    ['complete-unrecorded', { status: 'completed', errorCode: null }, 'success'],
    ['fail-unrecorded', { status: 'failed', errorCode: 'HTTP_STATUS', errorNodeId: 'work' }, 'failed'],
  ] as const)('%s: its last word is read back from the interpreter', async (behave, expected, step) => {
    const run = await bench.start(behave);
    const row = await eventually(async () => ended(await bench.row(run)));
    expect(row).toMatchObject(expected);
    expect(await bench.database.steps.ofRun(row.projectId, row.id)).toMatchObject([{ nodeId: 'work', status: step }]);
  });

  test('unknown to Temporal: the run failed with the code RUN_LOST after a grace time', async () => {
    const run = await bench.acceptOnly('wait');
    await bench.database.runs.markDispatched(run.projectId, run.id, null);
    const row = await eventually(async () => ended(await bench.row(run)));
    expect(row).toMatchObject({ status: 'failed', errorCode: 'RUN_LOST' });
  });

  test('reset after it had completed: the row lives again, ends with the truth, and the audit log says why', async () => {
    const run = await bench.start('complete');
    const before = await eventually(async () => ended(await bench.row(run)));
    await reset(bench, run, 'once more');
    const row = await eventually(async () => {
      const found = await bench.row(run);
      return found.resetRunId !== null && found.completedAt !== null ? found : null;
    });
    expect(row).toMatchObject({ status: 'completed', temporalRunId: row.resetRunId });
    expect(row.temporalRunId).not.toBe(before.temporalRunId);
    const { items } = await bench.database.audit.list(bench.projectId, { target: run.id }, { limit: 10 });
    expect(items).toMatchObject([
      {
        ...{ action: 'run.reset', actorType: 'system', after: { reason: 'once more' } },
        before: { status: 'completed', temporalRunId: before.temporalRunId },
      },
    ]);
  });

  test('reset while it lives: its row follows, and ends as the new execution does', async () => {
    const run = await bench.start('wait');
    await eventually(async () => (await bench.row(run)).status === 'running');
    await reset(bench, run, 'again');
    const row = await eventually(async () => {
      const found = await bench.row(run);
      return found.resetRunId === null ? null : found;
    });
    expect(row).toMatchObject({ status: 'running', completedAt: null });
    await bench.temporal.client.workflow.getHandle(run.temporalWorkflowId).cancel();
    expect(await eventually(async () => ended(await bench.row(run)))).toMatchObject({
      ...{ status: 'cancelled', temporalRunId: row.resetRunId },
    });
  });

  test('of a run that waits, what was never written is read back from the interpreter', async () => {
    const run = await bench.start('wait-unrecorded');
    const row = await eventually(async () => {
      const found = await bench.row(run);
      return found.status === 'pending' ? null : found;
    });
    expect(row).toMatchObject({ status: 'running', completedAt: null });
    expect(await bench.database.steps.ofRun(row.projectId, row.id)).toMatchObject([
      { nodeId: 'work', status: 'running' },
    ]);
    await bench.control.terminateRun(run.projectId, run.id);
  });

  test('a run that lives, also after continue-as-new, is looked at and left alone', async () => {
    const run = await bench.start('wait-continued');
    const first = await eventually(async () => (await bench.row(run)).checkedAt);
    await eventually(async () => ((await bench.row(run)).checkedAt ?? first) > first);
    expect((await bench.row(run)).completedAt).toBeNull();
    await bench.control.terminateRun(run.projectId, run.id);
  });
});

test('the end is written from what Temporal tells alone when no worker comes back', async () => {
  const bench = await openBench({ settings: { lastWordMs: 0 } });
  const worker = await bench.worker();
  const completed = await bench.start('complete-unrecorded');
  const failed = await bench.start('fail-unrecorded');
  const handles = [completed, failed].map((run) => bench.temporal.client.workflow.getHandle(run.temporalWorkflowId));
  await Promise.allSettled(handles.map((handle) => handle.result()));
  await worker.shutdown();
  const keeper = bench.housekeeping();
  await eventually(async () => ended(await bench.row(completed)), { timeoutMs: 60_000 });
  await eventually(async () => ended(await bench.row(failed)), { timeoutMs: 60_000 });
  expect(await bench.row(completed)).toMatchObject({ status: 'completed' });
  expect(await bench.row(failed)).toMatchObject({ status: 'failed', errorCode: 'HTTP_STATUS', errorNodeId: 'work' });
  await keeper.stop();
  await bench.close();
});

test('a run that was terminated while no worker lived keeps its steps, which a worker that comes back tells', async () => {
  const bench = await openBench();
  const handleOf = ({ temporalWorkflowId }: RunRow) => bench.temporal.client.workflow.getHandle(temporalWorkflowId);
  const before = await bench.worker();
  const run = await bench.start('wait-unrecorded');
  await eventually(async () => (await queryRun(bench.deps, run, 10_000))?.steps.length === 1);
  await before.shutdown();
  const unbegun = await bench.start('wait');
  for (const each of [run, unbegun]) await handleOf(each).terminate('while nobody works');
  expect(await repairRun(bench.deps, await bench.row(unbegun))).toBe('repaired');
  expect(await repairRun(bench.deps, await bench.row(run))).toBe('postponed');
  const after = await bench.worker();
  await eventually(async () => (await repairRun(bench.deps, await bench.row(run))) === 'repaired');
  expect(await bench.row(run)).toMatchObject({ status: 'cancelled', errorCode: 'TERMINATED' });
  expect(await bench.database.steps.ofRun(run.projectId, run.id)).toMatchObject([
    { nodeId: 'work', status: 'cancelled' },
  ]);
  await after.shutdown();
  await bench.close();
});

test('Temporal is killed and comes back on its port: what was accepted meanwhile starts, and nothing is lost', async () => {
  const temporal = await startOwnTemporal();
  const bench = await openBench({ address: `127.0.0.1:${temporal.port}` });
  const keeper = bench.housekeeping();
  const before = await bench.start('wait');
  expect((await bench.row(before)).dispatchedAt).not.toBeNull();
  await temporal.kill();
  expect(await bench.temporal.ready()).toMatchObject({ reachable: false });
  const during = await bench.start('wait');
  expect((await bench.row(during)).dispatchedAt).toBeNull();
  await temporal.start();
  await eventually(async () => (await bench.row(during)).dispatchedAt, { timeoutMs: 60_000 });
  expect(await bench.temporal.ready()).toMatchObject({ reachable: true, namespace: true, worker: false });
  expect((await bench.row(before)).status).toBe('pending');
  const outages = bench.complaints.filter(({ fields }) => 'task' in fields && fields.task === 'ended-runs');
  expect(outages.length).toBeLessThanOrEqual(2);
  await keeper.stop();
  await bench.close();
  await temporal.dispose();
});

type Row = Awaited<ReturnType<Bench['row']>>;

function ended(row: Row): Row | null {
  return row.completedAt === null ? null : row;
}

/** Resets the newest execution of a run to its first task, as an operator of Temporal does. */
async function reset({ temporal }: Bench, run: Row, reason: string): Promise<void> {
  const handle = temporal.client.workflow.getHandle(run.temporalWorkflowId);
  const { runId } = await handle.describe();
  const { events } = await handle.fetchHistory();
  const first = events?.find(({ workflowTaskCompletedEventAttributes: task }) => task);
  await temporal.client.workflowService.resetWorkflowExecution({
    ...{ namespace: temporal.namespace, requestId: `${runId}-reset`, reason },
    workflowExecution: { workflowId: run.temporalWorkflowId, runId },
    workflowTaskFinishEventId: first?.eventId ?? null,
  });
}

function identityOf({ id, projectId, workflowId, version, triggeredBy, depth, createdAt }: Row) {
  return { id, projectId, workflowId, version, triggeredBy, depth, createdAt: createdAt.toISOString() };
}
