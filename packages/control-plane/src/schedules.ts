import type { WorkflowRow } from '@perdura/database';
import {
  type CalendarSpec,
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleDescription,
  ScheduleNotFoundError,
  type ScheduleSummary,
} from '@temporalio/client';
import { forEachBounded } from './concurrency.ts';
import { type ControlDependencies, isolated } from './dependencies.ts';
import { type RunSchedule, runSchedule, scheduledWorkflowId, scheduleId } from './schedule-spec.ts';

/** How often a sync starts over because the desired state moved on meanwhile, before it leaves that to housekeeping. */
const SYNC_ROUNDS = 5;

const AUDIT_PAGE = 500;

/** How many schedules an audit looks into: a listing does not show all that a schedule has. All, where there are fewer. */
const DESCRIBED = 200;

/** What a schedule has done and will do. */
export interface ScheduleReport {
  paused: boolean;
  /** Fires to come, soonest first. */
  nextFires: Date[];
  /** Newest last: when it was meant to fire, and the Temporal workflow that it started. */
  recentFires: { scheduledAt: Date; takenAt: Date; temporalWorkflowId: string }[];
  /** Fires that were dropped because the run of an earlier one was live. */
  skippedByOverlap: number;
  /** Fires that were too old when the service came back. */
  missedCatchup: number;
}

/**
 * Brings Temporal's schedule of a workflow to what its row says, and notes that. Repeating it is safe; of several at
 * once the last to write to Temporal checks that what it wrote is still desired, so they end with the newest state.
 *
 * @throws TemporalUnavailable, DatabaseUnavailable: housekeeping tries again
 */
export async function syncSchedule(deps: ControlDependencies, projectId: string, workflowId: string): Promise<void> {
  await deps.scheduleSyncs.run(workflowId, () => syncUntilDesired(deps, projectId, workflowId));
}

async function syncUntilDesired(deps: ControlDependencies, projectId: string, workflowId: string): Promise<void> {
  for (let round = 0; round < SYNC_ROUNDS; round += 1) {
    const workflow = await deps.database.workflows.get(projectId, workflowId, { deleted: true, flows: true });
    if (workflow === null) return await removeSchedule(deps, workflowId);
    await apply(deps, workflow);
    const { scheduleDesired } = workflow;
    if (await deps.database.workflows.markScheduleApplied(projectId, workflowId, scheduleDesired)) return;
  }
}

/** What the schedule of a workflow has done and will do; null when there is none. @throws TemporalUnavailable */
export async function scheduleReport(deps: ControlDependencies, workflowId: string): Promise<ScheduleReport | null> {
  const found = await describeSchedule(deps, workflowId);
  return found && report(found);
}

/** Temporal's schedule of a workflow; null when there is none. @throws TemporalUnavailable */
export async function describeSchedule(
  { temporal }: ControlDependencies,
  workflowId: string,
): Promise<ScheduleDescription | null> {
  try {
    return await temporal.call((client) => client.schedule.getHandle(scheduleId(workflowId)).describe());
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null;
    throw error;
  }
}

/**
 * Compares all schedules in Temporal with what the workflows want, and repairs what differs: missing ones, changed or
 * paused ones, and those of workflows that want none. Schedules of others are left alone.
 *
 * @returns how many were repaired
 * @throws TemporalUnavailable, DatabaseUnavailable
 */
export async function auditSchedules(deps: ControlDependencies, signal?: AbortSignal): Promise<number> {
  // In this order: a schedule that is listed was made after its row, so its row is seen.
  const found = await ourSchedules(deps);
  const drifted: { projectId: string; workflowId: string }[] = [];
  const alike: WorkflowRow[] = [];
  let last: string | null = null;
  do {
    const page: WorkflowRow[] = await deps.database.workflows.scheduled(last, AUDIT_PAGE);
    for (const workflow of page) {
      if (hasDrifted(deps, workflow, found.get(workflow.id))) drifted.push({ ...workflow, workflowId: workflow.id });
      else alike.push(workflow);
      found.delete(workflow.id);
    }
    last = page.length < AUDIT_PAGE ? null : (page.at(-1)?.id ?? null);
  } while (last !== null && !signal?.aborted);
  if (signal?.aborted) return 0;
  for (const [workflowId, summary] of found) drifted.push({ workflowId, projectId: String(summary.memo?.projectId) });
  const repaired = await forEachBounded(drifted, 4, (place) => repair(deps, place), signal);
  return repaired + (await forEachBounded(sample(alike, DESCRIBED), 4, (row) => repairHidden(deps, row), signal));
}

/** Repairs what a listing does not show: the policies of a schedule, and what it starts. */
async function repairHidden(deps: ControlDependencies, workflow: WorkflowRow): Promise<boolean> {
  const { id: workflowId, projectId } = workflow;
  return await isolated(deps.logger, { workflowId }, 'audit of a schedule', async () => {
    const found = await describeSchedule(deps, workflowId);
    if (found === null || !hasHiddenDrift(deps, workflow, found)) return false;
    return await repair(deps, { projectId, workflowId });
  });
}

/** Some of the items, each audit others. */
function sample<Item>(items: Item[], size: number): Item[] {
  if (items.length <= size) return items;
  const start = Math.floor(Math.random() * items.length);
  return [...items.slice(start), ...items.slice(0, start)].slice(0, size);
}

async function repair(deps: ControlDependencies, place: { projectId: string; workflowId: string }): Promise<boolean> {
  const { projectId, workflowId } = place;
  return await isolated(deps.logger, { workflowId }, 'repair of a schedule', async () => {
    await syncSchedule(deps, projectId, workflowId);
    deps.logger.info({ workflowId }, 'schedule in Temporal brought back to what its workflow wants');
    return true;
  });
}

async function apply(deps: ControlDependencies, workflow: WorkflowRow): Promise<void> {
  const { trigger } = workflow;
  if (workflow.deletedAt !== null || trigger.type !== 'cron') return await removeSchedule(deps, workflow.id);
  const schedule = runSchedule(workflow, trigger, deps.temporal.taskQueue);
  const [first, second] = workflow.scheduleApplied === null ? [create, update] : [update, create];
  await deps.temporal.call(async (client) => {
    // The second and third try meet what another sync, or a person, did meanwhile.
    if (await first(client, schedule)) return;
    if (await second(client, schedule)) return;
    if (await first(client, schedule)) return;
    throw new Error(`schedule ${schedule.scheduleId} is made and removed all the time by something else`);
  });
}

async function create(client: Client, schedule: RunSchedule): Promise<boolean> {
  try {
    await client.schedule.create(schedule);
    return true;
  } catch (error) {
    if (error instanceof ScheduleAlreadyRunning) return false;
    throw error;
  }
}

async function update(client: Client, schedule: RunSchedule): Promise<boolean> {
  const { scheduleId: id, memo: _memo, ...wanted } = schedule;
  try {
    await client.schedule.getHandle(id).update(() => ({ ...wanted, state: wanted.state ?? {} }));
    return true;
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return false;
    throw error;
  }
}

async function removeSchedule({ temporal }: ControlDependencies, workflowId: string): Promise<void> {
  try {
    await temporal.call((client) => client.schedule.getHandle(scheduleId(workflowId)).delete());
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}

/** Schedules in Temporal that this installation made, by workflow id. */
async function ourSchedules({ temporal }: ControlDependencies): Promise<Map<string, ScheduleSummary>> {
  return await temporal.call(async (client) => {
    const ours = new Map<string, ScheduleSummary>();
    for await (const summary of client.schedule.list()) {
      const workflowId = scheduledWorkflowId(summary.scheduleId);
      if (workflowId !== null && summary.memo?.perdura === temporal.taskQueue) ours.set(workflowId, summary);
    }
    return ours;
  }, 30_000);
}

function hasDrifted(deps: ControlDependencies, workflow: WorkflowRow, found: ScheduleSummary | undefined): boolean {
  if (workflow.trigger.type !== 'cron') return found !== undefined;
  if (found === undefined) return true;
  const { spec, state } = runSchedule(workflow, workflow.trigger, deps.temporal.taskQueue);
  return (
    found.state.paused !== state?.paused ||
    found.state.note !== state?.note ||
    found.spec?.timezone !== spec.timezone ||
    (found.spec?.jitter ?? 0) !== (spec.jitter ?? 0) ||
    found.spec?.startAt?.getTime() !== spec.startAt?.getTime() ||
    found.spec?.endAt?.getTime() !== spec.endAt?.getTime() ||
    calendarsText(found.spec?.calendars) !== calendarsText(spec.calendars) ||
    intervalsText(found.spec?.intervals) !== intervalsText(spec.intervals)
  );
}

function hasHiddenDrift(deps: ControlDependencies, workflow: WorkflowRow, found: ScheduleDescription): boolean {
  if (workflow.trigger.type !== 'cron') return false;
  const { policies, action } = runSchedule(workflow, workflow.trigger, deps.temporal.taskQueue);
  const { workflowId, workflowType, taskQueue } = found.action;
  return (
    found.policies.overlap !== policies?.overlap ||
    found.policies.catchupWindow !== policies?.catchupWindow ||
    found.policies.pauseOnFailure ||
    found.state.remainingActions !== undefined ||
    workflowId !== action.workflowId ||
    workflowType !== action.workflowType ||
    taskQueue !== action.taskQueue ||
    JSON.stringify(found.action.args) !== JSON.stringify(action.args)
  );
}

/** A listing shows the first few alone. */
function intervalsText(intervals: { every: unknown; offset?: unknown }[] = []): string {
  return JSON.stringify(intervals.slice(0, LISTED_INTERVALS).map(({ every, offset = 0 }) => [every, offset]));
}

const LISTED_INTERVALS = 10;

function calendarsText(calendars: CalendarSpec[] = []): string {
  return JSON.stringify(
    calendars.map(({ second, minute, hour, dayOfMonth, month, dayOfWeek }) => [
      second,
      minute,
      hour,
      dayOfMonth,
      month,
      dayOfWeek,
    ]),
  );
}

function report({ state, info }: ScheduleDescription): ScheduleReport {
  return {
    paused: state.paused,
    nextFires: info.nextActionTimes,
    recentFires: info.recentActions.map(({ scheduledAt, takenAt, action }) => ({
      scheduledAt,
      takenAt,
      temporalWorkflowId: action.workflow.workflowId,
    })),
    skippedByOverlap: info.numActionsSkippedOverlap,
    missedCatchup: info.numActionsMissedCatchupWindow,
  };
}
