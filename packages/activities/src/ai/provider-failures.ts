import { APICallError } from 'ai';
import { StepFailure } from '../failures.ts';
import { retryAfterMs } from '../outbound/headers.ts';
import { isRetryableStatus, MAX_RETRY_AFTER_MS } from '../outbound/http-call.ts';
import { inCauses } from '../outbound/network-failures.ts';
import type { Redactor } from '../outbound/redaction.ts';
import { AI_CODES } from './codes.ts';

/**
 * Gives a provider's fault the shape of a step's failure: 408, 425, 429 and 5xx may be tried again, after as long as
 * the provider asks; other statuses may not.
 *
 * @returns a StepFailure for what is known to be the provider's fault, the thing itself otherwise
 */
export function providerFailure(error: unknown, hide: Redactor): unknown {
  const foreseen = inCauses(error, (cause) => cause instanceof StepFailure);
  if (foreseen !== undefined) return foreseen;
  const refused = inCauses(error, (cause) => APICallError.isInstance(cause));
  if (!APICallError.isInstance(refused)) return error;
  const { statusCode, responseHeaders, message } = refused;
  const retryable = statusCode === undefined || statusCode < 400 || isRetryableStatus(statusCode);
  const wait = retryable ? retryAfterMs(responseHeaders?.['retry-after'], MAX_RETRY_AFTER_MS) : undefined;
  const said = hide
    .text(message)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .slice(0, 300);
  return new StepFailure(AI_CODES.provider, `The AI provider answered ${statusCode ?? 'nothing'}: ${said}`, {
    retryable,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}
