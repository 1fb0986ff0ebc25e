import type { JsonObject, JsonValue } from '@perdura/definition';
import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { RE2JS } from 're2js';

/** One place at which a value does not fit a schema. */
export interface SchemaFault {
  /** JSON Pointer into the value; empty for the value itself. */
  pointer: string;
  message: string;
}

/** Thrown for a schema that cannot be used; the message says why. */
export class UnusableSchema extends Error {
  override readonly name = 'UnusableSchema';
}

/** How many compiled schemas are kept. */
const CACHE_SIZE = 200;
/** Longest schema that is compiled, in characters of JSON. */
const MAX_SCHEMA_LENGTH = 256 * 1024;
/** How many faults are named. */
const MAX_FAULTS = 5;

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
  addUsedSchema: false,
  ownProperties: true,
  allErrors: true,
  code: { regExp: linearPatterns },
};

const compiled = new Map<string, ValidateFunction>();
let draft7: Ajv | undefined;
let draft2020: Ajv | undefined;

/**
 * Checks a value against a JSON Schema of draft 2020-12, or draft 7 where its `$schema` says so.
 *
 * @returns the faults; empty when it fits
 * @throws {UnusableSchema} when the schema cannot be compiled: unknown references, broken patterns, too long
 */
export function schemaFaults(schema: JsonObject, value: JsonValue): SchemaFault[] {
  const validate = compile(schema);
  if (validate(value) === true) return [];
  return (validate.errors ?? []).slice(0, MAX_FAULTS).map(faultOf);
}

/** Faults as one sentence: `/building must be string; /floor must be integer`. */
export function describeFaults(faults: readonly SchemaFault[]): string {
  return faults.map(({ pointer, message }) => (pointer === '' ? `it ${message}` : `${pointer} ${message}`)).join('; ');
}

function compile(schema: JsonObject): ValidateFunction {
  const key = JSON.stringify(schema);
  const known = compiled.get(key);
  if (known !== undefined) {
    // Moves it to the end: the first key is the one that was not used for longest.
    compiled.delete(key);
    compiled.set(key, known);
    return known;
  }
  const made = compileAnew(schema, key.length);
  compiled.set(key, made);
  const [oldest] = compiled.keys();
  if (compiled.size > CACHE_SIZE && oldest !== undefined) compiled.delete(oldest);
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
    // Ajv keeps every schema that it met; this cache is the bounded one.
    ajv.removeSchema(schema);
  }
}

function ajvFor(schema: JsonObject): Ajv {
  if (typeof schema.$schema === 'string' && /draft-0[467]/.test(schema.$schema)) {
    draft7 ??= new Ajv({ ...OPTIONS, validateSchema: false });
    return draft7;
  }
  draft2020 ??= new Ajv2020({ ...OPTIONS, validateSchema: false });
  return draft2020;
}

function faultOf({ instancePath, keyword, params, message = 'does not fit' }: ErrorObject): SchemaFault {
  if (keyword === 'required') {
    return { pointer: `${instancePath}/${escapePointer(String(params.missingProperty))}`, message: 'is missing' };
  }
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') {
    const name = String(params.additionalProperty ?? params.unevaluatedProperty);
    return { pointer: `${instancePath}/${escapePointer(name)}`, message: 'is not expected' };
  }
  if (keyword === 'enum' && Array.isArray(params.allowedValues)) {
    return { pointer: instancePath, message: `must be one of ${JSON.stringify(params.allowedValues).slice(0, 200)}` };
  }
  return { pointer: instancePath, message };
}

function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
