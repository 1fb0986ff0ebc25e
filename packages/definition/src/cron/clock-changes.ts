import { nextFires } from './next-fires.ts';
import type { Cron } from './parse-cron.ts';
import { timeZone } from './time-zones.ts';

/** A minute of a wall clock on one day. */
export interface WallClockMinute {
  year: number;
  /** 1–12 */
  month: number;
  day: number;
  hour: number;
  minute: number;
}

/** What must be said of a schedule beside its calendars, so that it fires as it says while clocks are set back. */
export interface ClockCorrections {
  /** Times at which it fires around the changes, ascending. */
  times: Date[];
  /** Minutes that its calendars might bring in wrongly there; none of them is one of the schedule. */
  excluded: WallClockMinute[];
  /** The last change that is covered; null where there is none. */
  lastChange: Date | null;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** How far ahead changes are covered: each is, more than half a year before it comes. */
const HORIZON_MS = 550 * DAY_MS;

/** More than there are minutes around one change. */
const MOST_TIMES = 1_000;

/**
 * Where clocks are set back, Temporal loses times east of Greenwich, or moves them by an hour: its calendars reckon with
 * a local time that comes twice as if it were the second one. The times around each change are therefore given one by
 * one, and what the calendars might make up there is excluded.
 *
 * @throws RangeError when there is no such time zone
 */
export function clockCorrections(cron: Cron, zoneName: string, now: Date): ClockCorrections {
  const zone = timeZone(zoneName);
  const changes = setBacks(zone.localAt, now.getTime() - DAY_MS, now.getTime() + HORIZON_MS);
  const times: Date[] = [];
  const excluded = new Map<number, WallClockMinute>();
  for (const { at, by } of changes) {
    const [from, until] = [at - by - HOUR_MS, at + by + HOUR_MS];
    const fires = nextFires(cron, zoneName, new Date(from - HOUR_MS), MOST_TIMES).filter(
      (time) => time.getTime() <= until,
    );
    const known = new Set(fires.map((time) => time.getTime()));
    times.push(...fires.filter((time) => time.getTime() >= from));
    for (const fire of known) {
      const moved = fire + HOUR_MS;
      if (!known.has(moved) && moved <= until + HOUR_MS && !firesAt(cron, zoneName, moved)) {
        excluded.set(zone.localAt(moved), minuteOf(zone.localAt(moved)));
      }
    }
  }
  const last = changes.at(-1);
  return { times, excluded: [...excluded.values()], lastChange: last ? new Date(last.at) : null };
}

function firesAt(cron: Cron, zoneName: string, instantMs: number): boolean {
  return nextFires(cron, zoneName, new Date(instantMs - 1), 1)[0]?.getTime() === instantMs;
}

/** A rhythm of real time: fires at each multiple of `everyMs` since 1970, `offsetMs` later. */
export interface Rhythm {
  everyMs: number;
  offsetMs: number;
}

/**
 * A schedule of every hour of every day as rhythms, which no clock disturbs; null for any other, and where the clocks
 * change by less than an hour.
 *
 * @throws RangeError when there is no such time zone
 */
export function rhythmsOf(cron: Cron, zoneName: string, now: Date): Rhythm[] | null {
  const { hours, months, daysOfMonth, daysOfWeek, minutes } = cron;
  const isSteady = hours.length === 24 && months.length === 12 && daysOfMonth.length === 31 && daysOfWeek.length === 7;
  if (!isSteady) return null;
  const shift = shiftWithinHour(zoneName, now);
  if (shift === null) return null;
  const starts = minutes.map((minute) => (minute * MINUTE_MS + HOUR_MS - shift) % HOUR_MS).sort((a, b) => a - b);
  const [first = 0, second] = starts;
  const step = second === undefined ? HOUR_MS : second - first;
  const isEven = step * starts.length === HOUR_MS && starts.every((start, index) => start === first + index * step);
  return isEven ? [{ everyMs: step, offsetMs: first }] : starts.map((offsetMs) => ({ everyMs: HOUR_MS, offsetMs }));
}

/** By how much the full hours of a zone come after those of UTC, in milliseconds; null where that changes. */
function shiftWithinHour(zoneName: string, now: Date): number | null {
  const { localAt } = timeZone(zoneName);
  const shifts = new Set<number>();
  for (let day = -1; day <= HORIZON_MS / DAY_MS; day += 1) {
    const instant = Math.floor(now.getTime() / DAY_MS + day) * DAY_MS;
    shifts.add((((localAt(instant) - instant) % HOUR_MS) + HOUR_MS) % HOUR_MS);
  }
  const [only] = shifts;
  return shifts.size === 1 && only !== undefined ? only : null;
}

interface SetBack {
  /** The first moment after the change, in milliseconds since 1970. */
  at: number;
  /** By how much the clocks go back, in milliseconds. */
  by: number;
}

function setBacks(localAt: (instantMs: number) => number, from: number, until: number): SetBack[] {
  const offset = (instantMs: number) => localAt(instantMs) - instantMs;
  const found: SetBack[] = [];
  let start = Math.floor(from / MINUTE_MS) * MINUTE_MS;
  for (; start < until; start += DAY_MS) {
    const by = offset(start) - offset(start + DAY_MS);
    if (by <= 0) continue;
    let [before, after] = [start, start + DAY_MS];
    while (after - before > MINUTE_MS) {
      const middle = Math.floor((before + after) / 2 / MINUTE_MS) * MINUTE_MS;
      if (offset(middle) === offset(start)) before = middle;
      else after = middle;
    }
    found.push({ at: after, by });
  }
  return found;
}

/** @param local a reading of the wall clock, as the milliseconds that UTC would have at it */
function minuteOf(local: number): WallClockMinute {
  const reading = new Date(local);
  return {
    year: reading.getUTCFullYear(),
    month: reading.getUTCMonth() + 1,
    day: reading.getUTCDate(),
    hour: reading.getUTCHours(),
    minute: reading.getUTCMinutes(),
  };
}
