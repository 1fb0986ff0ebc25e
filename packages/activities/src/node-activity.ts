import type { NodeActivityInput, NodeActivityOutput } from '@perdura/definition/run';
import { Context } from '@temporalio/activity';
import { attemptSignal } from './attempt-signal.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { AttemptFailed, runNode } from './run-node.ts';
import { cancelledFailure, temporalFailure } from './temporal-failure.ts';

/**
 * One attempt of a node as a Temporal activity.
 *
 * @param timeoutMs limit on the attempt
 * @param isBehind it runs behind the node that was called: each such attempt is its node's first
 * @throws {ApplicationFailure} its type is the failure's code, its details the timing and the warnings
 * @throws {CancelledFailure} the run was cancelled, or the worker stops
 */
export async function nodeActivity(
  input: NodeActivityInput,
  dependencies: ActivityDependencies,
  { timeoutMs, isBehind }: { timeoutMs: number; isBehind: boolean },
): Promise<NodeActivityOutput> {
  const context = Context.current();
  const { attempt, currentAttemptScheduledTimestampMs } = context.info;
  const { cancellationSignal } = context;
  const { signal, release } = attemptSignal(cancellationSignal, timeoutMs);
  try {
    const queuedAt = new Date(isBehind ? Date.now() : currentAttemptScheduledTimestampMs).toISOString();
    const given = { number: isBehind ? 1 : attempt, queuedAt, signal, heartbeat: () => context.heartbeat() };
    return await runNode(input, given, dependencies);
  } catch (error) {
    if (cancellationSignal.aborted) throw cancelledFailure(cancellationSignal);
    if (error instanceof AttemptFailed) throw temporalFailure(error.failure, [error.timing, error.warnings]);
    throw error;
  } finally {
    release();
  }
}
