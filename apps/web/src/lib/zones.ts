/** The zone of the reader's own clock. */
export const OWN_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

const DAY_MS = 86_400_000;

/** Every zone that the browser knows; UTC is always one. */
export function knownZones(): string[] {
  return [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])];
}

/** How far a zone's clocks are ahead of UTC at an instant, in milliseconds. */
export function zoneOffsetMs(instantMs: number, zone: string): number {
  const wholeSecondMs = Math.floor(instantMs / 1_000) * 1_000;
  return wallClockMs(wholeSecondMs, zone) - wholeSecondMs;
}

/**
 * The instant that clocks of a zone show as that local time.
 *
 * A time that clocks jump over means the one after the jump; of a time that they show twice, the first is meant.
 *
 * @param local as `datetime-local` fields have it, such as `2026-03-29T02:30`
 * @returns ISO 8601 in UTC; undefined for what is no time
 */
export function instantOf(local: string, zone: string): string | undefined {
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  const offsets = [zoneOffsetMs(asUtc - DAY_MS, zone), zoneOffsetMs(asUtc + DAY_MS, zone)];
  const guesses = offsets.map((offset) => asUtc - offset);
  const fitting = guesses.filter((guess) => wallClockMs(guess, zone) === asUtc);
  const found = fitting.length > 0 ? Math.min(...fitting) : Math.max(...guesses);
  return new Date(found).toISOString();
}

/** What clocks of a zone show at an instant, for a `datetime-local` field: `2026-03-29T02:30`. */
export function localTimeOf(instant: Date, zone: string): string {
  return new Date(wallClockMs(instant.getTime(), zone)).toISOString().slice(0, 16);
}

/** The instant at which a day begins in a zone, so many days from that of `now`; ISO 8601. */
export function startOfDay(now: Date, zone: string, daysLater = 0): string {
  const midnight = Date.parse(`${localTimeOf(now, zone).slice(0, 10)}T00:00Z`) + daysLater * DAY_MS;
  return instantOf(new Date(midnight).toISOString().slice(0, 16), zone) ?? now.toISOString();
}

/** The wall clock read as if it were UTC. */
function wallClockMs(instantMs: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  } as const).formatToParts(instantMs);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}
