import {
  type AttemptTiming,
  type ChainProgress,
  chainProgressOf,
  type NodeActivityOutput,
  type StepError,
} from '@perdura/definition/run';
import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  TemporalFailure,
  TimeoutFailure,
} from '@temporalio/common';

/** How one dispatch of a node ended. */
export type NodeEnd =
  | { kind: 'success'; output: NodeActivityOutput }
  /** `timing` is null where no attempt could report, as in a time-out; `exhausted`: every allowed attempt was made. */
  | { kind: 'failed'; error: StepError; timing: AttemptTiming | null; warnings: string[]; exhausted: boolean }
  /** The attempt ended with its worker; nothing is known of the node itself but what the call had done before. */
  | { kind: 'lost'; error: StepError; progress: ChainProgress | null }
  | { kind: 'cancelled' };

/** Codes of failures that Temporal reports rather than the node. */
export const INTERPRETER_CODES = {
  timeout: 'TIMEOUT',
  workerLost: 'WORKER_LOST',
  internal: 'INTERNAL_ERROR',
  runTimeout: 'RUN_TIMEOUT',
  cancelled: 'CANCELLED',
  waitTimeout: 'WAIT_TIMEOUT',
  approvalTimeout: 'APPROVAL_TIMEOUT',
  approvalCancelled: 'APPROVAL_CANCELLED',
  subWorkflowFailed: 'SUB_WORKFLOW_FAILED',
  loopLimit: 'LOOP_LIMIT',
} as const;

/** Type that the SDK gives the failure of an attempt which ended since its worker stopped. */
const WORKER_SHUTDOWN = 'WorkerShutdown';

const LOST: Extract<NodeEnd, { kind: 'lost' }> = {
  kind: 'lost',
  progress: null,
  error: { code: INTERPRETER_CODES.workerLost, message: 'The worker that ran this step stopped before it was done.' },
};

/**
 * Reads what the failed call of an activity says.
 *
 * @throws the error itself when it is no failure of Temporal's: a fault of this code, which must fail the workflow task
 */
export function readFailure(error: unknown): NodeEnd {
  if (error instanceof CancelledFailure) return { kind: 'cancelled' };
  if (!(error instanceof TemporalFailure)) throw error;
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const end = readCause(cause ?? error);
  if (end.kind !== 'failed' || !(error instanceof ActivityFailure)) return end;
  // Only the stop of the run kept this step from another attempt.
  if (error.retryState === 'CANCEL_REQUESTED' && !isFinal(cause)) return { kind: 'cancelled' };
  return { ...end, exhausted: error.retryState === 'MAXIMUM_ATTEMPTS_REACHED' };
}

function isFinal(cause: Error | undefined): boolean {
  return cause instanceof ApplicationFailure && cause.nonRetryable === true;
}

function readCause(cause: Error): NodeEnd {
  if (cause instanceof CancelledFailure) return { kind: 'cancelled' };
  if (cause instanceof TimeoutFailure) return readTimeout(cause);
  if (cause instanceof ApplicationFailure) return readApplicationFailure(cause);
  return failed(INTERPRETER_CODES.internal, cause.message);
}

function readTimeout(failure: TimeoutFailure): NodeEnd {
  if (failure.timeoutType === 'HEARTBEAT') return { ...LOST, progress: chainProgressOf(failure.lastHeartbeatDetails) };
  const last = failure.cause instanceof ApplicationFailure ? readApplicationFailure(failure.cause) : null;
  const limit = failure.timeoutType === 'SCHEDULE_TO_CLOSE' ? 'all its attempts together' : 'one attempt';
  const after =
    last?.kind === 'failed' ? ` The attempt before ended with ${last.error.code}: ${last.error.message}` : '';
  const end = failed(INTERPRETER_CODES.timeout, `The step took longer than the limit on ${limit}.${after}`);
  return last?.kind === 'failed' ? { ...end, timing: last.timing } : end;
}

function readApplicationFailure(failure: ApplicationFailure): NodeEnd {
  if (failure.type === INTERPRETER_CODES.cancelled) return { kind: 'cancelled' };
  if (failure.type === WORKER_SHUTDOWN) return LOST;
  const [timing, warnings] = failure.details ?? [];
  return {
    kind: 'failed',
    error: { code: failure.type || INTERPRETER_CODES.internal, message: failure.message },
    timing: isTiming(timing) ? timing : null,
    warnings: Array.isArray(warnings) ? warnings.filter((warning) => typeof warning === 'string') : [],
    exhausted: false,
  };
}

function failed(code: string, message: string): Extract<NodeEnd, { kind: 'failed' }> {
  return { kind: 'failed', error: { code, message }, timing: null, warnings: [], exhausted: false };
}

function isTiming(value: unknown): value is AttemptTiming {
  return typeof value === 'object' && value !== null && 'attempt' in value && 'startedAt' in value;
}

/** The activity's answer; its failure without the frame that Temporal puts around it, so that the type is the code. */
export async function withoutActivityFrame<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ActivityFailure && error.cause instanceof ApplicationFailure) throw error.cause;
    throw error;
  }
}
