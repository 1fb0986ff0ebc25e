import { isTimeZone, OVERLAP_POLICIES } from '@perdura/definition';
import { z } from 'zod';
import {
  fault,
  id,
  idempotencyHeaders,
  idParams,
  pageFields,
  pageQuery,
  queryBoolean,
  queryEnum,
  queryInteger,
  quoted,
  timeText,
} from '../fields.ts';
import { defineRoute } from '../route.ts';

const FIRE_OUTCOMES = ['started', 'skipped', 'missed'] as const;

/** Most characters of the note of a pause. */
const NOTE_LENGTH = 1_000;

/** Most runs of a backfill at once that a caller may ask for. */
const MOST_AT_ONCE = 1_000;

const fireTime = z.string().meta({ format: 'date-time', example: '2026-04-12T09:00:00.000Z' });

const fire = z
  .object({
    at: fireTime.meta({ description: 'The time that the schedule meant' }),
    runId: id.nullable().meta({ description: 'The run that was started for it' }),
    outcome: z.enum(FIRE_OUTCOMES).meta({
      description:
        '`started`: a run was made; `skipped`: none was to be, as `reason` says; `missed`: the schedule could not be ' +
        'served, and it was too late when it could',
    }),
    reason: z.string().meta({ description: 'Why no run was made; empty where one was' }),
    backfill: z.boolean().meta({ description: 'Whether somebody had it made up for afterwards' }),
  })
  .meta({ id: 'ScheduleFire' });

const scheduleFields = {
  workflowId: id,
  schedule: z.string(),
  timezone: z.string(),
  description: z.string().nullable().meta({ description: 'The schedule in words, in the caller’s language' }),
  overlap: z.enum(OVERLAP_POLICIES),
  catchupWindow: z.string(),
  jitter: z.string().nullable(),
  startAt: z.string().nullable(),
  endAt: z.string().nullable(),
  enabled: z.boolean().meta({ description: 'Whether the workflow is enabled' }),
  paused: z.boolean().meta({ description: 'Whether somebody paused the schedule' }),
  note: z.string().meta({ description: 'What was said when it was paused or resumed last' }),
};

/** The schedule of one workflow. */
const scheduleDocument = z
  .object({
    ...scheduleFields,
    nextFires: z.array(fireTime).meta({
      description: 'When it will fire, soonest first, jitter left out: never while it is paused or disabled',
    }),
    recent: z.array(fire).meta({ description: 'What came of its last times, newest first' }),
  })
  .meta({ id: 'Schedule' });

const scheduleOverview = z
  .object({
    ...scheduleFields,
    name: z.string().meta({ description: 'Of the workflow' }),
    nextFire: fireTime.nullable(),
  })
  .meta({ id: 'ScheduleOverview' });

const upcomingFire = z
  .object({
    at: fireTime,
    workflowId: id,
    name: z.string().meta({ description: 'Of the workflow' }),
    runId: id.nullable().meta({ description: 'The run that waits for this time; null for a time of a schedule' }),
  })
  .meta({ id: 'UpcomingFire' });

const zone = z
  .string()
  .check((context) => {
    if (!isTimeZone(context.value)) context.issues.push(fault('unknownZone', { found: quoted(context.value) }));
  })
  .optional()
  .meta({
    description: 'Show times as the clocks of this zone do, with their offset; UTC unless told',
    example: 'UTC',
  });

const getSchedule = defineRoute({
  method: 'get',
  path: '/v1/workflows/{id}/schedule',
  operationId: 'getSchedule',
  summary: 'When a workflow fires next, and what came of its last times',
  tag: 'Schedules',
  scope: 'read',
  params: idParams,
  query: z.strictObject({
    count: queryInteger(1, 100, 'How many times to come, 5 unless told').optional(),
    after: timeText('Times after this one; now unless told').optional(),
    timezone: zone,
    assumeActive: queryBoolean('Show when it would fire if it were neither paused nor disabled').optional(),
  }),
  responses: { 200: { description: 'The schedule', schema: scheduleDocument } },
  notFound: 'WORKFLOW_NOT_FOUND',
  faults: ['SCHEDULE_NOT_FOUND'],
});

const listFires = defineRoute({
  method: 'get',
  path: '/v1/workflows/{id}/schedule/fires',
  operationId: 'listScheduleFires',
  summary: 'What came of the times of a schedule, newest first',
  description: 'The newest 5,000 of a workflow are kept, and none older than 400 days. Also of a deleted workflow.',
  tag: 'Schedules',
  scope: 'read',
  params: idParams,
  query: z.strictObject({
    ...pageQuery,
    outcome: queryEnum(FIRE_OUTCOMES, 'Only those with this outcome').optional(),
    after: timeText('Only times at or after this one').optional(),
    before: timeText('Only times before this one').optional(),
    timezone: zone,
  }),
  responses: {
    200: {
      description: 'Fires',
      schema: z.object({ fires: z.array(fire), ...pageFields }).meta({ id: 'ScheduleFireList' }),
    },
  },
  notFound: 'WORKFLOW_NOT_FOUND',
});

const noteBody = z
  .strictObject({ note: z.string().max(NOTE_LENGTH).optional().meta({ description: 'Why, for others to read' }) })
  .meta({ id: 'ScheduleNote', example: { note: '设备维护中' } });

const pauseSchedule = defineRoute({
  method: 'post',
  path: '/v1/workflows/{id}/schedule/pause',
  operationId: 'pauseSchedule',
  summary: 'Keep a schedule from firing until it is resumed',
  description: 'Its times are noted as skipped meanwhile. Whether the workflow is enabled is another matter.',
  tag: 'Schedules',
  scope: 'write',
  role: 'operator',
  params: idParams,
  body: { schema: noteBody, required: false, example: { note: '设备维护中' } },
  responses: { 200: { description: 'The schedule, which is paused', schema: scheduleDocument } },
  notFound: 'WORKFLOW_NOT_FOUND',
  faults: ['SCHEDULE_NOT_FOUND'],
  audit: 'schedule.pause',
});

const resumeSchedule = defineRoute({
  method: 'post',
  path: '/v1/workflows/{id}/schedule/resume',
  operationId: 'resumeSchedule',
  summary: 'Let a paused schedule fire again',
  description: 'Times that came while it was paused stay skipped; a backfill makes up for them.',
  tag: 'Schedules',
  scope: 'write',
  role: 'operator',
  params: idParams,
  body: { schema: noteBody, required: false, example: { note: '维护完成' } },
  responses: { 200: { description: 'The schedule, which is not paused', schema: scheduleDocument } },
  notFound: 'WORKFLOW_NOT_FOUND',
  faults: ['SCHEDULE_NOT_FOUND'],
  audit: 'schedule.resume',
});

const backfillExample = { from: '2026-04-05T00:00:00Z', to: '2026-04-12T00:00:00Z' };

/** Body of a backfill. */
export const backfill = z
  .strictObject({
    from: timeText('Times after this one'),
    to: timeText('Times up to this one, itself included; not in the future'),
    again: z.boolean().optional().meta({ description: 'Run times once more for which a run was made before' }),
    concurrency: z
      .int()
      .min(1)
      .max(MOST_AT_ONCE)
      .optional()
      .meta({
        description:
          'Most of these runs at once: one unless told, or all where the overlap is `allow`. A limit of the workflow’s ' +
          'own holds instead where it has one',
      }),
  })
  .check(({ value, issues }) => {
    if (value.from instanceof Date && value.to instanceof Date && value.to <= value.from) {
      issues.push(fault('laterThan', { field: 'from' }, ['to']));
    }
  })
  .meta({ id: 'Backfill', example: backfillExample });

const backfillSchedule = defineRoute({
  method: 'post',
  path: '/v1/workflows/{id}/schedule/backfill',
  operationId: 'backfillSchedule',
  summary: 'Make up for times of a schedule that have passed',
  description:
    'Makes a run for each time after `from` and up to `to` that has none, at most 1,000, all of them or none, with the ' +
    'version published now. Asking again for the same times makes no further runs, unless `again` says so.',
  tag: 'Schedules',
  scope: 'write',
  role: 'operator',
  params: idParams,
  headers: idempotencyHeaders,
  body: { schema: backfill, required: true, example: backfillExample },
  responses: {
    202: {
      description: 'The runs are accepted: they will start, the oldest time first',
      schema: z
        .object({
          fires: z.int().min(0).meta({ description: 'How many times the schedule names there' }),
          started: z.int().min(0).meta({ description: 'How many runs were made now' }),
          runIds: z.array(id).meta({ description: 'The run of each time, the oldest first, those of before included' }),
        })
        .meta({ id: 'AcceptedBackfill' }),
    },
  },
  notFound: 'WORKFLOW_NOT_FOUND',
  faults: ['SCHEDULE_NOT_FOUND', 'WORKFLOW_DISABLED', 'IDEMPOTENCY_KEY_REUSED'],
  audit: 'schedule.backfill',
});

const listSchedules = defineRoute({
  method: 'get',
  path: '/v1/schedules',
  operationId: 'listSchedules',
  summary: 'All schedules of the project, the newest workflow first',
  tag: 'Schedules',
  scope: 'read',
  query: z.strictObject({ ...pageQuery, timezone: zone }),
  responses: {
    200: {
      description: 'Schedules with their next time',
      schema: z.object({ schedules: z.array(scheduleOverview), ...pageFields }).meta({ id: 'ScheduleList' }),
    },
  },
});

const listUpcoming = defineRoute({
  method: 'get',
  path: '/v1/schedules/upcoming',
  operationId: 'listUpcomingFires',
  summary: 'What will fire in the whole project, soonest first: schedules, and runs for later',
  tag: 'Schedules',
  scope: 'read',
  query: z.strictObject({
    from: timeText('Times after this one; now unless told').optional(),
    to: timeText('Times up to this one; a day after `from` unless told').optional(),
    limit: queryInteger(1, 1_000, 'How many at most, 200 unless told').optional(),
    timezone: zone,
  }),
  responses: {
    200: {
      description: 'Times to come',
      schema: z
        .object({
          fires: z.array(upcomingFire),
          more: z.boolean().meta({ description: 'Whether there are more up to `to`: ask for a shorter stretch' }),
        })
        .meta({ id: 'UpcomingFires' }),
      example: {
        fires: [{ at: '2026-04-12T09:00:00.000Z', workflowId: '665f1a2b3c4d5e6f7a8b9c0d', name: '巡检', runId: null }],
        more: false,
      },
    },
  },
});

export const scheduleRoutes = {
  getSchedule,
  listFires,
  pauseSchedule,
  resumeSchedule,
  backfillSchedule,
  listSchedules,
  listUpcoming,
};
