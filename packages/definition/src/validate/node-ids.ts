import { RESERVED_SCOPE_NAMES } from '../expressions/builtins.ts';
import { mayLead } from '../expressions/path.ts';
import { describeFound, excerpt } from '../faults/wording.ts';
import { pointerOf } from '../json-pointer.ts';
import { NODE_ID } from '../schema/node.ts';
import type { Rule } from './rule.ts';

/** Ids are well formed, differ from each other, and mean nothing else in expressions. */
export const nodeIds: Rule = ({ nodes }, { report }) => {
  const first = new Map<string, number>();
  for (const { index, id } of nodes) {
    if (id === null) continue;
    const pointer = pointerOf('nodes', index, 'id');
    const taken = first.get(id);
    if (taken === undefined) first.set(id, index);
    if (!NODE_ID.test(id)) report.add('NODE_ID_INVALID', pointer, { found: describeFound(id, report.locale) });
    else if (isReserved(id)) report.add('NODE_ID_RESERVED', pointer, { id });
    if (taken !== undefined) report.add('NODE_ID_DUPLICATE', pointer, { id: excerpt(id), first: taken });
  }
};

const PROTOTYPE_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

function isReserved(id: string): boolean {
  return RESERVED_SCOPE_NAMES.has(id) || PROTOTYPE_NAMES.has(id) || !mayLead(id);
}
