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

/**
 * Runs one node as an activity, or a local activity where its lane is `local`.
 *
 * The death of a worker is no fault of the node, so it must not use up the author's attempts: when it took the last
 * one, the node is dispatched again with one attempt more. Cancellation reaches it through the current scope.
 */
export function callNode(node: PlanNode, input: NodeActivityInput, isStopped: () => boolean): Promise<NodeCallResult> {
  const settle = (end: NodeEnd): NodeCallResult | Promise<NodeCallResult> =>
    isLost(end) && !isStopped() ? dispatchAgain(node, input, end, isStopped) : { end, earlierAttempts: 0 };
  return dispatch(node, input, node.retry.attempts, settle);
}

async function dispatchAgain(
  node: PlanNode,
  input: NodeActivityInput,
  lost: NodeEnd,
  isStopped: () => boolean,
): Promise<NodeCallResult> {
  let end = lost;
  let earlierAttempts = 0;
  for (let again = 0; again < MAX_REDISPATCHES && isLost(end) && !isStopped(); again += 1) {
    earlierAttempts = node.retry.attempts + again;
    end = await dispatch(node, input, 1, (newEnd) => newEnd);
  }
  return { end, earlierAttempts };
}

/** A worker that shuts down cancels its activities, although nobody asked for that: the attempt is lost as well. */
function isLost(end: NodeEnd): boolean {
  return end.kind === 'lost' || end.kind === 'cancelled';
}

/** No async function, and one `then`: each promise of a workflow costs a stack trace. */
function dispatch<Result>(
  node: PlanNode,
  input: NodeActivityInput,
  attempts: number,
  settle: (end: NodeEnd) => Result | Promise<Result>,
): Promise<Result> {
  return activityOf(
    node,
    attempts,
  )(input).then(
    (output) => settle({ kind: 'success', output }),
    (error: unknown) => settle(readFailure(error)),
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
