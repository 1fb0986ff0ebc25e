import type { Trigger } from '@perdura/definition';
import { eventually } from '@perdura/testkit';
import { type ScheduleDescription, ScheduleNotFoundError } from '@temporalio/client';
import { type Bench, openBench } from './fixtures/control-plane-bench.ts';
import { scheduleId } from './schedule-spec.ts';
import { auditSchedules } from './schedules.ts';

const DAILY: Trigger = { type: 'cron', schedule: '0 9 * * *', timezone: 'Asia/Shanghai' };

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});

afterAll(async () => {
  await bench.close();
});

test('a cron trigger becomes a schedule with its times, zone and policies', async () => {
  const trigger: Trigger = {
    ...DAILY,
    overlap: 'queue',
    catchupWindow: '1h',
    jitter: '30s',
    startAt: '2030-01-01T00:00:00Z',
    endAt: '2031-01-01T00:00:00Z',
  };
  const id = await synced(trigger);
  const schedule = await described(id);
  expect(schedule).toMatchObject({
    spec: { timezone: 'Asia/Shanghai', jitter: 30_000, startAt: new Date('2030-01-01T00:00:00Z') },
    policies: { overlap: 'BUFFER_ALL', catchupWindow: 3_600_000 },
    state: { paused: false },
    action: {
      workflowType: 'run',
      workflowId: scheduleId(id),
      taskQueue: bench.temporal.taskQueue,
      args: [{ kind: 'scheduled', projectId: bench.projectId, workflowId: id }],
    },
  });
  expect(schedule.info.nextActionTimes[0]?.toISOString()).toMatch(/^2030-01-01T01:00:/);
  const row = await bench.database.workflows.get(bench.projectId, id);
  expect(row?.scheduleApplied).toBe(row?.scheduleDesired);
});

test('defaults: skip on overlap, ten minutes of catch-up, UTC', async () => {
  const schedule = await described(await synced({ type: 'cron', schedule: '*/5 * * * *' }));
  expect(schedule).toMatchObject({
    spec: { timezone: 'UTC' },
    policies: { overlap: 'SKIP', catchupWindow: 600_000 },
  });
});

test('day of month or day of week: two calendars, as Vixie cron reads them', async () => {
  const id = await synced({ type: 'cron', schedule: '0 0 13 * 5' });
  const { spec, info } = await described(id);
  expect(spec.calendars).toHaveLength(2);
  const days = info.nextActionTimes.map((time) => [time.getUTCDate(), time.getUTCDay()]);
  expect(days.every(([date, day]) => date === 13 || day === 5)).toBe(true);
});

test('disabling pauses it, enabling wakes it, a changed trigger changes it, another trigger or deletion removes it', async () => {
  const id = await synced(DAILY);
  await bench.change(id, { enabled: false });
  await bench.control.syncSchedule(bench.projectId, id);
  expect((await described(id)).state.paused).toBe(true);
  await bench.change(id, { enabled: true, trigger: { type: 'cron', schedule: '30 8 * * *' } });
  await bench.control.syncSchedule(bench.projectId, id);
  const changed = await described(id);
  expect(changed.state.paused).toBe(false);
  expect(changed.spec.calendars).toMatchObject([{ minute: [{ start: 30 }], hour: [{ start: 8 }] }]);
  await bench.change(id, { trigger: { type: 'manual' } });
  await bench.control.syncSchedule(bench.projectId, id);
  await expect(described(id)).rejects.toThrow(ScheduleNotFoundError);

  const other = await synced(DAILY);
  await bench.database.workflows.remove(bench.projectId, other);
  await bench.control.syncSchedule(bench.projectId, other);
  await expect(described(other)).rejects.toThrow(ScheduleNotFoundError);
  expect(await bench.control.scheduleReport(other)).toBeNull();
});

test('syncs at once, with changes in between, end with the newest state', async () => {
  const id = (await bench.workflow({ trigger: DAILY })).workflow.id;
  const sync = () => bench.control.syncSchedule(bench.projectId, id);
  const rounds: Promise<void>[] = [];
  for (let hour = 0; hour < 6; hour += 1) {
    await bench.change(id, { trigger: { type: 'cron', schedule: `0 ${hour} * * *` }, enabled: hour % 2 === 1 });
    rounds.push(sync(), sync());
  }
  await Promise.all(rounds);
  const { spec, state } = await described(id);
  expect(spec.calendars).toMatchObject([{ hour: [{ start: 5 }] }]);
  expect(state.paused).toBe(false);
});

test('the audit puts right what others did to our schedules, and leaves theirs alone', async () => {
  const [removed, paused, moved, unwanted] = await Promise.all([DAILY, DAILY, DAILY, DAILY].map(synced));
  const foreignId = `cron-${removed?.replaceAll(/./g, 'f')}`;
  const { client } = bench.temporal;
  await client.schedule.getHandle(scheduleId(removed!)).delete();
  await client.schedule.getHandle(scheduleId(paused!)).pause('by hand');
  await client.schedule
    .getHandle(scheduleId(moved!))
    .update(({ spec: _spec, ...same }) => ({ ...same, spec: { cronExpressions: ['0 1 * * *'] } }));
  await bench.change(unwanted!, { trigger: { type: 'manual' } });
  await client.schedule.create({
    scheduleId: foreignId,
    spec: { intervals: [{ every: '10h' }] },
    action: { type: 'startWorkflow', workflowType: 'run', taskQueue: 'of-somebody-else' },
  });

  await eventually(async () => {
    await auditSchedules(bench.deps);
    expect((await described(removed!)).state.paused).toBe(false);
    expect((await described(paused!)).state.paused).toBe(false);
    expect((await described(moved!)).spec.calendars).toMatchObject([{ hour: [{ start: 9 }] }]);
    await expect(described(unwanted!)).rejects.toThrow(ScheduleNotFoundError);
    return true;
  });
  expect((await client.schedule.getHandle(foreignId).describe()).state.paused).toBe(false);
  await client.schedule.getHandle(foreignId).delete();
  await eventually(async () => (await auditSchedules(bench.deps)) === 0, { what: 'an audit that finds nothing' });
});

test('the audit takes schedules of every hour, and those that clocks disturb, for what they are', async () => {
  const schedules = ['* * * * *', '7,11 * * * *', '30 1-3 * * *', '*/2 0-4 * * *'];
  for (const schedule of schedules) await synced({ type: 'cron', schedule, timezone: 'Europe/Berlin' });
  await synced({ type: 'cron', schedule: '*/5 * * * *', timezone: 'Asia/Kolkata' });
  await eventually(async () => (await auditSchedules(bench.deps)) === 0, { what: 'an audit that finds nothing' });
});

test('housekeeping makes the schedule of a workflow whose save was cut short', async () => {
  const { workflow } = await bench.workflow({ trigger: DAILY });
  const keeper = bench.housekeeping();
  await eventually(() => described(workflow.id));
  await keeper.stop();
});

test('a schedule that fires becomes a run like any other', async () => {
  const worker = await bench.worker();
  const id = await synced(DAILY);
  await bench.temporal.client.schedule.getHandle(scheduleId(id)).trigger();
  const run = await eventually(async () => {
    const { items } = await bench.database.runs.listByWorkflow(bench.projectId, id, { limit: 10 });
    return items.find((item) => item.status === 'completed') ?? null;
  });
  expect(run).toMatchObject({ triggeredBy: 'cron', version: 1 });
  expect(run.temporalWorkflowId.startsWith(scheduleId(id))).toBe(true);
  const report = await bench.control.scheduleReport(id);
  expect(report).toMatchObject({ paused: false, skippedByOverlap: 0, missedCatchup: 0 });
  expect(report?.recentFires.map((fire) => fire.temporalWorkflowId)).toEqual([run.temporalWorkflowId]);
  await worker.shutdown();
});

async function synced(trigger: Trigger): Promise<string> {
  const { workflow } = await bench.workflow({ trigger });
  await bench.control.syncSchedule(bench.projectId, workflow.id);
  return workflow.id;
}

async function described(workflowId: string): Promise<ScheduleDescription> {
  return await bench.temporal.client.schedule.getHandle(scheduleId(workflowId)).describe();
}
