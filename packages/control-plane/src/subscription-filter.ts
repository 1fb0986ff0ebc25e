import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, JsonValue } from '@perdura/definition';

/**
 * Whether the data of an event matches a subscription's filter: an object whose keys are paths into the data
 * (`building`, `device.floor`, `devices[0].id`) and whose values must all be equal to what stands there. A path that
 * leads nowhere stands for null. No filter, or an empty one, matches everything.
 */
export function matchesFilter(filter: JsonObject | null, data: JsonValue): boolean {
  return Object.entries(filter ?? {}).every(([path, expected]) => isDeepStrictEqual(valueAt(data, path), expected));
}

function valueAt(data: JsonValue, path: string): JsonValue {
  const keys = path.match(/[^.[\]]+/g) ?? [];
  return keys.reduce<JsonValue>(ownValue, data);
}

function ownValue(value: JsonValue, key: string): JsonValue {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return null;
  return (value as JsonObject)[key] ?? null;
}
