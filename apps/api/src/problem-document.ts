import {
  DEFAULT_LOCALE,
  isMessageKey,
  type Locale,
  message,
  type Problem,
  type ProblemFault,
  statusOf,
  titleOf,
} from '@perdura/contracts';
import { isTemporalUnavailable } from '@perdura/control-plane';
import {
  ConcurrencySkipped,
  IdempotencyConflict,
  isDatabaseUnavailable,
  NameTaken,
  PathTaken,
  QuotaExceeded,
  SearchTooBroad,
  TableLimit,
  UnstorableText,
  VersionConflict,
} from '@perdura/database';
import { ApiError } from './api-error.ts';
import { quotaError } from './quotas.ts';

/** How many faults one answer lists. */
const MAX_FAULTS = 100;

/** Seconds after which a caller may try again when a service is away. */
const RETRY_AFTER_SECONDS = '2';

/** What any thrown thing tells the caller, in a language. What was not foreseen tells nothing but that it is logged. */
export function toApiError(error: unknown, locale: Locale = DEFAULT_LOCALE): ApiError {
  if (error instanceof ApiError) return error;
  const headers = { 'Retry-After': RETRY_AFTER_SECONDS };
  if (isDatabaseUnavailable(error)) return new ApiError('DATABASE_UNAVAILABLE', { headers, cause: error });
  if (isTemporalUnavailable(error)) return new ApiError('TEMPORAL_UNAVAILABLE', { headers, cause: error });
  if (error instanceof IdempotencyConflict) {
    return new ApiError('IDEMPOTENCY_KEY_REUSED', { values: { key: error.key }, cause: error });
  }
  if (error instanceof ConcurrencySkipped) {
    return new ApiError('CONCURRENCY_SKIPPED', { values: { limit: error.limit }, cause: error });
  }
  if (error instanceof QuotaExceeded) return quotaError(error);
  if (error instanceof VersionConflict) {
    const values = { expected: `"${error.expected}"`, actual: `"${error.current}"` };
    return new ApiError('PRECONDITION_FAILED', { values, cause: error });
  }
  if (error instanceof NameTaken) return new ApiError('NAME_TAKEN', { values: { name: error.value }, cause: error });
  if (error instanceof TableLimit) {
    return new ApiError('TABLE_LIMIT', { values: { found: error.found, limit: error.limit }, cause: error });
  }
  if (error instanceof SearchTooBroad) return new ApiError('SEARCH_TOO_BROAD', { cause: error });
  if (error instanceof PathTaken) return new ApiError('PATH_TAKEN', { values: { path: error.path }, cause: error });
  if (error instanceof UnstorableText) {
    const faults = [{ pointer: '', message: message(locale, 'unstorableText') }];
    return new ApiError('VALIDATION_FAILED', { faults, cause: error });
  }
  return new ApiError('INTERNAL_ERROR', { cause: error });
}

/** The problem document of a refusal, in a language. */
export function problemDocument(
  error: ApiError,
  locale: Locale,
  place: { requestId: string; docsUrl: string },
): Problem {
  const title = titleOf(error.code, locale);
  const errors = faultsOf(error, locale);
  return {
    ...error.members,
    type: `${place.docsUrl}/docs/errors/${error.code}`,
    title,
    status: statusOf(error.code),
    detail: detailOf(error, errors, locale) ?? title,
    code: error.code,
    errors,
    requestId: place.requestId,
  };
}

function faultsOf({ faults }: ApiError, locale: Locale): ProblemFault[] {
  const shown = faults.slice(0, MAX_FAULTS).map(({ pointer, message: text, position }) => ({
    pointer,
    message: text,
    ...(position ? { position } : {}),
  }));
  const hidden = faults.length - shown.length;
  return hidden > 0 ? [...shown, { pointer: '', message: message(locale, 'moreFaults', { count: hidden }) }] : shown;
}

function detailOf(error: ApiError, errors: ProblemFault[], locale: Locale): string | null {
  const [first] = errors;
  if (first !== undefined) {
    const place = first.pointer === '' ? message(locale, 'wholeBody') : first.pointer;
    return message(locale, 'faultCount', { count: error.faults.length, first: `${place}: ${first.message}` });
  }
  const key = error.detail ?? error.code;
  return isMessageKey(key) ? message(locale, key, error.values) : null;
}
