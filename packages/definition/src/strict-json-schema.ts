import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { LRUCache } from 'lru-cache';
import { RE2JS } from 're2js';
import type { JsonObject, JsonValue } from './json.ts';
import { pointerBelow } from './json-pointer.ts';

/** Thrown for a schema that cannot be used; the message says why. */
export class UnusableSchema extends Error {
  override readonly name = 'UnusableSchema';
}

/** How many compiled schemas are kept. */
const CACHE_SIZE = 200;
/** Longest schema that is compiled, in characters of JSON. */
const MAX_SCHEMA_LENGTH = 256 * 1024;

/** A pattern of a stranger may take exponential time in V8's engine; RE2 is linear. */
const linearPatterns = Object.assign(
  (pattern: string) => {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
    return { test: (text: string) => compiled.matcher(text).find(), toString: () => `re2:${pattern}` };
  },
  { code: 'linearPatterns' },
);

const OPTIONS: Options = {
  strict: false,
  validateFormats: false,
  validateSchema: false,
  addUsedSchema: false,
  ownProperties: true,
  allErrors: true,
  code: { regExp: linearPatterns },
};

const compiled = new LRUCache<string, ValidateFunction>({ max: CACHE_SIZE });
let draft7: Ajv | undefined;
let draft2020: Ajv | undefined;

/**
 * The check of a JSON Schema that a stranger wrote, of draft 2020-12, or draft 7 where its `$schema` says so. The newest
 * are kept.
 *
 * @throws {UnusableSchema} when the schema cannot be compiled: unknown references, broken patterns, too long
 */
export function compileSchema(schema: JsonObject): ValidateFunction {
  const key = JSON.stringify(schema);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const made = compileAnew(schema, key.length);
  compiled.set(key, made);
  return made;
}

function compileAnew(schema: JsonObject, length: number): ValidateFunction {
  if (length > MAX_SCHEMA_LENGTH) throw new UnusableSchema(`the schema is longer than ${MAX_SCHEMA_LENGTH} characters`);
  const ajv = ajvFor(schema);
  try {
    return ajv.compile(schema);
  } catch (error) {
    throw new UnusableSchema(error instanceof Error ? error.message : String(error));
  } finally {
    // Ajv keeps every schema that it met; the cache here is the bounded one.
    ajv.removeSchema(schema);
  }
}

function ajvFor(schema: JsonObject): Ajv {
  if (typeof schema.$schema === 'string' && /draft-0[467]/.test(schema.$schema)) {
    draft7 ??= new Ajv(OPTIONS);
    return draft7;
  }
  draft2020 ??= new Ajv2020(OPTIONS);
  return draft2020;
}

/** One place at which a value does not fit a schema. */
export interface SchemaFault {
  /** JSON Pointer into the value; empty for the value itself. */
  pointer: string;
  message: string;
}

/** How many faults are named. */
const MOST_FAULTS = 5;

/**
 * Checks a value against a JSON Schema of draft 2020-12, or draft 7 where its `$schema` says so.
 *
 * @returns the faults; empty when it fits
 * @throws {UnusableSchema} when the schema cannot be compiled: unknown references, broken patterns, too long
 */
export function schemaFaults(schema: JsonObject, value: JsonValue): SchemaFault[] {
  const validate = compileSchema(schema);
  if (validate(value) === true) return [];
  return (validate.errors ?? []).slice(0, MOST_FAULTS).map(faultOf);
}

/** Faults as one sentence: `/building must be string; /floor must be integer`. */
export function describeFaults(faults: readonly SchemaFault[]): string {
  return faults.map(({ pointer, message }) => (pointer === '' ? `it ${message}` : `${pointer} ${message}`)).join('; ');
}

function faultOf({ instancePath, keyword, params, message = 'does not fit' }: ErrorObject): SchemaFault {
  if (keyword === 'required') {
    return { pointer: pointerBelow(instancePath, String(params.missingProperty)), message: 'is missing' };
  }
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') {
    const name = String(params.additionalProperty ?? params.unevaluatedProperty);
    return { pointer: pointerBelow(instancePath, name), message: 'is not expected' };
  }
  if (keyword === 'enum' && Array.isArray(params.allowedValues)) {
    return { pointer: instancePath, message: `must be one of ${JSON.stringify(params.allowedValues).slice(0, 200)}` };
  }
  return { pointer: instancePath, message };
}
