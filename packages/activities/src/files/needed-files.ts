import { type JsonObject, type JsonValue, readPathAt } from '@perdura/definition';
import type { Files } from './files.ts';

type Keys = readonly (string | number)[];

/**
 * A value that a piece of JavaScript reads under a name, with the files loaded that it may come to. What the source
 * reaches by plain paths elsewhere leaves the other files where they are, so that reading the status of a download does
 * not read the download.
 *
 * @throws {StepFailure} INPUT_TOO_LARGE
 */
export async function withNeededFiles(
  name: string,
  value: JsonValue,
  source: string,
  files: Files,
): Promise<JsonValue> {
  return files.isIn(value) ? load(value, [], readsOf(name, source), files) : value;
}

/** Paths below the name whose values the source needs; an empty one where it takes the whole. */
function readsOf(name: string, source: string): Keys[] {
  const reads: Keys[] = [];
  let seen = false;
  for (let at = source.indexOf(name); at !== -1; at = source.indexOf(name, at + name.length)) {
    if (at > 0 && WORD.test(source[at - 1] ?? '')) continue;
    const found = readPathAt(source, at);
    // An id with dashes may be a subtraction, and a name may be longer than the one that is looked for.
    if (found === null || (found.path[0] !== name && !found.path[0].startsWith(`${name}-`))) continue;
    seen = true;
    const isWhole = found.path[0] === name;
    if (!isWhole || !isHandedOn(source, at, found.end)) reads.push(isWhole ? found.path.slice(1) : []);
  }
  // A name that is written in another way is not seen here.
  return seen ? reads : [[]];
}

const WORD = /[\w$]/;

/** Whether a path stands as a field of an object that is the whole expression: its value is handed on, not looked at. */
function isHandedOn(source: string, start: number, end: number): boolean {
  const before = source.slice(0, start).trim();
  const after = source.slice(end).trim();
  return /^\(?\s*\{[^(]*:$/.test(before) && /^[,}]/.test(after) && /\}\s*\)?$/.test(after);
}

async function load(value: JsonValue, place: Keys, reads: readonly Keys[], files: Files): Promise<JsonValue> {
  if (!reads.some((read) => touches(read, place)) || !files.isIn(value)) return value;
  if (files.of(value) !== null) return files.loaded(value);
  if (Array.isArray(value)) {
    return Promise.all(value.map((item, position) => load(item, [...place, position], reads, files)));
  }
  const entries = Object.entries(value as JsonObject);
  const loaded = await Promise.all(
    entries.map(async ([key, item]) => [key, await load(item, [...place, key], reads, files)] as const),
  );
  return Object.fromEntries(loaded);
}

/** Whether one of two paths leads to the other. */
function touches(read: Keys, place: Keys): boolean {
  const shared = Math.min(read.length, place.length);
  for (let at = 0; at < shared; at += 1) if (String(read[at]) !== String(place[at])) return false;
  return true;
}
