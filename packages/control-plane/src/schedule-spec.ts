import { createHash } from 'node:crypto';
import {
  type ClockCorrections,
  type Cron,
  clockCorrections,
  cronToCalendars,
  monthName,
  type OverlapPolicy,
  parseCron,
  rhythmsOf,
  type Trigger,
  triggerDurationMs,
} from '@perdura/definition';
import { RUN_WORKFLOW, type RunInput, TRIGGER_WORKFLOW, type TriggerCallInput } from '@perdura/definition/run';
import type { ScheduleOptions, ScheduleOptionsStartWorkflowAction, Workflow } from '@temporalio/client';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import { runSummary } from './hand-over.ts';

/** What the schedule of a workflow is made from. */
export interface ScheduleSource {
  /** `flow` for one whose schedule is that of its trigger, and there only while that is on. @default 'workflow' */
  form?: string;
  name: string;
  enabled: boolean;
  trigger: Trigger;
  /** Absent or null: not deleted. */
  deletedAt?: Date | null;
  /** Whether somebody paused it, and why. Absent in a new workflow. */
  schedulePaused?: boolean;
  scheduleNote?: string;
}

/** The fields of a workflow's row that its schedule needs. */
export type ScheduledWorkflow = ScheduleSource & { id: string; projectId: string };

/** What makes a workflow a scheduled one. */
export type CronTrigger = Extract<Trigger, { type: 'cron' }>;

/** A schedule as this platform makes it: always starts the interpreter. */
export type RunSchedule = ScheduleOptions<ScheduleOptionsStartWorkflowAction<Workflow>>;

/** Fires older than this are not made up for after an outage, unless the trigger says otherwise. */
export const DEFAULT_CATCHUP = 'PT10M';

/** Raised when the same trigger must lead to another schedule than before. */
const FORMAT = 2;

/** As much of a note goes to Temporal. */
const LONGEST_NOTE = 500;

const PREFIX = 'cron-';

/** Temporal's word for each of ours. */
export const OVERLAP: Record<OverlapPolicy, ScheduleOverlapPolicy> = {
  skip: ScheduleOverlapPolicy.SKIP,
  queue: ScheduleOverlapPolicy.BUFFER_ALL,
  allow: ScheduleOverlapPolicy.ALLOW_ALL,
  'cancel-running': ScheduleOverlapPolicy.CANCEL_OTHER,
};

/** Temporal's id of the schedule of a workflow, and base of the ids of the executions that it starts. */
export function scheduleId(workflowId: string): string {
  return `${PREFIX}${workflowId}`;
}

/** The workflow that a schedule id of ours belongs to; null for ids of any other shape. */
export function scheduledWorkflowId(id: string): string | null {
  return /^cron-([0-9a-f]{24})$/.exec(id)?.[1] ?? null;
}

/**
 * Names the schedule that Temporal should hold for this workflow; null when it should hold none. Saved with the
 * workflow as `schedule_desired`.
 */
export function desiredScheduleHash(workflow: ScheduleSource): string | null {
  if (workflow.deletedAt || workflow.trigger.type !== 'cron') return null;
  const { enabled, name, trigger, schedulePaused = false, scheduleNote = '' } = workflow;
  const fields = Object.entries(trigger).sort(([a], [b]) => (a < b ? -1 : 1));
  const whole = isFlow(workflow)
    ? ['flow', FORMAT, fields]
    : [FORMAT, enabled, name, fields, schedulePaused, scheduleNote];
  return createHash('sha256').update(JSON.stringify(whole)).digest('hex');
}

/** The schedule of a workflow that has a cron trigger. */
export function runSchedule(
  workflow: ScheduledWorkflow,
  trigger: CronTrigger,
  taskQueue: string,
  now = new Date(),
): RunSchedule {
  const cron = cronOf(trigger.schedule);
  const timezone = trigger.timezone ?? 'UTC';
  const rhythms = rhythmsOf(cron, timezone, now);
  const corrections = rhythms === null ? clockCorrections(cron, timezone, now) : NO_CORRECTIONS;
  const memo = { projectId: workflow.projectId, workflowId: workflow.id };
  return {
    scheduleId: scheduleId(workflow.id),
    spec: {
      ...(rhythms === null
        ? { calendars: cronToCalendars(cron), ...correctionsSpec(corrections) }
        : { intervals: rhythms.map(({ everyMs, offsetMs }) => ({ every: everyMs, offset: offsetMs })) }),
      timezone,
      ...(trigger.jitter === undefined ? {} : { jitter: triggerDurationMs(trigger.jitter) }),
      ...(trigger.startAt === undefined ? {} : { startAt: new Date(trigger.startAt) }),
      ...(trigger.endAt === undefined ? {} : { endAt: new Date(trigger.endAt) }),
    },
    action: {
      type: 'startWorkflow',
      ...workOf(workflow),
      workflowId: scheduleId(workflow.id),
      taskQueue,
      staticSummary: runSummary(workflow.name),
      memo,
    },
    policies: {
      overlap: OVERLAP[trigger.overlap ?? 'skip'],
      catchupWindow: triggerDurationMs(trigger.catchupWindow ?? DEFAULT_CATCHUP),
    },
    state: { paused: isPaused(workflow), note: noteOf(workflow, corrections) },
    // Tells our schedules from those of others in the same namespace, other installations of this platform included.
    memo: { ...memo, perdura: taskQueue },
  };
}

function isFlow({ form = 'workflow' }: ScheduleSource): boolean {
  return form === 'flow';
}

function isPaused(workflow: ScheduledWorkflow): boolean {
  return !isFlow(workflow) && (!workflow.enabled || workflow.schedulePaused === true);
}

/** A workflow is run; the trigger of a flow is asked first what there is to run. */
function workOf(workflow: ScheduledWorkflow): { workflowType: string; args: [RunInput | TriggerCallInput] } {
  const place = { projectId: workflow.projectId, workflowId: workflow.id };
  if (isFlow(workflow)) return { workflowType: TRIGGER_WORKFLOW, args: [{ ...place, hook: 'run' }] };
  return { workflowType: RUN_WORKFLOW, args: [{ kind: 'scheduled', ...place }] };
}

/** The note that a schedule carries, so that a listing shows what it was made from, and people why it is paused. */
function noteOf(workflow: ScheduledWorkflow, { times, lastChange }: ClockCorrections): string {
  const { scheduleNote = '' } = workflow;
  // A listing does not show the corrections as a whole; that they are those of now shows here.
  const covered = times.length === 0 || lastChange === null ? '' : ` until ${lastChange.toISOString().slice(0, 10)}`;
  const mark = `perdura ${desiredScheduleHash(workflow) ?? 'none'}${covered}`;
  return scheduleNote === '' ? mark : `${mark}: ${[...scheduleNote].slice(0, LONGEST_NOTE).join('')}`;
}

/** Each time is an interval that begins in 1970 and is so long that its first end is that time. */
function correctionsSpec({ times, excluded }: ClockCorrections): Pick<RunSchedule['spec'], 'intervals' | 'skip'> {
  const intervals = times.map((time) => ({ every: time.getTime() - PHASE_MS, offset: PHASE_MS }));
  const skip = excluded.map(({ year, month, day, hour, minute }) => ({
    ...{ year, month: monthName(month), dayOfMonth: day, hour, minute, second: 0 },
  }));
  return { ...(intervals.length > 0 ? { intervals } : {}), ...(skip.length > 0 ? { skip } : {}) };
}

const PHASE_MS = 1_000;

const NO_CORRECTIONS: ClockCorrections = { times: [], excluded: [], lastChange: null };

function cronOf(schedule: string): Cron {
  const parsed = parseCron(schedule);
  if (!parsed.ok) throw new RangeError(`trigger holds the schedule "${schedule}": expected five fields of cron`);
  return parsed.cron;
}
