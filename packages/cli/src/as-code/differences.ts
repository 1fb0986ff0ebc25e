import { canonicalText, isObject, type Json, type JsonObject } from './json.ts';

/** One place at which two values differ. */
export interface Difference {
  /** Path of names; an element of a list with ids is named by its id: `/nodes/fetch/config/url`. */
  path: string;
  /** Absent where it is new. */
  before?: Json;
  /** Absent where it goes away. */
  after?: Json;
}

/** Every place at which the second value is another than the first; empty exactly when they are equal. */
export function differences(before: Json | undefined, after: Json | undefined, path = ''): Difference[] {
  if (canonicalText(before) === canonicalText(after) && (before === undefined) === (after === undefined)) return [];
  if (isObject(before) && isObject(after)) return memberDifferences(before, after, path);
  const earlier = byName(before);
  const later = byName(after);
  if (earlier !== null && later !== null) {
    const found = memberDifferences(earlier, later, path);
    return found.length > 0
      ? found
      : [{ path: `${path} (order)`, before: Object.keys(earlier), after: Object.keys(later) }];
  }
  return [
    { path: path === '' ? '/' : path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) },
  ];
}

function memberDifferences(before: JsonObject, after: JsonObject, path: string): Difference[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => differences(own(before, key), own(after, key), `${path}/${escaped(key)}`));
}

function own(value: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** A list whose elements have ids of their own, by these; null for any other value. */
function byName(value: Json | undefined): JsonObject | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const entries = value.map((item: Json): [string, Json] | null => {
    const id = isObject(item) ? item.id : undefined;
    return typeof id === 'string' ? [id, item] : null;
  });
  const named = entries.filter((entry) => entry !== null);
  const ids = new Set(named.map(([id]) => id));
  // Keys that are numbers would lose their place.
  const keepsOrder = named.every(([id]) => !/^\d+$/.test(id) && id !== '__proto__');
  return ids.size === value.length && keepsOrder ? Object.fromEntries(named) : null;
}

function escaped(key: string): string {
  return key.replace(/~/g, '~0').replace(/\//g, '~1');
}
