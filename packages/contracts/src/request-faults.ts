import { type Fault, type FaultCode, type FaultValues, faultMessage, pointerOf } from '@perdura/definition';
import type { z } from 'zod';
import { en, zhCN } from 'zod/locales';
import { quoted } from './fields.ts';
import { isMessageKey, type Locale, type MessageKey, message } from './messages.ts';

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

const TEXTS: Record<Locale, z.core.$ZodErrorMap> = { en: en().localeError, 'zh-CN': zhCN().localeError };

/** What people call the kinds of JSON values that schemas speak of. */
const KINDS: Record<string, MessageKey> = {
  string: 'kindText',
  number: 'kindNumber',
  int: 'kindWholeNumber',
  boolean: 'kindBoolean',
  array: 'kindList',
  object: 'kindObject',
  record: 'kindObject',
  null: 'kindNull',
};

/**
 * Checks one part of a request with its schema.
 *
 * @returns the parsed value, or every fault with its JSON Pointer and a message in the locale
 */
export function requestFaults<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  locale: Locale,
): { value: z.output<Schema>; faults: [] } | { value: null; faults: Fault[] } {
  const parsed = schema.safeParse(value, { error: errorMap(locale) });
  if (parsed.success) return { value: parsed.data, faults: [] };
  return { value: null, faults: parsed.error.issues.flatMap((issue) => faultsOfIssue(issue, locale)) };
}

function errorMap(locale: Locale): z.core.$ZodErrorMap {
  return (issue) => {
    const own = catalogueText(issue, locale) ?? absentText(issue, locale) ?? choiceText(issue, locale);
    return own ?? kindText(issue, locale) ?? TEXTS[locale](issue);
  };
}

function catalogueText(issue: RawIssue, locale: Locale): string | null {
  if (issue.code !== 'custom') return null;
  const { key, fault, values } = (issue.params ?? {}) as { key?: MessageKey; fault?: FaultCode; values?: FaultValues };
  if (fault !== undefined) return faultMessage(fault, { at: pointerOf(...(issue.path ?? [])), ...values }, locale);
  return key !== undefined && isMessageKey(key) ? message(locale, key, values) : null;
}

function absentText(issue: RawIssue, locale: Locale): string | null {
  const value = issue.code === 'invalid_union' ? decidingValue(issue) : issue.input;
  const required = issue.code === 'invalid_type' || issue.code === 'invalid_value' || decides(issue);
  return value === undefined && required ? message(locale, 'missingField') : null;
}

/** One of some words; what was found is shown only where it is a word itself. */
function choiceText(issue: RawIssue, locale: Locale): string | null {
  const options = issue.code === 'invalid_value' ? issue.values : decides(issue) ? issue.options : undefined;
  if (!Array.isArray(options)) return null;
  const value = issue.code === 'invalid_union' ? decidingValue(issue) : issue.input;
  const found = typeof value === 'string' ? quoted(value) : kindOf(value, locale);
  return message(locale, 'oneOf', { expected: options.join(', '), found });
}

/** Whether no member of a union has the value that its deciding field holds. */
function decides(issue: RawIssue): boolean {
  return issue.code === 'invalid_union' && typeof issue.discriminator === 'string';
}

function decidingValue({ input, discriminator }: RawIssue): unknown {
  const holder = typeof input === 'object' && input !== null ? (input as Record<string, unknown>) : {};
  return typeof discriminator === 'string' ? holder[discriminator] : input;
}

/** Names the kind that was found, never the value: it may be a secret. */
function kindText(issue: RawIssue, locale: Locale): string | null {
  if (issue.code !== 'invalid_type') return null;
  const expected = KINDS[String(issue.expected)];
  if (expected === undefined) return null;
  return message(locale, 'badPattern', { expected: message(locale, expected), found: kindOf(issue.input, locale) });
}

function kindOf(value: unknown, locale: Locale): string {
  const name = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return message(locale, KINDS[name] ?? 'kindOther');
}

/** One fault per place: unknown keys are reported by zod at the object that holds them. */
function faultsOfIssue(issue: z.core.$ZodIssue, locale: Locale): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((name) => ({
      pointer: pointerOf(...issue.path, name),
      message: message(locale, 'unknownField', { name: cut(name) }),
      code: 'UNKNOWN_FIELD',
    }));
  }
  return [{ pointer: pointerOf(...issue.path), message: issue.message, code: issue.code.toUpperCase() }];
}

function cut(name: string): string {
  return quoted(name).slice(1, -1);
}
