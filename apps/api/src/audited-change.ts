import { createHash } from 'node:crypto';
import { canonicalJson, type JsonObject, type JsonValue } from '@perdura/definition';

/** Largest `before` and largest `after` of an entry, in bytes of JSON. */
export const MAX_SIDE_BYTES = 16 * 1024;

/** Fields that say nothing of a change: another name of the id, and when it was made. */
const SILENT = new Set(['_id', 'updatedAt']);
/** Fields that may hold what nobody is to read here. */
const SECRET = /secret|passw|token|api[-_]?key|authorization|cookie|credential|private[-_]?key/i;
const MASK = '•••';

/** What was before and what is after, as far as the two differ; without secrets, and bounded. */
export function changedParts(before: unknown, after: unknown): { before: JsonValue; after: JsonValue } {
  const [old, now] = [plain(before), plain(after)];
  const [left, right] = isObject(old) && isObject(now) ? differing(old, now) : [old, now];
  return { before: bounded(masked(left)), after: bounded(masked(right)) };
}

/** Fields of both sides that are not the same; of objects within them again those alone. */
function differing(before: JsonObject, after: JsonObject): [JsonObject, JsonObject] {
  const sides: [[string, JsonValue][], [string, JsonValue][]] = [[], []];
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (SILENT.has(name)) continue;
    const [old, now] = [before[name], after[name]];
    if (same(old, now)) continue;
    const [left, right] = differingValues(old, now);
    if (left !== undefined) sides[0].push([name, left]);
    if (right !== undefined) sides[1].push([name, right]);
  }
  return [Object.fromEntries(sides[0]), Object.fromEntries(sides[1])];
}

function differingValues(
  old: JsonValue | undefined,
  now: JsonValue | undefined,
): [JsonValue | undefined, JsonValue | undefined] {
  if (isObject(old) && isObject(now)) return differing(old, now);
  if (!isNamedList(old) || !isNamedList(now)) return [old, now];
  // Of lists of named things, such as nodes, those that were changed, added or removed.
  const without = (list: JsonObject[], other: JsonObject[]) =>
    list.filter((item) => !other.some((candidate) => candidate.id === item.id && same(candidate, item)));
  const [left, right] = [without(old, now), without(now, old)];
  return left.length === 0 && right.length === 0 ? [old, now] : [left, right];
}

function same(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return canonicalJson(left) === canonicalJson(right);
}

function isNamedList(value: JsonValue | undefined): value is JsonObject[] {
  return Array.isArray(value) && value.every((item) => isObject(item) && typeof item.id === 'string');
}

/** Texts anywhere below a name that speaks of a secret; its numbers (`maxTokens`) are none. */
function masked(value: JsonValue, isSecret = false): JsonValue {
  if (Array.isArray(value)) return value.map((item) => masked(item, isSecret));
  if (!isObject(value)) return isSecret && typeof value === 'string' && value !== '' ? MASK : value;
  const members = Object.entries(value).map(([name, member]): [string, JsonValue] => [
    name,
    masked(member, isSecret || SECRET.test(name)),
  ]);
  return Object.fromEntries(members);
}

/** The largest fields give way to their size and hash, as many as must: the hash tells whether two are the same. */
function bounded(value: JsonValue): JsonValue {
  if (bytesOf(value) <= MAX_SIDE_BYTES) return value;
  if (!isObject(value)) return cut(value);
  const members = new Map(Object.entries(value));
  const largestFirst = [...members].sort(([, left], [, right]) => bytesOf(right) - bytesOf(left));
  for (const [name, member] of largestFirst) {
    members.set(name, cut(member));
    const rest = Object.fromEntries(members);
    if (bytesOf(rest) <= MAX_SIDE_BYTES) return rest;
  }
  return cut(value);
}

function cut(value: JsonValue): JsonValue {
  const json = canonicalJson(value);
  const sha256 = createHash('sha256').update(json).digest('hex');
  return { cut: true, bytes: Buffer.byteLength(json), sha256 };
}

function bytesOf(value: JsonValue): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function plain(value: unknown): JsonValue {
  return value === undefined || value === null ? null : JSON.parse(JSON.stringify(value));
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
