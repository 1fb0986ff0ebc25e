import { isRecord } from '../../lib/nested-nodes.ts';

type JsonSchema = Record<string, unknown>;

export type FieldKind = 'text' | 'long' | 'email' | 'date' | 'time' | 'number' | 'flag' | 'choice' | 'json';

/** One field of an approval's form. */
export interface FormField {
  /** Its property; null for a form that is no object, and is one field. */
  property: string | null;
  /** JSON Pointer of its value in a decision. */
  pointer: string;
  kind: FieldKind;
  label: string;
  description: string | null;
  isRequired: boolean;
  /** What a `choice` offers. */
  choices: readonly unknown[];
  minimum: number | undefined;
  maximum: number | undefined;
  /** `1` for whole numbers, `any` for all others. */
  step: '1' | 'any';
  /** What the field holds before anybody types: text, or `true` and `false` for a flag. */
  initial: string;
}

/** What is typed into the fields, by their pointers. */
export type Typed = Readonly<Record<string, string>>;

/** Longer texts get a field of several lines. */
const LONG_TEXT = 200;

/**
 * The fields of a form: one a property, or one for all where the form is no object with properties. Those that are
 * required come first, as `required` names them: the order of properties is lost on their way here.
 */
export function fieldsOf(form: JsonSchema): FormField[] {
  const { properties } = form;
  if (!isRecord(properties)) return [{ ...fieldOf('', form, true), property: null, pointer: '/form' }];
  const required = Array.isArray(form.required) ? form.required : [];
  const fields = Object.entries(properties).map(([property, schema]) =>
    fieldOf(property, isRecord(schema) ? schema : {}, required.includes(property)),
  );
  const rank = ({ property, isRequired }: FormField) => (isRequired ? required.indexOf(property) : required.length);
  return fields.sort((left, right) => rank(left) - rank(right));
}

/** What the fields hold before anybody types. */
export function initialTyped(fields: readonly FormField[]): Typed {
  return Object.fromEntries(fields.map(({ pointer, initial }) => [pointer, initial]));
}

/**
 * What was typed, as the value that a decision's form is. An empty field is absent; what is no number or no JSON stays
 * text, so that the schema refuses it at its place.
 */
export function formValue(fields: readonly FormField[], typed: Typed): unknown {
  const [first] = fields;
  const value = (field: FormField) => fieldValue(field, typed[field.pointer] ?? '');
  if (first?.property === null) return value(first) ?? null;
  const entries = fields.map((field) => [field.property ?? '', value(field)] as const);
  return Object.fromEntries(entries.filter(([, found]) => found !== undefined));
}

function fieldOf(property: string, schema: JsonSchema, isRequired: boolean): FormField {
  const { title, description, default: given, minimum, maximum } = schema;
  const kind = kindOf(schema);
  return {
    property,
    pointer: `/form/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    kind,
    label: typeof title === 'string' && title !== '' ? title : property || 'JSON',
    description: typeof description === 'string' ? description : null,
    isRequired,
    choices: Array.isArray(schema.enum) ? schema.enum : [],
    minimum: typeof minimum === 'number' ? minimum : undefined,
    maximum: typeof maximum === 'number' ? maximum : undefined,
    step: schema.type === 'integer' ? '1' : 'any',
    initial: initialText(kind, given),
  };
}

const TEXT_FORMATS: Record<string, FieldKind> = { date: 'date', 'date-time': 'time', email: 'email' };

function kindOf({ type, enum: choices, format, maxLength }: JsonSchema): FieldKind {
  if (Array.isArray(choices)) return 'choice';
  if (type === 'boolean') return 'flag';
  if (type === 'number' || type === 'integer') return 'number';
  if (type !== 'string') return 'json';
  const ofFormat = typeof format === 'string' && Object.hasOwn(TEXT_FORMATS, format) ? TEXT_FORMATS[format] : undefined;
  return ofFormat ?? (typeof maxLength === 'number' && maxLength > LONG_TEXT ? 'long' : 'text');
}

function initialText(kind: FieldKind, given: unknown): string {
  if (kind === 'flag') return given === true ? 'true' : 'false';
  if (given === undefined) return '';
  if (kind === 'choice' || kind === 'json') return JSON.stringify(given);
  // The browser's field takes a time without its offset only.
  return kind === 'time' ? '' : String(given);
}

function fieldValue({ kind }: FormField, text: string): unknown {
  if (kind === 'flag') return text === 'true';
  if (text.trim() === '') return undefined;
  if (kind === 'number') return Number.isFinite(Number(text)) ? Number(text) : text;
  if (kind === 'time') return Number.isNaN(Date.parse(text)) ? text : new Date(text).toISOString();
  return kind === 'choice' || kind === 'json' ? parsedOr(text) : text;
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
