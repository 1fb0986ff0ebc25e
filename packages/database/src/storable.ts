import type { JsonValue } from '@perdura/definition';
import { UnstorableText } from './errors.ts';

/** Stands for a character that PostgreSQL cannot hold. */
const REPLACEMENT = '\ufffd';

/**
 * A copy of a JSON value in which NUL characters and halves of surrogate pairs, in texts and in names of fields, are
 * replaced by U+FFFD: the two things that JSON can hold and `jsonb` cannot.
 */
export function storable(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value ?? null), (_, each: unknown) => {
    if (typeof each === 'string') return storableText(each);
    if (each instanceof Object && !Array.isArray(each)) {
      return Object.fromEntries(Object.entries(each).map(([name, field]) => [storableText(name), field]));
    }
    return each;
  });
}

/** The same for a text alone. */
export function storableText(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, REPLACEMENT).replaceAll('\0', REPLACEMENT);
}

/**
 * The value itself, for a column of type `json`: unlike `jsonb` it takes the escapes of characters that PostgreSQL
 * cannot hold, and then fails whoever reads a field of it.
 *
 * @throws UnstorableText
 */
export function requireStorable<Value extends object>(value: Value, place: string): Value {
  if (UNSTORABLE_ESCAPE.test(JSON.stringify(value))) throw new UnstorableText(place);
  return value;
}

/** As JSON.stringify writes NUL characters and halves of surrogate pairs: escaped, behind an even number of backslashes. */
const UNSTORABLE_ESCAPE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;
