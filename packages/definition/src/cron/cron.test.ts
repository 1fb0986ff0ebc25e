import { Cron as Croner } from 'croner';
import fc from 'fast-check';
import { cronToCalendars } from './calendars.ts';
import { nextFires } from './next-fires.ts';
import { type Cron, parseCron } from './parse-cron.ts';
import { isTimeZone } from './time-zones.ts';

const parse = (text: string): Cron => {
  const parsed = parseCron(text);
  if (!parsed.ok) throw new Error(`${text}: ${JSON.stringify(parsed.faults)}`);
  return parsed.cron;
};
const faultsOf = (text: string) => {
  const parsed = parseCron(text);
  return parsed.ok ? [] : parsed.faults;
};
const fires = (text: string, zone: string, after: string, count: number) =>
  nextFires(parse(text), zone, new Date(after), count).map((date) => date.toISOString());

describe('reading', () => {
  test('reads numbers, names, ranges, steps and lists', () => {
    expect(parse('*/20 8-10,22 1-9/4 jan,JUN-aug mon-wed')).toEqual({
      minutes: [0, 20, 40],
      hours: [8, 9, 10, 22],
      daysOfMonth: [1, 5, 9],
      months: [1, 6, 7, 8],
      daysOfWeek: [1, 2, 3],
      days: 'or',
    });
  });

  test('takes 0, 7 and a range to sun for Sunday', () => {
    expect(parse('0 0 * * 0').daysOfWeek).toEqual([0]);
    expect(parse('0 0 * * 7').daysOfWeek).toEqual([0]);
    expect(parse('0 0 * * 5-7').daysOfWeek).toEqual([0, 5, 6]);
    expect(parse('0 0 * * fri-sun').daysOfWeek).toEqual([0, 5, 6]);
  });

  test('combines the day fields as Vixie cron does', () => {
    expect(parse('0 0 1 * 1').days).toBe('or');
    expect(parse('0 0 */2 * 1').days).toBe('and');
    expect(parse('0 0 1 * *').days).toBe('and');
    expect(parse('0 0 1-31 * 1').days).toBe('or');
  });

  test.each([
    ['@daily', '0 0 * * *'],
    ['@Weekly', '0 0 * * 0'],
    ['@annually', '0 0 1 1 *'],
  ])('reads the macro %s', (macro, schedule) => {
    expect(parse(macro)).toEqual(parse(schedule));
  });

  test.each([
    ['60 * * * *', 'minute', '60'],
    ['* 24 * * *', 'hour', '24'],
    ['* * 0 * *', 'dayOfMonth', '0'],
    ['* * * 13 *', 'month', '13'],
    ['* * * * 8', 'dayOfWeek', '8'],
    ['*/0 * * * *', 'minute', '*/0'],
    ['5/10 * * * *', 'minute', '5/10'],
    ['10-5 * * * *', 'minute', '10-5'],
    ['1,,2 * * * *', 'minute', '1,,2'],
    ['* * L * *', 'dayOfMonth', 'L'],
    ['* * * * monday', 'dayOfWeek', 'monday'],
    ['* * * * 1#2', 'dayOfWeek', '1#2'],
    ['* * ? * *', 'dayOfMonth', '?'],
    ['-1 * * * *', 'minute', '-1'],
  ])('refuses %s and names the field', (text, field, found) => {
    expect(faultsOf(text)).toMatchObject([{ kind: 'field', field, found }]);
  });

  test('reports every field at fault, and a wrong number of them', () => {
    expect(faultsOf('61 25 * x *').map((fault) => fault.kind === 'field' && fault.field)).toEqual([
      'minute',
      'hour',
      'month',
    ]);
    expect(faultsOf('* * * *')).toEqual([{ kind: 'fieldCount', found: 4 }]);
    expect(faultsOf('0 0 * * * *')).toEqual([{ kind: 'fieldCount', found: 6 }]);
    expect(faultsOf('')).toEqual([{ kind: 'fieldCount', found: 0 }]);
    expect(faultsOf('@reboot')).toMatchObject([{ kind: 'macro', found: '@reboot' }]);
  });
});

describe('fires', () => {
  test('leaves out the hour that a clock skips, and repeats the one that it repeats', () => {
    expect(fires('30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-30T00:30:00.000Z',
      '2026-03-31T00:30:00.000Z',
    ]);
    expect(fires('30 1 * * *', 'America/New_York', '2026-10-31T12:00:00Z', 3)).toEqual([
      '2026-11-01T05:30:00.000Z',
      '2026-11-01T06:30:00.000Z',
      '2026-11-02T06:30:00.000Z',
    ]);
  });

  test('knows half-hour zones and zones that left out a day', () => {
    expect(fires('0 9 * * *', 'Asia/Kolkata', '2026-01-01T00:00:00Z', 1)).toEqual(['2026-01-01T03:30:00.000Z']);
    expect(fires('0 12 30 12 *', 'Pacific/Apia', '2010-12-31T12:00:00Z', 1)).toEqual(['2012-12-29T22:00:00.000Z']);
  });

  test('waits for a leap day on a given day of the week', () => {
    expect(fires('0 0 29 2 *', 'UTC', '2026-01-01T00:00:00Z', 1)).toEqual(['2028-02-29T00:00:00.000Z']);
    expect(fires('0 0 29 2 */5', 'UTC', '2072-03-01T00:00:00Z', 1)).toEqual(['2088-02-29T00:00:00.000Z']);
  });

  test.each(['0 0 30 2 *', '0 0 31 4,6,9,11 *'])('finds that %s never fires', (text) => {
    expect(fires(text, 'UTC', '2026-01-01T00:00:00Z', 1)).toEqual([]);
  });

  test('finds that an hour which the clock always skips never comes', () => {
    expect(fires('30 2 8-14 3 */7', 'America/New_York', '2026-01-01T00:00:00Z', 1)).toEqual([]);
    expect(fires('30 2 8-14 3 */7', 'UTC', '2026-01-01T00:00:00Z', 1)).toEqual(['2026-03-08T02:30:00.000Z']);
  });
});

/** Fields as an author may write them. */
const field = (low: number, high: number) => {
  const value = fc.integer({ min: low, max: high });
  const range = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const step = fc.integer({ min: 1, max: high });
  const item = fc.oneof(
    value.map(String),
    range,
    fc.tuple(range, step).map(([r, s]) => `${r}/${s}`),
  );
  return fc.oneof(
    fc.constant('*'),
    step.map((s) => `*/${s}`),
    fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.join(',')),
  );
};
const schedule = fc.tuple(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 7));

test('fires when another implementation does', () => {
  const after = new Date('2026-05-17T10:11:12Z');
  fc.assert(
    fc.property(schedule, fc.constantFrom('UTC', 'Asia/Shanghai', 'Asia/Kolkata'), (fields, timezone) => {
      const text = fields.join(' ');
      // The other one takes only a bare `*` for an open day field, so it is told how to combine them.
      const domAndDow = fields[2].startsWith('*') || fields[4].startsWith('*');
      const expected = new Croner(text, { timezone, domAndDow }).nextRuns(4, after);
      const horizon = new Date('2060-01-01T00:00:00Z');
      const ours = nextFires(parse(text), timezone, after, 4);
      expect(ours.filter((date) => date < horizon)).toEqual(expected.filter((date) => date < horizon));
    }),
    { numRuns: 600 },
  );
});

test('gives calendars that fit exactly the same times', () => {
  const months = [
    'JANUARY',
    'FEBRUARY',
    'MARCH',
    'APRIL',
    'MAY',
    'JUNE',
    'JULY',
    'AUGUST',
    'SEPTEMBER',
    'OCTOBER',
    'NOVEMBER',
    'DECEMBER',
  ];
  const days = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];
  const fits = (ranges: { start: number; end: number; step: number }[], value: number) =>
    ranges.some(({ start, end, step }) => value >= start && value <= end && (value - start) % step === 0);
  const numbered = (ranges: { start: string; end: string; step: number }[], names: string[]) =>
    ranges.map(({ start, end, step }) => ({ start: names.indexOf(start), end: names.indexOf(end), step }));
  fc.assert(
    fc.property(
      schedule,
      fc.date({ min: new Date('2024-01-01'), max: new Date('2032-01-01'), noInvalidDate: true }),
      (fields, date) => {
        const cron = parse(fields.join(' '));
        const fitsMonth = cron.daysOfMonth.includes(date.getUTCDate());
        const fitsWeek = cron.daysOfWeek.includes(date.getUTCDay());
        const expected =
          cron.minutes.includes(date.getUTCMinutes()) &&
          cron.hours.includes(date.getUTCHours()) &&
          cron.months.includes(date.getUTCMonth() + 1) &&
          (cron.days === 'or' ? fitsMonth || fitsWeek : fitsMonth && fitsWeek);
        const calendars = cronToCalendars(cron);
        expect(calendars).toHaveLength(cron.days === 'or' ? 2 : 1);
        const found = calendars.some(
          (calendar) =>
            fits(calendar.minute, date.getUTCMinutes()) &&
            fits(calendar.hour, date.getUTCHours()) &&
            fits(calendar.dayOfMonth, date.getUTCDate()) &&
            fits(numbered(calendar.month, months), date.getUTCMonth()) &&
            fits(numbered(calendar.dayOfWeek, days), date.getUTCDay()),
        );
        expect(found).toBe(expected);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('writes calendars with few ranges', () => {
  expect(cronToCalendars(parse('*/15 9-17 * * mon-fri'))).toEqual([
    {
      second: [{ start: 0, end: 0, step: 1 }],
      minute: [{ start: 0, end: 45, step: 15 }],
      hour: [{ start: 9, end: 17, step: 1 }],
      dayOfMonth: [{ start: 1, end: 31, step: 1 }],
      month: [{ start: 'JANUARY', end: 'DECEMBER', step: 1 }],
      dayOfWeek: [{ start: 'MONDAY', end: 'FRIDAY', step: 1 }],
    },
  ]);
});

test.each(['UTC', 'Asia/Shanghai', 'America/Argentina/Buenos_Aires', 'Asia/Calcutta', 'Etc/GMT+8'])(
  'knows the zone %s',
  (name) => {
    expect(isTimeZone(name)).toBe(true);
  },
);

test.each(['', 'Mars/Base', '+08:00', 'asia/shanghai', 'utc', 'Asia/Shanghai ', '../etc', '北京'])(
  'refuses the zone %j',
  (name) => {
    expect(isTimeZone(name)).toBe(false);
  },
);
