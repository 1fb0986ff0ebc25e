import type { JsonObject, JsonValue } from '@perdura/definition';

/** What stands where a secret stood. */
const REDACTED = '[redacted]';
/** Shorter secrets are left alone: replacing them would spoil ordinary text and hide nothing. */
const SHORTEST = 6;

/** Takes the secrets of a connection out of what comes back: servers echo what they were sent. */
export interface Redactor {
  text(text: string): string;
  /** JSON stays JSON: a secret of digits gives way to other digits where it may be a number or a part of one. */
  bytes(bytes: Buffer): Buffer;
  /** A number that holds a secret becomes a text. */
  json<Value extends JsonValue>(value: Value): Value;
  /** The same as `bytes` in chunks; a secret that two chunks share is found as well. */
  chunks(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array>;
}

/** @param secrets the texts to hide; they are also found as JSON text, in URLs and as base64 writes them */
export function redactor(secrets: readonly string[]): Redactor {
  const forms = [...new Set(secrets.filter((secret) => secret.length >= SHORTEST).flatMap(spellings))];
  forms.sort((a, b) => b.length - a.length);
  if (forms.length === 0) {
    return { text: (text) => text, bytes: (bytes) => bytes, json: (value) => value, chunks: (chunks) => chunks };
  }
  const text = (subject: string): string =>
    forms.reduce((result, form) => (result.includes(form) ? result.replaceAll(form, REDACTED) : result), subject);
  const inBytes = forms.map(replacementInBytes);
  const bytes = (subject: Buffer): Buffer => {
    if (!forms.some((form) => subject.includes(form))) return subject;
    const latin = inBytes.reduce((result, replace) => replace(result), subject.toString('latin1'));
    return Buffer.from(latin, 'latin1');
  };
  // What may be the beginning of a secret waits for the next chunk.
  const held = Math.max(...forms.map((form) => Buffer.byteLength(form))) - 1;
  const chunks = async function* (source: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
    let rest: Uint8Array = Buffer.alloc(0);
    for await (const chunk of source) {
      const clean = bytes(Buffer.concat([rest, chunk]));
      const end = Math.max(0, clean.byteLength - held);
      rest = clean.subarray(end);
      if (end > 0) yield clean.subarray(0, end);
    }
    if (rest.byteLength > 0) yield rest;
  };
  return { text, bytes, json: inJson(forms, text), chunks };
}

function spellings(secret: string): string[] {
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64url'),
  ];
}

/** Hides the forms in the texts, names and numbers of a value. */
function inJson(forms: readonly string[], text: Redactor['text']): Redactor['json'] {
  // Reading a long number rounds it, so that it is no longer written as the secret is.
  const rounded = new Set(forms.map(Number).filter((number) => `${number}`.length >= SHORTEST));
  const hide = (value: JsonValue): JsonValue => {
    if (typeof value === 'string') return text(value);
    if (typeof value === 'number') return hideNumber(value);
    return typeof value === 'object' && value !== null ? mapped(value, text, hide) : value;
  };
  const hideNumber = (value: number): JsonValue => {
    if (rounded.has(value)) return REDACTED;
    const hidden = text(`${value}`);
    return hidden === `${value}` ? value : hidden;
  };
  const visible = forms.filter((form) => !REDACTED.includes(form));
  const showsForm = (value: JsonValue): boolean => {
    const written = `${JSON.stringify(value)}`;
    return visible.some((form) => written.includes(form));
  };
  // A secret that is JSON itself can be spread over several values: what holds them all goes.
  const cut = (value: JsonValue): JsonValue => {
    if (!showsForm(value)) return value;
    const inner = typeof value === 'object' && value !== null ? mapped(value, text, cut) : REDACTED;
    return showsForm(inner) ? REDACTED : inner;
  };
  return <Value extends JsonValue>(value: Value): Value => cut(hide(value)) as Value;
}

function mapped(
  value: JsonValue[] | JsonObject,
  name: (key: string) => string,
  map: (value: JsonValue) => JsonValue,
): JsonValue {
  if (Array.isArray(value)) return value.map(map);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [name(key), map(one)]));
}

/** How one form is taken out of bytes that were read as Latin-1. */
function replacementInBytes(form: string): (text: string) => string {
  const latin = Buffer.from(form).toString('latin1');
  if (!PART_OF_NUMBER.test(form)) return (text) => text.replaceAll(latin, REDACTED);
  const written = latin.replaceAll(/[.+]/g, '\\$&');
  const inNumber = `(?<![^\\s:,[\\d.eE+-])${written}(?![^\\s,\\]}\\d.eE])`;
  const inEscape = `(?<=(?:^|\\\\)u?[\\dA-Fa-f]{0,3})${written}`;
  const places = new RegExp(`${inNumber}|${inEscape}`, 'g');
  const mask = digitsFor(form);
  return (text) => text.replace(places, mask).replaceAll(latin, REDACTED);
}

/** What JSON may hold outside of its texts, as a number or a part of one. */
const PART_OF_NUMBER = /^(?:[-.]|[eE][+-]?)?\d[\d.eE+-]*\d$/;

/**
 * Digits in the form's length that can stand wherever it does: without 0, which begins no longer number, and without the
 * form's ends, so that no part of them makes the form anew.
 */
function digitsFor(form: string): string {
  const digit = [...'987654321'].find((each) => each !== form[0] && each !== form.at(-1)) ?? '';
  const start = /^[.eE]/.exec(form)?.[0] ?? digit;
  return start + digit.repeat(form.length - 1);
}
