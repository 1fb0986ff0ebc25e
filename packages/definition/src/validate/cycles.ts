import { excerpt } from '../faults/wording.ts';
import { components, type Graph } from '../graph/graph.ts';
import { pointerBelow } from '../json-pointer.ts';
import { type Draft, linkOf } from './draft.ts';
import type { Rule } from './rule.ts';

/** The graph has no cycle, and no node that only cycles lead to. Each cycle and each such node is reported once. */
export const cycles: Rule = (draft, { report }) => {
  const inCycle = new Set<number>();
  for (const component of components(draft.graph)) {
    if (component.length < 2) continue;
    for (const member of component) inCycle.add(member);
    if (report.isOverflowing) {
      report.countMore(1);
      continue;
    }
    const cycle = cycleWithin(component, draft.graph);
    const ids = [...cycle, cycle[0] ?? 0].map((position) => idOf(draft, position));
    report.add('GRAPH_CYCLE', closingEdge(cycle, draft), { cycle: cycleText(ids) });
  }
  if (inCycle.size === 0) return;
  const reached = reachable(draft.graph);
  for (const [position, node] of draft.nodes.entries()) {
    if (reached[position] === 1 || inCycle.has(position)) continue;
    report.add('NODE_UNREACHABLE', node.pointer, { id: idOf(draft, position) });
  }
};

/** Nodes of a cycle that lies within a component, each leading to the next and the last to the first. */
function cycleWithin(component: readonly number[], graph: Graph): number[] {
  const members = new Set(component);
  const seen = new Map<number, number>();
  const walk: number[] = [];
  let node = component.reduce((least, member) => Math.min(least, member));
  while (!seen.has(node)) {
    seen.set(node, walk.length);
    walk.push(node);
    node = graph.successors[node]?.find((successor) => members.has(successor)) ?? node;
  }
  return walk.slice(seen.get(node));
}

const LONGEST_CYCLE = 12;

function cycleText(ids: readonly string[]): string {
  if (ids.length <= LONGEST_CYCLE) return ids.join(' → ');
  return [...ids.slice(0, LONGEST_CYCLE - 1), '…', ids.at(-1)].join(' → ');
}

/** The edge that leads from the last node of a cycle back to its first. */
function closingEdge(cycle: readonly number[], draft: Draft): string {
  const edge = draft.edges.find((candidate) => {
    const link = linkOf(candidate, draft.positions);
    return link !== null && link[0] === cycle.at(-1) && link[1] === cycle[0];
  });
  return edge?.pointer ?? pointerBelow(draft.pointer, 'edges');
}

/** Marks what paths from nodes without incoming edges reach. */
function reachable(graph: Graph): Uint8Array {
  const reached = new Uint8Array(graph.size);
  const pending: number[] = [];
  const reach = (node: number) => {
    if (reached[node] === 1) return;
    reached[node] = 1;
    pending.push(node);
  };
  for (const [node, predecessors] of graph.predecessors.entries()) if (predecessors.length === 0) reach(node);
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) graph.successors[node]?.forEach(reach);
  return reached;
}

function idOf(draft: Draft, position: number): string {
  return excerpt(draft.nodes[position]?.id ?? '');
}
