import type { JsonValue } from '@perdura/definition';

/** JavaScript's truth of a value that was meant to be true or false; `warn` hears of what was neither. */
export function truthOf(value: JsonValue, warn: (message: string) => void): boolean {
  if (typeof value === 'boolean') return value;
  const truth = Boolean(value);
  warn(`The expression gave ${kindOf(value)} instead of true or false: it counts as ${truth}.`);
  return truth;
}

/** A value's kind in words. */
export function kindOf(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'string' ? 'a text' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}
