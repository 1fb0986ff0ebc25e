import { type Locale, message } from '@perdura/contracts';
import { type Fault, type JsonObject, type JsonValue, pointerBelow } from '@perdura/definition';
import { compileSchema, UnusableSchema } from '@perdura/definition/strict-json-schema';
import type { ErrorObject } from 'ajv';

/** Longest form of one decision, in characters of JSON: a task keeps those of all its approvers. */
const MAX_FORM_LENGTH = 64 * 1024;
/** How many faults of a form are told. */
const MAX_FAULTS = 50;

/**
 * What is wrong with what a decision says beside itself. An approval must fit the task's form. A rejection may leave out
 * what the form requires, or all of it.
 *
 * @param given undefined or null where the decision says nothing
 */
export function formFaults(
  form: JsonObject | null,
  given: JsonValue | undefined,
  decision: 'approve' | 'reject',
  locale: Locale,
): Fault[] {
  const isAbsent = given === undefined || given === null;
  if (form === null)
    return isAbsent || isEmpty(given) ? [] : [{ pointer: '/form', message: message(locale, 'noForm') }];
  if (isAbsent && decision === 'reject') return [];
  if (!isAbsent && JSON.stringify(given).length > MAX_FORM_LENGTH) {
    return [{ pointer: '/form', message: message(locale, 'formTooLong', { limit: MAX_FORM_LENGTH }) }];
  }
  try {
    return misfits(form, isAbsent ? {} : given, decision, locale);
  } catch (error) {
    if (!(error instanceof UnusableSchema)) throw error;
    return [{ pointer: '/form', message: error.message }];
  }
}

function misfits(form: JsonObject, given: JsonValue, decision: 'approve' | 'reject', locale: Locale): Fault[] {
  const validate = compileSchema(form);
  if (validate(given)) return [];
  return (validate.errors ?? [])
    .filter(({ keyword }) => decision === 'approve' || keyword !== 'required')
    .slice(0, MAX_FAULTS)
    .map((error) => faultOf(error, locale));
}

function isEmpty(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function faultOf({ instancePath, keyword, params, message: problem = '' }: ErrorObject, locale: Locale): Fault {
  const at = (name: unknown) => pointerBelow(`/form${instancePath}`, String(name));
  if (keyword === 'required') {
    return { pointer: at(params.missingProperty), message: message(locale, 'missingField') };
  }
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') {
    const name = String(params.additionalProperty ?? params.unevaluatedProperty);
    return { pointer: at(name), message: message(locale, 'unknownField', { name: name.slice(0, 60) }) };
  }
  return { pointer: `/form${instancePath}`, message: message(locale, 'formFault', { problem }) };
}
