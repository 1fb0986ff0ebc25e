import { ConcurrencySkipped, type RunRow, type VersionedWorkflow } from '@perdura/database';
import type { JsonValue, Trigger, WorkflowPolicies } from '@perdura/definition';
import { eventually, type TestWorker } from '@perdura/testkit';
import { startChild } from './children.ts';
import { type Bench, openBench } from './fixtures/control-plane-bench.ts';
import type { Housekeeping } from './housekeeping.ts';
import { scheduleId } from './schedule-spec.ts';

let bench: Bench;
let worker: TestWorker;
let keeper: Housekeeping;

beforeAll(async () => {
  bench = await openBench();
  worker = await bench.worker();
  keeper = bench.housekeeping();
});

afterAll(async () => {
  await keeper.stop();
  await worker.shutdown();
  await bench.close();
});

const ONE = { concurrency: { limit: 1 } };
const SKIP = { concurrency: { limit: 1, policy: 'skip' } } as const;

async function start(of: VersionedWorkflow, data: Record<string, JsonValue>): Promise<RunRow> {
  const { version } = of;
  const { workflowId } = version;
  return (await bench.control.startRun({ projectId: bench.projectId, workflowId, version, data, origin: 'api' })).run;
}

function limited(policies: WorkflowPolicies, trigger?: Trigger): Promise<VersionedWorkflow> {
  return bench.workflow({ policies, ...(trigger ? { trigger } : {}) });
}

function ended(run: RunRow, status: RunRow['status']): Promise<RunRow> {
  return eventually(async () => {
    const row = await bench.row(run);
    expect(row.status).toBe(status);
    return row;
  });
}

function running(run: RunRow): Promise<RunRow> {
  return ended(run, 'running');
}

async function isQueued(run: RunRow): Promise<boolean> {
  const row = await bench.row(run);
  return row.status === 'pending' && row.admittedAt === null;
}

test('of a hundred runs that start at once never more than the limit are live, and all end', async () => {
  const of = await limited({ concurrency: { limit: 3 } });
  const runs = await Promise.all(
    Array.from({ length: 100 }, (_, index) => start(of, { behave: index % 25 === 0 ? 'fail' : 'complete' })),
  );
  const rows = await eventually(
    async () => {
      const { items } = await bench.database.runs.listByWorkflow(bench.projectId, of.workflow.id, { limit: 200 });
      return items.every((row) => row.completedAt !== null) ? items : null;
    },
    { timeoutMs: 60_000 },
  );
  expect(rows).toHaveLength(runs.length);
  const changes = rows.flatMap(({ admittedAt, completedAt }) => [
    { at: Number(admittedAt), by: 1 },
    { at: Number(completedAt), by: -1 },
  ]);
  let live = 0;
  for (const { by } of changes.toSorted((one, other) => one.at - other.at || one.by - other.by)) {
    live += by;
    expect(live).toBeLessThanOrEqual(3);
  }
});

test('a place is free again however a run ends', async () => {
  const of = await limited(ONE);
  const { client } = bench.temporal;
  const ends: ((run: RunRow) => Promise<unknown>)[] = [
    (run) => bench.control.cancelRun(run.projectId, run.id),
    (run) => bench.control.terminateRun(run.projectId, run.id),
    (run) => client.workflow.getHandle(run.temporalWorkflowId).terminate('behind our back'),
    (run) =>
      bench.database.runs.finish(run.projectId, run.id, {
        status: 'failed',
        error: { code: 'START_REFUSED', message: 'Temporal refused the run', nodeId: null },
      }),
  ];
  const waiting: RunRow[] = [];
  for (const _ of ends) waiting.push(await start(of, { behave: 'wait' }));
  const others = [await start(of, { behave: 'fail-unrecorded' }), await start(of, { behave: 'complete' })];
  for (const [index, run] of waiting.entries()) {
    await running(run);
    expect(await isQueued(waiting[index + 1] ?? others[0]!)).toBe(true);
    await ends[index]?.(run);
  }
  await ended(others[0]!, 'failed');
  await ended(others[1]!, 'completed');
});

test('a queued run is pending and unknown to Temporal, and a cancel ends it at once', async () => {
  const of = await limited(ONE);
  const holder = await running(await start(of, { behave: 'wait' }));
  const queued = await start(of, { behave: 'complete' });
  expect(queued).toMatchObject({ status: 'pending', admittedAt: null, dispatchedAt: null });
  const answer = await bench.control.cancelRun(queued.projectId, queued.id);
  expect(answer).toMatchObject({ kind: 'accepted', run: { status: 'cancelled' } });
  const terminated = await start(of, { behave: 'complete' });
  await bench.control.terminateRun(terminated.projectId, terminated.id);
  expect(await bench.row(terminated)).toMatchObject({ status: 'cancelled', errorCode: 'TERMINATED' });
  const watched = await start(of, { behave: 'complete' });
  expect(await bench.control.waitForRun(watched, 1_000)).toMatchObject({ status: 'pending', admittedAt: null });
  await bench.control.cancelRun(watched.projectId, watched.id);
  const handle = bench.temporal.client.workflow.getHandle(queued.temporalWorkflowId);
  await expect(handle.describe()).rejects.toThrow('not found');
  expect(await bench.row(holder)).toMatchObject({ status: 'running' });
  await bench.control.cancelRun(holder.projectId, holder.id);
});

test('each value of the key has its own limit; tags and business key are rendered too', async () => {
  const of = await limited({
    concurrency: { limit: 1, key: '{{ trigger.data.customer }}' },
    tags: ['{{ trigger.data.customer }}', 'v{{ run.version }}', 'fixed', '{{ trigger.data.labels }}'],
    businessKey: 'order-{{ trigger.data.order }}',
    priority: 2,
  });
  const first = await start(of, { behave: 'wait', customer: 'a', order: 7, labels: ['x', 'fixed'] });
  expect(first).toMatchObject({ tags: ['a', 'v1', 'fixed', 'x'], businessKey: 'order-7', priority: 2 });
  expect(first.slotKey).toBe(`${of.workflow.id}:a`);
  const second = await start(of, { behave: 'wait', customer: 'b' });
  const blocked = await start(of, { behave: 'wait', customer: 'a' });
  expect(blocked.businessKey).toBe('order-');
  await Promise.all([running(first), running(second)]);
  expect(await isQueued(blocked)).toBe(true);
  const { raw } = await bench.temporal.client.workflow.getHandle(first.temporalWorkflowId).describe();
  expect(raw.workflowExecutionInfo?.priority).toMatchObject({ priorityKey: 2, fairnessKey: bench.projectId });
  await Promise.all([first, second, blocked].map((run) => bench.control.cancelRun(run.projectId, run.id)));
});

describe('policy skip', () => {
  test('refuses a start by the API and by a step, and keeps nothing of it', async () => {
    const of = await limited(SKIP);
    const holder = await start(of, { behave: 'wait' });
    await expect(start(of, {})).rejects.toThrow(ConcurrencySkipped);
    const { id, projectId, depth } = holder;
    const request = { parent: { id, projectId, depth }, step: { nodeId: 'call', iteration: '0' }, call: '1' };
    const child = { ...request, workflowId: of.workflow.id, version: 'latest', input: {}, wait: true };
    await expect(startChild(bench.deps, child)).rejects.toThrow(ConcurrencySkipped);
    const { total } = await bench.database.runs.listByWorkflow(projectId, of.workflow.id, { limit: 10 });
    expect(total).toBe(1);
    await bench.control.cancelRun(projectId, id);
    await ended(holder, 'cancelled');
    await ended(await start(of, { behave: 'complete' }), 'completed');
  });

  test('leaves an event without a run, and the event is done with', async () => {
    const of = await limited(SKIP, { type: 'event', event: 'skip.me' });
    const holder = await start(of, { behave: 'wait' });
    const { runIds, eventId } = await bench.control.publishEvent(bench.projectId, { type: 'skip.me', data: {} });
    expect(runIds).toEqual([]);
    expect((await bench.database.events.get(bench.projectId, eventId))?.dispatchedAt).not.toBeNull();
    await bench.control.cancelRun(holder.projectId, holder.id);
  });

  test('lets a fire of a schedule pass', async () => {
    const of = await limited(SKIP, { type: 'cron', schedule: '0 9 1 1 *' });
    const holder = await start(of, { behave: 'wait' });
    const execution = await fire(of);
    await bench.temporal.client.workflow.getHandle(execution).result();
    const { total } = await bench.database.runs.listByWorkflow(bench.projectId, of.workflow.id, { limit: 10 });
    expect(total).toBe(1);
    await bench.control.cancelRun(holder.projectId, holder.id);
  });
});

test('policy cancel-oldest lets the newest run have the place', async () => {
  const of = await limited({ concurrency: { limit: 1, policy: 'cancel-oldest' } });
  const runs: RunRow[] = [];
  for (let count = 0; count < 4; count += 1) runs.push(await start(of, { behave: 'wait' }));
  const [newest, ...older] = runs.toReversed();
  await Promise.all(older.map((run) => ended(run, 'cancelled')));
  await running(newest!);
  await bench.control.cancelRun(newest!.projectId, newest!.id);
});

test('a rate limit spreads the starts of runs, and loses none', async () => {
  const of = await limited({ rateLimit: { limit: 2, per: '1s' } });
  const runs = await Promise.all(Array.from({ length: 5 }, () => start(of, { behave: 'complete' })));
  const rows = await Promise.all(runs.map((run) => ended(run, 'completed')));
  const times = rows.map((row) => Number(row.admittedAt)).toSorted((one, other) => one - other);
  for (const [index, at] of times.slice(2).entries()) expect(at - (times[index] ?? 0)).toBeGreaterThanOrEqual(999);
});

describe('a run that a schedule starts', () => {
  const cron = { type: 'cron', schedule: '0 9 1 1 *' } as const;

  test('waits in Temporal for its place, and goes on when it is told', async () => {
    const of = await limited(ONE, cron);
    const holder = await running(await start(of, { behave: 'wait' }));
    const queued = await rowOf(await fire(of));
    expect(queued).toMatchObject({ status: 'pending', admittedAt: null, dispatchedAt: expect.any(Date) });
    await bench.control.cancelRun(holder.projectId, holder.id);
    await ended(queued, 'completed');
  });

  test('is told again when the first telling was lost', async () => {
    const of = await limited(ONE, cron);
    const holder = await running(await start(of, { behave: 'wait' }));
    const queued = await rowOf(await fire(of));
    await bench.database.runs.finish(holder.projectId, holder.id, { status: 'cancelled', error: null });
    await bench.database.slots.admit(of.workflow.id, null);
    await ended(queued, 'completed');
    await bench.temporal.client.workflow.getHandle(holder.temporalWorkflowId).terminate();
  });

  test('can be cancelled while it waits', async () => {
    const of = await limited(ONE, cron);
    const holder = await running(await start(of, { behave: 'wait' }));
    const queued = await rowOf(await fire(of));
    await bench.control.cancelRun(queued.projectId, queued.id);
    await ended(queued, 'cancelled');
    await bench.control.cancelRun(holder.projectId, holder.id);
  });
});

/** Fires the schedule of a workflow; answers the id of the execution that it starts. */
async function fire({ workflow }: VersionedWorkflow): Promise<string> {
  await bench.control.syncSchedule(bench.projectId, workflow.id);
  const handle = bench.temporal.client.schedule.getHandle(scheduleId(workflow.id));
  await handle.trigger();
  return await eventually(async () => (await handle.describe()).info.recentActions[0]?.action.workflow.workflowId);
}

function rowOf(temporalWorkflowId: string): Promise<RunRow> {
  return eventually(async () => (await bench.database.runs.liveAmong([temporalWorkflowId]))[0]);
}
