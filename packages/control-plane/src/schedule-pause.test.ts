import type { Trigger } from '@perdura/definition';
import { eventually } from '@perdura/testkit';
import { type Bench, openWorkedBench } from './fixtures/control-plane-bench.ts';
import { scheduleId } from './schedule-spec.ts';
import { auditSchedules } from './schedules.ts';

const DAILY: Trigger = { type: 'cron', schedule: '0 9 * * *' };

let bench: Bench;

beforeAll(async () => {
  bench = await openWorkedBench();
});

afterAll(async () => {
  await bench.close();
});

async function synced(trigger: Trigger = DAILY): Promise<string> {
  const { workflow } = await bench.workflow({ trigger });
  await bench.control.syncSchedule(bench.projectId, workflow.id);
  return workflow.id;
}

const described = (id: string) => bench.temporal.client.schedule.getHandle(scheduleId(id)).describe();
const pause = (id: string, note = '') => bench.control.pauseSchedule(bench.projectId, id, { paused: true, note });
const resume = (id: string, note = '') => bench.control.pauseSchedule(bench.projectId, id, { paused: false, note });
const rowOf = (id: string) => bench.database.workflows.get(bench.projectId, id);

test('a pause reaches Temporal with its note, makes no version, and a resume takes it back', async () => {
  const id = await synced();
  const change = await pause(id, '设备检修');
  expect(change).toMatchObject({ before: { schedulePaused: false }, after: { schedulePaused: true } });
  expect(await rowOf(id)).toMatchObject({ schedulePaused: true, scheduleNote: '设备检修', currentVersion: 1 });
  expect((await described(id)).state).toMatchObject({ paused: true, note: expect.stringMatching(/: 设备检修$/) });
  await resume(id, 'done');
  expect(await rowOf(id)).toMatchObject({ schedulePaused: false, scheduleNote: 'done' });
  expect((await described(id)).state).toMatchObject({ paused: false, note: expect.stringMatching(/: done$/) });
});

test('saying again what is so changes nothing', async () => {
  const id = await synced();
  const first = await pause(id, 'why');
  const changedAt = (await rowOf(id))?.updatedAt;
  const again = await pause(id, 'why');
  expect(again?.before).toBe(again?.after);
  expect((await rowOf(id))?.updatedAt).toEqual(changedAt);
  expect(first?.before).not.toBe(first?.after);
});

test('a pause outlives changes of the workflow, and is another matter than its being enabled', async () => {
  const id = await synced();
  await pause(id);
  await bench.change(id, { trigger: { type: 'cron', schedule: '0 8 * * *' }, enabled: false });
  await bench.change(id, { enabled: true });
  await bench.control.syncSchedule(bench.projectId, id);
  const schedule = await described(id);
  expect(schedule.state.paused).toBe(true);
  expect(schedule.spec.calendars).toMatchObject([{ hour: [{ start: 8 }] }]);
  await resume(id);
  expect((await described(id)).state.paused).toBe(false);
});

test('changes at the same time end with what was said last of each', async () => {
  const id = await synced();
  await Promise.all([
    pause(id, 'a'),
    bench.change(id, { trigger: { type: 'cron', schedule: '0 7 * * *' } }),
    pause(id, 'a'),
  ]);
  await bench.control.syncSchedule(bench.projectId, id);
  const schedule = await described(id);
  expect(schedule.state.paused).toBe(true);
  expect(schedule.spec.calendars).toMatchObject([{ hour: [{ start: 7 }] }]);
});

test('what fires although it is paused starts nothing, and says why', async () => {
  const id = await synced();
  await bench.database.schedules.setPaused(bench.projectId, (await rowOf(id))!, {
    ...{ paused: true, note: 'Temporal does not know yet', scheduleDesired: 'another' },
  });
  await bench.temporal.client.schedule.getHandle(scheduleId(id)).trigger();
  const fire = await eventually(async () => {
    const { items } = await bench.database.scheduleFires.list(bench.projectId, id, {}, { limit: 5 });
    return items[0] ?? null;
  });
  expect(fire).toMatchObject({
    outcome: 'skipped',
    runId: null,
    reason: 'the schedule is paused: Temporal does not know yet',
  });
  expect((await bench.database.runs.listByWorkflow(bench.projectId, id, { limit: 5 })).items).toEqual([]);
});

test('a workflow without a schedule, or of another project, cannot be paused', async () => {
  const { workflow } = await bench.workflow();
  expect(await pause(workflow.id)).toBeNull();
  expect(await bench.control.pauseSchedule('f'.repeat(24), await synced(), { paused: true, note: '' })).toBeNull();
});

test('a pause while Temporal is away is brought to it by housekeeping', async () => {
  const id = await synced();
  const row = await rowOf(id);
  await bench.database.schedules.setPaused(bench.projectId, row!, { paused: true, note: '', scheduleDesired: 'x' });
  expect((await described(id)).state.paused).toBe(false);
  const keeper = bench.housekeeping();
  await eventually(async () => (await described(id)).state.paused);
  await keeper.stop();
});

test('the audit finds hand edits that a listing does not show', async () => {
  const [overlap, window, action] = await Promise.all([synced(), synced(), synced()]);
  const edit = (id: string, change: (schedule: Awaited<ReturnType<typeof described>>) => object) =>
    bench.temporal.client.schedule
      .getHandle(scheduleId(id))
      .update((schedule) => ({ ...schedule, ...change(schedule as never) }) as never);
  await edit(overlap, ({ policies }) => ({ policies: { ...policies, overlap: 'ALLOW_ALL' } }));
  await edit(window, ({ policies }) => ({ policies: { ...policies, catchupWindow: '5m' } }));
  await edit(action, ({ action: own }) => ({ action: { ...own, taskQueue: 'nobody-polls-this' } }));
  await eventually(async () => {
    await auditSchedules(bench.deps);
    expect((await described(overlap)).policies.overlap).toBe('SKIP');
    expect((await described(window)).policies.catchupWindow).toBe(600_000);
    expect((await described(action)).action.taskQueue).toBe(bench.temporal.taskQueue);
    return true;
  });
  await eventually(async () => (await auditSchedules(bench.deps)) === 0, { what: 'an audit that finds nothing' });
});
