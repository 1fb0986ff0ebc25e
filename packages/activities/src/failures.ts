import { EvaluationError } from '@perdura/sandbox';

/** Codes of failures that any node can have; node types add their own. Each has a page in docs/errors. */
export const FAILURE_CODES = {
  expressionFailed: 'EXPRESSION_FAILED',
  configInvalid: 'CONFIG_INVALID',
  resultTooLarge: 'RESULT_TOO_LARGE',
  resultInvalid: 'RESULT_INVALID',
  blobMissing: 'BLOB_MISSING',
  timeout: 'TIMEOUT',
  cancelled: 'CANCELLED',
  databaseUnavailable: 'DATABASE_UNAVAILABLE',
  internal: 'INTERNAL_ERROR',
} as const;

export interface StepFailureOptions {
  /** Whether another attempt may succeed. */
  retryable: boolean;
  /** How long the other side asked to wait before the next attempt. */
  retryAfterMs?: number;
  cause?: unknown;
}

/** A foreseen failure of a step. The message is shown to people: it says what was found and expected, and no secret. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
  /** Stable, upper case. */
  readonly code: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(code: string, message: string, options: StepFailureOptions) {
    super(message, { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Evaluation errors that the same expression would not meet again: the sandbox was busy or lost, not the source wrong. */
const TRANSIENT_EVALUATION = new Set(['overloaded', 'crashed']);

/**
 * Gives any thrown thing the shape of a step's failure, once, around the node. What was not foreseen keeps its text to
 * the logs: it may hold anything.
 */
export function toStepFailure(error: unknown, signal: AbortSignal): StepFailure {
  if (error instanceof StepFailure) return error;
  if (error instanceof EvaluationError) {
    const retryable = TRANSIENT_EVALUATION.has(error.kind);
    return new StepFailure(FAILURE_CODES.expressionFailed, error.message, { retryable, cause: error });
  }
  if (signal.aborted) return abortFailure(signal, error);
  return new StepFailure(FAILURE_CODES.internal, 'The step met an unexpected error; the logs of the worker name it.', {
    retryable: true,
    cause: error,
  });
}

function abortFailure(signal: AbortSignal, cause: unknown): StepFailure {
  if (signal.reason instanceof StepFailure) return signal.reason;
  return new StepFailure(FAILURE_CODES.cancelled, 'The step was cancelled.', { retryable: false, cause });
}
