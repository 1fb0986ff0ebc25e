import type { VersionRow } from '@perdura/database';
import { type JsonValue, pointerOf } from '@perdura/definition';
import type { Plan, PlanNode } from '@perdura/definition/plan';
import { idsWithin, labelFor } from './retry-plan.ts';
import type { RetryFault, RetryRequest } from './retry-request.ts';

/** Faults of a request that the version of the new run alone shows. */
export function retryFaults(
  { from = 'failed', results = {} }: Pick<RetryRequest, 'from' | 'results'>,
  { plan, version }: Pick<VersionRow, 'plan' | 'version'>,
): RetryFault[] {
  const start = from === 'failed' || from === 'start' ? null : nodeFault(plan, version, from, '/from');
  const given = Object.entries(results).map(([id, result]) => {
    const pointer = pointerOf('results', id);
    return nodeFault(plan, version, id, pointer) ?? decisionFault(plan, id, result, pointer);
  });
  return [start, ...given].filter((fault) => fault !== null);
}

/** The node to retry from lies on a branch that was not taken. */
export function notReached(from: string): RetryFault {
  const message = `node ${from} was not reached, since the branch to it was not taken; retry from a node before it`;
  return { pointer: '/from', reason: 'retryNodeNotReached', values: { node: from }, message };
}

function nodeFault({ nodes }: Plan, version: number, id: string, pointer: string): RetryFault | null {
  if (nodes.some((node) => node.id === id)) return null;
  const node = id.slice(0, 80);
  const loop = nodes.find((each: PlanNode) => idsWithin(each).includes(id));
  if (loop === undefined) {
    const message = `version ${version} has no node "${node}"`;
    return { pointer, reason: 'retryNodeUnknown', values: { node, version }, message };
  }
  const message = `node ${node} is inside the loop ${loop.id}, which is retried as a whole`;
  return { pointer, reason: 'retryNodeInLoop', values: { node, loop: loop.id }, message };
}

/** What follows an approval depends on the decision. */
function decisionFault({ nodes }: Plan, id: string, result: JsonValue, pointer: string): RetryFault | null {
  const node = nodes.find((each) => each.id === id);
  if (node?.type !== 'approval' || labelFor(node, result) !== null) return null;
  const message = `the result of an approval has a decision: "approved", "rejected" or "timeout"`;
  return { pointer, reason: 'retryDecisionMissing', values: { node: id }, message };
}
