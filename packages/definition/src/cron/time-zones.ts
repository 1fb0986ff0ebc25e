/** Wall-clock times of one time zone, over the zone data that the runtime brings. */
export interface TimeZone {
  /** Local wall-clock time of an instant, as the milliseconds that UTC would have at that reading. */
  localAt(instantMs: number): number;
  /**
   * The instants at which the wall clock shows one of these times, ascending; the times are those of one day,
   * ascending. A time in a gap has no instant, one in a repeated hour has two.
   */
  instantsOf(localTimes: readonly number[]): number[];
}

/** Whether Temporal and this runtime both know the zone by this name. */
export function isTimeZone(name: string): boolean {
  // Offsets such as +08:00 are zones to the runtime, but not to Temporal; names there are exact in case.
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name) || !/[A-Z]/.test(name)) return false;
  try {
    const known = formatterOf(name).resolvedOptions().timeZone;
    return known === name || known.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}

/** @throws RangeError when there is no such zone. */
export function timeZone(name: string): TimeZone {
  const formatter = formatterOf(name);
  const localAt = (instantMs: number) => wallClock(formatter, instantMs);
  return { localAt, instantsOf: (localTimes) => instantsOf(localTimes, localAt) };
}

/**
 * A point in time as the clocks of a zone show it, ISO 8601 to the second with their offset; `Z` for UTC.
 *
 * @throws RangeError when there is no such zone
 */
export function zonedText(time: Date, zoneName: string): string {
  if (zoneName === 'UTC') return time.toISOString();
  const local = timeZone(zoneName).localAt(time.getTime());
  const offset = Math.round((local - Math.floor(time.getTime() / 1_000) * 1_000) / 60_000);
  const clock = new Date(local).toISOString().slice(0, 19);
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `${clock}${offset < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

const HOUR_MS = 3_600_000;
/** No zone is further from UTC than this, and none shifts twice within it. */
const REACH_MS = 26 * HOUR_MS;
const MAX_FORMATTERS = 50;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(name: string): Intl.DateTimeFormat {
  const known = formatters.get(name);
  if (known !== undefined) return known;
  const formatter = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    ...{
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    },
  });
  if (formatters.size >= MAX_FORMATTERS) formatters.clear();
  formatters.set(name, formatter);
  return formatter;
}

function wallClock(formatter: Intl.DateTimeFormat, instantMs: number): number {
  const parts = formatter.formatToParts(instantMs);
  const read = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'), read('second'));
}

function instantsOf(localTimes: readonly number[], localAt: TimeZone['localAt']): number[] {
  const [first, last] = [localTimes.at(0), localTimes.at(-1)];
  if (first === undefined || last === undefined) return [];
  const offsets = [...new Set([first - REACH_MS, last + REACH_MS].map((instant) => localAt(instant) - instant))];
  const [only] = offsets;
  if (offsets.length === 1 && only !== undefined) return localTimes.map((local) => local - only);
  return localTimes
    .flatMap((local) => offsets.map((offset) => local - offset).filter((instant) => localAt(instant) === local))
    .sort((a, b) => a - b);
}
