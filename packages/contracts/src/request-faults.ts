import type { Fault } from '@perdura/definition';
import type { z } from 'zod';
import { en, zhCN } from 'zod/locales';
import { quoted } from './fields.ts';
import { isMessageKey, type Locale, type MessageKey, message } from './messages.ts';

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

const TEXTS: Record<Locale, z.core.$ZodErrorMap> = { en: en().localeError, 'zh-CN': zhCN().localeError };

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
  return (issue) => catalogueText(issue, locale) ?? absentText(issue, locale) ?? TEXTS[locale](issue);
}

function catalogueText(issue: RawIssue, locale: Locale): string | null {
  if (issue.code !== 'custom') return null;
  const { key, values } = (issue.params ?? {}) as { key?: MessageKey; values?: Record<string, string | number> };
  return key !== undefined && isMessageKey(key) ? message(locale, key, values) : null;
}

function absentText(issue: RawIssue, locale: Locale): string | null {
  const absent = issue.input === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
  return absent ? message(locale, 'missingField') : null;
}

/** One fault per place: unknown keys are reported by zod at the object that holds them. */
function faultsOfIssue(issue: z.core.$ZodIssue, locale: Locale): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((name) => ({
      pointer: pointerOf([...issue.path, name]),
      message: message(locale, 'unknownField', { name: cut(name) }),
      code: 'UNKNOWN_FIELD',
    }));
  }
  return [{ pointer: pointerOf(issue.path), message: issue.message, code: issue.code.toUpperCase() }];
}

function cut(name: string): string {
  return quoted(name).slice(1, -1);
}

/** The JSON Pointer of a path (RFC 6901). */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
