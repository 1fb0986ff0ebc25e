import type { Problem, ProblemFault } from './generated/openapi.ts';

/** Every code that the platform answers; pages under `/docs/errors/<code>` explain them. */
export type ErrorCode = Problem['code'];

/** What the SDK itself says when no answer came. */
export type ClientErrorCode = 'CONNECTION_FAILED' | 'TIMED_OUT' | 'ABORTED' | 'UNREADABLE_ANSWER' | 'SIGNATURE_INVALID';

export interface ErrorFacts {
  /** HTTP status; null when no answer came. */
  status: number | null;
  code: ErrorCode | ClientErrorCode | (string & {});
  detail: string;
  title?: string;
  /** Faults of the request, each with the place it is at. */
  errors?: ProblemFault[];
  requestId?: string | null;
  /** The run that the request started, where one did although the answer is an error. */
  runId?: string | null;
  retryAfterMs?: number | null;
  /** The answer as it came, where it is no problem document. */
  body?: unknown;
  cause?: unknown;
}

const BRAND = Symbol.for('perdura.error');

/** Every error that a call may reject with. `code` tells which. */
export class PerduraError extends Error {
  readonly status: number | null;
  readonly code: ErrorFacts['code'];
  readonly title: string;
  readonly detail: string;
  readonly errors: ProblemFault[];
  readonly requestId: string | null;
  readonly runId: string | null;
  readonly retryAfterMs: number | null;
  readonly body: unknown;

  constructor(facts: ErrorFacts) {
    super(messageOf(facts), facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = new.target.name;
    this.status = facts.status;
    this.code = facts.code;
    this.title = facts.title ?? facts.detail;
    this.detail = facts.detail;
    this.errors = facts.errors ?? [];
    this.requestId = facts.requestId ?? null;
    this.runId = facts.runId ?? null;
    this.retryAfterMs = facts.retryAfterMs ?? null;
    this.body = facts.body;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** 400: the request is not as the contract has it; `errors` names the places. */
export class InvalidRequestError extends PerduraError {}
/** 401: there is no credential, or none that holds. */
export class UnauthenticatedError extends PerduraError {}
/** 403: the credential may not do this. */
export class ForbiddenError extends PerduraError {}
/** 404 and 410: there is no such thing, or no longer. */
export class NotFoundError extends PerduraError {}
/** 409: what the call asks for does not go with the state that the thing is in. */
export class ConflictError extends PerduraError {}
/** 412: the thing has changed since it was read. */
export class PreconditionFailedError extends PerduraError {}
/** 422: the idempotency key was used for another request, or the content cannot be processed. */
export class UnprocessableError extends PerduraError {}
/** 429: too many requests, or a quota is used up; `retryAfterMs` says when to come back. */
export class RateLimitedError extends PerduraError {}
/** 5xx: the platform could not do it. */
export class ServerError extends PerduraError {}
/** No answer in time: of the caller's own limit, or of the platform's (408). A run named by `runId` goes on. */
export class TimeoutError extends PerduraError {}
/** The platform could not be reached, or the connection broke. */
export class ConnectionError extends PerduraError {}
/** The caller's signal ended the call. */
export class AbortedError extends PerduraError {}

/**
 * Whether a value is an error of the SDK; with a code, whether it is that one. Holds across copies of the package, where
 * `instanceof` does not.
 */
export function isPerduraError<Code extends ErrorFacts['code']>(
  value: unknown,
  code?: Code,
): value is PerduraError & { code: Code } {
  if (typeof value !== 'object' || value === null || !(BRAND in value)) return false;
  return code === undefined || (value as { code?: unknown }).code === code;
}

/** The error class of an HTTP status. */
export function errorOfStatus(facts: ErrorFacts): PerduraError {
  const status = facts.status ?? 0;
  const Class = BY_STATUS[status] ?? (status >= 500 ? ServerError : PerduraError);
  return new Class(facts);
}

const BY_STATUS: Record<number, new (facts: ErrorFacts) => PerduraError> = {
  400: InvalidRequestError,
  401: UnauthenticatedError,
  403: ForbiddenError,
  404: NotFoundError,
  408: TimeoutError,
  409: ConflictError,
  410: NotFoundError,
  412: PreconditionFailedError,
  422: UnprocessableError,
  429: RateLimitedError,
};

function messageOf({ status, code, detail, errors = [] }: ErrorFacts): string {
  const places = errors.slice(0, 5).map(({ pointer, message }) => `${pointer || '/'}: ${message}`);
  const more = errors.length > places.length ? [`and ${errors.length - places.length} more`] : [];
  const faults = [...places, ...more].join('; ');
  return `${detail}${faults === '' || faults.includes(detail) ? '' : ` (${faults})`} [${status ?? 'no answer'} ${code}]`;
}
