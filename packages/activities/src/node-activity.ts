import type { NodeActivityInput, NodeActivityOutput } from '@perdura/definition/run';
import { Context } from '@temporalio/activity';
import { attemptSignal } from './attempt-signal.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { AttemptFailed, runNode } from './run-node.ts';
import { cancelledFailure, temporalFailure } from './temporal-failure.ts';

/** How one attempt of a node runs within an activity. */
export interface NodeAttempt {
  /** Limit on it, in milliseconds. */
  timeoutMs: number;
  /** It runs behind the node that was called: each such attempt is its node's first. */
  isBehind: boolean;
  /** Tells that it is alive. @default a heartbeat of the activity without details */
  heartbeat?: () => void;
}

/**
 * One attempt of a node as a Temporal activity.
 *
 * @throws {ApplicationFailure} its type is the failure's code, its details the timing and the warnings
 * @throws {CancelledFailure} the run was cancelled, or the worker stops
 */
export async function nodeActivity(
  input: NodeActivityInput,
  dependencies: ActivityDependencies,
  how: NodeAttempt,
): Promise<NodeActivityOutput> {
  const { cancellationSignal } = Context.current();
  try {
    return await nodeAttempt(input, dependencies, how);
  } catch (error) {
    if (cancellationSignal.aborted) throw cancelledFailure(cancellationSignal);
    if (error instanceof AttemptFailed) throw temporalFailure(error.failure, [error.timing, error.warnings]);
    throw error;
  }
}

/** One attempt of a node within the current activity. @throws {AttemptFailed} */
export async function nodeAttempt(
  { attemptsBefore = 0, ...input }: NodeActivityInput,
  dependencies: ActivityDependencies,
  { timeoutMs, isBehind, heartbeat }: NodeAttempt,
): Promise<NodeActivityOutput> {
  const context = Context.current();
  const { attempt, currentAttemptScheduledTimestampMs } = context.info;
  const { signal, release } = attemptSignal(context.cancellationSignal, timeoutMs);
  try {
    const queuedAt = new Date(isBehind ? Date.now() : currentAttemptScheduledTimestampMs).toISOString();
    const beat = heartbeat ?? (() => context.heartbeat());
    const given = { number: isBehind ? 1 : attempt + attemptsBefore, queuedAt, signal, heartbeat: beat };
    return await runNode(input, given, dependencies);
  } finally {
    release();
  }
}
