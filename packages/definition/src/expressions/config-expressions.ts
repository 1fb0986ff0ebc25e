import type { JsonObject, JsonValue } from '../json.ts';
import { parseExpression } from './code.ts';
import type { Expression, ExpressionFault } from './expression.ts';
import { holdsTemplate, parseTemplate } from './template.ts';

/** The expressions of one text in a config. */
export interface TextExpressions {
  text: string;
  /** Keys that lead from the config to the text. */
  keys: readonly (string | number)[];
  expressions: readonly Expression[];
  faults: readonly ExpressionFault[];
}

/**
 * All texts of a config that hold templates or are code, taken apart.
 *
 * @param otherFields fields that are neither, and are passed over: nested graphs, programs.
 */
export function* configExpressions(
  config: JsonObject,
  codeFields: readonly string[],
  otherFields: readonly string[] = [],
): Generator<TextExpressions> {
  const pending: Container[] = [{ value: config, key: '', parent: null }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value: container, parent } = next;
    for (const key of Object.keys(container)) {
      if (parent === null && otherFields.includes(key)) continue;
      const value = (container as JsonObject)[key];
      if (typeof value === 'string') {
        const isCode = parent === null && codeFields.includes(key);
        if (isCode || holdsTemplate(value)) yield { text: value, keys: keysTo(key, next), ...read(value, isCode) };
      } else if (typeof value === 'object' && value !== null) pending.push({ value, key, parent: next });
    }
  }
}

interface Container {
  value: JsonObject | JsonValue[];
  key: string;
  parent: Container | null;
}

function keysTo(key: string, container: Container): string[] {
  const keys = [key];
  for (let at = container; at.parent !== null; at = at.parent) keys.push(at.key);
  return keys.reverse();
}

function read(text: string, isCode: boolean): Pick<TextExpressions, 'expressions' | 'faults'> {
  if (isCode) {
    const { expression, faults } = parseExpression(text);
    return { expressions: expression === null ? [] : [expression], faults };
  }
  const { segments, faults } = parseTemplate(text);
  return { expressions: segments.filter((segment) => segment.kind !== 'text'), faults };
}
