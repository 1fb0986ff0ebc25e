import type { JsonObject, JsonValue } from '@perdura/definition';

/** Whether a value has fields: no list, and not null. */
export function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
