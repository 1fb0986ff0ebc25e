import type { JsonValue } from '../json.ts';
import { BUILT_IN_NAMES, FORBIDDEN_NAMES, RESERVED_SCOPE_NAMES, VALUE_WORDS } from './builtins.ts';
import type { Scope } from './scope.ts';

/** A plain path: the name at its head, then keys of objects and positions in lists. */
export type Path = readonly [head: string, ...keys: (string | number)[]];

/** The value at a path; `missing` says that something on the way was not there, and null stands for it. */
export interface PathValue {
  value: JsonValue;
  missing: boolean;
}

/** Resolves a path. Reads own properties only (and `length` of lists and texts); never throws. */
export function resolvePath(path: Path, scope: Scope): PathValue {
  const [head, ...keys] = path;
  let value = scope.get(head);
  for (const [position, key] of keys.entries()) {
    if (value === undefined) break;
    const next = ownValue(value, key);
    // One that an operator skipped may have been given a result.
    if (key === 'result' && next === null && isSkippedOutcome(value, path, position))
      return { value: null, missing: true };
    value = next;
  }
  return value === undefined ? { value: null, missing: true } : { value, missing: false };
}

/** The path as one would write it, for messages. */
export function formatPath(path: Path): string {
  const [head, ...keys] = path;
  const parts = keys.map((key) =>
    typeof key === 'string' && WHOLE_NAME.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`,
  );
  return head + parts.join('');
}

/** Whether the path holds an id with dashes that JavaScript would read as a subtraction. */
export function hasDashedId(path: Path): boolean {
  return path[0].includes('-');
}

/**
 * Reads the plain path that starts at `start`, ids with dashes included.
 *
 * @returns the path and where it ends, or null when no plain path starts there.
 */
export function readPathAt(text: string, start: number): { path: Path; end: number } | null {
  const head = match(HEAD, text, start);
  if (head === null || !mayLead(head[0])) return null;
  const keys: (string | number)[] = [];
  let end = start + head[0].length;
  for (;;) {
    const step = readKey(text, end, head[0] === 'nodes' && keys.length === 0);
    if (step === null) return { path: [head[0], ...keys], end };
    keys.push(step.key);
    end = step.end;
  }
}

/** Whether a name may stand at the head of a path: no constant, no built-in of the language. */
export function mayLead(name: string): boolean {
  return !VALUE_WORDS.has(name) && !BUILT_IN_NAMES.has(name) && !FORBIDDEN_NAMES.has(name);
}

// An id may start with a digit; it leads a path only where no number can be meant.
const HEAD = /[A-Za-z_$][\w$-]*|\d[\w-]*(?=\.[A-Za-z_])/y;
const NODE_KEY = /\.([A-Za-z_][\w-]*)/y;
const NAME_KEY = /\.([\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*)/uy;
const INDEX_KEY = /\[\s*(0|[1-9]\d{0,14})\s*\]/y;
const TEXT_KEY = /\[\s*(?:"([^"\\\r\n]*)"|'([^'\\\r\n]*)')\s*\]/y;
const WHOLE_NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

function readKey(text: string, at: number, mayDash: boolean): { key: string | number; end: number } | null {
  const name = match(mayDash ? NODE_KEY : NAME_KEY, text, at);
  if (name !== null) return { key: name[1] ?? '', end: at + name[0].length };
  if (text[at] !== '[') return null;
  const index = match(INDEX_KEY, text, at);
  if (index !== null) return { key: Number(index[1]), end: at + index[0].length };
  const key = match(TEXT_KEY, text, at);
  return key === null ? null : { key: key[1] ?? key[2] ?? '', end: at + key[0].length };
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function ownValue(value: JsonValue, key: string | number): JsonValue | undefined {
  if (value === null || (typeof value !== 'object' && typeof value !== 'string')) return undefined;
  const holder = Object(value) as Record<string | number, JsonValue>;
  return Object.hasOwn(holder, key) ? holder[key] : undefined;
}

/** The result of a skipped node is null because the node never ran, so it counts as missing. */
function isSkippedOutcome(value: JsonValue, path: Path, position: number): boolean {
  const isOutcome = path[0] === 'nodes' ? position === 1 : position === 0 && !RESERVED_SCOPE_NAMES.has(path[0]);
  return isOutcome && ownValue(value, 'status') === 'skipped';
}
