import { FLOW_NODE_TYPES, type FlowNodeType, type PlanNodeType } from '../definition.ts';
import type { PlanNode } from '../plan.ts';
import { nodeSpecs } from './index.ts';

/** How the steps of flows run: the choice of branches and of items computes, all else reaches out. */
export const FLOW_LANES: Readonly<Record<FlowNodeType, PlanNode['lane']>> = {
  piece: 'remote',
  'code-step': 'remote',
  router: 'local',
  loop: 'local',
};

/** How nodes of a type run. */
export function laneOf(type: PlanNodeType): PlanNode['lane'] {
  return isFlowNodeType(type) ? FLOW_LANES[type] : nodeSpecs[type].lane;
}

/** Whether only steps of flows compile to this type. */
export function isFlowNodeType(type: PlanNodeType): type is FlowNodeType {
  return FLOW_NODE_TYPES.some((known) => known === type);
}
