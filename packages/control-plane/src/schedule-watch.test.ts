import type { FireRow, RunRow, ScheduleState } from '@perdura/database';
import type { OverlapPolicy, Trigger } from '@perdura/definition';
import { eventually } from '@perdura/testkit';
import { type Bench, openWorkedBench } from './fixtures/control-plane-bench.ts';
import { scheduleId } from './schedule-spec.ts';
import { watchSchedules } from './schedule-watch.ts';

const MINUTE_MS = 60_000;
/** A stretch of the past on whole minutes, two hours ago: no schedule of these tests fires by itself. */
const START = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 120 * MINUTE_MS;
const minute = (n: number) => new Date(START + n * MINUTE_MS);

let bench: Bench;

beforeAll(async () => {
  bench = await openWorkedBench();
});

afterAll(async () => {
  await bench.close();
});

interface Scene {
  id: string;
  /** Has Temporal fire these minutes, under the policy of the schedule. */
  fire(from: number, to: number): Promise<void>;
  look(): Promise<void>;
  /** `minute outcome`, oldest first. */
  outcomes(): Promise<string[]>;
  fires(): Promise<FireRow[]>;
  runs(): Promise<RunRow[]>;
  started(count: number): Promise<RunRow[]>;
}

interface SceneOptions {
  overlap?: OverlapPolicy;
  behave?: 'complete' | 'wait';
  minutes?: number;
  schedule?: string;
  enabled?: boolean;
}

/** A schedule that fires in the past alone, watched from its first minute on. */
async function scene(options: SceneOptions = {}): Promise<Scene> {
  const { overlap = 'skip', behave = 'complete', minutes = 3, schedule = '* * * * *', enabled = true } = options;
  const bounds = { startAt: minute(1).toISOString(), endAt: minute(minutes).toISOString() };
  const trigger: Trigger = { type: 'cron', schedule, overlap, ...bounds };
  const { workflow } = await bench.workflow({ trigger, enabled, policies: { tags: [behave] } });
  const { id } = workflow;
  await bench.control.syncSchedule(bench.projectId, id);
  await watchFrom(id, minute(0), { trigger, enabled, paused: false, note: '' });
  const handle = bench.temporal.client.schedule.getHandle(scheduleId(id));
  const fires = async () => {
    const { items } = await bench.database.scheduleFires.list(bench.projectId, id, {}, { limit: 200 });
    return items.reverse();
  };
  const runs = async () => {
    const { items } = await bench.database.runs.listByWorkflow(bench.projectId, id, { limit: 200 });
    return items.reverse();
  };
  return {
    id,
    fire: (from, to) => handle.backfill({ start: new Date(minute(from).getTime() - 1), end: minute(to) }),
    look: async () => {
      await watchSchedules(bench.deps, new AbortController().signal);
    },
    fires,
    runs,
    outcomes: async () => (await fires()).map(({ at, outcome }) => `${(at.getTime() - START) / MINUTE_MS} ${outcome}`),
    started: (count) => eventually(async () => ((await runs()).length >= count ? runs() : null)),
  };
}

async function watchFrom(id: string, settledUntil: Date, state: ScheduleState): Promise<void> {
  const row = await bench.database.workflows.get(bench.projectId, id);
  const hash = row?.scheduleDesired ?? '';
  const counts = { missedCatchup: 0, skippedOverlap: 0 };
  await bench.database.scheduleWatches.save(id, { settledUntil, dueAt: new Date(0), hash, state, ...counts });
}

async function watchOf(id: string) {
  return (await bench.database.scheduleWatches.due(200)).find(({ workflowId }) => workflowId === id) ?? null;
}

/** Looks again, although nothing is due. */
async function lookAgain({ id, look }: Scene): Promise<void> {
  await bench.database.scheduleWatches.postpone(id, new Date(0));
  await look();
}

test('overlap skip: what comes while a run is live is skipped, and says which run that was', async () => {
  const it = await scene({ overlap: 'skip', behave: 'wait' });
  await it.fire(1, 3);
  const [run] = await it.started(1);
  await eventually(async () => {
    await lookAgain(it);
    return (await it.outcomes()).length === 3;
  });
  expect(await it.outcomes()).toEqual(['1 started', '2 skipped', '3 skipped']);
  const [first, second] = await it.fires();
  expect(first).toMatchObject({ runId: run?.id, reason: '', backfill: false });
  expect(second).toMatchObject({ runId: null, reason: `run ${run?.id} of another fire was live (overlap: skip)` });
  await bench.control.cancelRun(bench.projectId, run?.id ?? '');
});

test('overlap allow: all run at once', async () => {
  const it = await scene({ overlap: 'allow', behave: 'wait' });
  await it.fire(1, 3);
  const runs = await it.started(3);
  await eventually(async () => (await it.runs()).every(({ status }) => status === 'running'));
  await it.look();
  expect(await it.outcomes()).toEqual(['1 started', '2 started', '3 started']);
  await Promise.all(runs.map((run) => bench.control.cancelRun(bench.projectId, run.id)));
});

test('overlap queue: each waits for the one before, and is not taken for missed meanwhile', async () => {
  const it = await scene({ overlap: 'queue', behave: 'wait' });
  await it.fire(1, 3);
  const [first] = await it.started(1);
  await it.look();
  expect(await it.outcomes()).toEqual(['1 started']);
  await bench.control.cancelRun(bench.projectId, first?.id ?? '');
  const [, second] = await it.started(2);
  await lookAgain(it);
  expect(await it.outcomes()).toEqual(['1 started', '2 started']);
  await bench.control.cancelRun(bench.projectId, second?.id ?? '');
  const [, , third] = await it.started(3);
  expect(await it.outcomes()).toEqual(['1 started', '2 started', '3 started']);
  await bench.control.cancelRun(bench.projectId, third?.id ?? '');
});

test('overlap cancel-running: a newer fire ends the run of an older one, and the last one wins', async () => {
  const it = await scene({ overlap: 'cancel-running', behave: 'wait' });
  await it.fire(1, 1);
  const [first] = await it.started(1);
  await eventually(async () => first && (await bench.row(first)).status === 'running');
  await it.fire(2, 3);
  const [, last] = await it.started(2);
  await eventually(async () => first && (await bench.row(first)).status === 'cancelled');
  await eventually(async () => {
    await lookAgain(it);
    return (await it.outcomes()).length === 3;
  });
  expect(await it.outcomes()).toEqual(['1 started', '2 skipped', '3 started']);
  expect((await it.fires())[1]?.reason).toBe('a later fire took its place');
  await bench.control.cancelRun(bench.projectId, last?.id ?? '');
});

test('two hours without the schedule in Temporal: every time is noted as missed, once', async () => {
  const it = await scene({ schedule: '*/5 * * * *', minutes: 100 });
  await Promise.all([it.look(), it.look()]);
  await lookAgain(it);
  const fires = await it.fires();
  expect(fires.length).toBeGreaterThanOrEqual(19);
  expect(new Set(fires.map(({ outcome }) => outcome))).toEqual(new Set(['missed']));
  expect(fires.every(({ reason }) => reason.startsWith('Temporal did not fire it'))).toBe(true);
  expect(await watchOf(it.id)).toBeNull();
});

test('a fire that comes after all is no longer missed', async () => {
  const it = await scene();
  await it.look();
  expect(await it.outcomes()).toEqual(['1 missed', '2 missed', '3 missed']);
  await it.fire(2, 2);
  await it.started(1);
  expect(await it.outcomes()).toEqual(['1 missed', '2 started', '3 missed']);
});

test('times of a disabled workflow are skipped', async () => {
  const it = await scene({ enabled: false });
  await it.look();
  expect(await it.fires()).toMatchObject([
    { outcome: 'skipped', reason: 'the workflow is disabled' },
    { outcome: 'skipped' },
    { outcome: 'skipped' },
  ]);
});

test('what came before a change is judged as it was then', async () => {
  const it = await scene({ minutes: 100 });
  const row = await bench.database.workflows.get(bench.projectId, it.id);
  const trigger = row?.trigger ?? { type: 'manual' };
  const paused = { hash: 'of before', state: { trigger, enabled: true, paused: true, note: '停电检修' } };
  const counts = { missedCatchup: 0, skippedOverlap: 0 };
  await bench.database.scheduleWatches.save(it.id, {
    ...{ settledUntil: minute(97), dueAt: new Date(0), ...paused, ...counts },
  });
  await eventually(async () => {
    await it.look();
    return (await watchOf(it.id)) === null;
  });
  expect(await it.fires()).toMatchObject([
    { outcome: 'skipped', reason: 'the schedule is paused: 停电检修' },
    { outcome: 'skipped' },
    { outcome: 'skipped' },
  ]);
});

test('a new schedule is watched from its making on', async () => {
  const { workflow } = await bench.workflow({ trigger: { type: 'cron', schedule: '0 0 1 1 *' } });
  await eventually(async () => {
    await watchSchedules(bench.deps, new AbortController().signal);
    return (await watchOf(workflow.id)) === null;
  });
  expect((await bench.database.scheduleFires.list(bench.projectId, workflow.id, {}, { limit: 5 })).items).toEqual([]);
});

test('a long silence of a frequent schedule is told by one row and its newest thousand', async () => {
  const longAgo = START - 3_000 * MINUTE_MS;
  const bounds = { startAt: new Date(longAgo).toISOString(), endAt: minute(0).toISOString() };
  const trigger: Trigger = { type: 'cron', schedule: '* * * * *', ...bounds };
  const { workflow } = await bench.workflow({ trigger, enabled: false });
  const state = { trigger, enabled: false, paused: false, note: '' };
  await watchFrom(workflow.id, new Date(longAgo - 1), state);
  await watchSchedules(bench.deps, new AbortController().signal);
  const page = await bench.database.scheduleFires.list(bench.projectId, workflow.id, {}, { limit: 1 });
  expect(page).toMatchObject({ total: 1_000, items: [{ at: minute(0) }] });
  const oldest = { before: new Date(longAgo + MINUTE_MS) };
  const { items } = await bench.database.scheduleFires.list(bench.projectId, workflow.id, oldest, { limit: 1 });
  expect(items[0]?.reason).toMatch(/^the workflow is disabled; as were the 2001 times after it until /);
});
