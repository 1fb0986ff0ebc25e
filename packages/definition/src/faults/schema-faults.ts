import type { core, z } from 'zod';
import { pointerBelow } from '../json-pointer.ts';
import type { FaultCode, FaultValues, Locale } from './messages.ts';
import type { FaultReport } from './report.ts';
import type { Word } from './wording.ts';
import { describeFound, excerpt, nameList, word } from './wording.ts';

type Issue = core.$ZodIssue;

/** What a rule of a schema attaches to its issue, so that the fault gets its code and values. */
export interface FaultParams {
  fault: FaultCode;
  values?: FaultValues;
  /** What was expected, as a word of the language of the messages. */
  expected?: Word;
  /** Least and most that was expected, as authors write them. */
  range?: { low: string; high: string };
}

/** The values of a fault's message, in the language of the messages. */
export function faultValues({ values, expected, range }: FaultParams, locale: Locale): FaultValues {
  return {
    ...values,
    ...(expected !== undefined && { expected: word(expected, locale) }),
    ...(range !== undefined && { range: word('between', locale, range) }),
  };
}

/** Where a schema is applied: the pointer of the value, and a name for messages. */
export interface SchemaPlace {
  pointer: string;
  /** How messages call the value itself. */
  name: string;
}

/** Checks a value against a schema and reports every fault; tells whether there was none. */
export function reportSchemaFaults(
  schema: z.ZodType,
  value: unknown,
  place: SchemaPlace,
  report: FaultReport,
): boolean {
  const result = schema.safeParse(value);
  if (result.success) return true;
  const known = 'shape' in schema && typeof schema.shape === 'object' ? Object.keys(schema.shape ?? {}) : [];
  for (const [index, issue] of result.error.issues.entries()) {
    if (report.isOverflowing) {
      report.countMore(result.error.issues.length - index);
      break;
    }
    reportIssue(issue, value, place, known, report);
  }
  return false;
}

function reportIssue(
  issue: Issue,
  root: unknown,
  place: SchemaPlace,
  known: readonly string[],
  report: FaultReport,
): void {
  const chosen = innermost(issue);
  if (chosen.length !== 1 || chosen[0] !== issue) {
    for (const inner of chosen) reportIssue(inner, root, place, known, report);
    return;
  }
  const found = valueAt(root, issue.path);
  const pointer = pointerBelow(place.pointer, ...issue.path);
  const field = fieldName(issue.path, place);
  if (issue.code === 'unrecognized_keys') reportUnknownKeys(issue, pointer, field, known, report);
  else {
    const { code, values } = wordIssue(issue, found, report);
    report.add(code, pointer, { field, found: describeFound(found, report.locale), ...values });
  }
}

function reportUnknownKeys(
  issue: core.$ZodIssueUnrecognizedKeys,
  pointer: string,
  place: string,
  known: readonly string[],
  report: FaultReport,
): void {
  const names = { names: nameList(known, report.locale) };
  const fields = issue.path.length === 0 ? word('knownFields', report.locale, names) : '';
  for (const [index, key] of issue.keys.entries()) {
    if (report.isOverflowing) {
      report.countMore(issue.keys.length - index);
      return;
    }
    report.add('UNKNOWN_FIELD', pointerBelow(pointer, key), { field: excerpt(key), place, known: fields });
  }
}

/** The last key, with the name of its list before a position in one. */
function fieldName(path: readonly PropertyKey[], place: SchemaPlace): string {
  const last = path.at(-1) ?? place.name;
  return excerpt(typeof last === 'number' ? `${String(path.at(-2) ?? place.name)}/${last}` : String(last));
}

/** Of the branches of a union, the issues of the one that the author most likely meant. */
function innermost(issue: Issue): readonly Issue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const placed = issue.errors.map((branch) =>
    branch.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })),
  );
  const meant = placed.find((branch) => branch.every((inner) => !isWrongKind(inner, issue.path.length)));
  return meant ?? [issue];
}

function isWrongKind(issue: Issue, depth: number): boolean {
  if (issue.path.length !== depth) return false;
  if (issue.code === 'invalid_type') return true;
  return (
    issue.code === 'invalid_union' &&
    issue.errors.length > 0 &&
    issue.errors.every((branch) => branch.every((inner) => isWrongKind(inner, 0)))
  );
}

function wordIssue(issue: Issue, found: unknown, report: FaultReport): { code: FaultCode; values: FaultValues } {
  const { locale } = report;
  if (issue.code === 'custom') {
    const params = issue.params as FaultParams | undefined;
    if (params !== undefined) return { code: params.fault, values: faultValues(params, locale) };
  }
  if (issue.code === 'invalid_value') {
    const expected = issue.values.map((value) => JSON.stringify(value)).join(', ');
    return { code: found === undefined ? 'REQUIRED' : 'NOT_ALLOWED_VALUE', values: { expected } };
  }
  if (issue.code === 'too_small' || issue.code === 'too_big') {
    return { code: 'OUT_OF_RANGE', values: { expected: bound(issue, locale), ...lengthFound(issue, found, locale) } };
  }
  const expected = expectedKinds(issue).map((kind) => word(kind, locale));
  const values = { expected: [...new Set(expected)].join(word('or', locale)) };
  return { code: found === undefined ? 'REQUIRED' : 'WRONG_TYPE', values };
}

const KINDS: Readonly<Record<string, Word>> = {
  string: 'text',
  number: 'number',
  int: 'int',
  boolean: 'boolean',
  array: 'list',
  object: 'object',
  record: 'object',
  null: 'null',
};

function expectedKinds(issue: Issue): Word[] {
  if (issue.code === 'invalid_union') return issue.errors.flatMap((branch) => branch.flatMap(expectedKinds));
  if (issue.code === 'invalid_value') return ['text'];
  return [issue.code === 'invalid_type' ? (KINDS[issue.expected] ?? 'value') : 'value'];
}

function bound(issue: core.$ZodIssueTooSmall | core.$ZodIssueTooBig, locale: FaultReport['locale']): string {
  const isSmall = issue.code === 'too_small';
  const limit = String(isSmall ? issue.minimum : issue.maximum);
  if (issue.origin === 'string') return word(isSmall ? 'minLength' : 'maxLength', locale, { limit });
  if (issue.origin === 'array') return word(isSmall ? 'minItems' : 'maxItems', locale, { limit });
  const inclusive = issue.inclusive !== false;
  if (isSmall) return word(inclusive ? 'atLeast' : 'moreThan', locale, { limit });
  return word(inclusive ? 'atMost' : 'lessThan', locale, { limit });
}

/** Of a list only its size says what is wrong. */
function lengthFound(issue: { origin: string }, found: unknown, locale: FaultReport['locale']): FaultValues {
  if (issue.origin !== 'array' || !Array.isArray(found)) return {};
  return { found: word('listOf', locale, { count: found.length }) };
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
