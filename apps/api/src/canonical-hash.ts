import { createHash } from 'node:crypto';
import type { JsonValue } from '@perdura/definition';

/** SHA-256 of a value, hex: the same for the same JSON, whatever the order of its keys and its spacing. */
export function canonicalHash(value: JsonValue): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex');
}

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]));
}
