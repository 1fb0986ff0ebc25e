import { runInNewContext } from 'node:vm';
import { resolvePath } from '../../expressions/path.ts';
import type { Scope } from '../../expressions/scope.ts';
import type { JsonValue } from '../../json.ts';
import { type FlowReference, flowTextValue, parseFlowText } from '../flow-text.ts';

/** The value of a text as a worker computes it, with the engine of this process in place of a sandbox. */
export function renderText(text: string, scope: Scope): JsonValue {
  const parsed = parseFlowText(text);
  const values = parsed.parts.flatMap((part) => (part.kind === 'text' ? [] : [resolve(part, scope)]));
  return flowTextValue(parsed, values);
}

function resolve(reference: FlowReference, scope: Scope): JsonValue {
  if (reference.kind === 'nothing') return '';
  if (reference.kind === 'path') return resolvePath(reference.path, scope).value;
  const { source, names } = reference.expression;
  const values = Object.fromEntries(names.map((name) => [name, scope.get(name) ?? null]));
  try {
    const json = JSON.stringify(runInNewContext(`"use strict";(${source})`, values));
    return json === undefined ? '' : (JSON.parse(json) as JsonValue);
  } catch {
    return '';
  }
}
