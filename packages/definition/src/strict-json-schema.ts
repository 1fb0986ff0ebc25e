import { Ajv, type ErrorObject, type Options } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { LRUCache } from 'lru-cache';
import { RE2JS } from 're2js';
import type { JsonObject, JsonValue } from './json.ts';
import { pointerBelow } from './json-pointer.ts';

/** Thrown for a schema that cannot be used, or not for this value; the message says why. */
export class UnusableSchema extends Error {
  override readonly name = 'UnusableSchema';
}

/** How many compiled schemas are kept. */
const CACHE_SIZE = 200;
/** Longest schema that is compiled, in characters of JSON. */
const MAX_SCHEMA_LENGTH = 256 * 1024;

/** Steps that are left to the check that runs: checks are synchronous, so that there is one at a time. */
let stepsLeft = 0;

function spend(steps: number): void {
  stepsLeft -= steps;
  if (stepsLeft < 0) throw new UnusableSchema('to check this value by the schema takes too many steps');
}

/** A pattern of a stranger may take exponential time in V8's engine; RE2 is linear. */
const linearPatterns = Object.assign(
  (pattern: string) => {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
    const test = (text: string) => {
      spend(text.length / CHARACTERS_OF_A_STEP);
      return compiled.matcher(text).find();
    };
    return { test, toString: () => `re2:${pattern}` };
  },
  { code: 'linearPatterns' },
);

/** A pattern reads so many in the time of one step. */
const CHARACTERS_OF_A_STEP = 8;

/** Where a check, as Ajv writes it, can take long: at the beginning of a reference, and of each round of a loop. */
const COSTLY = /\bfunction validate\d+\([^()]*\)\{|\bfor\([^{}"]*?\)\{/g;

/**
 * References of references double the work with each step, and comparing each item with each grows by the square; so
 * whatever repeats is counted.
 */
const counted = (code: string) => code.replace(COSTLY, '$&self.spend(1);');

class CountingAjv extends Ajv {
  spend(steps: number): void {
    spend(steps);
  }
}

class CountingAjv2020 extends Ajv2020 {
  spend(steps: number): void {
    spend(steps);
  }
}

const OPTIONS: Options = {
  strict: false,
  validateFormats: false,
  validateSchema: false,
  addUsedSchema: false,
  ownProperties: true,
  allErrors: true,
  // Code of its own for each reference to a large schema is more than memory holds.
  inlineRefs: false,
  code: { regExp: linearPatterns, process: counted },
};

/** Answers whether a value fits, and has the faults of the last one. @throws {UnusableSchema} when it takes too long */
export interface SchemaCheck {
  (value: unknown): boolean;
  errors: ErrorObject[] | null;
}

const compiled = new LRUCache<string, SchemaCheck>({ max: CACHE_SIZE });
let draft7: CountingAjv | undefined;
let draft2020: CountingAjv2020 | undefined;

/**
 * The check of a JSON Schema that a stranger wrote, of draft 2020-12, or draft 7 where its `$schema` says so. The newest
 * are kept.
 *
 * @throws {UnusableSchema} when the schema cannot be compiled: unknown references, broken patterns, too long
 */
export function compileSchema(schema: JsonObject): SchemaCheck {
  const key = JSON.stringify(schema);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const made = compileAnew(schema, key.length);
  compiled.set(key, made);
  return made;
}

function compileAnew(schema: JsonObject, length: number): SchemaCheck {
  if (length > MAX_SCHEMA_LENGTH) throw new UnusableSchema(`the schema is longer than ${MAX_SCHEMA_LENGTH} characters`);
  const ajv = ajvFor(schema);
  try {
    return bounded(ajv.compile(schema), stepsFor(length));
  } catch (error) {
    throw new UnusableSchema(error instanceof Error ? error.message : String(error));
  } finally {
    // Ajv keeps every schema that it met; the cache here is the bounded one.
    ajv.removeSchema(schema);
  }
}

/** Steps of one check: what one of them takes grows with the schema, by its lists of allowed values. */
function stepsFor(length: number): number {
  return Math.min(MOST_STEPS, Math.max(LEAST_STEPS, MOST_STEPS * (USUAL_LENGTH / length)));
}

const MOST_STEPS = 500_000;
const LEAST_STEPS = 50_000;
const USUAL_LENGTH = 8_000;

function bounded(validate: ReturnType<Ajv['compile']>, steps: number): SchemaCheck {
  const check = (value: unknown): boolean => {
    stepsLeft = steps;
    const fits = validate(value) === true;
    bound.errors = validate.errors ?? null;
    return fits;
  };
  const bound: SchemaCheck = Object.assign(check, { errors: null });
  return bound;
}

function ajvFor(schema: JsonObject): Ajv {
  if (typeof schema.$schema === 'string' && /draft-0[467]/.test(schema.$schema)) {
    draft7 ??= new CountingAjv(OPTIONS);
    return draft7;
  }
  draft2020 ??= new CountingAjv2020(OPTIONS);
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
 * @throws {UnusableSchema} when the schema cannot be compiled: unknown references, broken patterns, too long; or when the
 *   check takes too many steps
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
