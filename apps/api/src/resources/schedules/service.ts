import { type Locale, message } from '@perdura/contracts';
import { type BackfillAnswer, type CronTrigger, MOST_BACKFILLED } from '@perdura/control-plane';
import type { VersionedWorkflow, WorkflowRow } from '@perdura/database';
import { fireTimes, upcomingFires, zonedText } from '@perdura/definition';
import { ApiError, invalid, notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { presentFire, presentTimes } from './presenter.ts';

const DEFAULT_COUNT = 5;
const RECENT = 20;
const DEFAULT_UPCOMING = 200;
const DAY_MS = 86_400_000;
/** The longest stretch of the future that is looked at in one go, in days. */
const LONGEST_STRETCH_DAYS = 366;
/** Most schedules of a project that are looked at together. */
const MOST_SCHEDULES = 10_000;

/** A workflow that has a schedule. */
export interface Scheduled {
  workflow: WorkflowRow;
  trigger: CronTrigger;
}

/** @throws {ApiError} WORKFLOW_NOT_FOUND, SCHEDULE_NOT_FOUND */
export function scheduled(workflow: WorkflowRow | null, id: string): Scheduled {
  if (workflow === null) throw notFound('WORKFLOW_NOT_FOUND', id);
  const { trigger } = workflow;
  if (trigger.type !== 'cron') throw notFound('SCHEDULE_NOT_FOUND', id);
  return { workflow, trigger };
}

export interface ScheduleView {
  count?: number | undefined;
  after?: Date | undefined;
  timezone?: string | undefined;
  assumeActive?: boolean | undefined;
}

/** The schedule of a workflow with its next and its last times. Temporal is not asked, so it answers without it. */
export async function scheduleDocument(
  { database }: Pick<AppDependencies, 'database'>,
  { workflow, trigger }: Scheduled,
  { count = DEFAULT_COUNT, after = new Date(), timezone = 'UTC', assumeActive = false }: ScheduleView,
  locale: Locale,
) {
  const next = assumeActive || fires(workflow) ? upcomingFires(trigger, after, count) : [];
  const recent = await database.scheduleFires.list(workflow.projectId, workflow.id, {}, { limit: RECENT });
  return {
    ...presentTimes(workflow, trigger, locale),
    nextFires: next.map((at) => zonedText(at, timezone)),
    recent: recent.items.map((fire) => presentFire(fire, timezone)),
  };
}

/** A schedule as the list of all shows it. */
export function scheduleOverview({ workflow, trigger }: Scheduled, timezone: string, locale: Locale) {
  const [next] = fires(workflow) ? upcomingFires(trigger, new Date(), 1) : [];
  const nextFire = next === undefined ? null : zonedText(next, timezone);
  return { ...presentTimes(workflow, trigger, locale), name: workflow.name, nextFire };
}

/** The runs of a backfill. @throws {ApiError} SCHEDULE_NOT_FOUND, VALIDATION_FAILED */
export function acceptedBackfill(answer: BackfillAnswer, { workflow }: VersionedWorkflow, locale: Locale) {
  if (answer.kind === 'no-schedule') throw notFound('SCHEDULE_NOT_FOUND', workflow.id);
  if (answer.kind === 'too-many') {
    throw invalid([{ pointer: '/to', message: message(locale, 'tooManyFires', { limit: MOST_BACKFILLED }) }]);
  }
  return { fires: answer.fires.length, started: answer.started, runIds: answer.runIds };
}

/** @throws {ApiError} VALIDATION_FAILED for a time to come */
export function requirePast(time: Date, pointer: string, locale: Locale): void {
  if (time.getTime() <= Date.now()) return;
  throw invalid([{ pointer, message: message(locale, 'pastTime', { found: time.toISOString() }) }]);
}

export function requireEnabled({ id, enabled }: WorkflowRow): void {
  if (!enabled) throw new ApiError('WORKFLOW_DISABLED', { values: { id } });
}

export interface UpcomingRequest {
  from?: Date | undefined;
  to?: Date | undefined;
  limit?: number | undefined;
  timezone?: string | undefined;
}

/** What will fire in a project, soonest first. @throws {ApiError} VALIDATION_FAILED */
export async function upcoming(
  { database }: Pick<AppDependencies, 'database'>,
  projectId: string,
  { from = new Date(), to, limit = DEFAULT_UPCOMING, timezone = 'UTC' }: UpcomingRequest,
  locale: Locale,
) {
  const until = to ?? new Date(from.getTime() + DAY_MS);
  requireStretch(from, until, locale);
  const [workflows, runs] = await Promise.all([
    database.schedules.firing(projectId, MOST_SCHEDULES),
    database.laterRuns.upcoming(projectId, from, until, limit + 1),
  ]);
  const found = [...soonest(workflows, from, until, limit + 1), ...runs].sort(
    (a, b) => a.at.getTime() - b.at.getTime(),
  );
  return {
    fires: found.slice(0, limit).map(({ at, ...fire }) => ({ at: zonedText(at, timezone), ...fire })),
    more: found.length > limit,
  };
}

/** Whether a schedule fires at all. */
function fires({ enabled, schedulePaused }: WorkflowRow): boolean {
  return enabled && !schedulePaused;
}

function requireStretch(from: Date, until: Date, locale: Locale): void {
  if (until <= from) throw invalid([{ pointer: '/to', message: message(locale, 'laterThan', { field: 'from' }) }]);
  if (until.getTime() - from.getTime() <= LONGEST_STRETCH_DAYS * DAY_MS) return;
  const values = { field: 'from', days: LONGEST_STRETCH_DAYS };
  throw invalid([{ pointer: '/to', message: message(locale, 'tooLongStretch', values) }]);
}

interface Turn {
  workflow: WorkflowRow;
  workflowId: string;
  times: Iterator<Date, void>;
  at: Date;
}

/** The soonest times of all schedules together; each works out only as many of its own as are taken. */
function soonest(workflows: WorkflowRow[], from: Date, until: Date, limit: number) {
  const turns: Turn[] = [];
  for (const workflow of workflows) {
    if (workflow.trigger.type !== 'cron') continue;
    const times = fireTimes(workflow.trigger, from);
    for (const first of advanced({ workflow, workflowId: workflow.id, times, at: from }, until)) turns.push(first);
  }
  turns.sort(byTime);
  const found: { at: Date; workflowId: string; name: string; runId: null }[] = [];
  while (found.length < limit) {
    const turn = turns.shift();
    if (turn === undefined) break;
    found.push({ at: turn.at, workflowId: turn.workflow.id, name: turn.workflow.name, runId: null });
    for (const next of advanced(turn, until)) insert(turns, next);
  }
  return found;
}

function advanced(turn: Turn, until: Date): Turn[] {
  const next = turn.times.next();
  return next.done || next.value > until ? [] : [{ ...turn, at: next.value }];
}

interface Place {
  at: Date;
  workflowId: string;
}

function byTime(a: Place, b: Place): number {
  return a.at.getTime() - b.at.getTime() || (a.workflowId < b.workflowId ? -1 : 1);
}

/** Keeps the turns in their order. */
function insert(turns: Turn[], turn: Turn): void {
  let [low, high] = [0, turns.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byTime(turns[middle] ?? turn, turn) < 0) low = middle + 1;
    else high = middle;
  }
  turns.splice(low, 0, turn);
}
