import type { FlowSchedule, TriggerSource } from '@perdura/database';
import { isTimeZone, type JsonValue, parseCron } from '@perdura/definition';
import { type CronTrigger, desiredScheduleHash } from '../schedule-spec.ts';

/** When a trigger is called by itself: polls it, or has it renew what it registered. */
export interface TriggerSchedule {
  /** Five fields. */
  cronExpression: string;
  timezone: string;
}

/** How often a trigger is polled that does not say it. */
export const DEFAULT_POLL: TriggerSchedule = { cronExpression: '*/5 * * * *', timezone: 'UTC' };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * What a piece asked for: `{cronExpression, timezone}` or `{intervalMs}`. An interval becomes the nearest rhythm of the
 * clock that is no faster. Null where that is no schedule.
 */
export function readTriggerSchedule(asked: JsonValue): TriggerSchedule | null {
  if (typeof asked !== 'object' || asked === null || Array.isArray(asked)) return DEFAULT_POLL;
  const { cronExpression, timezone, intervalMs } = asked;
  if (typeof intervalMs === 'number') return { cronExpression: rhythmOf(intervalMs), timezone: 'UTC' };
  if (typeof cronExpression !== 'string') return DEFAULT_POLL;
  const fields = withoutSeconds(cronExpression);
  if (!parseCron(fields).ok) return null;
  return { cronExpression: fields, timezone: typeof timezone === 'string' && isTimeZone(timezone) ? timezone : 'UTC' };
}

/** What the row of a flow says of its schedule while a trigger is on that has one; none without. */
export function flowSchedule(source: TriggerSource | null): FlowSchedule {
  const schedule = source?.schedule ?? source?.renewal ?? null;
  if (schedule === null) return { trigger: { type: 'manual' }, scheduleDesired: null };
  const { cronExpression, timezone } = schedule as TriggerSchedule;
  // A poll that an outage left out is made up for by the next one.
  const trigger: CronTrigger = { type: 'cron', schedule: cronExpression, timezone, overlap: 'skip' };
  return { trigger, scheduleDesired: desiredScheduleHash({ form: 'flow', name: '', enabled: true, trigger }) };
}

/** Some write the seconds first; only whole minutes are kept. */
function withoutSeconds(cron: string): string {
  const fields = cron.trim().split(/\s+/);
  return fields.length === 6 ? fields.slice(1).join(' ') : fields.join(' ');
}

function rhythmOf(intervalMs: number): string {
  if (intervalMs >= DAY_MS) return '0 0 * * *';
  if (intervalMs >= HOUR_MS) {
    const hours = divisorFrom(Math.ceil(intervalMs / HOUR_MS), 24);
    return hours === 24 ? '0 0 * * *' : `0 */${hours} * * *`;
  }
  const minutes = divisorFrom(Math.ceil(intervalMs / MINUTE_MS), 60);
  return minutes === 60 ? '0 * * * *' : `*/${minutes} * * * *`;
}

/** The least divisor of a whole that is no less than a number. */
function divisorFrom(least: number, whole: number): number {
  for (let divisor = Math.max(1, least); divisor < whole; divisor += 1) if (whole % divisor === 0) return divisor;
  return whole;
}
