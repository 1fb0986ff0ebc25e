import type { JsonValue } from '@perdura/definition';

/** What stands where a secret stood. */
const REDACTED = '[redacted]';
/** Shorter secrets are left alone: replacing them would spoil ordinary text and hide nothing. */
const SHORTEST = 6;

/** Takes the secrets of a connection out of what comes back: servers echo what they were sent. */
export interface Redactor {
  text(text: string): string;
  bytes(bytes: Buffer): Buffer;
  json<Value extends JsonValue>(value: Value): Value;
  /** The same bytes in chunks; a secret that two chunks share is found as well. */
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
  const bytes = (subject: Buffer): Buffer => {
    if (!forms.some((form) => subject.includes(form))) return subject;
    const latin = forms.reduce(
      (result, form) => result.replaceAll(Buffer.from(form).toString('latin1'), REDACTED),
      subject.toString('latin1'),
    );
    return Buffer.from(latin, 'latin1');
  };
  const json = <Value extends JsonValue>(value: Value): Value => JSON.parse(text(JSON.stringify(value)));
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
  return { text, bytes, json, chunks };
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
