import { ApplicationFailure, ApplicationFailureCategory, CancelledFailure } from '@temporalio/common';
import { FAILURE_CODES, type StepFailure } from './failures.ts';

/**
 * A failure as Temporal keeps it: its type is the code. Without cause and stack, which may hold anything and would
 * stay in the history.
 *
 * @param details shown to the interpreter: the attempt's timing, then its warnings
 */
export function temporalFailure(failure: StepFailure, details: unknown[] = []): ApplicationFailure {
  const { code, message, retryable, retryAfterMs } = failure;
  const temporal = ApplicationFailure.create({
    message,
    type: code,
    nonRetryable: !retryable,
    details,
    ...(retryAfterMs === undefined ? {} : { nextRetryDelay: retryAfterMs }),
    // The log line of this zone tells it with its place; the SDK's own would tell it again.
    ...(code === FAILURE_CODES.internal ? {} : { category: ApplicationFailureCategory.BENIGN }),
  });
  temporal.stack = '';
  return temporal;
}

/**
 * What an attempt that Temporal cancelled must end with: Temporal itself tells then whether the run was cancelled or
 * the worker stops.
 */
export function cancelledFailure(signal: AbortSignal): CancelledFailure {
  return signal.reason instanceof CancelledFailure ? signal.reason : new CancelledFailure('The step was cancelled.');
}
