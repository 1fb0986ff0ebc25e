import type { PlanNode } from '@perdura/definition/plan';
import type { ChainEnd, NodeActivityInput, NodeActivityOutput, RunActivities } from '@perdura/definition/run';
import { CancelledFailure } from '@temporalio/common';
import {
  ActivityCancellationType,
  type ActivityOptions,
  type LocalActivityOptions,
  proxyActivities,
  proxyLocalActivities,
  sleep,
} from '@temporalio/workflow';
import { INTERPRETER_CODES, type NodeEnd, readFailure } from './node-end.ts';

/** How often a node is dispatched again because its worker died in the last attempt that its policy allows. */
const MAX_REDISPATCHES = 5;
const HEARTBEAT_TIMEOUT_MS = 10_000;

type NodeActivity = Record<string, (input: NodeActivityInput) => Promise<NodeActivityOutput>>;

/** How a node ended, and how many attempts earlier dispatches had used up. */
export interface NodeCallResult {
  end: NodeEnd;
  earlierAttempts: number;
  /** How nodes ended that ran behind it in the same call. */
  behind: ChainEnd[];
}

/** What is called, and what for. */
export interface NodeCall {
  node: PlanNode;
  input: NodeActivityInput;
  /** What runs behind the node in the same call. @default nothing */
  chain?: NodeActivityInput['behind'] | null;
  /** How long to wait before the second attempt, in milliseconds, where the first one was made in another call. */
  againAfterMs?: number | null;
}

/** What hears of the end of a call; may go on with another one. */
type OnEnd<End> = (end: End) => void | Promise<void>;

/**
 * Runs one node as an activity, or a local activity where its lane is `local`, and tells `onEnd` how it ended; rejects
 * only for faults of this code. Callbacks and no async functions: each promise of a workflow costs.
 *
 * The death of a worker is no fault of the node, so it must not use up the author's attempts: when it took the last
 * one, the node is dispatched again with one attempt more. Cancellation reaches it through the current scope.
 */
export function callNode(call: NodeCall, isStopped: () => boolean, onEnd: OnEnd<NodeCallResult>): Promise<void> {
  const { attempts } = call.node.retry;
  const dispatchAgain = ({ end }: DispatchEnd, again: number): Promise<void> => {
    const next = goingOn(call, end);
    // A node that was done before the worker died knows its own attempts.
    const earlier = next.chain?.progress === undefined ? attempts + again : 0;
    return dispatch(next, 1, (ended) => settle(ended, earlier, again + 1));
  };
  const settle = (ended: DispatchEnd, earlierAttempts: number, again: number): void | Promise<void> =>
    isLost(ended.end) && !isStopped() && again < MAX_REDISPATCHES
      ? dispatchAgain(ended, again)
      : onEnd({ ...ended, earlierAttempts });
  const { againAfterMs = null } = call;
  if (againAfterMs === null) return dispatch(call, attempts, (ended) => settle(ended, 0, 0));
  return waited(againAfterMs).then((isOver) =>
    isOver
      ? dispatch(secondAttempt(call), Math.max(1, attempts - 1), (ended) => settle(ended, 0, 0))
      : onEnd({ end: { kind: 'cancelled' }, behind: [], earlierAttempts: 0 }),
  );
}

/** Whether the time is over; false once the current scope was cancelled. */
async function waited(milliseconds: number): Promise<boolean> {
  if (milliseconds === 0) return true;
  try {
    await sleep(milliseconds);
    return true;
  } catch (error) {
    if (error instanceof CancelledFailure) return false;
    throw error;
  }
}

/** The call that makes the second attempt of a node, and those that follow. */
function secondAttempt(call: NodeCall): NodeCall {
  const { retry } = call.node;
  const initialMs = Math.min(retry.initialMs * retry.factor, longestWait(retry));
  const node = { ...call.node, retry: { ...retry, initialMs } };
  return { ...call, node, input: { ...call.input, attemptsBefore: 1 } };
}

/** The call again, behind what its heartbeats said that it had done. */
function goingOn(call: NodeCall, end: NodeEnd): NodeCall {
  const { attemptsBefore: _, ...input } = call.input;
  const progress = end.kind === 'lost' ? end.progress : null;
  if (!call.chain || progress === null) return { ...call, input };
  return { ...call, input, chain: { ...call.chain, progress } };
}

type DispatchEnd = Pick<NodeCallResult, 'end' | 'behind'>;

/** A worker that shuts down cancels its activities, although nobody asked for that: the attempt is lost as well. */
function isLost(end: NodeEnd): boolean {
  return end.kind === 'lost' || end.kind === 'cancelled';
}

function dispatch(call: NodeCall, attempts: number, onEnd: OnEnd<DispatchEnd>): Promise<void> {
  return outputsOf(call, attempts).then(
    ([first, ...behind]) =>
      onEnd({
        end: first !== undefined && 'output' in first ? { kind: 'success', output: first.output } : NO_OUTPUT,
        behind,
      }),
    (error: unknown) => onEnd({ end: readFailure(error), behind: [] }),
  );
}

function outputsOf({ node, input, chain }: NodeCall, attempts: number): Promise<ChainEnd[]> {
  if (!chain) return activityOf(node, attempts)(input).then((output) => [{ at: 0, output }]);
  const timeoutMs = chain.links.reduce((sum, link) => sum + link.timeoutMs, node.timeoutMs);
  if (node.lane === 'remote') {
    return activityOf({ ...node, timeoutMs }, attempts)({ ...input, behind: chain }).then(withBehind);
  }
  const { 'run-chain': runChain } = proxyLocalActivities<RunActivities>({
    ...localOptions(node, attempts),
    startToCloseTimeout: timeoutMs,
  });
  return runChain({ first: input, ...chain });
}

function withBehind({ behind = [], ...output }: NodeActivityOutput): ChainEnd[] {
  return [{ at: 0, output }, ...behind];
}

const NO_OUTPUT: NodeEnd = {
  kind: 'failed',
  error: { code: INTERPRETER_CODES.internal, message: 'The call of the step gave no output.' },
  timing: null,
  warnings: [],
  exhausted: false,
};

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
      maximumInterval: longestWait(retry),
      nonRetryableErrorTypes: retry.nonRetryable,
    },
    summary: node.name,
  };
}

/** Between two attempts, in milliseconds. */
function longestWait({ maximumMs, initialMs }: PlanNode['retry']): number {
  return Math.max(maximumMs, initialMs);
}
