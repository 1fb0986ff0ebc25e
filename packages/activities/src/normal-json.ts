import type { JsonObject, JsonValue } from '@perdura/definition';
import { FAILURE_CODES, StepFailure } from './failures.ts';

/** Results from elsewhere may nest deeper than definitions, but not without end. */
const MAX_DEPTH = 200;
const REPLACEMENT = '\ufffd';

/**
 * A result as history can keep it: plain JSON, and text that PostgreSQL can hold. Most results are so already and are
 * answered as they are.
 *
 * @param warn hears of everything that was lost on the way
 * @throws {StepFailure} RESULT_INVALID for what nests too deeply, cycles included
 */
export function normalJson(value: unknown, warn: (message: string) => void): JsonValue {
  return isNormal(value, 0) ? value : new Normalising(warn).value(value, 0);
}

function isNormal(value: unknown, depth: number): value is JsonValue {
  if (typeof value === 'string') return isStorable(value);
  if (typeof value !== 'object')
    return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
  if (value === null) return true;
  if (depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) return value.every((item) => isNormal(item, depth + 1)) && isDense(value);
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.entries(value).every(
    ([key, item]) => key !== '__proto__' && isStorable(key) && isNormal(item, depth + 1),
  );
}

/** `every` passes over holes. */
function isDense(list: readonly unknown[]): boolean {
  for (let position = 0; position < list.length; position++) if (!(position in list)) return false;
  return true;
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

class Normalising {
  readonly #warn: (message: string) => void;

  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  value(value: unknown, depth: number): JsonValue {
    if (depth > MAX_DEPTH) throw tooDeep();
    if (typeof value === 'string') return this.#text(value);
    if (value === null || typeof value === 'boolean') return value;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    if (typeof value !== 'object') return this.#lost(String(typeof value === 'number' ? value : typeof value));
    if ('toJSON' in value && typeof value.toJSON === 'function') return this.value(value.toJSON(), depth + 1);
    return Array.isArray(value) ? this.#list(value, depth) : this.#object(value, depth);
  }

  #list(list: readonly unknown[], depth: number): JsonValue[] {
    return Array.from(list, (item) => this.value(item, depth + 1));
  }

  #object(source: object, depth: number): JsonObject {
    const target: JsonObject = {};
    for (const [key, value] of Object.entries(source)) {
      if (key === '__proto__') this.#warn('A field named "__proto__" was left out of the result.');
      else if (value !== undefined) target[this.#text(key)] = this.value(value, depth + 1);
    }
    return target;
  }

  #text(text: string): string {
    if (isStorable(text)) return text;
    this.#warn('Text of the result held NUL characters or halves of surrogate pairs: U+FFFD stands for them.');
    return text.toWellFormed().replaceAll('\0', REPLACEMENT);
  }

  #lost(kind: string): null {
    this.#warn(`The result held ${kind}, which JSON cannot hold: null was used.`);
    return null;
  }
}

function tooDeep(): StepFailure {
  const message = `The result nests deeper than ${MAX_DEPTH} levels.`;
  return new StepFailure(FAILURE_CODES.resultInvalid, message, { retryable: false });
}
