import type { JsonObject, JsonValue } from '@perdura/definition';
import { z } from 'zod';
import type { MessageKey } from './messages.ts';

/** Shape of every id: 24 lower-case hex characters. */
export const ID_PATTERN = /^[0-9a-f]{24}$/;

const EXAMPLE_ID = '665f1a2b3c4d5e6f7a8b9c0d';

/** An id as answers carry it. */
export const id = z
  .string()
  .regex(ID_PATTERN)
  .meta({ description: '24 lower-case hex characters; sorts by creation time', example: EXAMPLE_ID });

/** A point in time as answers carry it. */
export const timestamp = z.string().meta({ format: 'date-time', example: '2026-04-12T08:00:00.000Z' });

/** Any JSON value. */
export const jsonValue = z.unknown() as z.ZodType<JsonValue, JsonValue>;

/** Any JSON object. */
export const jsonObject = z.record(z.string(), z.unknown()) as unknown as z.ZodType<JsonObject, JsonObject>;

/** A fault whose text is of the message catalogue; the locale is chosen when the answer is written. */
export function fault(key: MessageKey, values: Record<string, string | number> = {}, path: PropertyKey[] = []) {
  return { code: 'custom' as const, path, params: { key, values }, input: undefined };
}

/**
 * A check between the fields of an object. It is made also where a field by itself is wrong, so that all faults come in one
 * answer: such a field holds whatever was sent for it.
 */
export function betweenFields<Value extends object>(
  faultsOf: (value: Value) => ReturnType<typeof fault>[],
): z.core.$ZodCheck<Value> {
  return z.superRefine<Value>(
    (value, context) => {
      for (const each of faultsOf(value)) context.addIssue(each);
    },
    { when: ({ value }) => typeof value === 'object' && value !== null },
  );
}

/** How a value that is not as expected is quoted in a message: as JSON, cut to 60 characters. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Text for people on one line: not blank, without surrounding space. */
export function title(maximum: number) {
  return z
    .string()
    .trim()
    .max(maximum)
    .check((context) => {
      if (context.value === '') context.issues.push(fault('blankText'));
    })
    .meta({ minLength: 1 });
}

/** A whole number within bounds, in a query: `limit=20`. */
export function queryInteger(minimum: number, maximum: number, description: string) {
  return z
    .string()
    .transform((text, context) => {
      const value = /^[0-9]{1,15}$/.test(text) ? Number(text) : Number.NaN;
      if (value >= minimum && value <= maximum) return value;
      context.issues.push(fault('wholeNumber', { minimum, maximum, found: quoted(text) }));
      return z.NEVER;
    })
    .meta({ type: 'integer', minimum, maximum, description });
}

/** `true` or `false`, in a query. */
export function queryBoolean(description: string) {
  return z
    .string()
    .transform((text, context) => {
      if (text === 'true' || text === 'false') return text === 'true';
      context.issues.push(fault('trueOrFalse', { found: quoted(text) }));
      return z.NEVER;
    })
    .meta({ type: 'boolean', description });
}

/** A point in time with its offset, in a query or body: ISO 8601. */
export function timeText(description: string) {
  return z
    .string()
    .transform((text, context) => {
      const shaped = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
      const time = shaped ? new Date(text) : null;
      if (time !== null && !Number.isNaN(time.getTime()) && sameDay(text)) return time;
      context.issues.push(fault('pointInTime', { found: quoted(text) }));
      return z.NEVER;
    })
    .meta({ type: 'string', format: 'date-time', description });
}

/** Whether the calendar knows the day: JavaScript reads 30 February as 2 March. */
function sameDay(text: string): boolean {
  const day = text.slice(0, 10);
  const read = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(day);
}

/** One of some words, in a query. */
export function queryEnum<const Word extends string>(words: readonly Word[], description: string) {
  return z
    .string()
    .transform((text, context) => {
      const word = words.find((candidate) => candidate === text);
      if (word !== undefined) return word;
      context.issues.push(fault('oneOf', { expected: words.join(', '), found: quoted(text) }));
      return z.NEVER;
    })
    .meta({ type: 'string', enum: [...words], description });
}

/** A set of words, separated by commas, in a query: `status=failed,cancelled`. */
export function querySet<const Word extends string>(words: readonly Word[], description: string) {
  return z
    .string()
    .transform((text, context) => {
      const found = text.split(',').map((part) => part.trim());
      const wrong = found.find((part) => !words.some((word) => word === part));
      if (wrong === undefined) return [...new Set(found)] as Word[];
      context.issues.push(fault('oneOf', { expected: words.join(', '), found: quoted(wrong) }));
      return z.NEVER;
    })
    .meta({
      ...{ type: 'string', pattern: setPattern(`(?:${words.join('|')})`) },
      description: `${description}; a comma-separated set of ${words.join(', ')}`,
    });
}

/** Source of the pattern of a comma-separated set, from that of one of its parts. */
export function setPattern(part: string): string {
  return String.raw`^\s*${part}\s*(?:,\s*${part}\s*)*$`;
}

/** An id in a query or body. */
export function idText(description: string) {
  return z
    .string()
    .check((context) => {
      if (!ID_PATTERN.test(context.value)) context.issues.push(fault('badId', { found: quoted(context.value) }));
    })
    .meta({ description, pattern: ID_PATTERN.source });
}

/** Text of a given form. */
export function textOf(pattern: RegExp, expected: string, maximum: number) {
  return z
    .string()
    .max(maximum)
    .check((context) => {
      if (!pattern.test(context.value)) {
        context.issues.push(fault('badPattern', { expected, found: quoted(context.value) }));
      }
    })
    .meta({ pattern: pattern.source });
}

/** Control characters by their numbers: readers of the document in other languages do not know `\p{Cc}`. */
const CONTROL = String.raw`\u0000-\u001f\u007f-\u009f`;
const LINE = new RegExp(String.raw`^\S(?:[^${CONTROL}]*\S)?$`, 'u');

/** Text on one line, as others name their things. */
export function lineOf(maximum: number) {
  return textOf(LINE, 'text on one line without surrounding space', maximum);
}

/** An absolute http or https URL that carries no credential. */
export const httpUrl = z
  .string()
  .max(2_048)
  .check((context) => {
    if (!isHttpUrl(context.value)) context.issues.push(fault('badUrl', { found: quoted(context.value) }));
  })
  .meta({ format: 'uri', example: 'https://example.com/hook' });

/** Whether a text is an absolute http or https URL without user name and password. */
export function isHttpUrl(text: string): boolean {
  if (!/^https?:\/\/[^/]/i.test(text) || /[\s\\]/.test(text) || !URL.canParse(text)) return false;
  const { username, password, hostname } = new URL(text);
  return username === '' && password === '' && hostname !== '';
}

/** Address of a mailbox. */
export const emailAddress = z.email().max(254);

/** Path parameters: an id. */
export const idParams = z.object({ id: z.string().regex(ID_PATTERN).meta({ example: EXAMPLE_ID }) });

/** Query of every list. */
export const pageQuery = {
  limit: queryInteger(1, 200, 'How many items at most, 20 unless told').optional(),
  cursor: z
    .string()
    .check((context) => {
      if (!ID_PATTERN.test(context.value)) context.issues.push(fault('badCursor'));
    })
    .optional()
    .meta({ description: '`nextCursor` of the previous answer' }),
};

/** What every list carries beside its items. */
export const pageFields = {
  total: z.int().min(0).meta({ description: 'How many items all pages hold together' }),
  nextCursor: z.string().nullable().meta({ description: 'Cursor of the next page; null on the last' }),
};

/** Request header of writes that may be repeated. */
export const idempotencyHeaders = z.object({
  'idempotency-key': textOf(/^[\x21-\x7e]{1,255}$/, '1 to 255 visible ASCII characters', 255)
    .optional()
    .meta({ description: 'Makes a repeat answer what the first request made; with another body it is refused (422)' }),
});

/** Free labels of workflows and runs. */
export const tags = z
  .array(title(64))
  .max(20)
  .meta({ description: 'Labels for finding', example: ['iot'] });

/** `{id, _id}`: both spellings of the same id, everywhere. */
export const bothIds = { id, _id: id };
