import { excerpt, nameList } from '../faults/wording.ts';
import { pointerBelow } from '../json-pointer.ts';
import type { Draft, DraftEdge } from './draft.ts';
import type { Rule, RuleContext } from './rule.ts';

/** Edges connect two different nodes of the same graph, and none is there twice. */
export const edges: Rule = (draft, context) => {
  const first = new Map<string, DraftEdge>();
  for (const edge of draft.edges) {
    checkEnds(edge, draft, context);
    if (edge.from === null || edge.to === null) continue;
    const key = JSON.stringify([edge.from, edge.to, edge.condition]);
    const taken = first.get(key);
    if (taken === undefined) first.set(key, edge);
    else {
      const values = { from: excerpt(edge.from), to: excerpt(edge.to), first: taken.pointer };
      context.report.add('EDGE_DUPLICATE', edge.pointer, values);
    }
  }
};

function checkEnds(edge: DraftEdge, draft: Draft, { report, definition }: RuleContext): void {
  for (const end of ['from', 'to'] as const) {
    const id = edge[end];
    if (id === null || draft.positions.has(id)) continue;
    const values = { id: excerpt(id), known: nameList(draft.positions.keys(), report.locale) };
    const elsewhere = definition.owners.get(id)?.node.pointer;
    const pointer = pointerBelow(edge.pointer, end);
    if (elsewhere === undefined) report.add('EDGE_NODE_UNKNOWN', pointer, values);
    else report.add('EDGE_CROSSES_LEVELS', pointer, { ...values, place: elsewhere });
  }
  if (edge.from !== null && edge.from === edge.to && draft.positions.has(edge.from)) {
    report.add('EDGE_SELF_LOOP', edge.pointer, { id: excerpt(edge.from) });
  }
}
