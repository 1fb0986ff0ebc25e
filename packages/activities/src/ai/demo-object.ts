import type { JsonObject, JsonValue } from '@perdura/definition';
import type { DemoReading } from './demo-answer.ts';

/** Depth at which a schema that refers to itself is cut. */
const MAX_DEPTH = 12;

/**
 * Makes a value that fits a JSON Schema, filled with what the demo model read: its text, its counts. Keywords that
 * only a real model could satisfy (patterns, `not`, `if`) are left aside; the caller checks the value.
 */
export function demoObject(schema: JsonObject, reading: DemoReading): JsonValue {
  return sample({ root: schema, reading }, schema, '', 0);
}

interface Making {
  root: JsonObject;
  reading: DemoReading;
}

function sample(making: Making, given: JsonValue | undefined, name: string, depth: number): JsonValue {
  const schema = resolve(making.root, given);
  if (schema === null || depth > MAX_DEPTH) return null;
  const fixed = fixedValue(schema);
  if (fixed !== undefined) return fixed;
  const [alternative] = [schema.anyOf, schema.oneOf].filter(Array.isArray).map((list) => list[0]);
  if (alternative !== undefined) return sample(making, merged([schema, alternative], making.root), name, depth + 1);
  if (Array.isArray(schema.allOf))
    return sample(making, merged([schema, ...schema.allOf], making.root), name, depth + 1);
  switch (typeOf(schema)) {
    case 'object':
      return sampleObject(making, schema, depth);
    case 'array':
      return sampleList(making, schema, name, depth);
    case 'integer':
    case 'number':
      return sampleNumber(schema, countFor(name, making.reading));
    case 'boolean':
      return making.reading.counts.offline + making.reading.counts.warning > 0;
    case 'null':
      return null;
    default:
      return sampleText(schema, making.reading.text);
  }
}

function fixedValue(schema: JsonObject): JsonValue | undefined {
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return schema.enum[0];
  return schema.default ?? (Array.isArray(schema.examples) ? schema.examples[0] : undefined);
}

function sampleObject(making: Making, schema: JsonObject, depth: number): JsonObject {
  const properties = asObject(schema.properties);
  const required = Array.isArray(schema.required) ? schema.required.filter((name) => typeof name === 'string') : [];
  const names = [...new Set([...Object.keys(properties), ...required])];
  return Object.fromEntries(names.map((name) => [name, sample(making, properties[name] ?? {}, name, depth + 1)]));
}

function sampleList(making: Making, schema: JsonObject, name: string, depth: number): JsonValue[] {
  const prefix = Array.isArray(schema.prefixItems) ? schema.prefixItems : [];
  const length = Math.max(prefix.length, typeof schema.minItems === 'number' ? Math.min(schema.minItems, 100) : 1);
  const limit = typeof schema.maxItems === 'number' ? schema.maxItems : length;
  return Array.from({ length: Math.min(length, limit) }, (_, index) =>
    sample(making, prefix[index] ?? schema.items ?? {}, name, depth + 1),
  );
}

function sampleNumber(schema: JsonObject, wanted: number): number {
  const bound = (key: string): number | null => (typeof schema[key] === 'number' ? schema[key] : null);
  const [above, below] = [bound('exclusiveMinimum'), bound('exclusiveMaximum')];
  const least = bound('minimum') ?? (above === null ? Number.NEGATIVE_INFINITY : above + 1);
  const most = bound('maximum') ?? (below === null ? Number.POSITIVE_INFINITY : below - 1);
  const step = bound('multipleOf') ?? 0;
  const within = Math.max(least, Math.min(most, wanted));
  return step > 0 ? Math.ceil(within / step) * step : within;
}

const FORMATS: Record<string, string> = {
  date: '2026-01-01',
  'date-time': '2026-01-01T00:00:00Z',
  email: 'demo@example.com',
  time: '00:00:00Z',
  uri: 'https://example.com/demo',
  uuid: '00000000-0000-4000-8000-000000000000',
};

function sampleText(schema: JsonObject, text: string): string {
  const formatted = typeof schema.format === 'string' ? FORMATS[schema.format] : undefined;
  if (formatted !== undefined) return formatted;
  const longEnough =
    typeof schema.minLength === 'number' ? text.padEnd(Math.min(schema.minLength, 100_000), '.') : text;
  return typeof schema.maxLength === 'number' ? longEnough.slice(0, schema.maxLength) : longEnough;
}

/** A count whose word stands in the field's name; the total for all others. */
function countFor(name: string, { counts }: DemoReading): number {
  const lower = name.toLowerCase();
  if (/offline|离线/.test(lower)) return counts.offline;
  if (/online|在线|normal/.test(lower)) return counts.online;
  return /warn|alert|alarm|告警/.test(lower) ? counts.warning : counts.total;
}

function typeOf(schema: JsonObject): string {
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (typeof type === 'string') return type;
  if (schema.properties !== undefined || schema.required !== undefined) return 'object';
  return schema.items !== undefined || schema.prefixItems !== undefined ? 'array' : 'string';
}

/** Follows references within the schema; null where nothing can fit. */
function resolve(root: JsonObject, given: JsonValue | undefined): JsonObject | null {
  let current = given;
  for (let hops = 0; hops < MAX_DEPTH; hops += 1) {
    if (current === true) return {};
    if (typeof current !== 'object' || current === null || Array.isArray(current)) return null;
    if (typeof current.$ref !== 'string' || !current.$ref.startsWith('#')) return current;
    current = atPointer(root, current.$ref.slice(1));
  }
  return null;
}

function atPointer(root: JsonObject, pointer: string): JsonValue | undefined {
  let current: JsonValue | undefined = root;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    current =
      typeof current === 'object' && current !== null && Object.hasOwn(current, key)
        ? (current as JsonObject)[key]
        : undefined;
  }
  return current;
}

/** One schema of several that all hold: properties and required names together, the last word on all else. */
function merged(parts: JsonValue[], root: JsonObject): JsonObject {
  const schemas = parts.map((part) => resolve(root, part)).filter((part) => part !== null);
  const whole: JsonObject = Object.assign({}, ...schemas);
  whole.properties = Object.assign({}, ...schemas.map((schema) => asObject(schema.properties)));
  whole.required = schemas.flatMap(({ required }) => (Array.isArray(required) ? required : []));
  if (Object.keys(asObject(whole.properties)).length === 0) delete whole.properties;
  if (Array.isArray(whole.required) && whole.required.length === 0) delete whole.required;
  for (const key of ['anyOf', 'oneOf', 'allOf', '$ref']) delete whole[key];
  const nested = schemas.slice(1).find(({ anyOf, oneOf, allOf }) => anyOf ?? oneOf ?? allOf);
  return nested === undefined ? whole : { ...nested, ...whole };
}

function asObject(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
