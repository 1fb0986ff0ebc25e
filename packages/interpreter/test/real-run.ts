import type { JsonValue } from '@perdura/definition';
import type { Plan, PlanNode } from '@perdura/definition/plan';
import type { StepPlace, StepSnapshot } from '@perdura/definition/run';
import type { PlayedRun } from './interpreter-harness.ts';
import { TOP } from './model.ts';

/** What one run came to, as the checks read it. */
export interface RealRun {
  plan: Plan;
  played: PlayedRun;
  steps: StepSnapshot[];
  stepAt(nodeId: string, iteration: string): StepSnapshot | undefined;
  load(step: StepSnapshot): JsonValue;
}

/** Where a node stands in a plan. */
export interface PlacedNode {
  node: PlanNode;
  /** The graph that it belongs to. */
  graph: Plan;
  /** The loop around that graph; null in the run's own. */
  loop: PlacedNode | null;
}

/** All nodes of the plan, those of bodies as well, by id. */
export function placedNodes(plan: Plan): Map<string, PlacedNode> {
  const placed = new Map<string, PlacedNode>();
  const visit = (graph: Plan, loop: PlacedNode | null): void => {
    for (const node of graph.nodes) {
      const here = { node, graph, loop };
      placed.set(node.id, here);
      if (node.body !== null) visit(node.body, here);
    }
  };
  visit(plan, null);
  return placed;
}

export function keyOf(nodeId: string, iteration: string): string {
  return `${nodeId} in ${iteration}`;
}

export function inShort(step: StepSnapshot): string {
  return `${keyOf(step.nodeId, step.iteration)}: ${step.status}`;
}

/** The place of the loop around a place; null for one of the run's own graph. */
export function loopAround({ loop }: PlacedNode, iteration: string): StepPlace | null {
  if (loop === null) return null;
  const at = iteration.lastIndexOf('.');
  return { nodeId: loop.node.id, iteration: at === -1 ? TOP : iteration.slice(0, at) };
}

/** Whether a place lies in a round of that loop step. */
export function isWithin(place: StepPlace, loop: StepPlace, placed: ReadonlyMap<string, PlacedNode>): boolean {
  const node = placed.get(place.nodeId);
  const around = node === undefined ? null : loopAround(node, place.iteration);
  if (around === null) return false;
  return (around.nodeId === loop.nodeId && around.iteration === loop.iteration) || isWithin(around, loop, placed);
}

/** Ids of the nodes of its own graph that have surely settled before a node starts. */
export function surelyBefore({ node, graph }: PlacedNode): Set<string> {
  const before = new Set<string>();
  const visit = (index: number): void => {
    const target = graph.nodes[index];
    if (target === undefined || target.join !== 'all') return;
    for (const position of target.incoming) {
      const from = graph.edges[position]?.from ?? -1;
      const id = graph.nodes[from]?.id;
      if (id === undefined || before.has(id)) continue;
      before.add(id);
      visit(from);
    }
  };
  visit(graph.nodes.indexOf(node));
  return before;
}
