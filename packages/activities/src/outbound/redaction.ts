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
}

/** @param secrets the texts to hide; they are also found as JSON text, in URLs and as base64 writes them */
export function redactor(secrets: readonly string[]): Redactor {
  const forms = [...new Set(secrets.filter((secret) => secret.length >= SHORTEST).flatMap(spellings))];
  forms.sort((a, b) => b.length - a.length);
  if (forms.length === 0) return { text: (text) => text, bytes: (bytes) => bytes, json: (value) => value };
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
  return { text, bytes, json };
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
