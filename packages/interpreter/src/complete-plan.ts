import type { Plan, PlanNode } from '@perdura/definition/plan';

/**
 * A plan with every field that this interpreter reads: versions that were stored before a field existed lack it, and mean
 * what its absence meant then.
 */
export function completePlan(plan: Plan): Plan {
  const [first] = plan.nodes;
  return first === undefined || first.usesPrevious !== undefined ? plan : { ...plan, nodes: plan.nodes.map(complete) };
}

function complete(node: PlanNode): PlanNode {
  return { ...ABSENT, ...node };
}

const ABSENT: Pick<PlanNode, 'usesPrevious' | 'usesLocals' | 'exclusiveLabels' | 'skip' | 'compensate'> = {
  usesPrevious: [],
  usesLocals: [],
  exclusiveLabels: [],
  skip: null,
  compensate: null,
};
