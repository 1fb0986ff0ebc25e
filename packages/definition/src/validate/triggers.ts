import { nextFires } from '../cron/next-fires.ts';
import { parseCron } from '../cron/parse-cron.ts';
import { isTimeZone } from '../cron/time-zones.ts';
import type { Trigger } from '../definition.ts';
import { parseExpression } from '../expressions/code.ts';
import { readingOf } from '../expressions/expression.ts';
import type { FaultReport } from '../faults/report.ts';
import { reportSchemaFaults } from '../faults/schema-faults.ts';
import { describeFound, excerpt, nameList, word } from '../faults/wording.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { parseTime } from '../nodes/durations.ts';
import { isEventType } from '../schema/event-type.ts';
import { MAX_SCHEDULE, TRIGGER_TYPES, triggerSchemas } from '../schema/trigger.ts';
import { reportCronFault } from './cron-faults.ts';
import { isObject } from './draft.ts';
import { checkChannelName } from './named-resources.ts';
import { checkDuration } from './retries.ts';
import type { DefinitionRule, Existing } from './rule.ts';
import { checkWebhook } from './webhooks.ts';

/** The trigger is of a known type, and can start a run. */
export const triggers: DefinitionRule = ({ trigger }, { report, existing }) => {
  if (!isObject(trigger)) {
    const expected = word('object', report.locale);
    report.add('WRONG_TYPE', '/trigger', { field: 'trigger', expected, found: describeFound(trigger, report.locale) });
    return;
  }
  const type = typeOf(trigger, report);
  if (type === null) return;
  reportSchemaFaults(triggerSchemas[type], { type, ...trigger }, { pointer: '/trigger', name: 'trigger' }, report);
  if (type === 'cron') checkCron(trigger, report);
  if (type === 'event') checkEvent(trigger, report);
  if (type === 'channel') checkChannel(trigger, existing, report);
  if (type === 'webhook') checkWebhook(trigger, existing, report);
};

/** The trigger with its type filled in: an empty one is manual. */
export function completeTrigger(trigger: JsonObject): Trigger {
  // A trigger that was found sound has one of the shapes of its type.
  return { type: 'manual', ...trigger } as unknown as Trigger;
}

function typeOf(trigger: JsonObject, report: FaultReport): Trigger['type'] | null {
  if (trigger.type === undefined && Object.keys(trigger).length === 0) return 'manual';
  const type = TRIGGER_TYPES.find((known) => known === trigger.type);
  if (type !== undefined) return type;
  const code = trigger.type === undefined ? 'REQUIRED' : 'NOT_ALLOWED_VALUE';
  const expected = TRIGGER_TYPES.map((known) => `"${known}"`).join(', ');
  report.add(code, '/trigger/type', { field: 'type', expected, found: describeFound(trigger.type, report.locale) });
  return null;
}

function checkCron(trigger: JsonObject, report: FaultReport): void {
  checkDuration(trigger.catchupWindow, '/trigger/catchupWindow', { low: '10s', high: '365d' }, report);
  checkDuration(trigger.jitter, '/trigger/jitter', { low: '0s', high: '24h' }, report);
  const startAt = checkTime(trigger.startAt, '/trigger/startAt', report);
  const endAt = checkTime(trigger.endAt, '/trigger/endAt', report);
  if (startAt !== null && endAt !== null && endAt <= startAt) report.add('TIME_WINDOW_EMPTY', '/trigger/endAt');
  const zone = checkZone(trigger.timezone, report);
  if (typeof trigger.schedule !== 'string' || trigger.schedule.length > MAX_SCHEDULE) return;
  const parsed = parseCron(trigger.schedule);
  if (!parsed.ok) {
    for (const fault of parsed.faults) reportCronFault(fault, trigger.schedule, report);
    return;
  }
  const [first] = nextFires(parsed.cron, zone, startAt ?? LONG_AGO, 1);
  const isTooLate = first !== undefined && startAt !== null && endAt !== null && endAt > startAt && first > endAt;
  if (first === undefined || isTooLate) {
    report.add('CRON_NEVER_FIRES', '/trigger/schedule', { schedule: excerpt(trigger.schedule) });
  }
}

/** Where the calendar is searched from when no start is given: any day will do, since it repeats. */
const LONG_AGO = new Date('2024-01-01T00:00:00Z');

function checkZone(value: JsonValue | undefined, report: FaultReport): string {
  if (typeof value !== 'string') return 'UTC';
  if (isTimeZone(value)) return value;
  report.add('TIMEZONE_UNKNOWN', '/trigger/timezone', { found: describeFound(value, report.locale) });
  return 'UTC';
}

function checkTime(value: JsonValue | undefined, pointer: string, report: FaultReport): Date | null {
  if (typeof value !== 'string') return null;
  const time = parseTime(value);
  if (time !== null) return time;
  report.add('TIME_INVALID', pointer, { found: describeFound(value, report.locale) });
  return null;
}

/** Names that the filter of an event may use, and that of a channel. */
const EVENT_NAMES = ['event', 'trigger'];
const CHANNEL_NAMES = ['message', 'channel', ...EVENT_NAMES];

function checkEvent(trigger: JsonObject, report: FaultReport): void {
  if (typeof trigger.event === 'string' && !isEventType(trigger.event)) {
    report.add('EVENT_TYPE_INVALID', '/trigger/event', { found: describeFound(trigger.event, report.locale) });
  }
  checkFilter(trigger, EVENT_NAMES, report);
}

function checkChannel(trigger: JsonObject, existing: Existing, report: FaultReport): void {
  if (typeof trigger.channel === 'string') {
    checkChannelName({ name: trigger.channel, pointer: '/trigger/channel' }, { existing, report });
  }
  checkFilter(trigger, CHANNEL_NAMES, report);
}

function checkFilter({ filter }: JsonObject, names: readonly string[], report: FaultReport): void {
  if (typeof filter !== 'string') return;
  const { expression, faults } = parseExpression(filter);
  for (const { code, values, offset } of faults) {
    report.addInText(code, '/trigger/filter', values, filter, offset);
  }
  if (expression === null) return;
  for (const read of readingOf(expression, (name) => names.includes(name)).reads) {
    if (names.includes(read.name)) continue;
    const values = { name: excerpt(read.name), known: nameList(names, report.locale), hint: '' };
    report.addInText('EXPRESSION_NAME_UNKNOWN', '/trigger/filter', values, filter, read.offset);
  }
}
