import {
  pausedReason,
  type ScheduleState,
  type ScheduleWatch,
  type UnstartedFire,
  type WatchedSchedule,
} from '@perdura/database';
import { fireTimesUntil, triggerDurationMs, upcomingFires } from '@perdura/definition';
import type { Client, ScheduleDescription } from '@temporalio/client';
import { forEachBounded } from './concurrency.ts';
import { type ControlDependencies, isOutage } from './dependencies.ts';
import { errorFields } from './logger.ts';
import { type CronTrigger, DEFAULT_CATCHUP, scheduleId } from './schedule-spec.ts';
import { type FireEvidence, fireVerdicts } from './schedule-verdicts.ts';
import { describeSchedule } from './schedules.ts';
import type { RoundResult } from './task-loop.ts';

/** How long after its time a fire's row is looked for: it comes with the run's first step. In milliseconds. */
const GRACE_MS = 15_000;

/** A schedule about which nothing can be said yet is looked at again after this, in milliseconds. */
const AGAIN_MS = 10_000;

/** What Temporal neither started nor counted is left open for so long at most, in milliseconds. */
const LONGEST_DOUBT_MS = 86_400_000;

/** Schedules of one round, and times of one schedule that one round works out. */
const BATCH = 200;
const MOST_TIMES = 20_000;

/** Times that a round writes one by one for a schedule; what comes before them is told by one row. */
const MOST_ROWS = 1_000;

const NEVER = new Date('9999-01-01T00:00:00Z');

/** How long fires are kept, in milliseconds, and how many of one workflow. */
const FIRE_LIFE_MS = 400 * 86_400_000;
const FIRES_KEPT = 5_000;

/**
 * Notes what became of the times of schedules for which no run came: those of a paused or disabled schedule, those that
 * an overlap left out, and those that came while Temporal was away. Each call is one round.
 */
export async function watchSchedules(deps: ControlDependencies, signal: AbortSignal): Promise<RoundResult> {
  const schedules = await deps.database.scheduleWatches.due(BATCH);
  let more = schedules.length === BATCH;
  let done = 0;
  await forEachBounded(
    schedules,
    4,
    async (schedule) => {
      const looked = await lookOrPostpone(deps, schedule);
      done += looked.noted;
      more ||= looked.more;
      return true;
    },
    signal,
  );
  // Looking is work done: what is left over follows at once.
  return { done: done + (more ? 1 : 0), more };
}

/** Forgets old fires, and watches over schedules that are no more. */
export async function pruneFires({ database }: ControlDependencies): Promise<number> {
  const forgotten = await database.scheduleWatches.forget();
  return forgotten + (await database.scheduleFires.prune(new Date(Date.now() - FIRE_LIFE_MS), FIRES_KEPT));
}

interface Look {
  noted: number;
  more: boolean;
}

async function lookOrPostpone(deps: ControlDependencies, schedule: WatchedSchedule): Promise<Look> {
  try {
    return await look(deps, schedule);
  } catch (error) {
    if (isOutage(error)) throw error;
    const { workflowId } = schedule;
    deps.logger.error({ workflowId, ...errorFields(error) }, 'look at the fires of a schedule failed');
    await deps.database.scheduleWatches.postpone(workflowId, new Date(Date.now() + 6 * AGAIN_MS));
    return { noted: 0, more: false };
  }
}

async function look(deps: ControlDependencies, schedule: WatchedSchedule): Promise<Look> {
  const { database } = deps;
  const { workflowId, hash, state } = schedule;
  const before = schedule.watch ?? newWatch(schedule);
  const stretch = stretchOf(schedule, before, new Date(Date.now() - GRACE_MS));
  const times = fireTimesUntil(cronOf(stretch.state), before.settledUntil, stretch.until, MOST_TIMES);
  const known = times.length === 0 ? new Set<number>() : await database.scheduleFires.known(workflowId, times);
  const missing = times.filter((at) => !known.has(at.getTime()));
  const judged =
    missing.length === 0 ? NOTHING : await judge(deps, schedule, { state: stretch.state, watch: before, missing });
  const noted = await database.scheduleFires.note(workflowId, summarised(judged.fires));
  const cut = times.length === MOST_TIMES;
  const settledUntil = settledAt(judged.held, cut ? (times.at(-1) ?? stretch.until) : stretch.until, before);
  const caughtUp = judged.held === null && !cut && stretch.isWhole;
  const more = judged.held === null && (cut || (stretch.isOld && stretch.isWhole));
  const dueAt = judged.held === null ? dueAfter(settledUntil, state) : new Date(Date.now() + AGAIN_MS);
  await database.scheduleWatches.save(workflowId, {
    settledUntil,
    dueAt: more ? new Date() : dueAt,
    // Once all times of the old state are settled, the newest state holds.
    ...(caughtUp ? { hash, state } : { hash: before.hash, state: before.state }),
    missedCatchup: judged.counts?.missed ?? before.missedCatchup,
    skippedOverlap: judged.counts?.skipped ?? before.skippedOverlap,
  });
  return { noted, more };
}

/** A schedule that was just made has left out nothing. */
function newWatch({ changedAt, hash, state }: WatchedSchedule): ScheduleWatch {
  return { settledUntil: changedAt, dueAt: changedAt, hash, state, missedCatchup: 0, skippedOverlap: 0 };
}

/** Until when one state held: a change ends the stretch of the state before it, once that can be looked at whole. */
function stretchOf({ hash, state, changedAt }: WatchedSchedule, watch: ScheduleWatch, now: Date) {
  if (hash === watch.hash) return { state, until: now, isOld: false, isWhole: true };
  const isWhole = changedAt <= now;
  return { state: watch.state, until: isWhole ? changedAt : now, isOld: true, isWhole };
}

function settledAt(held: Date | null, until: Date, { settledUntil }: ScheduleWatch): Date {
  const reached = held === null ? until : new Date(held.getTime() - 1);
  return reached > settledUntil ? reached : settledUntil;
}

function dueAfter(settledUntil: Date, { trigger }: ScheduleState): Date {
  const [next] = trigger.type === 'cron' ? upcomingFires(trigger, settledUntil, 1) : [];
  if (next === undefined || trigger.type !== 'cron') return NEVER;
  const jitterMs = trigger.jitter === undefined ? 0 : triggerDurationMs(trigger.jitter);
  return new Date(next.getTime() + jitterMs + GRACE_MS);
}

/** A trigger of another type fires at no time of a schedule. */
function cronOf({ trigger }: ScheduleState): CronTrigger {
  return trigger.type === 'cron' ? trigger : { type: 'cron', schedule: '0 0 1 1 *', endAt: '1970-01-01T00:00:00Z' };
}

interface Judged {
  fires: UnstartedFire[];
  held: Date | null;
  counts: { missed: number; skipped: number } | null;
}

const NOTHING: Judged = { fires: [], held: null, counts: null };

interface Missing {
  state: ScheduleState;
  watch: ScheduleWatch;
  missing: Date[];
}

async function judge(deps: ControlDependencies, schedule: WatchedSchedule, missing: Missing): Promise<Judged> {
  const { enabled, paused, note } = missing.state;
  if (enabled && !paused) return await judgeFiring(deps, schedule, missing);
  const reason = enabled ? pausedReason(note) : 'the workflow is disabled';
  return { ...NOTHING, fires: missing.missing.map((at) => ({ at, outcome: 'skipped', reason })) };
}

async function judgeFiring(
  deps: ControlDependencies,
  { workflowId }: WatchedSchedule,
  { state, watch, missing }: Missing,
): Promise<Judged> {
  const [first, last] = [missing[0], missing.at(-1)];
  if (first === undefined || last === undefined) return NOTHING;
  const found = await describeSchedule(deps, workflowId);
  const executions = await deps.temporal.call((client) => executionsOf(client, workflowId, first, last), 15_000);
  const spans = await deps.database.scheduleFires.spans(workflowId, first, new Date());
  const trigger = cronOf(state);
  const counts = found && countsOf(found);
  const evidence: FireEvidence = {
    overlap: trigger.overlap ?? 'skip',
    catchupWindow: trigger.catchupWindow ?? DEFAULT_CATCHUP,
    doneBefore: doneBefore(found),
    buffered: found?.raw.info?.bufferSize?.toNumber() ?? 0,
    leftOut: counts && leftOutSince(watch, counts),
    executions: withRecent(executions, found),
    spans,
  };
  return { ...fireVerdicts(missing, evidence), counts };
}

/** Times are taken in their order; a schedule that was made or changed leaves out what it had not come to before. */
function doneBefore(found: ScheduleDescription | null): Date {
  const now = Date.now();
  if (found === null) return new Date(now);
  const { createdAt, lastUpdatedAt, recentActions } = found.info;
  const known = [createdAt, lastUpdatedAt, ...recentActions.map(({ scheduledAt }) => scheduledAt)];
  const times = known.map((time) => time?.getTime() ?? 0);
  return new Date(Math.max(now - LONGEST_DOUBT_MS, ...times));
}

function countsOf({ info }: ScheduleDescription): { missed: number; skipped: number } {
  return { missed: info.numActionsMissedCatchupWindow, skipped: info.numActionsSkippedOverlap };
}

/** A schedule that was made anew counts from zero. */
function leftOutSince({ missedCatchup, skippedOverlap }: ScheduleWatch, now: { missed: number; skipped: number }) {
  if (missedCatchup === null || skippedOverlap === null) return null;
  const since = { missed: now.missed - missedCatchup, skipped: now.skipped - skippedOverlap };
  return since.missed < 0 || since.skipped < 0 ? null : since;
}

/** Executions that a schedule started for times between these, by milliseconds since 1970. */
async function executionsOf(client: Client, workflowId: string, from: Date, until: Date) {
  const found = new Map<number, 'live' | 'ended'>();
  const id = scheduleId(workflowId);
  const query =
    `TemporalScheduledById = "${id}" AND TemporalScheduledStartTime >= "${from.toISOString()}" ` +
    `AND TemporalScheduledStartTime <= "${until.toISOString()}"`;
  for await (const execution of client.workflow.list({ query })) {
    const at = timeOf(execution.workflowId);
    // What has just ended may have its row by now, which was looked for before.
    const hasEnded = execution.closeTime !== undefined && execution.closeTime.getTime() < Date.now() - GRACE_MS;
    const isLive = !hasEnded || found.get(at) === 'live';
    if (!Number.isNaN(at)) found.set(at, isLive ? 'live' : 'ended');
  }
  return found;
}

/** A listing lags behind: what the schedule has just started may not be in it yet. */
function withRecent(executions: Map<number, 'live' | 'ended'>, found: ScheduleDescription | null) {
  const recent = found?.info.recentActions.map(({ action }) => timeOf(action.workflow.workflowId)) ?? [];
  return new Map([...recent.map((at) => [at, 'live'] as const), ...executions]);
}

/** The time that a schedule meant with an execution, in milliseconds since 1970. */
function timeOf(temporalWorkflowId: string): number {
  return Date.parse(temporalWorkflowId.slice(scheduleId('').length + WORKFLOW_ID_LENGTH + 1));
}

const WORKFLOW_ID_LENGTH = 24;

/** The newest as they are, and what was before them in one row: a long outage of a frequent schedule is one story. */
function summarised(fires: UnstartedFire[]): UnstartedFire[] {
  const [first] = fires;
  if (fires.length <= MOST_ROWS || first === undefined) return fires;
  const told = fires.slice(-MOST_ROWS + 1);
  const silent = fires.length - told.length;
  const last = fires[silent - 1] ?? first;
  const reason = `${first.reason}; as were the ${silent - 1} times after it until ${last.at.toISOString()}`;
  return [{ ...first, reason }, ...told];
}
