import { type Fault, type JsonObject, type JsonValue, pointerOf } from '@perdura/definition';
import { inspectJson } from '../../json/inspect-json.ts';
import { type Html, html } from './html.ts';
import type { PageText } from './texts.ts';

/** What was typed into the fields, by their names. */
export type Typed = ReadonlyMap<string, string>;

export interface FieldsShown {
  text: (key: PageText) => string;
  /** What was typed before, to be shown again; null for an empty form. */
  typed: Typed | null;
  faults: readonly Fault[];
}

type Kind = 'text' | 'long' | 'email' | 'date' | 'number' | 'integer' | 'flag' | 'choice' | 'json';

interface Field {
  /** Of the form field: `form.amount`, or `form` for a form that is no object. */
  name: string;
  /** Of the element. */
  id: string;
  /** JSON Pointer into the decision. */
  pointer: string;
  /** Of the property; null for a form that is no object. */
  property: string | null;
  schema: JsonObject;
  kind: Kind;
  required: boolean;
}

/** The fields of a task's form as plain HTML. */
export function formFields(form: JsonObject, shown: FieldsShown): Html[] {
  return fieldsOf(form).map((field) => fieldHtml(field, shown));
}

/**
 * What was typed as the value that a decision's form is. Empty fields are absent; what is no number, say, stays text,
 * so that the schema refuses it.
 *
 * @returns null when nothing was filled in at all
 */
export function readForm(form: JsonObject, typed: Typed): JsonValue {
  const fields = fieldsOf(form);
  const isTouched = fields.some(({ name }) => (typed.get(name) ?? '') !== '');
  const entries = fields.flatMap((field) => {
    const value = typedValue(field, typed.get(field.name) ?? '');
    return value === undefined ? [] : [[field.property ?? '', value] as const];
  });
  const [first] = fields;
  if (first?.property === null) return entries[0]?.[1] ?? null;
  const isFilled = isTouched || fields.some(({ kind }) => kind === 'flag');
  return isFilled ? Object.fromEntries(entries) : null;
}

/** Whether any field was filled in. */
export function isFormTouched(form: JsonObject, typed: Typed): boolean {
  return fieldsOf(form).some(({ name }) => (typed.get(name) ?? '') !== '');
}

/** The id of the element that a fault is about, where it is about one. */
export function fieldIdOf(form: JsonObject, pointer: string): string | null {
  return fieldsOf(form).find((field) => isAbout(field, pointer))?.id ?? null;
}

function fieldsOf(form: JsonObject): Field[] {
  const { properties } = form;
  if (!isObject(properties)) {
    const whole = { name: 'form', id: 'field', pointer: '/form', property: null, schema: form, required: true };
    return [{ ...whole, kind: 'json' }];
  }
  const required = Array.isArray(form.required) ? form.required : [];
  return Object.entries(properties).map(([property, given], index) => {
    const schema = isObject(given) ? given : {};
    const pointer = pointerOf('form', property);
    const place = { name: `form.${property}`, id: `field-${index}`, pointer, property };
    return { ...place, schema, kind: kindOf(schema), required: required.includes(property) };
  });
}

function kindOf({ type, enum: options, format, maxLength }: JsonObject): Kind {
  if (Array.isArray(options)) return 'choice';
  const kind = Array.isArray(type) ? type.find((each) => each !== 'null') : type;
  if (kind === 'boolean') return 'flag';
  if (kind === 'number' || kind === 'integer') return kind;
  if (kind !== 'string') return 'json';
  if (format === 'date' || format === 'email') return format;
  return typeof maxLength === 'number' && maxLength > 200 ? 'long' : 'text';
}

function typedValue({ kind, schema }: Field, typed: string): JsonValue | undefined {
  if (kind === 'flag') return typed !== '';
  if (typed === '') return undefined;
  if (kind === 'number' || kind === 'integer') return Number.isFinite(Number(typed)) ? Number(typed) : typed;
  if (kind === 'choice') return optionsOf(schema)[Number(typed)] ?? typed;
  if (kind === 'json')
    return inspectJson(typed, { maxDepth: 50 }).length === 0 ? (JSON.parse(typed) as JsonValue) : typed;
  return typed;
}

function optionsOf({ enum: options }: JsonObject): JsonValue[] {
  return Array.isArray(options) ? options : [];
}

function fieldHtml(field: Field, shown: FieldsShown): Html {
  const { id, kind, schema, required } = field;
  const { text } = shown;
  const faults = shown.faults.filter(({ pointer }) => isAbout(field, pointer));
  const label = typeof schema.title === 'string' ? schema.title : (field.property ?? text('form'));
  const notes = [
    ...(typeof schema.description === 'string' ? [schema.description] : []),
    ...(required && kind !== 'flag' ? [text('mandatory')] : []),
    ...(kind === 'json' ? [text('json')] : []),
  ];
  const described = [...(notes.length > 0 ? [`${id}-hint`] : []), ...(faults.length > 0 ? [`${id}-fault`] : [])];
  const attributes = html` id="${id}" name="${field.name}"${required && kind !== 'flag' ? html` required` : null}${
    described.length > 0 ? html` aria-describedby="${described.join(' ')}"` : null
  }${faults.length > 0 ? html` aria-invalid="true"` : null}`;
  const control = controlHtml(field, attributes, shown);
  const labelled = html`<label for="${id}">${label}</label>`;
  const hint = notes.length > 0 ? html`<div class="hint" id="${id}-hint">${notes.join(' · ')}</div>` : null;
  const fault =
    faults.length > 0
      ? html`<div class="fault" id="${id}-fault">${faults.map((each) => each.message).join('; ')}</div>`
      : null;
  return kind === 'flag'
    ? html`<div class="field check">${control}${labelled}${hint}${fault}</div>`
    : html`<div class="field">${labelled}${hint}${control}${fault}</div>`;
}

function controlHtml(field: Field, attributes: Html, { typed, text }: FieldsShown): Html {
  const { kind, schema, required } = field;
  const value = typed === null ? presetOf(field) : (typed.get(field.name) ?? '');
  if (kind === 'flag')
    return html`<input type="checkbox" value="true"${attributes}${value === '' ? null : html` checked`}>`;
  if (kind === 'choice') {
    const options = optionsOf(schema).map((option, index) => {
      const selected = value === String(index) ? html` selected` : null;
      return html`<option value="${index}"${selected}>${typeof option === 'string' ? option : JSON.stringify(option)}</option>`;
    });
    return html`<select${attributes}><option value="">${required ? text('choose') : '—'}</option>${options}</select>`;
  }
  if (kind === 'json' || kind === 'long') return html`<textarea rows="4"${attributes}>${lined(value)}</textarea>`;
  if (kind === 'number' || kind === 'integer') {
    const bounds = [bound('min', schema.minimum), bound('max', schema.maximum)];
    const step = kind === 'integer' ? '1' : 'any';
    return html`<input type="number" step="${step}" inputmode="decimal"${bounds}${attributes} value="${value}">`;
  }
  const lengths = [bound('minlength', schema.minLength), bound('maxlength', schema.maxLength)];
  return html`<input type="${kind}"${lengths}${attributes} value="${value}">`;
}

/** A browser drops the first line break of a text area. */
function lined(value: string): string {
  return value.startsWith('\n') ? `\n${value}` : value;
}

function bound(name: string, value: JsonValue | undefined): Html | null {
  return typeof value === 'number' ? html` ${name}="${value}"` : null;
}

/** The schema's default, as it would be typed. */
function presetOf({ kind, schema }: Field): string {
  const { default: preset } = schema;
  if (preset === undefined || preset === null) return '';
  if (kind === 'flag') return preset === true ? 'true' : '';
  if (kind === 'json') return JSON.stringify(preset);
  if (kind !== 'choice') return typeof preset === 'object' ? '' : String(preset);
  const index = optionsOf(schema).findIndex((option) => JSON.stringify(option) === JSON.stringify(preset));
  return index === -1 ? '' : String(index);
}

function isAbout({ pointer }: Field, fault: string): boolean {
  return fault === pointer || fault.startsWith(`${pointer}/`);
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
