import { holdsTemplate } from '../expressions/template.ts';
import { excerpt, word } from '../faults/wording.ts';
import { pointerBelow } from '../json-pointer.ts';
import { nodeSpecs } from '../nodes/index.ts';
import type { DraftNode } from './draft.ts';
import type { Rule, RuleContext } from './rule.ts';

/** The outcome that every node has beside those of its type. */
const ERROR_LABEL = 'error';

/** An edge's condition is an outcome that the node it leaves can have. */
export const edgeConditions: Rule = (draft, context) => {
  for (const { pointer, from, condition } of draft.edges) {
    const source = draft.nodes[from === null ? -1 : (draft.positions.get(from) ?? -1)];
    if (condition !== null && source !== undefined) {
      checkCondition(condition, source, pointerBelow(pointer, 'condition'), context);
    }
  }
};

function checkCondition(condition: string, source: DraftNode, pointer: string, { report }: RuleContext): void {
  const { type, config } = source;
  if (type === null) return;
  const { labels, labelNeeds = {} } = nodeSpecs[type];
  if (labels === 'any') return;
  const known = [...labels, ERROR_LABEL];
  const values = { id: excerpt(source.id ?? ''), type, condition: excerpt(condition) };
  if (!known.includes(condition)) {
    const expected = [...known.map((label) => `"${label}"`), word('noCondition', report.locale)].join(', ');
    report.add('EDGE_CONDITION_IMPOSSIBLE', pointer, { ...values, expected });
    return;
  }
  const need = Object.hasOwn(labelNeeds, condition) ? labelNeeds[condition] : undefined;
  if (need === undefined) return;
  const found = config[need.field];
  if (found === need.value || (typeof found === 'string' && holdsTemplate(found))) return;
  report.add('EDGE_CONDITION_NEEDS_FIELD', pointer, { ...values, field: need.field, value: need.value });
}
