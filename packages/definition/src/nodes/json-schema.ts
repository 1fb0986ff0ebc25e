import type { z } from 'zod';
import { holdsTemplate } from '../expressions/template.ts';
import type { FaultParams } from '../faults/schema-faults.ts';
import { excerpt, type Word } from '../faults/wording.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { compileSchema, UnusableSchema } from '../strict-json-schema.ts';
import { anyObject, type FieldMode, savedFields } from './fields.ts';

/** An object that is plausible as a JSON Schema: keywords have values of their kind, at any depth. */
const plausibleSchema = schemaChecked(schemaFaults);

/** A JSON Schema as it is saved: one that no value could ever be checked by is refused. */
export const savedJsonSchema = schemaChecked((schema) => {
  const faults = schemaFaults(schema);
  return faults.length === 0 ? compileFaults(schema) : faults;
});

/** A JSON Schema in a config; once rendered, whoever uses it says why it cannot be used. */
export function jsonSchema(mode: FieldMode): z.ZodType<JsonObject> {
  return mode === savedFields ? savedJsonSchema : plausibleSchema;
}

function schemaChecked(faultsOf: (schema: JsonObject) => SchemaFault[]): z.ZodType<JsonObject> {
  return anyObject.superRefine((schema, context) => {
    for (const { path, params } of faultsOf(schema)) context.addIssue({ code: 'custom', path, params });
  });
}

/** Why a schema cannot be compiled, at the keyword where that can be told. What its templates give only a run knows. */
function compileFaults(schema: JsonObject): SchemaFault[] {
  if (holdsTemplate(JSON.stringify(schema))) return [];
  try {
    compileSchema(schema);
    return [];
  } catch (error) {
    if (!(error instanceof UnusableSchema)) throw error;
    const placed = schemaFaults(schema, true);
    const params: FaultParams = { fault: 'JSON_SCHEMA_UNUSABLE', values: { problem: error.message } };
    return placed.length === 0 ? [{ path: [], params }] : placed;
  }
}

interface SchemaFault {
  path: (string | number)[];
  params: FaultParams;
}

interface Pending {
  value: JsonValue;
  path: (string | number)[];
}

const MAX_FAULTS = 20;

/** @param withItems whether schemas of items are looked at: in a schema that compiles, they may hold what others may not */
function schemaFaults(root: JsonObject, withItems = false): SchemaFault[] {
  const faults: SchemaFault[] = [];
  const pending: Pending[] = [{ value: root, path: [] }];
  for (let next = pending.pop(); next !== undefined && faults.length < MAX_FAULTS; next = pending.pop()) {
    const { value, path } = next;
    if (typeof value === 'boolean') continue;
    if (!isObject(value)) faults.push(fault(path, value, 'schema'));
    else {
      checkKeywords(value, path, pending, faults);
      if (withItems) pending.push(...itemSchemas(value, path));
    }
  }
  return faults;
}

function checkKeywords(schema: JsonObject, path: (string | number)[], pending: Pending[], faults: SchemaFault[]): void {
  for (const [keyword, value] of Object.entries(schema)) {
    const here = [...path, keyword];
    const expected = EXPECTED.get(keyword);
    if (expected !== undefined && !expected.holds(value)) faults.push(fault(here, value, expected.words));
    else pending.push(...subschemas(keyword, value, here));
  }
}

/** One for all, or one for each of the first. */
function itemSchemas({ items }: JsonObject, path: (string | number)[]): Pending[] {
  if (items === undefined) return [];
  if (!Array.isArray(items)) return [{ value: items, path: [...path, 'items'] }];
  return items.map((value, index) => ({ value, path: [...path, 'items', index] }));
}

function subschemas(keyword: string, value: JsonValue, path: (string | number)[]): Pending[] {
  if (SCHEMA_KEYWORDS.has(keyword)) return [{ value, path }];
  if (LIST_KEYWORDS.has(keyword) && Array.isArray(value)) {
    return value.map((entry, index) => ({ value: entry, path: [...path, index] }));
  }
  if (!MAP_KEYWORDS.has(keyword) || !isObject(value)) return [];
  return Object.entries(value).map(([key, entry]) => ({ value: entry, path: [...path, key] }));
}

const SCHEMA_KEYWORDS: ReadonlySet<string> = new Set([
  ...['not', 'if', 'then', 'else', 'contains', 'propertyNames', 'additionalProperties', 'additionalItems'],
  ...['unevaluatedProperties', 'unevaluatedItems'],
]);
const LIST_KEYWORDS: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const MAP_KEYWORDS: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  'dependentSchemas',
  '$defs',
  'definitions',
]);
const TYPE_NAMES: ReadonlySet<JsonValue> = new Set([
  'null',
  'boolean',
  'object',
  'array',
  'number',
  'integer',
  'string',
]);

interface Expected {
  holds(value: JsonValue): boolean;
  words: Word;
}

const someText: Expected = { holds: (value) => typeof value === 'string', words: 'text' };
const someNumber: Expected = { holds: (value) => typeof value === 'number', words: 'number' };
const someFlag: Expected = { holds: (value) => typeof value === 'boolean', words: 'boolean' };
const someObject: Expected = { holds: isObject, words: 'object' };
const someSchemas: Expected = {
  holds: (value) => Array.isArray(value) && value.length > 0,
  words: 'schemas',
};
const someCount: Expected = {
  holds: (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0,
  words: 'count',
};
const someTexts: Expected = {
  holds: (value) => Array.isArray(value) && value.every((entry) => typeof entry === 'string'),
  words: 'texts',
};
const someType: Expected = {
  holds: (value) =>
    TYPE_NAMES.has(value) ||
    (Array.isArray(value) && value.length > 0 && value.every((entry) => TYPE_NAMES.has(entry))),
  words: 'schemaType',
};

/** A map, since the keywords of a schema may be called like anything. */
const EXPECTED: ReadonlyMap<string, Expected> = new Map<string, Expected>([
  ['type', someType],
  ['enum', { holds: Array.isArray, words: 'list' }],
  ['required', someTexts],
  ['uniqueItems', someFlag],
  ...each(MAP_KEYWORDS, someObject),
  ...each(LIST_KEYWORDS, someSchemas),
  ...each(['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'], someNumber),
  ...each(['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'], someCount),
  ...each(['$schema', '$id', '$ref', 'title', 'description', 'format', 'pattern'], someText),
]);

function each(keywords: Iterable<string>, expected: Expected): [string, Expected][] {
  return [...keywords].map((keyword) => [keyword, expected]);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fault(path: (string | number)[], value: JsonValue, expected: Word): SchemaFault {
  const found = excerpt(JSON.stringify(value).slice(0, 200));
  return { path, params: { fault: 'JSON_SCHEMA_INVALID', values: { found }, expected } };
}
