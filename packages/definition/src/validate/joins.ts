import { excerpt } from '../faults/wording.ts';
import { pointerBelow } from '../json-pointer.ts';
import type { Rule } from './rule.ts';

/** A node waits for no more incoming edges than it has. */
export const joins: Rule = (draft, { report }) => {
  for (const [position, node] of draft.nodes.entries()) {
    const { join } = node.value;
    const count = draft.graph.predecessors[position]?.length ?? 0;
    if (typeof join !== 'number' || !Number.isInteger(join) || join < 1 || join <= count) continue;
    const values = { id: excerpt(node.id ?? ''), found: join, count };
    report.add('JOIN_IMPOSSIBLE', pointerBelow(node.pointer, 'join'), values);
  }
};
