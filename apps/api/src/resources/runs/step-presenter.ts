import type { StepAttemptRow, StepRow } from '@perdura/database';
import { time, timeOrNull } from '../../page-request.ts';
import { stepErrorOf } from './presenter.ts';
import { type ShowValue, shown } from './shown-values.ts';

/**
 * One iteration of a node.
 *
 * @param attempts what its workers told, in the order in which they started
 */
export function presentIteration(step: StepRow, attempts: StepAttemptRow[], show: ShowValue) {
  return {
    iteration: step.iteration,
    status: step.status,
    input: attempts.at(-1)?.input ?? null,
    ...shown('result', step.result, show),
    error: stepErrorOf(step),
    startedAt: timeOrNull(step.startedAt),
    completedAt: timeOrNull(step.completedAt),
    attemptCount: step.attempts,
    attempts: presentAttempts(step, attempts),
    log: attempts.flatMap(({ log }) => log ?? []),
    warnings: step.warnings,
    childRunId: step.childRunId,
  };
}

function presentAttempts(step: StepRow, rows: StepAttemptRow[]) {
  const told = numbered(rows).map(({ number, row }, index) => ({
    attempt: number,
    queuedAt: timeOrNull(row.queuedAt),
    startedAt: time(row.startedAt),
    ...endOf(step, row, index === rows.length - 1),
    worker: row.worker,
  }));
  const untold = lastUntold(step, told.at(-1) ?? null);
  return untold === null ? told : [...told, untold];
}

/** How an attempt ended. Where nobody told, the step knows it of its last one. */
function endOf(step: StepRow, row: StepAttemptRow, isLast: boolean): { endedAt: string | null; error: ToldError } {
  if (row.endedAt !== null || (isLast && step.status === 'running')) {
    return { endedAt: timeOrNull(row.endedAt), error: stepErrorOf(row) };
  }
  return isLast ? { endedAt: timeOrNull(step.completedAt), error: stepErrorOf(step) } : { endedAt: null, error: LOST };
}

type ToldError = ReturnType<typeof stepErrorOf>;

const LOST = { code: 'OUTCOME_UNKNOWN', message: 'its worker did not tell how the attempt ended' };

interface ToldAttempt {
  attempt: number;
  endedAt: string | null;
  error: object | null;
}

/** Numbers go on where attempts were counted anew: after a worker's death, or when somebody had the step retried. */
function numbered(rows: StepAttemptRow[]): { number: number; row: StepAttemptRow }[] {
  let before = 0;
  let last = { attempt: 0, number: 0 };
  return rows.map((row) => {
    if (row.attempt <= last.attempt) before = last.number;
    last = { attempt: row.attempt, number: before + row.attempt };
    return { number: last.number, row };
  });
}

/**
 * The newest attempt, when no worker told of it: the step itself knows when it was. An attempt that failed is followed
 * by one that nobody told of only when the step went on all the same.
 */
function lastUntold(step: StepRow, told: ToldAttempt | null) {
  const isParked = step.errorCode !== null;
  const wentOn = step.status === 'success' || (step.status === 'waiting' && !isParked);
  if (step.startedAt === null || (told !== null && (told.error === null || !wentOn))) return null;
  return {
    attempt: Math.max(step.attempts, (told?.attempt ?? 0) + 1),
    queuedAt: null,
    startedAt: told?.endedAt ?? time(step.startedAt),
    endedAt: timeOrNull(step.completedAt),
    error: stepErrorOf(step),
    worker: null,
  };
}
