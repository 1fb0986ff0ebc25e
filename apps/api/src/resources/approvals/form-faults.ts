import { type Locale, message } from '@perdura/contracts';
import type { Fault, JsonObject, JsonValue } from '@perdura/definition';
import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { RE2JS } from 're2js';

/** Longest form of one decision, in characters of JSON: a task keeps those of all its approvers. */
const MAX_FORM_LENGTH = 64 * 1024;
/** How many faults of a form are told. */
const MAX_FAULTS = 50;

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
  const validate = compile(form);
  if (validate(isAbsent ? {} : given) === true) return [];
  return (validate.errors ?? [])
    .filter(({ keyword }) => decision === 'approve' || keyword !== 'required')
    .slice(0, MAX_FAULTS)
    .map((error) => faultOf(error, locale));
}

function isEmpty(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** The step that made the task has compiled the schema before. */
function compile(schema: JsonObject): ValidateFunction {
  const draft = typeof schema.$schema === 'string' ? schema.$schema : '';
  return (/draft-0[467]/.test(draft) ? new Ajv(OPTIONS) : new Ajv2020(OPTIONS)).compile(schema);
}

function faultOf({ instancePath, keyword, params, message: problem = '' }: ErrorObject, locale: Locale): Fault {
  const at = (name: unknown) => `/form${instancePath}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
  if (keyword === 'required') {
    return { pointer: at(params.missingProperty), message: message(locale, 'missingField') };
  }
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') {
    const name = String(params.additionalProperty ?? params.unevaluatedProperty);
    return { pointer: at(name), message: message(locale, 'unknownField', { name: name.slice(0, 60) }) };
  }
  return { pointer: `/form${instancePath}`, message: message(locale, 'formFault', { problem }) };
}
