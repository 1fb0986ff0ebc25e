import { excerpt, nameList } from '../faults/wording.ts';
import { pointerOf } from '../json-pointer.ts';
import type { Draft, DraftEdge } from './draft.ts';
import type { Rule, RuleContext } from './rule.ts';

/** Edges connect two different nodes that exist, and none is there twice. */
export const edges: Rule = (draft, context) => {
  const first = new Map<string, number>();
  for (const edge of draft.edges) {
    checkEnds(edge, draft, context);
    if (edge.from === null || edge.to === null) continue;
    const key = JSON.stringify([edge.from, edge.to, edge.condition]);
    const taken = first.get(key);
    if (taken === undefined) first.set(key, edge.index);
    else {
      const values = { from: excerpt(edge.from), to: excerpt(edge.to), first: taken };
      context.report.add('EDGE_DUPLICATE', pointerOf('edges', edge.index), values);
    }
  }
};

function checkEnds(edge: DraftEdge, draft: Draft, { report }: RuleContext): void {
  for (const end of ['from', 'to'] as const) {
    const id = edge[end];
    if (id === null || draft.positions.has(id)) continue;
    const values = { id: excerpt(id), known: nameList(draft.positions.keys(), report.locale) };
    report.add('EDGE_NODE_UNKNOWN', pointerOf('edges', edge.index, end), values);
  }
  if (edge.from !== null && edge.from === edge.to && draft.positions.has(edge.from)) {
    report.add('EDGE_SELF_LOOP', pointerOf('edges', edge.index), { id: excerpt(edge.from) });
  }
}
