import { type JsonObject, type JsonValue, pointerBelow } from '@perdura/definition';
import { compileSchema } from '@perdura/definition/strict-json-schema';
import type { ErrorObject } from 'ajv';

/** One place at which a value does not fit a schema. */
export interface SchemaFault {
  /** JSON Pointer into the value; empty for the value itself. */
  pointer: string;
  message: string;
}

/** How many faults are named. */
const MAX_FAULTS = 5;

/**
 * Checks a value against a JSON Schema of draft 2020-12, or draft 7 where its `$schema` says so.
 *
 * @returns the faults; empty when it fits
 * @throws {UnusableSchema} when the schema cannot be compiled: unknown references, broken patterns, too long
 */
export function schemaFaults(schema: JsonObject, value: JsonValue): SchemaFault[] {
  const validate = compileSchema(schema);
  if (validate(value) === true) return [];
  return (validate.errors ?? []).slice(0, MAX_FAULTS).map(faultOf);
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
