import type { Cron } from './parse-cron.ts';

const MONTHS = [
  ...(['JANUARY', 'FEBRUARY', 'MARCH', 'APRIL', 'MAY', 'JUNE', 'JULY', 'AUGUST'] as const),
  ...(['SEPTEMBER', 'OCTOBER', 'NOVEMBER', 'DECEMBER'] as const),
] as const;
const DAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'] as const;

export type MonthName = (typeof MONTHS)[number];
export type DayName = (typeof DAYS)[number];

/** Values from `start` to `end`, `step` apart. */
export interface CalendarRange<Unit> {
  start: Unit;
  end: Unit;
  step: number;
}

/** A calendar of a Temporal schedule, in the form that its TypeScript client takes; all fields must fit a time. */
export interface Calendar {
  second: CalendarRange<number>[];
  minute: CalendarRange<number>[];
  hour: CalendarRange<number>[];
  dayOfMonth: CalendarRange<number>[];
  month: CalendarRange<MonthName>[];
  dayOfWeek: CalendarRange<DayName>[];
}

/** The name of a month from 1 to 12, as Temporal's client writes it. */
export function monthName(month: number): MonthName {
  return MONTHS[month - 1] ?? 'JANUARY';
}

const EVERY_DAY_OF_MONTH = span(1, 31);
const EVERY_DAY_OF_WEEK = span(0, 6);

/**
 * The calendars that fire whenever the schedule does: one, or two where either day field may bring a day in. Temporal
 * takes a time that both name once.
 */
export function cronToCalendars(cron: Cron): Calendar[] {
  if (cron.days === 'and') return [calendar(cron, cron.daysOfMonth, cron.daysOfWeek)];
  return [calendar(cron, cron.daysOfMonth, EVERY_DAY_OF_WEEK), calendar(cron, EVERY_DAY_OF_MONTH, cron.daysOfWeek)];
}

function calendar(cron: Cron, daysOfMonth: readonly number[], daysOfWeek: readonly number[]): Calendar {
  return {
    second: [{ start: 0, end: 0, step: 1 }],
    minute: ranges(cron.minutes),
    hour: ranges(cron.hours),
    dayOfMonth: ranges(daysOfMonth),
    month: named(cron.months, (month) => MONTHS[month - 1]),
    dayOfWeek: named(daysOfWeek, (day) => DAYS[day]),
  };
}

/** Ascending values as few ranges: neighbours at an even distance become one. */
function ranges(values: readonly number[]): CalendarRange<number>[] {
  const found: CalendarRange<number>[] = [];
  for (const value of values) {
    const last = found.at(-1);
    if (last !== undefined && value === last.end + last.step) last.end = value;
    else if (last !== undefined && last.start === last.end && isWorthStep(values, value, last.end)) {
      last.step = value - last.end;
      last.end = value;
    } else found.push({ start: value, end: value, step: 1 });
  }
  return found;
}

/** Whether a third value lies at the same distance again. */
function isWorthStep(values: readonly number[], value: number, previous: number): boolean {
  return values[values.indexOf(value) + 1] === value + (value - previous);
}

/** Named units have no arithmetic, so each value stands alone unless they are neighbours. */
function named<Name>(values: readonly number[], nameOf: (value: number) => Name | undefined): CalendarRange<Name>[] {
  const found: { start: number; end: number }[] = [];
  for (const value of values) {
    const last = found.at(-1);
    if (last !== undefined && value === last.end + 1) last.end = value;
    else found.push({ start: value, end: value });
  }
  return found.flatMap(({ start, end }) => {
    const [from, to] = [nameOf(start), nameOf(end)];
    return from === undefined || to === undefined ? [] : [{ start: from, end: to, step: 1 }];
  });
}

function span(low: number, high: number): number[] {
  return Array.from({ length: high - low + 1 }, (_, index) => low + index);
}
