import { pausedReason } from './scheduled-runs.ts';
import { newProject, newWorkflow, useDatabase } from './testing/fixtures.ts';

const held = useDatabase();
const at = (hour: number) => new Date(Date.UTC(2026, 3, 12, hour));
const page = { limit: 50 };

async function scene() {
  const project = await newProject(held.database);
  const { workflow } = await newWorkflow(held.database, project, { trigger: { type: 'cron', schedule: '0 * * * *' } });
  const { projectId } = project;
  const fire = (hour: number) => ({
    ...{ projectId, workflowId: workflow.id, nominalTime: at(hour) },
    ...{ temporalWorkflowId: `cron-${workflow.id}-${hour}`, temporalRunId: 'r' },
  });
  const list = async () => {
    const { items } = await held.database.scheduleFires.list(projectId, workflow.id, {}, page);
    return items.map(({ at: time, outcome }) => `${time.getUTCHours()} ${outcome}`);
  };
  return { projectId, workflow, id: workflow.id, fire, list };
}

test('a fire is noted with its run, once, however often it is opened', async () => {
  const { fire, list, projectId, id } = await scene();
  const [first, again] = [
    await held.database.runs.openScheduled(fire(9)),
    await held.database.runs.openScheduled(fire(9)),
  ];
  expect('run' in first && 'run' in again && first.run.id === again.run.id).toBe(true);
  expect(await list()).toEqual(['9 started']);
  const { items } = await held.database.scheduleFires.list(projectId, id, {}, page);
  expect(items[0]).toMatchObject({ runId: 'run' in first ? first.run.id : '', reason: '', backfill: false });
});

test('what was missed may be skipped or started after all, and what was started stays so', async () => {
  const { fire, list, projectId, id } = await scene();
  const fires = held.database.scheduleFires;
  const missed = [8, 9, 10].map((hour) => ({ at: at(hour), outcome: 'missed' as const, reason: 'away' }));
  expect(await fires.note(id, missed)).toBe(3);
  expect(await fires.note(id, missed)).toBe(0);
  await fires.skip(projectId, id, at(9), 'busy');
  await held.database.runs.openScheduled(fire(10));
  await fires.skip(projectId, id, at(10), 'busy');
  expect(await list()).toEqual(['10 started', '9 skipped', '8 missed']);
  expect(await fires.known(id, [at(8), at(11)])).toEqual(new Set([at(8).getTime()]));
});

test('a paused schedule opens no run, and says why', async () => {
  const { fire, list, projectId, workflow } = await scene();
  const change = { paused: true, note: 'why', scheduleDesired: 'x' };
  expect(await held.database.schedules.setPaused(projectId, workflow, change)).toBe(true);
  expect(await held.database.schedules.setPaused(projectId, workflow, change)).toBe(false);
  expect(await held.database.runs.openScheduled(fire(9))).toEqual({ skipped: pausedReason('why') });
  expect(await list()).toEqual(['9 skipped']);
  expect(await held.database.schedules.firing(projectId, 10)).toEqual([]);
});

test('old fires go, and of each workflow all but the newest', async () => {
  const { list, id } = await scene();
  const fires = held.database.scheduleFires;
  const missed = [1, 2, 3, 4, 5].map((hour) => ({ at: at(hour), outcome: 'missed' as const, reason: 'away' }));
  await fires.note(id, missed);
  expect(await fires.prune(at(2), 1_000)).toBeGreaterThanOrEqual(1);
  expect(await list()).toEqual(['5 missed', '4 missed', '3 missed', '2 missed']);
  await fires.prune(new Date(0), 2);
  expect(await list()).toEqual(['5 missed', '4 missed']);
});

test('a schedule is looked at when it is due or has changed, and no longer once it is gone', async () => {
  const { id, workflow, projectId } = await scene();
  const watches = held.database.scheduleWatches;
  const find = async () => (await watches.due(1_000)).find(({ workflowId }) => workflowId === id);
  await held.database.workflows.update(projectId, id, { userId: workflow.userId, scheduleDesired: 'h' });
  expect(await find()).toMatchObject({ watch: null, hash: 'h' });
  const state = { trigger: workflow.trigger, enabled: true, paused: false, note: '' };
  const watch = { settledUntil: at(1), hash: 'h', state, missedCatchup: 1, skippedOverlap: null };
  await watches.save(id, { ...watch, dueAt: new Date(0) });
  expect(await find()).toMatchObject({ watch: { ...watch, dueAt: new Date(0) } });
  await watches.postpone(id, new Date('9999-01-01'));
  expect(await find()).toBeUndefined();
  await held.database.workflows.update(projectId, id, { userId: workflow.userId, scheduleDesired: 'other' });
  expect(await find()).toMatchObject({ hash: 'other', watch: { hash: 'h' } });
  await held.database.workflows.remove(projectId, id);
  expect(await find()).toBeUndefined();
  expect(await watches.forget()).toBeGreaterThanOrEqual(1);
});
