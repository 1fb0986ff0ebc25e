import type { NodeState } from '../../components/graph-node.tsx';
import type { IterationCounts, Run, Step, StepStatus } from '../../lib/resources.ts';

/** What a run shows of one node: its steps that the answer has, and what they come to. */
export interface StepGroup extends NodeState {
  nodeId: string;
  nodeType: string;
  /** In the order of their start; of a node with very many iterations not all. */
  steps: Step[];
}

const UNDO = ':compensate';

/** The steps of a run by node, in the order in which the nodes started. */
export function stepGroups({ stepResults, iterations }: Run): StepGroup[] {
  const byNode = new Map<string, Step[]>();
  for (const step of stepResults) byNode.set(step.nodeId, [...(byNode.get(step.nodeId) ?? []), step]);
  return [...byNode].map(([nodeId, steps]) => {
    const counts = Object.hasOwn(iterations, nodeId) ? (iterations[nodeId] ?? null) : null;
    return { nodeId, nodeType: steps[0]?.nodeType ?? '', steps, counts, status: statusOf(steps, counts) };
  });
}

/** Whether a step failed, and waits for somebody who decides what becomes of it. */
export function isParked({ status, error }: Pick<Step, 'status' | 'error'>): boolean {
  return status === 'waiting' && error !== null;
}

/** The node that a step of compensation undoes; null for all other steps. */
export function undoneNode(nodeId: string): string | null {
  return nodeId.endsWith(UNDO) ? nodeId.slice(0, -UNDO.length) : null;
}

/** Of several iterations: what needs attention before what is done. */
const BY_URGENCY: readonly StepStatus[] = ['running', 'waiting', 'failed', 'cancelled', 'success', 'skipped'];

function statusOf(steps: readonly Step[], counts: IterationCounts | null): StepStatus {
  const isThere = (status: StepStatus) =>
    counts === null ? steps.some((step) => step.status === status) : counts[status] > 0;
  return BY_URGENCY.find(isThere) ?? 'skipped';
}
