import { holdsTemplate } from '../expressions/template.ts';
import { excerpt, nameList, word } from '../faults/wording.ts';
import type { JsonValue } from '../json.ts';
import { pointerOf } from '../json-pointer.ts';
import { nodeSpecs } from '../nodes/index.ts';
import type { DraftNode } from './draft.ts';
import type { Rule, RuleContext } from './rule.ts';

/** Tools and connections that nodes name exist. A name that a template gives is known only when the node runs. */
export const namedResources: Rule = ({ nodes }, context) => {
  for (const node of nodes) {
    if (node.type === null) continue;
    const { toolFields, connectionFields } = nodeSpecs[node.type];
    checkNames(node, toolFields, context.toolNames, 'TOOL_UNKNOWN', context);
    checkNames(node, connectionFields, context.connectionNames, 'CONNECTION_UNKNOWN', context);
  }
};

function checkNames(
  node: DraftNode,
  fields: readonly string[],
  known: ReadonlySet<string> | undefined,
  code: 'TOOL_UNKNOWN' | 'CONNECTION_UNKNOWN',
  { report }: RuleContext,
): void {
  if (known === undefined) return;
  for (const field of fields) {
    for (const { name, keys } of namesIn(node.config[field], [field])) {
      if (name.trim() === '' || holdsTemplate(name) || known.has(name)) continue;
      const names = word('known', report.locale, { names: nameList(known, report.locale) });
      report.add(code, pointerOf('nodes', node.index, 'config', ...keys), { name: excerpt(name), known: names });
    }
  }
}

function namesIn(
  value: JsonValue | undefined,
  keys: (string | number)[],
): { name: string; keys: (string | number)[] }[] {
  if (typeof value === 'string') return [{ name: value, keys }];
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry, index) => (typeof entry === 'string' ? [{ name: entry, keys: [...keys, index] }] : []));
}
