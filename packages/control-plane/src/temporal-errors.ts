import { isGrpcServiceError, NamespaceNotFoundError } from '@temporalio/client';

/** Temporal did not answer: it is away, overloaded, or lacks the namespace. Trying again later can succeed. */
export class TemporalUnavailable extends Error {
  override readonly name = 'TemporalUnavailable';
  readonly code = 'TEMPORAL_UNAVAILABLE';

  static from(cause: unknown, address: string, namespace: string): TemporalUnavailable {
    if (cause instanceof TemporalUnavailable) return cause;
    const found = rootMessage(cause);
    return new TemporalUnavailable(`Temporal at ${address}, namespace ${namespace}, gave no answer: ${found}`, {
      cause,
    });
  }
}

/** Numbers of gRPC's status codes. */
const GRPC = {
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
} as const;

const UNAVAILABLE_CODES: ReadonlySet<number> = new Set([
  GRPC.CANCELLED,
  GRPC.UNKNOWN,
  GRPC.DEADLINE_EXCEEDED,
  GRPC.RESOURCE_EXHAUSTED,
  GRPC.ABORTED,
  GRPC.INTERNAL,
  GRPC.UNAVAILABLE,
  GRPC.DATA_LOSS,
]);

const TRANSIENT_CODES: ReadonlySet<number> = new Set([GRPC.UNAVAILABLE, GRPC.ABORTED, GRPC.RESOURCE_EXHAUSTED]);

/** Whether the error says that Temporal could not be asked, rather than what it answered. */
export function isTemporalUnavailable(error: unknown): boolean {
  return causes(error).some(
    (cause) =>
      cause instanceof TemporalUnavailable ||
      cause instanceof NamespaceNotFoundError ||
      (isGrpcServiceError(cause) && UNAVAILABLE_CODES.has(cause.code)),
  );
}

/** Whether nobody listened at the address, as opposed to a slow answer. */
export function isAway(error: unknown): boolean {
  return causes(error).some((cause) => isGrpcServiceError(cause) && cause.code === GRPC.UNAVAILABLE);
}

/** Whether the time for the call ran out while Temporal was there. */
export function isDeadline(error: unknown): boolean {
  return causes(error).some((cause) => isGrpcServiceError(cause) && cause.code === GRPC.DEADLINE_EXCEEDED);
}

/** Whether Temporal understood the request and will never take it as it is. */
export function isRefused(error: unknown): boolean {
  return causes(error).some((cause) => isGrpcServiceError(cause) && cause.code === GRPC.INVALID_ARGUMENT);
}

/** What Temporal calls it differs by whether the task was given out. */
const NEVER_BEGUN = /closed before WorkflowTaskStarted|at least one workflow task/i;

/** Whether a workflow cannot tell anything of itself, since no worker has had it. */
export function wasNeverBegun(error: unknown): boolean {
  return causes(error).some(
    (cause) => isGrpcServiceError(cause) && cause.code === GRPC.FAILED_PRECONDITION && NEVER_BEGUN.test(cause.details),
  );
}

/** Whether a call that ended in this status may be sent again at once. */
export function isTransient(status: { code: number; details: string }): boolean {
  if (TRANSIENT_CODES.has(status.code)) return true;
  // The server closed the stream while the request was on its way: nothing was processed, or it is idempotent.
  return status.code === GRPC.INTERNAL && /RST_STREAM with code [02]/i.test(status.details);
}

/** The error and what caused it, outermost first. */
function causes(error: unknown): object[] {
  const chain: object[] = [];
  let current = error;
  while (typeof current === 'object' && current !== null && chain.length < 8) {
    chain.push(current);
    current = 'cause' in current ? current.cause : null;
  }
  return chain;
}

function rootMessage(error: unknown): string {
  const last = causes(error).at(-1);
  return last !== undefined && 'message' in last ? String(last.message) : String(error);
}
