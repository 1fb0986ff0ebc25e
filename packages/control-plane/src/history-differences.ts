import { isDeepStrictEqual } from 'node:util';
import { type HistoryStep, isTerminal, type RunRow, storable } from '@perdura/database';
import type { RunSnapshot, StepSnapshot } from '@perdura/definition/run';
import { type ClosedStatus, statusOfClosed } from './final-snapshot.ts';

/** Something that history and Temporal say differently of one run. */
export interface Difference {
  projectId: string | null;
  /** Id of the run; of an execution without a row, its Temporal workflow id. */
  runId: string;
  /** What differs: `status`, `error`, `step send/0: attempts`. */
  what: string;
  history: unknown;
  temporal: unknown;
}

/** An execution as Temporal describes it: the newest of its workflow id. */
export interface CheckedExecution {
  /** Null while it lives. */
  closed: ClosedStatus | null;
  /** Whether it continues another one as new: the steps of that one are in history alone. */
  continued: boolean;
}

/** How long an accepted run may wait to be handed over, in milliseconds. */
const HAND_OVER_MS = 60_000;

/** How far the clock of a run that is replayed may lag behind what it was, in milliseconds. */
const CLOCK_LAG_MS = 10_000;

/**
 * All that history says of a run and Temporal does not, or the other way round.
 *
 * @param execution null when Temporal knows none
 * @param snapshot the interpreter's own view; null when no worker gives it, so that states alone are compared
 */
export function differencesOf(
  run: RunRow,
  steps: HistoryStep[],
  execution: CheckedExecution | null,
  snapshot: RunSnapshot | null,
): Difference[] {
  const found: Difference[] = [];
  const compare = (what: string, history: unknown, temporal: unknown): void => {
    if (isDeepStrictEqual(history, temporal)) return;
    found.push({ projectId: run.projectId, runId: run.id, what, history, temporal });
  };
  if (execution === null) {
    if (isMissed(run)) compare('execution', run.status, null);
    return found;
  }
  const ended = isTerminal(run.status);
  const own = snapshot !== null && isTerminal(snapshot.status) ? snapshot : null;
  if (execution.closed === null) compare('status', ended ? run.status : 'live', 'live');
  else compare('status', run.status, own?.status ?? statusOfClosed(execution.closed));
  if (ended) {
    for (const step of steps) if (isOpen(step)) compare(`step ${placeOf(step)}: status`, step.status, 'ended');
  }
  // What differs in its state differs in all else.
  if (snapshot === null || found.length > 0) return found;
  // History keeps what can be stored of a text.
  const kept = storable(snapshot) as unknown as RunSnapshot;
  if (own !== null) compareEnds(run, kept, compare);
  compareSteps(steps, { ...execution, snapshot: kept }, compare);
  return found;
}

type Compare = (what: string, history: unknown, temporal: unknown) => void;

/** Whether an accepted run should have an execution, and has none. One that ended may be kept longer than Temporal does. */
function isMissed(run: RunRow): boolean {
  if (isTerminal(run.status)) return false;
  if (run.dispatchedAt !== null) return true;
  const due = Math.max(run.createdAt.getTime(), run.startAt?.getTime() ?? 0);
  return run.admittedAt !== null && Date.now() - due > HAND_OVER_MS;
}

function compareEnds(run: RunRow, own: RunSnapshot, compare: Compare): void {
  const { errorCode, errorNodeId, result, response, completedAt, startedAt, temporalRunId } = run;
  compare('error', errorCode && { code: errorCode, nodeId: errorNodeId }, own.error && errorOf(own.error));
  compare('result', result, own.result);
  compare('response', response, own.response);
  compareTimes('startedAt', startedAt, own.startedAt, compare);
  compareTimes('completedAt', completedAt, own.completedAt, compare);
  compare('temporalRunId', temporalRunId, own.temporalRunId);
}

function errorOf({ code, nodeId }: { code: string; nodeId: string | null }) {
  return { code, nodeId };
}

function compareSteps(
  steps: HistoryStep[],
  { closed, continued, snapshot }: CheckedExecution & { snapshot: RunSnapshot },
  compare: Compare,
): void {
  const rows = new Map(steps.map((step) => [placeOf(step), step]));
  for (const step of snapshot.steps) {
    const place = placeOf(step);
    const row = rows.get(place);
    rows.delete(place);
    if (row === undefined) compare(`step ${place}`, null, step.status);
    else compareStep(row, step, closed !== null && isOpen(step), compare);
  }
  if (continued) return;
  // Carried over steps were never this run's execution's.
  for (const [place, row] of rows) if (row.carriedFrom === null) compare(`step ${place}`, row.status, null);
}

/** @param cutOff whether it was open when its execution ended, which history tells by itself */
function compareStep(row: HistoryStep, step: StepSnapshot, cutOff: boolean, compare: Compare): void {
  const of = (field: string) => `step ${placeOf(step)}: ${field}`;
  compare(of('status'), row.status, cutOff ? 'cancelled' : step.status);
  compare(of('position'), row.position, step.position);
  compare(of('attempts'), row.attempts, step.attempts);
  compare(of('result'), row.result, step.result);
  compare(of('label'), row.label, step.label ?? null);
  compare(of('childRunId'), row.childRunId, step.childRunId);
  compareTimes(of('startedAt'), row.startedAt, step.startedAt, compare);
  if (cutOff) return;
  compare(of('error'), row.errorCode, step.error?.code ?? null);
  compareTimes(of('completedAt'), row.completedAt, step.completedAt, compare);
}

/**
 * A worker that dies between the end's record and the end itself has the last moments of the run repeated, while history
 * keeps the end that it told first: its times may be earlier. They are hardly ever later: by what the run's clock lags
 * when it is replayed, which stands still while a local activity runs.
 */
function compareTimes(what: string, history: Date | null, temporal: string | null, compare: Compare): void {
  const agree = history !== null && temporal !== null && history.getTime() - Date.parse(temporal) <= CLOCK_LAG_MS;
  if (!agree) compare(what, iso(history), temporal);
}

function isOpen({ status }: { status: string }): boolean {
  return status === 'running' || status === 'waiting';
}

function placeOf({ nodeId, iteration }: { nodeId: string; iteration: string }): string {
  return `${nodeId}/${iteration}`;
}

function iso(time: Date | null): string | null {
  return time?.toISOString() ?? null;
}
