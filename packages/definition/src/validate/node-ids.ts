import { RESERVED_SCOPE_NAMES } from '../expressions/builtins.ts';
import { mayLead } from '../expressions/path.ts';
import { describeFound, excerpt } from '../faults/wording.ts';
import { pointerBelow } from '../json-pointer.ts';
import { NODE_ID } from '../schema/node.ts';
import type { Rule } from './rule.ts';

/** Ids are well formed, differ from each other in the whole definition, and mean nothing else in expressions. */
export const nodeIds: Rule = ({ nodes }, { report, definition }) => {
  for (const node of nodes) {
    const { id } = node;
    if (id === null) continue;
    const pointer = pointerBelow(node.pointer, 'id');
    if (!NODE_ID.test(id)) report.add('NODE_ID_INVALID', pointer, { found: describeFound(id, report.locale) });
    else if (isReserved(id)) report.add('NODE_ID_RESERVED', pointer, { id });
    const first = definition.owners.get(id)?.node;
    if (first !== undefined && first !== node) {
      report.add('NODE_ID_DUPLICATE', pointer, { id: excerpt(id), first: first.pointer });
    }
  }
};

const PROTOTYPE_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

function isReserved(id: string): boolean {
  return RESERVED_SCOPE_NAMES.has(id) || PROTOTYPE_NAMES.has(id) || !mayLead(id);
}
