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

/** All texts of a config that hold templates or are code, taken apart, in the order of the document. */
export function* configExpressions(config: JsonObject, codeFields: readonly string[]): Generator<TextExpressions> {
  const pending: { value: JsonValue; keys: readonly (string | number)[] }[] = [{ value: config, keys: [] }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, keys } = next;
    if (typeof value === 'string') {
      const isCode = keys.length === 1 && codeFields.includes(String(keys[0]));
      if (isCode || holdsTemplate(value)) yield { text: value, keys, ...expressionsOf(value, isCode) };
    } else if (value !== null && typeof value === 'object') {
      const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
      for (const [key, entry] of entries.reverse()) pending.push({ value: entry, keys: [...keys, key] });
    }
  }
}

function expressionsOf(text: string, isCode: boolean): Pick<TextExpressions, 'expressions' | 'faults'> {
  if (isCode) {
    const { expression, faults } = parseExpression(text);
    return { expressions: expression === null ? [] : [expression], faults };
  }
  const { segments, faults } = parseTemplate(text);
  return { expressions: segments.filter((segment) => segment.kind !== 'text'), faults };
}
