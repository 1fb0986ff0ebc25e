import type { PlanNode } from '@perdura/definition/plan';
import type { NodeActivityInput, NodeActivityOutput } from '@perdura/definition/run';
import {
  ActivityCancellationType,
  type ActivityOptions,
  type LocalActivityOptions,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import { type NodeEnd, readFailure } from './node-end.ts';

/** How often a node is dispatched again because its worker died in the last attempt that its policy allows. */
const MAX_REDISPATCHES = 5;
const HEARTBEAT_TIMEOUT_MS = 10_000;

type NodeActivity = Record<string, (input: NodeActivityInput) => Promise<NodeActivityOutput>>;

/** How a node ended, and how many attempts earlier dispatches had used up. */
export interface NodeCallResult {
  end: NodeEnd;
  earlierAttempts: number;
}

/** What hears of the end of a call; may go on with another one. */
type OnEnd<End> = (end: End) => void | Promise<void>;

/**
 * Runs one node as an activity, or a local activity where its lane is `local`, and tells `onEnd` how it ended; rejects
 * only for faults of this code. Callbacks and no async functions: each promise of a workflow costs a stack trace.
 *
 * The death of a worker is no fault of the node, so it must not use up the author's attempts: when it took the last
 * one, the node is dispatched again with one attempt more. Cancellation reaches it through the current scope.
 */
export function callNode(
  node: PlanNode,
  input: NodeActivityInput,
  isStopped: () => boolean,
  onEnd: OnEnd<NodeCallResult>,
): Promise<void> {
  const dispatchAgain = (again: number): Promise<void> =>
    dispatch(node, input, 1, (end) => settle(end, node.retry.attempts + again, again + 1));
  const settle = (end: NodeEnd, earlierAttempts: number, again: number): void | Promise<void> =>
    isLost(end) && !isStopped() && again < MAX_REDISPATCHES ? dispatchAgain(again) : onEnd({ end, earlierAttempts });
  return dispatch(node, input, node.retry.attempts, (end) => settle(end, 0, 0));
}

/** A worker that shuts down cancels its activities, although nobody asked for that: the attempt is lost as well. */
function isLost(end: NodeEnd): boolean {
  return end.kind === 'lost' || end.kind === 'cancelled';
}

function dispatch(node: PlanNode, input: NodeActivityInput, attempts: number, onEnd: OnEnd<NodeEnd>): Promise<void> {
  const call = activityOf(node, attempts);
  return call(input).then(
    (output) => onEnd({ kind: 'success', output }),
    (error: unknown) => onEnd(readFailure(error)),
  );
}

function activityOf(node: PlanNode, attempts: number): NodeActivity[string] {
  const proxy: NodeActivity =
    node.lane === 'local'
      ? proxyLocalActivities(localOptions(node, attempts))
      : proxyActivities(remoteOptions(node, attempts));
  const call = proxy[node.type];
  if (call === undefined) throw new Error(`There is no activity of type ${node.type}.`);
  return call;
}

function remoteOptions(node: PlanNode, attempts: number): ActivityOptions {
  return { ...sharedOptions(node, attempts), heartbeatTimeout: HEARTBEAT_TIMEOUT_MS };
}

function localOptions(node: PlanNode, attempts: number): LocalActivityOptions {
  return sharedOptions(node, attempts);
}

function sharedOptions(node: PlanNode, attempts: number): ActivityOptions & LocalActivityOptions {
  const { retry } = node;
  return {
    startToCloseTimeout: node.timeoutMs,
    // A run that is stopped waits for what its nodes still did; Temporal's own default does not.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    ...(node.totalTimeoutMs === null ? {} : { scheduleToCloseTimeout: node.totalTimeoutMs }),
    retry: {
      maximumAttempts: attempts,
      initialInterval: retry.initialMs,
      backoffCoefficient: retry.factor,
      maximumInterval: Math.max(retry.maximumMs, retry.initialMs),
      nonRetryableErrorTypes: retry.nonRetryable,
    },
    summary: node.name,
  };
}
