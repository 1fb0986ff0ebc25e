import type { JsonObject, JsonValue } from '../json.ts';
import { pointerBelow } from '../json-pointer.ts';

/** A value that one side lacks, or that differs. `from` or `to` is absent where that side has nothing at the place. */
export interface FieldChange {
  /** JSON Pointer. */
  path: string;
  from?: JsonValue;
  to?: JsonValue;
}

/**
 * What differs between two JSON values, each difference as deep as it goes. The order of keys is no difference, and
 * neither is the sign of zero, which JSON texts do not keep.
 *
 * @param special answers the differences of a place that is compared in another way; null for all others
 */
export function diffValues(from: Maybe, to: Maybe, path: string, special: SpecialPlaces = nowhere): FieldChange[] {
  if (from === undefined || to === undefined) return from === to ? [] : [changeOf(path, from, to)];
  const answer = special(path, from, to);
  if (answer !== null) return answer;
  if (Array.isArray(from) && Array.isArray(to)) return diffLists(from, to, path, special);
  if (isObject(from) && isObject(to)) return diffObjects(from, to, path, special);
  return from === to ? [] : [changeOf(path, from, to)];
}

/** A value, or nothing at all. */
export type Maybe = JsonValue | undefined;
export type SpecialPlaces = (path: string, from: JsonValue, to: JsonValue) => FieldChange[] | null;

export function isObject(value: Maybe): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function changeOf(path: string, from: Maybe, to: Maybe): FieldChange {
  return { path, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

function nowhere(): null {
  return null;
}

function diffObjects(from: JsonObject, to: JsonObject, path: string, special: SpecialPlaces): FieldChange[] {
  const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...keys].flatMap((key) => diffValues(own(from, key), own(to, key), pointerBelow(path, key), special));
}

/** Elements by position, as long as that tells something: a list that grew or shrank elsewhere than at its end differs as a whole. */
function diffLists(from: JsonValue[], to: JsonValue[], path: string, special: SpecialPlaces): FieldChange[] {
  const shared = Math.min(from.length, to.length);
  const changes = from.slice(0, shared).flatMap((value, at) => diffValues(value, to[at], `${path}/${at}`, special));
  if (from.length === to.length) return changes;
  if (changes.length > 0) return [changeOf(path, from, to)];
  const removed = from.slice(shared).map((value, at) => changeOf(`${path}/${shared + at}`, value, undefined));
  const added = to.slice(shared).map((value, at) => changeOf(`${path}/${shared + at}`, undefined, value));
  return [...removed, ...added];
}

function own(object: JsonObject, key: string): Maybe {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
