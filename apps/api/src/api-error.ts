import { type ErrorCode, type MessageKey, statusOf } from '@perdura/contracts';
import type { Fault, JsonObject } from '@perdura/definition';

export interface ApiErrorOptions {
  /** Fills the places of the detail's text. */
  values?: Record<string, string | number>;
  /** Text of the detail where it is not the code's own. */
  detail?: MessageKey;
  faults?: Fault[];
  headers?: Record<string, string>;
  /** Further members of the problem document. */
  members?: JsonObject;
  cause?: unknown;
}

/** A foreseen refusal: becomes a problem document in the caller's language. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode;
  readonly values: Record<string, string | number>;
  readonly detail: MessageKey | undefined;
  readonly faults: Fault[];
  readonly headers: Record<string, string>;
  readonly members: JsonObject;

  constructor(code: ErrorCode, options: ApiErrorOptions = {}) {
    super(`${code} (${statusOf(code)})`, { cause: options.cause });
    this.code = code;
    this.values = options.values ?? {};
    this.detail = options.detail;
    this.faults = options.faults ?? [];
    this.headers = options.headers ?? {};
    this.members = options.members ?? {};
  }
}

/** Something that the project does not have. */
export function notFound(code: ErrorCode, id: string): ApiError {
  return new ApiError(code, { detail: 'notFoundById', values: { id: id.slice(0, 80) } });
}

/** The request has these faults. */
export function invalid(faults: Fault[]): ApiError {
  return new ApiError('VALIDATION_FAILED', { faults });
}
