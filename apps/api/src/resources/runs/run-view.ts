import type { RunRow, SelectedSteps, StepRow } from '@perdura/database';
import { STEP_STATUSES, type StepStatus } from '@perdura/definition/run';

/** A run and the steps of it that one answer shows. */
export interface RunView {
  run: RunRow;
  /** In the order in which they started. */
  steps: StepRow[];
  /** Whether it has steps that are not among them. */
  more: boolean;
  iterations: Record<string, IterationCounts>;
}

/** How often a node ran, in all and by state. */
export type IterationCounts = Record<StepStatus | 'total', number>;

/** How often each node ran, for those that ran in more rounds than the first. */
export function iterationCounts(selected: SelectedSteps): Record<string, IterationCounts> {
  const counts = new Map<string, IterationCounts>();
  const add = (nodeId: string, status: StepStatus, count: number): void => {
    const ofNode = counts.get(nodeId) ?? noneYet();
    ofNode[status] += count;
    ofNode.total += count;
    counts.set(nodeId, ofNode);
  };
  for (const { nodeId, status, count } of furtherRoundsOf(selected)) add(nodeId, status, count);
  for (const { nodeId, status, iteration } of selected.steps) {
    if (iteration === '0' && counts.has(nodeId)) add(nodeId, status, 1);
  }
  return Object.fromEntries(counts);
}

/** Whether a step is of a further round of a loop than the first. */
export function isFurther({ iteration }: { iteration: string }): boolean {
  return iteration !== '0';
}

function furtherRoundsOf({ steps, furtherRounds }: SelectedSteps) {
  return furtherRounds ?? steps.filter(isFurther).map(({ nodeId, status }) => ({ nodeId, status, count: 1 }));
}

function noneYet(): IterationCounts {
  const states = Object.fromEntries(STEP_STATUSES.map((status) => [status, 0])) as Record<StepStatus, number>;
  return { total: 0, ...states };
}
