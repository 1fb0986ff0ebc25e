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
  const told = numbered(rows).map(({ number, row }) => ({
    attempt: number,
    queuedAt: timeOrNull(row.queuedAt),
    startedAt: time(row.startedAt),
    endedAt: timeOrNull(row.endedAt),
    error: stepErrorOf(row),
    worker: row.worker,
  }));
  const untold = lastUntold(step, told.at(-1)?.attempt ?? 0);
  return untold === null ? told : [...told, untold];
}

/** Numbers go on where somebody had a parked step retried, and its attempts were counted anew. */
function numbered(rows: StepAttemptRow[]): { number: number; row: StepAttemptRow }[] {
  let before = 0;
  let last = { attempt: 0, number: 0 };
  return rows.map((row) => {
    if (row.attempt <= last.attempt) before = last.number;
    last = { attempt: row.attempt, number: before + row.attempt };
    return { number: last.number, row };
  });
}

/** The newest attempt, when no worker told of it: the step itself knows when it was. */
function lastUntold(step: StepRow, told: number) {
  const number = Math.max(step.attempts, told === 0 ? 1 : 0);
  if (step.startedAt === null || number <= told) return null;
  return {
    attempt: number,
    queuedAt: null,
    startedAt: time(step.startedAt),
    endedAt: timeOrNull(step.completedAt),
    error: stepErrorOf(step),
    worker: null,
  };
}
