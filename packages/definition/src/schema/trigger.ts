import { z } from 'zod';
import { OVERLAP_POLICIES, type Trigger } from '../definition.ts';
import { webhookShape, webhookTrigger } from './webhook.ts';

/** Kinds of triggers, and the schema of each. */
export const TRIGGER_TYPES = [
  'manual',
  'cron',
  'event',
  'webhook',
  'channel',
] as const satisfies readonly Trigger['type'][];

/** Longest schedule, in UTF-16 units. */
export const MAX_SCHEDULE = 500;
const MAX_TEXT = 500;
const MAX_FILTER = 20_000;

const manualTrigger = z.strictObject({ type: z.literal('manual') });
const cronTrigger = z.strictObject({
  type: z.literal('cron'),
  /** Five fields as Vixie cron reads them, or a macro such as `@daily`. */
  schedule: z.string().max(MAX_SCHEDULE),
  /** IANA name; UTC when absent. */
  timezone: z.string().max(MAX_TEXT).optional(),
  /** What happens to a fire while the run of an earlier one is still live; `skip` when absent. */
  overlap: z.enum(OVERLAP_POLICIES).optional(),
  /** How late a missed fire may still start its run, as a duration; ten minutes when absent. */
  catchupWindow: z.string().max(MAX_TEXT).optional(),
  /** Most that a fire is delayed by chance, as a duration. */
  jitter: z.string().max(MAX_TEXT).optional(),
  startAt: z.string().max(MAX_TEXT).optional(),
  endAt: z.string().max(MAX_TEXT).optional(),
});
const eventTrigger = z.strictObject({
  type: z.literal('event'),
  /** An event type, `name.name`. */
  event: z.string().max(MAX_TEXT),
  /** Expression over `event` and `trigger`; the event starts a run when it is true. */
  filter: z.string().max(MAX_FILTER).optional(),
});

const channelTrigger = z.strictObject({
  type: z.literal('channel'),
  /** Name of a channel of the project. */
  channel: z.string().max(MAX_TEXT),
  /** Expression over `message`, `channel`, `event` and `trigger`; the message starts a run when it is true. */
  filter: z.string().max(MAX_FILTER).optional(),
});

/** What each type of trigger is checked with; what is wrong with a signature is found by its scheme. */
export const triggerSchemas = {
  manual: manualTrigger,
  cron: cronTrigger,
  event: eventTrigger,
  webhook: webhookShape,
  channel: channelTrigger,
} as const;

/** A trigger as callers write it: its shape, before its meaning is checked. */
export const triggerSchema = z.discriminatedUnion('type', [
  manualTrigger,
  cronTrigger,
  eventTrigger,
  webhookTrigger,
  channelTrigger,
]);
