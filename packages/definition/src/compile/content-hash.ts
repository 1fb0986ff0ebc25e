import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Definition } from '../definition.ts';
import type { JsonValue } from '../json.ts';
import type { Plan } from '../plan.ts';

/** SHA-256 of a definition's content, hex: the same for the same content, whatever the order of its keys. */
export function definitionHash(definition: Definition): string {
  return contentHash(definition as unknown as JsonValue);
}

/** SHA-256 of a plan's content, hex. */
export function planHash(plan: Plan): string {
  return contentHash(plan as unknown as JsonValue);
}

/** SHA-256 of a JSON value in canonical form, hex. */
export function contentHash(value: JsonValue): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(value))));
}

/** JSON without spaces, the keys of every object in the order of their UTF-16 units. */
export function canonicalJson(value: JsonValue): string {
  return JSON.stringify(value, (_key, part: JsonValue) => (isObject(part) ? sorted(part) : part));
}

function sorted(object: Record<string, JsonValue>): Record<string, JsonValue> {
  const copy: Record<string, JsonValue> = Object.create(null);
  for (const key of Object.keys(object).sort()) {
    const part = object[key];
    if (part !== undefined) copy[key] = part;
  }
  return copy;
}

function isObject(value: JsonValue): value is Record<string, JsonValue> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
