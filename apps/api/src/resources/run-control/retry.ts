import { type BodyOf, type Locale, message, type runControlRoutes } from '@perdura/contracts';
import type { RefusedRetry, RetryAnswer, RetryRequest } from '@perdura/control-plane';
import type { RunRow } from '@perdura/database';
import { ApiError, invalid, notFound } from '../../api-error.ts';
import { withoutUndefined } from '../../without-undefined.ts';

type RetryBody = BodyOf<typeof runControlRoutes.retryRun>;

/** What the control plane is asked for by the body of a retry. */
export function retryRequest(body: RetryBody): Omit<RetryRequest, 'startedBy'> {
  return withoutUndefined(body);
}

/**
 * The run that was made, and whether by this request.
 *
 * @throws {ApiError} RUN_NOT_FOUND, RUN_STATE, WORKFLOW_DISABLED, CONCURRENCY_SKIPPED, IDEMPOTENCY_KEY_REUSED,
 * VALIDATION_FAILED
 */
export function repeatedRun(answer: RetryAnswer, runId: string, locale: Locale): { run: RunRow; created: boolean } {
  if (answer.kind === 'accepted') return answer;
  if (answer.kind === 'not-found') throw notFound('RUN_NOT_FOUND', runId);
  throw refusal(answer, locale);
}

function refusal({ code, message: reason, values, faults }: RefusedRetry, locale: Locale): ApiError {
  if (faults === undefined) return new ApiError(code, { values: values ?? { reason } });
  return invalid(
    faults.map((fault) => ({ pointer: fault.pointer, message: message(locale, fault.reason, fault.values) })),
  );
}
