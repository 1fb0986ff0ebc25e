import { excerpt, word } from '../faults/wording.ts';
import { pointerOf } from '../json-pointer.ts';
import { nodeSpecs } from '../nodes/index.ts';
import type { Rule } from './rule.ts';

/** The outcome that every node has beside those of its type. */
const ERROR_LABEL = 'error';

/** An edge's condition is an outcome that the node it leaves can have. */
export const edgeConditions: Rule = (draft, { report }) => {
  for (const { index, from, condition } of draft.edges) {
    const source = draft.nodes[from === null ? -1 : (draft.positions.get(from) ?? -1)];
    if (condition === null || source === undefined || source.type === null) continue;
    const labels = [...nodeSpecs[source.type].labels, ERROR_LABEL];
    if (labels.includes(condition)) continue;
    const expected = [...labels.map((label) => `"${label}"`), word('noCondition', report.locale)].join(', ');
    const values = { id: excerpt(source.id ?? ''), type: source.type, condition: excerpt(condition), expected };
    report.add('EDGE_CONDITION_IMPOSSIBLE', pointerOf('edges', index, 'condition'), values);
  }
};
