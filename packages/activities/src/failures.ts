import { isDatabaseUnavailable } from '@perdura/database';
import { EvaluationError } from '@perdura/sandbox';
import { storableText } from './storable-text.ts';

/** Codes of failures that any node can have; node types add their own. Each has a page in docs/errors. */
export const FAILURE_CODES = {
  expressionFailed: 'EXPRESSION_FAILED',
  configInvalid: 'CONFIG_INVALID',
  resultTooLarge: 'RESULT_TOO_LARGE',
  resultInvalid: 'RESULT_INVALID',
  blobMissing: 'BLOB_MISSING',
  runNotFound: 'RUN_NOT_FOUND',
  timeout: 'TIMEOUT',
  cancelled: 'CANCELLED',
  inputTooLarge: 'INPUT_TOO_LARGE',
  sandboxUnavailable: 'SANDBOX_UNAVAILABLE',
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

/** Of the message of a failure: it is kept in the history, the run, the step and its attempts, and shown in lists. */
const MAX_MESSAGE_CHARACTERS = 4_000;

/** A foreseen failure of a step. The message is shown to people: it says what was found and expected, and no secret. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
  /** Stable, upper case. */
  readonly code: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(code: string, message: string, options: StepFailureOptions) {
    super(boundedMessage(message), { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/**
 * Gives any thrown thing the shape of a step's failure, once, around the node. What was not foreseen keeps its text to
 * the logs: it may hold anything.
 */
export function toStepFailure(error: unknown): StepFailure {
  if (error instanceof StepFailure) return error;
  if (error instanceof EvaluationError) return evaluationFailure(error, '');
  if (isDatabaseUnavailable(error)) {
    return failure(FAILURE_CODES.databaseUnavailable, 'The database is not available.', error);
  }
  return failure(FAILURE_CODES.internal, 'The step met an unexpected error; the logs of the worker name it.', error);
}

/** The failure of a step over an expression; `place` says where it stands, for the message. */
export function evaluationFailure(error: EvaluationError, place: string): StepFailure {
  const isTransient = error.kind === 'unavailable' || error.kind === 'cancelled';
  const code = isTransient ? FAILURE_CODES.sandboxUnavailable : FAILURE_CODES.expressionFailed;
  return new StepFailure(code, `${place}${error.message}`, { retryable: isTransient, cause: error });
}

/** The failure over a result that is larger than may be kept, in bytes of JSON. */
export function resultTooLarge(bytes: number, limit: number): StepFailure {
  const message = `The result is ${bytes} bytes of JSON; at most ${limit} bytes can be kept.`;
  return new StepFailure(FAILURE_CODES.resultTooLarge, message, { retryable: false });
}

/** The failure of an attempt that was told to stop. */
export function abortFailure(signal: AbortSignal): StepFailure {
  if (signal.reason instanceof StepFailure) return signal.reason;
  return new StepFailure(FAILURE_CODES.cancelled, 'The step was cancelled.', { retryable: false });
}

/** The failure of an attempt that reached its time limit. */
export function timeoutFailure(limitMs: number): StepFailure {
  return new StepFailure(FAILURE_CODES.timeout, `The step took longer than its limit of ${limitMs} ms.`, {
    retryable: true,
  });
}

/** A message may quote what an author, a guest or another side said, however long that is. */
function boundedMessage(message: string): string {
  const isLong = message.length > MAX_MESSAGE_CHARACTERS;
  return storableText(isLong ? `${message.slice(0, MAX_MESSAGE_CHARACTERS)}…` : message);
}

function failure(code: string, message: string, cause: unknown): StepFailure {
  return new StepFailure(code, message, { retryable: true, cause });
}
