import { z } from 'zod';
import { holdsTemplate } from '../expressions/template.ts';
import { textOf } from '../expressions/text-of.ts';
import type { FaultParams } from '../faults/schema-faults.ts';
import type { Word } from '../faults/wording.ts';
import type { JsonObject, JsonValue } from '../json.ts';

/**
 * How the fields of a config are checked. A node type describes its fields once, in terms of a mode, and gets two
 * schemas: one for the config as it is saved (`savedFields`), one for the config as a handler sees it (`renderedFields`).
 */
export interface FieldMode {
  /** A value of this schema; as saved, also a text that holds a template. */
  value<Schema extends z.ZodType>(schema: Schema): Schema;
  /** A text; once rendered, any value is shown as text. */
  text(): z.ZodType<string>;
  /** A text of a certain form, checked as soon as it holds no template. */
  formatted(form: TextForm): z.ZodType<string>;
  /** A text that is an expression; once rendered, the value that it gave. */
  code(): z.ZodType<JsonValue>;
}

/** The form of a text: the fault of one that breaks it, or null. */
export interface TextForm {
  check(text: string): FaultParams | null;
  /** The same for a text whose templates are not resolved yet, as far as it can tell. */
  checkTemplated?(text: string): FaultParams | null;
}

export const savedFields: FieldMode = {
  // The type tells what the field is once rendered, which is what the fields are declared for.
  value: <Schema extends z.ZodType>(schema: Schema) => z.union([schema, templateText(schema)]) as unknown as Schema,
  text: () => z.string(),
  formatted: (form) =>
    z.string().superRefine((text, context) => {
      raise(context, holdsTemplate(text) ? (form.checkTemplated?.(text) ?? null) : form.check(text));
    }),
  code: () => z.string(),
};

export const renderedFields: FieldMode = {
  value: (schema) => schema,
  text: () => json.transform(textOf),
  formatted: (form) => z.string().superRefine((text, context) => raise(context, form.check(text))),
  code: () => json,
};

/** Any JSON value; its depth was checked where it entered. */
export const json = z.unknown().refine((value) => value !== undefined) as unknown as z.ZodType<JsonValue, JsonValue>;

/** An object with any fields. */
export const anyObject = z.record(z.string(), z.unknown()) as unknown as z.ZodType<JsonObject, JsonObject>;

/** A name of a tool, a connection, a model. */
export function name(mode: FieldMode) {
  return mode.formatted({ check: (text) => (text.trim() === '' ? { fault: 'EMPTY' } : null) });
}

/** Text of a required field that must not be blank, as saved. */
export function filledText(mode: FieldMode) {
  return mode === savedFields ? name(mode) : mode.text();
}

function templateText(schema: z.ZodType) {
  return z.string().superRefine((text, context) => {
    if (!holdsTemplate(text)) raise(context, withoutTemplate(schema));
  });
}

function withoutTemplate(schema: z.ZodType): FaultParams {
  if (!(schema instanceof z.ZodEnum)) return { fault: 'TEMPLATE_EXPECTED', expected: kindOf(schema) };
  const expected = schema.options.map((option) => JSON.stringify(option)).join(', ');
  return { fault: 'NOT_ALLOWED_VALUE', values: { expected } };
}

function kindOf(schema: z.ZodType): Word {
  if (schema instanceof z.ZodNumber) return schema.isInt ? 'int' : 'number';
  if (schema instanceof z.ZodBoolean) return 'boolean';
  return schema instanceof z.ZodArray ? 'list' : 'object';
}

function raise(context: { addIssue(issue: { code: 'custom'; params: FaultParams }): void }, fault: FaultParams | null) {
  if (fault !== null) context.addIssue({ code: 'custom', params: fault });
}
