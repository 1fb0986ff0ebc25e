import type { JsonValue } from '../json.ts';

/** A value as a template within text shows it: null is empty, lists and objects become JSON. */
export function textOf(value: JsonValue): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
