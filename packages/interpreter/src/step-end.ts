import type { PlanNode } from '@perdura/definition/plan';
import type { AttemptTiming, StepError, ValueRef } from '@perdura/definition/run';
import type { NodeCallResult } from './node-call.ts';
import { NO_VALUE, type StepEnd } from './run-record.ts';

export const CANCELLED_STEP: StepEnd = {
  status: 'cancelled',
  result: NO_VALUE,
  error: null,
  timing: null,
  attempts: 1,
  warnings: [],
};

/** How a step ended whose only work was one call. */
export function stepEnd(node: PlanNode, { end, earlierAttempts }: NodeCallResult): StepEnd {
  switch (end.kind) {
    case 'success': {
      const { result, warnings, attempt, startedAt, completedAt } = end.output;
      const timing = { attempt, startedAt, completedAt };
      return { status: 'success', result, error: null, timing, attempts: earlierAttempts + attempt, warnings };
    }
    case 'failed': {
      const { error, timing, warnings } = end;
      const reported = timing?.attempt ?? (end.exhausted && earlierAttempts === 0 ? node.retry.attempts : 1);
      const attempts = earlierAttempts + reported;
      return { status: 'failed', result: NO_VALUE, error, timing, attempts, warnings };
    }
    case 'lost': {
      const attempts = Math.max(earlierAttempts + 1, node.retry.attempts);
      return { status: 'failed', result: NO_VALUE, error: end.error, timing: null, attempts, warnings: [] };
    }
    case 'cancelled':
      return { ...CANCELLED_STEP, attempts: earlierAttempts + 1 };
  }
}

/** What a waiting or looping step knows of the call that opened it. */
export interface Opened {
  timing: AttemptTiming;
  attempts: number;
  warnings: string[];
}

export function openedSuccess(opened: Opened, result: ValueRef): StepEnd {
  return { ...openedEnd(opened), status: 'success', result, error: null };
}

export function openedFailure(opened: Opened, error: StepError): StepEnd {
  return { ...openedEnd(opened), status: 'failed', result: NO_VALUE, error };
}

/** The same behind a pause: the step did not begin anew, and its call is no further attempt. */
export function resumedEnd(end: StepEnd, before: Omit<Opened, 'attempts'> | null): StepEnd {
  if (before === null) return end;
  const { attempt, completedAt } = end.timing ?? { attempt: 1, completedAt: new Date().toISOString() };
  return {
    ...end,
    attempts: end.attempts - 1,
    timing: { attempt, startedAt: before.timing.startedAt, completedAt },
    warnings: [...before.warnings, ...end.warnings],
  };
}

/** It ends now, by the run's clock. */
function openedEnd({ timing, attempts, warnings }: Opened) {
  return { timing: { ...timing, completedAt: new Date().toISOString() }, attempts, warnings };
}
