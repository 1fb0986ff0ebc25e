import type { PlanNodeType } from '@perdura/definition';
import { flowNodes } from './flows/flow-nodes.ts';
import { nodes } from './nodes/index.ts';
import type { RunnableNode } from './runnable-node.ts';

/** The code of every node type of plans. */
export const runnableNodes: Readonly<Record<PlanNodeType, RunnableNode>> = { ...nodes, ...flowNodes };
