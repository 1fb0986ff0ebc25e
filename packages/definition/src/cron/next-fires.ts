import type { Cron } from './parse-cron.ts';
import { timeZone } from './time-zones.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** The longest wait of the calendar: 29 February on a given day of the week, across a year 2100. */
const HORIZON_DAYS = 41 * 366;

/**
 * The next times at which a schedule fires after `after`, as Temporal fires it: a local time that a change of the
 * clock leaves out does not fire, one that it repeats fires twice. Fewer than `count` when there are no more within
 * 41 years.
 *
 * @throws RangeError when there is no such time zone.
 */
export function nextFires(cron: Cron, zoneName: string, after: Date, count: number): Date[] {
  const zone = timeZone(zoneName);
  const fires: Date[] = [];
  // One day back: with a repeated hour the local date may step back too.
  const firstDay = Math.floor(zone.localAt(after.getTime()) / DAY_MS) - 1;
  for (let day = firstDay; day <= firstDay + HORIZON_DAYS && fires.length < count; day++) {
    if (!fitsDay(cron, new Date(day * DAY_MS))) continue;
    const later = zone.instantsOf(localTimes(cron, day)).filter((instant) => instant > after.getTime());
    fires.push(...later.slice(0, count - fires.length).map((instant) => new Date(instant)));
  }
  return fires;
}

function fitsDay(cron: Cron, date: Date): boolean {
  if (!cron.months.includes(date.getUTCMonth() + 1)) return false;
  const fitsMonth = cron.daysOfMonth.includes(date.getUTCDate());
  const fitsWeek = cron.daysOfWeek.includes(date.getUTCDay());
  return cron.days === 'or' ? fitsMonth || fitsWeek : fitsMonth && fitsWeek;
}

function localTimes(cron: Cron, day: number): number[] {
  return cron.hours.flatMap((hour) => cron.minutes.map((minute) => day * DAY_MS + (hour * 60 + minute) * MINUTE_MS));
}
