import type { Trigger, WorkflowPolicies } from '@perdura/definition';
import { eventually } from '@perdura/testkit';
import { type Bench, openWorkedBench } from './fixtures/control-plane-bench.ts';
import type { BackfillRequest } from './schedule-backfill.ts';

const HOURLY: Trigger = { type: 'cron', schedule: '0 * * * *' };
const WEEK = { from: new Date('2026-03-01T00:00:00Z'), until: new Date('2026-03-08T00:00:00Z') };
const DAY = { from: new Date('2026-03-01T00:00:00Z'), until: new Date('2026-03-02T00:00:00Z') };

let bench: Bench;

beforeAll(async () => {
  bench = await openWorkedBench();
});

afterAll(async () => {
  await bench.close();
});

async function scheduled(trigger: Trigger = HOURLY, policies: WorkflowPolicies = {}) {
  return await bench.workflow({ trigger, policies });
}

type Versioned = Awaited<ReturnType<typeof scheduled>>;

async function backfill(of: Versioned, request: Partial<BackfillRequest> = {}) {
  const answer = await bench.control.backfillSchedule(of, { ...DAY, startedBy: null, ...request });
  if (answer.kind !== 'accepted') throw new Error(answer.kind);
  return answer;
}

async function runsOf({ workflow }: Versioned) {
  const { items, total } = await bench.database.runs.listByWorkflow(bench.projectId, workflow.id, { limit: 200 });
  return { items: items.reverse(), total };
}

async function firesOf({ workflow }: Versioned) {
  const { items } = await bench.database.scheduleFires.list(bench.projectId, workflow.id, {}, { limit: 200 });
  return items.reverse();
}

test('a week of an hourly schedule: a run for each hour, each once, also when it is asked for three times at once', async () => {
  const it = await scheduled();
  const answers = await Promise.all([1, 2, 3].map(() => backfill(it, WEEK)));
  expect(answers.map(({ fires }) => fires.length)).toEqual([168, 168, 168]);
  expect(answers.map(({ started }) => started).toSorted((a, b) => b - a)).toEqual([168, 0, 0]);
  const [first, ...others] = answers.map(({ runIds }) => runIds);
  expect(new Set(first).size).toBe(168);
  for (const other of others) expect(other).toEqual(first);
  const { items, total } = await runsOf(it);
  expect(total).toBe(168);
  expect(items.map(({ id }) => id)).toEqual(first);
  const scheduledAt = items.map(({ triggerData }) => ('value' in triggerData ? triggerData.value : null));
  expect(scheduledAt[0]).toEqual({ scheduledAt: '2026-03-01T01:00:00.000Z', backfill: true });
  expect(scheduledAt.at(-1)).toEqual({ scheduledAt: '2026-03-08T00:00:00.000Z', backfill: true });
  expect(items.every(({ triggeredBy, priority }) => triggeredBy === 'cron' && priority === 4)).toBe(true);
  expect((await firesOf(it)).every((fire) => fire.backfill && fire.outcome === 'started')).toBe(true);
});

test('the runs come one after the other, the oldest time first', async () => {
  const it = await scheduled();
  await backfill(it, { until: new Date('2026-03-01T06:00:00Z') });
  const keeper = bench.housekeeping();
  const runs = await eventually(async () => {
    const { items } = await runsOf(it);
    return items.every(({ status }) => status === 'completed') ? items : null;
  });
  await keeper.stop();
  expect(runs).toHaveLength(6);
  for (const [index, run] of runs.entries()) {
    const before = runs[index - 1]?.completedAt ?? new Date(0);
    expect(run.admittedAt?.getTime()).toBeGreaterThanOrEqual(before.getTime());
  }
});

test('where runs may overlap all start at once, and a number limits them', async () => {
  const it = await scheduled({ ...HOURLY, overlap: 'allow' });
  await backfill(it, { until: new Date('2026-03-01T03:00:00Z') });
  expect((await runsOf(it)).items.map(({ slotKey, admittedAt }) => [slotKey, admittedAt !== null])).toEqual([
    ...[
      [null, true],
      [null, true],
      [null, true],
    ],
  ]);
  const other = await scheduled({ ...HOURLY, overlap: 'allow' });
  await backfill(other, { until: new Date('2026-03-01T05:00:00Z'), concurrency: 2 });
  const admitted = (await runsOf(other)).items.filter(({ admittedAt }) => admittedAt !== null);
  expect(admitted).toHaveLength(2);
});

test('the limit of the workflow itself holds, and lets wait whatever its policy is', async () => {
  const it = await scheduled(HOURLY, { concurrency: { limit: 3, policy: 'skip' } });
  const { started } = await backfill(it, { until: new Date('2026-03-01T06:00:00Z') });
  expect(started).toBe(6);
  const { items } = await runsOf(it);
  expect(new Set(items.map(({ slotKey }) => slotKey))).toEqual(new Set([`${it.workflow.id}:`]));
  expect(items.filter(({ admittedAt }) => admittedAt !== null)).toHaveLength(3);
});

test('times that fired are left out, unless they are to be run again; a key makes that happen once', async () => {
  const it = await scheduled();
  const { workflow } = it;
  const nominalTime = new Date('2026-03-01T02:00:00Z');
  const opened = await bench.control.openScheduled({
    ...{ projectId: bench.projectId, workflowId: workflow.id, nominalTime },
    ...{ temporalWorkflowId: `cron-${workflow.id}-x`, temporalRunId: 'x' },
  });
  const firedId = 'run' in opened ? opened.run.id : '';
  const until = new Date('2026-03-01T03:00:00Z');
  const first = await backfill(it, { until });
  expect(first).toMatchObject({ started: 2, runIds: [expect.any(String), firedId, expect.any(String)] });
  const idempotency = { key: 'again', bodyHash: 'h' };
  const again = await backfill(it, { until, again: true, idempotency });
  expect(again.started).toBe(3);
  expect(again.runIds.some((id) => first.runIds.includes(id))).toBe(false);
  const repeat = await backfill(it, { until, again: true, idempotency });
  expect(repeat).toMatchObject({ started: 0, runIds: again.runIds });
  await expect(backfill(it, { until, again: true, idempotency: { key: 'again', bodyHash: 'other' } })).rejects.toThrow(
    'again',
  );
  expect((await runsOf(it)).total).toBe(6);
});

test('too many times, or none, or no schedule', async () => {
  const minutely = await scheduled({ type: 'cron', schedule: '* * * * *' });
  expect(await bench.control.backfillSchedule(minutely, { ...DAY, startedBy: null })).toEqual({ kind: 'too-many' });
  expect((await runsOf(minutely)).total).toBe(0);
  const yearly = await scheduled({ type: 'cron', schedule: '@yearly' });
  expect(await backfill(yearly)).toEqual({ kind: 'accepted', fires: [], started: 0, runIds: [] });
  const manual = await bench.workflow();
  expect(await bench.control.backfillSchedule(manual, { ...DAY, startedBy: null })).toEqual({ kind: 'no-schedule' });
});

test('it keeps to the start and the end of the trigger', async () => {
  const bounds = { startAt: '2026-03-01T10:00:00Z', endAt: '2026-03-01T12:00:00Z' };
  const { fires } = await backfill(await scheduled({ ...HOURLY, ...bounds }));
  expect(fires.map((at) => at.getUTCHours())).toEqual([10, 11, 12]);
});
