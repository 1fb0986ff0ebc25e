import { parseDuration } from '../durations.ts';
import { nextFires } from './next-fires.ts';
import { type Cron, parseCron } from './parse-cron.ts';

/** The parts of a cron trigger that say when it fires. */
export interface FiringTimes {
  schedule: string;
  /** @default 'UTC' */
  timezone?: string;
  /** The first and the last moment at which it may fire, ISO 8601. */
  startAt?: string;
  endAt?: string;
}

/** How many times are worked out in one go at most: few are asked for mostly, so it begins with one. */
const LARGEST_CHUNK = 64;

/**
 * The times at which a trigger fires after `after`, one after the other: within its own start and end, which belong to
 * it. Jitter, which delays the start of a run, is left out.
 *
 * @throws RangeError when the trigger holds no schedule, or no time zone
 */
export function* fireTimes(trigger: FiringTimes, after: Date): Generator<Date, void> {
  const cron = cronOf(trigger.schedule);
  const first = trigger.startAt === undefined ? Number.NEGATIVE_INFINITY : Date.parse(trigger.startAt) - 1;
  const last = trigger.endAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(trigger.endAt);
  let from = Math.max(after.getTime(), first);
  for (let chunk = 1; ; chunk = Math.min(LARGEST_CHUNK, chunk * 2)) {
    const times = nextFires(cron, trigger.timezone ?? 'UTC', new Date(from), chunk);
    for (const time of times) {
      if (time.getTime() > last) return;
      yield time;
    }
    if (times.length < chunk) return;
    from = times.at(-1)?.getTime() ?? last;
  }
}

/** As {@link fireTimes}: those up to `until` (inclusive), `limit` at most. */
export function fireTimesUntil(trigger: FiringTimes, after: Date, until: Date, limit: number): Date[] {
  const found: Date[] = [];
  for (const time of fireTimes(trigger, after)) {
    if (found.length >= limit || time > until) break;
    found.push(time);
  }
  return found;
}

/** The next times, `count` at most. */
export function upcomingFires(trigger: FiringTimes, after: Date, count: number): Date[] {
  const found: Date[] = [];
  if (count <= 0) return found;
  for (const time of fireTimes(trigger, after)) {
    found.push(time);
    if (found.length >= count) break;
  }
  return found;
}

/** A duration of a trigger in milliseconds. @throws RangeError when it is none */
export function triggerDurationMs(text: string): number {
  const ms = parseDuration(text);
  if (ms === null) throw new RangeError(`trigger holds "${text}": expected a duration such as 10m or PT10M`);
  return ms;
}

function cronOf(schedule: string): Cron {
  const parsed = parseCron(schedule);
  if (!parsed.ok) throw new RangeError(`trigger holds the schedule "${schedule}": expected five fields of cron`);
  return parsed.cron;
}
