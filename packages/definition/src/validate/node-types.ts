import { NODE_TYPES } from '../definition.ts';
import { describeFound, nameList } from '../faults/wording.ts';
import { pointerBelow } from '../json-pointer.ts';
import type { Rule } from './rule.ts';

/** Every node is of a known type. */
export const nodeTypes: Rule = ({ nodes }, { report }) => {
  for (const { pointer, type, value } of nodes) {
    if (type !== null || typeof value.type !== 'string') continue;
    const values = { found: describeFound(value.type, report.locale), known: nameList(NODE_TYPES, report.locale) };
    report.add('NODE_TYPE_UNKNOWN', pointerBelow(pointer, 'type'), values);
  }
};
