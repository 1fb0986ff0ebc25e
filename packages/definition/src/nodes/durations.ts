import { parseDuration } from '../durations.ts';
import type { TextForm } from './fields.ts';

/** Longest wait of a node. */
const LONGEST_WAIT = '3650d';

/** A duration, ISO 8601 (`PT10M`) or short (`5s`), up to ten years. */
export const durationForm = durationBetween('0s', LONGEST_WAIT);

/** The same, and not zero. */
export const positiveDurationForm = durationBetween('1ms', LONGEST_WAIT);

/** A duration within bounds, which are durations as authors write them. */
export function durationBetween(low: string, high: string): TextForm {
  const [least, most] = [parseDuration(low) ?? 0, parseDuration(high) ?? 0];
  return {
    check(text) {
      const ms = parseDuration(text);
      return ms !== null && ms >= least && ms <= most ? null : { fault: 'DURATION_INVALID', range: { low, high } };
    },
  };
}

/** A point in time: ISO 8601 with offset. */
export const timeForm: TextForm = {
  check: (text) => (parseTime(text) === null ? { fault: 'TIME_INVALID' } : null),
};

/** The point in time that a text names, or null; a day that the calendar does not have names none. */
export function parseTime(text: string): Date | null {
  const trimmed = text.trim();
  const time = new Date(trimmed);
  return TIME.test(trimmed) && !Number.isNaN(time.getTime()) && isDay(trimmed.slice(0, 10)) ? time : null;
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/i;

/** JavaScript reads 30 February as 2 March. */
function isDay(day: string): boolean {
  const read = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(day);
}
