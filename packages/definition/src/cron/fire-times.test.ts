import { Cron as Croner } from 'croner';
import fc from 'fast-check';
import { type FiringTimes, fireTimes, fireTimesUntil, triggerDurationMs, upcomingFires } from './fire-times.ts';
import { nextFires } from './next-fires.ts';
import { parseCron } from './parse-cron.ts';
import { zonedText } from './time-zones.ts';

const iso = (times: Date[]) => times.map((time) => time.toISOString());
const at = (text: string) => new Date(text);

test('the start and the end of a trigger belong to it', () => {
  const trigger: FiringTimes = {
    schedule: '0 * * * *',
    startAt: '2026-01-01T03:00:00Z',
    endAt: '2026-01-01T05:00:00Z',
  };
  const expected = ['2026-01-01T03:00:00.000Z', '2026-01-01T04:00:00.000Z', '2026-01-01T05:00:00.000Z'];
  expect(iso(upcomingFires(trigger, at('2020-01-01T00:00:00Z'), 10))).toEqual(expected);
  expect(iso(upcomingFires(trigger, at('2026-01-01T03:00:00Z'), 10))).toEqual(expected.slice(1));
  expect(upcomingFires(trigger, at('2026-01-01T05:00:00Z'), 10)).toEqual([]);
});

test('a stretch begins after its first moment and ends with its last, and is cut at its limit', () => {
  const daily: FiringTimes = { schedule: '@daily' };
  const [from, until] = [at('2026-01-01T00:00:00Z'), at('2026-01-04T00:00:00Z')];
  const days = ['2026-01-02T00:00:00.000Z', '2026-01-03T00:00:00.000Z', '2026-01-04T00:00:00.000Z'];
  expect(iso(fireTimesUntil(daily, from, until, 100))).toEqual(days);
  expect(iso(fireTimesUntil(daily, from, until, 2))).toEqual(days.slice(0, 2));
  expect(fireTimesUntil(daily, until, from, 100)).toEqual([]);
  expect(upcomingFires(daily, from, 0)).toEqual([]);
});

test('a schedule that never comes ends', () => {
  expect([...fireTimes({ schedule: '0 0 30 2 *' }, at('2026-01-01T00:00:00Z'))]).toEqual([]);
});

test('what is no schedule, no zone or no duration is told', () => {
  expect(() => upcomingFires({ schedule: 'daily' }, new Date(), 1)).toThrow('expected five fields of cron');
  expect(() => upcomingFires({ schedule: '@daily', timezone: 'Mars/Base' }, new Date(), 1)).toThrow(RangeError);
  expect(triggerDurationMs('PT10M')).toBe(600_000);
  expect(() => triggerDurationMs('soon')).toThrow('expected a duration');
});

test.each([
  ['UTC', '2026-07-01T12:00:00.000Z'],
  ['America/New_York', '2026-07-01T08:00:00-04:00'],
  ['Europe/Berlin', '2026-07-01T14:00:00+02:00'],
  ['Asia/Kolkata', '2026-07-01T17:30:00+05:30'],
  ['America/St_Johns', '2026-07-01T09:30:00-02:30'],
])('a time reads as the clocks of %s show it', (zone, text) => {
  expect(zonedText(at('2026-07-01T12:00:00Z'), zone)).toBe(text);
  expect(new Date(text)).toEqual(at('2026-07-01T12:00:00Z'));
});

/** Local time of each change of the clocks, an hour around it, and what a schedule of every half hour does there. */
describe.each([
  {
    zone: 'America/New_York',
    spring: ['2026-03-08T01:00:00-05:00', '2026-03-08T01:30:00-05:00', '2026-03-08T03:00:00-04:00'],
    autumn: [
      ...['2026-11-01T00:30:00-04:00', '2026-11-01T01:00:00-04:00', '2026-11-01T01:30:00-04:00'],
      ...['2026-11-01T01:00:00-05:00', '2026-11-01T01:30:00-05:00', '2026-11-01T02:00:00-05:00'],
    ],
    missing: ['30 2 8 3 *', '2027-03-08T02:30:00-05:00'],
  },
  {
    zone: 'Europe/Berlin',
    spring: ['2026-03-29T01:00:00+01:00', '2026-03-29T01:30:00+01:00', '2026-03-29T03:00:00+02:00'],
    autumn: [
      ...['2026-10-25T01:30:00+02:00', '2026-10-25T02:00:00+02:00', '2026-10-25T02:30:00+02:00'],
      ...['2026-10-25T02:00:00+01:00', '2026-10-25T02:30:00+01:00', '2026-10-25T03:00:00+01:00'],
    ],
    missing: ['30 2 29 3 *', '2027-03-29T02:30:00+02:00'],
  },
  {
    zone: 'Australia/Lord_Howe',
    spring: ['2026-10-04T01:00:00+10:30', '2026-10-04T01:30:00+10:30', '2026-10-04T02:30:00+11:00'],
    autumn: [
      ...['2026-04-05T01:00:00+11:00', '2026-04-05T01:30:00+11:00'],
      ...['2026-04-05T01:30:00+10:30', '2026-04-05T02:00:00+10:30'],
    ],
    missing: ['15 2 4 10 *', '2027-10-04T02:15:00+11:00'],
  },
])('the clocks of $zone change', ({ zone, spring, autumn, missing }) => {
  const around = (times: string[]) => {
    const first = at(times[0] ?? '');
    const found = upcomingFires(
      { schedule: '*/30 * * * *', timezone: zone },
      new Date(first.getTime() - 1),
      times.length,
    );
    return found.map((time) => zonedText(time, zone));
  };

  test('in spring what is left out does not fire', () => {
    expect(around(spring)).toEqual(spring);
    const [schedule = '', next] = missing;
    const [found] = upcomingFires({ schedule, timezone: zone }, at('2026-01-01T00:00:00Z'), 1);
    expect(zonedText(found ?? new Date(0), zone)).toBe(next);
  });

  test('in autumn what comes twice fires twice', () => {
    expect(around(autumn)).toEqual(autumn);
  });
});

const TEN_YEARS = { from: at('2026-01-01T00:00:00Z'), until: at('2036-01-01T00:00:00Z') };

/** Fields that few times of a day, but any days, fit: ten years of them are a list that can be compared. */
const value = (low: number, high: number) => fc.integer({ min: low, max: high });
const range = (low: number, high: number) =>
  fc.tuple(value(low, high), value(low, high)).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
const dayField = (low: number, high: number) =>
  fc.oneof(
    fc.constant('*'),
    value(low, high).map(String),
    range(low, high),
    fc.tuple(range(low, high), value(1, high)).map(([text, step]) => `${text}/${step}`),
    value(1, high).map((step) => `*/${step}`),
    fc.array(value(low, high), { minLength: 2, maxLength: 4 }).map((values) => values.join(',')),
  );
const expression = fc.tuple(
  value(0, 59).map(String),
  fc.oneof(
    value(0, 23).map(String),
    fc.tuple(value(0, 23), value(0, 23)).map((pair) => pair.join(',')),
  ),
  dayField(1, 31),
  dayField(1, 12),
  dayField(0, 7),
);

test('fires as an independent library says, over ten years, for 500 random expressions', () => {
  let compared = 0;
  fc.assert(
    fc.property(expression, (fields) => {
      const schedule = fields.join(' ');
      // The other one takes only a bare `*` for an open day field, so it is told how to combine them.
      const domAndDow = fields[2].startsWith('*') || fields[4].startsWith('*');
      const croner = new Croner(schedule, { timezone: 'UTC', domAndDow });
      const ours = fireTimesUntil({ schedule }, TEN_YEARS.from, TEN_YEARS.until, 1_000_000);
      const theirs: Date[] = [];
      for (let next = croner.nextRun(TEN_YEARS.from); next !== null && next <= TEN_YEARS.until; ) {
        theirs.push(next);
        next = croner.nextRun(next);
      }
      expect(iso(ours)).toEqual(iso(theirs));
      compared += ours.length;
    }),
    { numRuns: 500 },
  );
  expect(compared).toBeGreaterThan(100_000);
}, 300_000);

/** As a person reads a crontab: looks at each minute of the wall clock, one after the other. */
function minuteByMinute(schedule: string, from: Date, until: Date): Date[] {
  const parsed = parseCron(schedule);
  if (!parsed.ok) throw new Error(schedule);
  const { minutes, hours, daysOfMonth, months, daysOfWeek, days } = parsed.cron;
  const found: Date[] = [];
  for (let ms = from.getTime() + 60_000; ms <= until.getTime(); ms += 60_000) {
    const time = new Date(ms);
    const fitsDate = daysOfMonth.includes(time.getUTCDate());
    const fitsDay = daysOfWeek.includes(time.getUTCDay());
    if (!months.includes(time.getUTCMonth() + 1) || !hours.includes(time.getUTCHours())) continue;
    if (!minutes.includes(time.getUTCMinutes())) continue;
    if (days === 'or' ? fitsDate || fitsDay : fitsDate && fitsDay) found.push(time);
  }
  return found;
}

test('frequent schedules fire at every minute that fits, and are worked out piece by piece all the same', () => {
  const busy = fc.tuple(dayField(0, 59), dayField(0, 23), dayField(1, 31), dayField(1, 12), dayField(0, 7));
  fc.assert(
    fc.property(busy, fc.date({ min: TEN_YEARS.from, max: TEN_YEARS.until, noInvalidDate: true }), (fields, date) => {
      const schedule = fields.join(' ');
      const from = new Date(Math.floor(date.getTime() / 60_000) * 60_000);
      const until = new Date(from.getTime() + 14 * 86_400_000);
      const ours = fireTimesUntil({ schedule }, from, until, 1_000_000);
      expect(iso(ours)).toEqual(iso(minuteByMinute(schedule, from, until)));
      const parsed = parseCron(schedule);
      const whole = parsed.ok ? nextFires(parsed.cron, 'UTC', from, 200) : [];
      // The whole list ends 41 years ahead; piece by piece each piece does.
      expect(iso(upcomingFires({ schedule }, from, 200).slice(0, whole.length))).toEqual(iso(whole));
    }),
    { numRuns: 60 },
  );
});
