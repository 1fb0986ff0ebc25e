import { fireTimesUntil, type Trigger, upcomingFires } from '@perdura/definition';
import { type Bench, openBench } from './fixtures/control-plane-bench.ts';
import { type CronTrigger, runSchedule } from './schedule-spec.ts';

/** When the schedules of these tests are made. */
const NOW = new Date('2026-01-01T00:00:00Z');

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});

afterAll(async () => {
  await bench.close();
});

/** What Temporal itself says of when its schedule matches. */
async function inTemporal<Result>(
  trigger: CronTrigger,
  work: (matching: (from: Date, until: Date) => Promise<Date[]>) => Promise<Result>,
): Promise<Result> {
  const { client, namespace, taskQueue } = bench.temporal;
  const { workflow } = await bench.workflow({ trigger, enabled: false });
  const handle = await client.schedule.create(runSchedule(workflow, trigger, taskQueue, NOW));
  const result = await work(async (from, until) => {
    const bounds = { startTime: timestampOf(from), endTime: timestampOf(until) };
    const place = { namespace, scheduleId: handle.scheduleId };
    const found = await client.workflowService.listScheduleMatchingTimes({ ...place, ...bounds });
    return found.startTime.map(({ seconds }) => new Date(Number(seconds) * 1_000));
  });
  await handle.delete();
  return result;
}

function timestampOf(time: Date) {
  return { seconds: Math.floor(time.getTime() / 1_000) as unknown as Long };
}

type Long = NonNullable<
  NonNullable<
    Parameters<Bench['temporal']['client']['workflowService']['listScheduleMatchingTimes']>[0]['startTime']
  >['seconds']
>;

async function compare(trigger: Trigger, from: string, until: string): Promise<Date[]> {
  if (trigger.type !== 'cron') throw new Error('a cron trigger is needed');
  const [first, last] = [new Date(from), new Date(until)];
  const ours = fireTimesUntil(trigger, first, last, 10_000);
  const theirs = await inTemporal(trigger, (matching) => matching(first, last));
  expect(theirs.map((time) => time.toISOString())).toEqual(ours.map((time) => time.toISOString()));
  return ours;
}

test.each([
  ['America/New_York', '2026-03-07T12:00:00Z', '2026-03-09T12:00:00Z', 47 * 2 + 2],
  ['America/New_York', '2026-10-31T12:00:00Z', '2026-11-02T12:00:00Z', 96],
  ['Europe/Berlin', '2026-03-28T12:00:00Z', '2026-03-30T12:00:00Z', 96],
  ['Europe/Berlin', '2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z', 96],
  ['Australia/Lord_Howe', '2026-04-04T00:00:00Z', '2026-04-06T00:00:00Z', 96],
])('around a change of the clocks in %s, from %s, Temporal fires when we say', async (timezone, from, until, count) => {
  expect(await compare({ type: 'cron', schedule: '*/30 * * * *', timezone }, from, until)).toHaveLength(count);
});

test.each([
  ['30 2 * * *', 'America/New_York', '2026-03-06T00:00:00Z', '2026-03-11T00:00:00Z', 4],
  ['30 1 * * *', 'America/New_York', '2026-10-30T00:00:00Z', '2026-11-04T00:00:00Z', 6],
  ['30 2 * * *', 'Europe/Berlin', '2026-03-27T00:00:00Z', '2026-04-01T00:00:00Z', 4],
  ['30 2 * * *', 'Europe/Berlin', '2026-10-23T00:00:00Z', '2026-10-28T00:00:00Z', 6],
])(
  '%s in %s from %s is left out in spring and comes twice in autumn',
  async (schedule, timezone, from, until, count) => {
    expect(await compare({ type: 'cron', schedule, timezone }, from, until)).toHaveLength(count);
  },
);

test.each([
  ['* * * * *', 'Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T06:00:00Z'],
  ['* * * * *', 'America/New_York', '2026-11-01T03:00:00Z', '2026-11-01T11:00:00Z'],
  ['*/7 1-3 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z'],
  ['30,45 1 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z'],
  ['10,50 1 25 10 0', 'Europe/London', '2026-10-23T12:00:00Z', '2026-10-27T12:00:00Z'],
  ['15 0-4 * * *', 'Australia/Lord_Howe', '2026-04-04T00:00:00Z', '2026-04-06T00:00:00Z'],
  ['40 * * * *', 'Africa/Cairo', '2026-10-29T12:00:00Z', '2026-10-31T12:00:00Z'],
  ['*/20 23,0 * * *', 'Asia/Beirut', '2026-10-23T12:00:00Z', '2026-10-26T12:00:00Z'],
  ['5,25 1-3 * * *', 'Pacific/Auckland', '2027-04-03T00:00:00Z', '2027-04-04T12:00:00Z'],
])(
  '%s in %s from %s: no time is lost, moved or made up where clocks go back',
  async (schedule, timezone, from, until) => {
    await compare({ type: 'cron', schedule, timezone }, from, until);
  },
);

test.each(['* * * * *', '*/7 1-3 * * *', '30,45 1,2 * * *'])(
  'around a change %s fires as it says from whatever moment on Temporal looks',
  async (schedule) => {
    const trigger: CronTrigger = { type: 'cron', schedule, timezone: 'Europe/Berlin' };
    const begin = Date.parse('2026-10-24T23:10:00Z');
    await inTemporal(trigger, async (matching) => {
      for (let minutes = 0; minutes < 180; minutes += 17) {
        const from = new Date(begin + minutes * 60_000);
        const until = new Date(from.getTime() + 7_200_000);
        const theirs = await matching(from, until);
        const ours = fireTimesUntil(trigger, from, until, 1_000);
        expect(theirs.map((time) => time.toISOString())).toEqual(ours.map((time) => time.toISOString()));
      }
    });
  },
);

test.each([
  ['0 0 13 * 5', 'UTC'],
  ['15 */6 1-7/2 */3 mon-wed', 'Asia/Shanghai'],
  ['5 4 */10 * 7', 'Asia/Kolkata'],
  ['0 12 29 2 *', 'Europe/Berlin'],
  ['@weekly', 'America/Sao_Paulo'],
  ['59 23 31 * *', 'Pacific/Auckland'],
])('%s in %s: Temporal and we name the same times of two years', async (schedule, timezone) => {
  await compare({ type: 'cron', schedule, timezone }, '2026-01-01T00:00:00Z', '2028-03-01T00:00:00Z');
});

test('start and end of a trigger belong to it for both', async () => {
  const bounds = { startAt: '2026-01-01T03:00:00Z', endAt: '2026-01-01T05:00:00Z' };
  const found = await compare(
    { type: 'cron', schedule: '0 * * * *', ...bounds },
    '2026-01-01T00:00:00Z',
    '2026-01-02T00:00:00Z',
  );
  expect(found).toHaveLength(3);
});

test('the next times of a schedule in Temporal are ours', async () => {
  const trigger = { type: 'cron', schedule: '*/7 5-9 * * *', timezone: 'Asia/Kathmandu' } as const;
  const { workflow } = await bench.workflow({ trigger });
  await bench.control.syncSchedule(bench.projectId, workflow.id);
  const report = await bench.control.scheduleReport(workflow.id);
  const [first] = report?.nextFires ?? [];
  const after = new Date((first?.getTime() ?? 0) - 1);
  expect(report?.nextFires).toEqual(upcomingFires(trigger, after, report?.nextFires.length ?? 0));
  expect(report?.nextFires.length).toBeGreaterThan(5);
});
