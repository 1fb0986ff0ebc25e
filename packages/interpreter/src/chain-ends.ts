import type { PlanNode } from '@perdura/definition/plan';
import type { AttemptFailure, ChainEnd } from '@perdura/definition/run';
import type { NodeCallResult } from './node-call.ts';
import type { NodeEnd } from './node-end.ts';

/**
 * What a node comes to by how it ended in the call of another one; null where another attempt is due.
 *
 * @param isStopped whether nothing is tried again any more
 */
export function settledBy(node: PlanNode, end: ChainEnd, isStopped: boolean): NodeCallResult | null {
  if ('output' in end) return only({ kind: 'success', output: end.output });
  const { failure } = end;
  if (failure !== null && isLast(node, failure)) return only(failed(failure));
  return isStopped ? only({ kind: 'cancelled' }) : null;
}

/** How long a node waits before the second attempt, in milliseconds: not at all behind one that was just cut off. */
export function againAfter({ retry }: PlanNode, end: ChainEnd): number {
  if ('output' in end || end.failure === null) return 0;
  return end.failure.retryAfterMs ?? retry.initialMs;
}

/** When that attempt began, ISO 8601; null where nobody knows. */
export function startOf(end: ChainEnd): string | null {
  return 'output' in end ? end.output.startedAt : (end.failure?.timing.startedAt ?? null);
}

function isLast({ retry }: PlanNode, { retryable, code }: AttemptFailure): boolean {
  return !retryable || retry.attempts <= 1 || retry.nonRetryable.includes(code);
}

function failed({ code, message, timing, warnings, retryable }: AttemptFailure): NodeEnd {
  return { kind: 'failed', error: { code, message }, timing, warnings, exhausted: retryable };
}

function only(end: NodeEnd): NodeCallResult {
  return { end, earlierAttempts: 0, behind: [] };
}
