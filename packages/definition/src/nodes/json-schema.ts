import type { z } from 'zod';
import { excerpt, type Word } from '../faults/wording.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { anyObject } from './fields.ts';

/** An object that is plausible as a JSON Schema: keywords have values of their kind, at any depth. */
export const jsonSchemaObject: z.ZodType<JsonObject> = anyObject.superRefine((schema, context) => {
  for (const { path, found, expected } of schemaFaults(schema)) {
    context.addIssue({ code: 'custom', path, params: { fault: 'JSON_SCHEMA_INVALID', values: { found }, expected } });
  }
});

interface SchemaFault {
  path: (string | number)[];
  found: string;
  expected: Word;
}

interface Pending {
  value: JsonValue;
  path: (string | number)[];
}

const MAX_FAULTS = 20;

function schemaFaults(root: JsonObject): SchemaFault[] {
  const faults: SchemaFault[] = [];
  const pending: Pending[] = [{ value: root, path: [] }];
  for (let next = pending.pop(); next !== undefined && faults.length < MAX_FAULTS; next = pending.pop()) {
    const { value, path } = next;
    if (typeof value === 'boolean') continue;
    if (!isObject(value)) faults.push(fault(path, value, 'schema'));
    else checkKeywords(value, path, pending, faults);
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
  return { path, found: excerpt(JSON.stringify(value).slice(0, 200)), expected };
}
