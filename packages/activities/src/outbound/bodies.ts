import type { FileEncoding, JsonValue } from '@perdura/definition';
import { StepFailure } from '../failures.ts';
import { OUTBOUND_CODES } from './codes.ts';
import { decodeText } from './text.ts';

/** How the body of an answer becomes a value. */
export type ResponseType = 'auto' | 'json' | 'text' | 'base64';

/** A request's body as bytes or text, and the content type that says so; null for none. */
export interface EncodedBody {
  content: string;
  contentType: string;
}

/**
 * Writes a value as the body of a request: texts as they are, everything else as JSON, or as a form where the
 * headers announce one.
 *
 * @param contentType what the caller's headers say, if they say anything
 * @returns null for null or undefined: a request without body
 */
export function encodeBody(value: JsonValue | undefined, contentType: string | undefined): EncodedBody | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return { content: value, contentType: 'text/plain; charset=utf-8' };
  const isForm = contentType?.toLowerCase().startsWith('application/x-www-form-urlencoded') === true;
  if (isForm && typeof value === 'object') {
    const form = new URLSearchParams();
    for (const [name, one] of Object.entries(value)) appendValue(form, name, one);
    return { content: form.toString(), contentType: 'application/x-www-form-urlencoded' };
  }
  return { content: JSON.stringify(value), contentType: 'application/json' };
}

/** Adds a value to a query or form: lists repeat the name, objects become JSON, null is left out. */
export function appendValue(target: URLSearchParams, name: string, value: JsonValue | undefined): void {
  if (value === null || value === undefined) return;
  if (Array.isArray(value)) for (const one of value) appendValue(target, name, one);
  else target.append(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
}

/**
 * Reads the body of an answer. `auto` goes by the content type: JSON, text, and base64 for what is neither; JSON that
 * is broken then stays text.
 *
 * @param warn told when the body is not what its content type says
 * @throws {StepFailure} RESPONSE_INVALID when JSON was asked for and it is none
 */
export function decodeBody(
  body: Buffer,
  contentType: string,
  responseType: ResponseType,
  warn: (message: string) => void,
): JsonValue {
  if (responseType === 'base64') return body.toString('base64');
  if (responseType === 'text') return decodeText(body, contentType);
  if (responseType === 'json') return decodeJson(body, contentType);
  return decodeByContentType(body, contentType, warn);
}

/** How a body that is kept as a file is to be read, by its first part. */
export function fileEncodingOf(start: Buffer, contentType: string, responseType: ResponseType): FileEncoding {
  if (responseType !== 'auto') return responseType;
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (isJson(type)) return 'json';
  if (isText(type)) return 'text';
  if (type !== '' && type !== 'application/octet-stream') return 'base64';
  try {
    // A character may be cut in two at the end.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: true });
    if (text.includes('\0')) return 'base64';
    return type === '' && /^\s*[[{]/.test(text) ? 'json' : 'text';
  } catch {
    return 'base64';
  }
}

function decodeByContentType(body: Buffer, contentType: string, warn: (message: string) => void): JsonValue {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (body.length === 0) return isJson(type) || type === '' ? null : '';
  if (isJson(type)) {
    const text = decodeText(body, contentType);
    const read = tryJson(text);
    if (read !== undefined) return read;
    warn(`The answer says that it is ${type}, but it is not JSON: it was kept as text.`);
    return text;
  }
  if (isText(type)) return decodeText(body, contentType);
  if (type !== '' && type !== 'application/octet-stream') return body.toString('base64');
  return decodeUnknown(body, type);
}

/** Without a telling content type the bytes decide: JSON where they look like it, text where they are UTF-8. */
function decodeUnknown(body: Buffer, type: string): JsonValue {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    if (text.includes('\0')) return body.toString('base64');
    const looksLikeJson = type === '' && /^\s*[[{]/.test(text);
    return (looksLikeJson ? tryJson(text) : undefined) ?? text;
  } catch {
    return body.toString('base64');
  }
}

function decodeJson(body: Buffer, contentType: string): JsonValue {
  if (body.length === 0) return null;
  const read = tryJson(decodeText(body, contentType));
  if (read !== undefined) return read;
  throw new StepFailure(OUTBOUND_CODES.responseInvalid, 'The answer is not JSON, which responseType asks for.', {
    retryable: false,
  });
}

function tryJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

function isJson(type: string): boolean {
  return type === 'application/json' || type === 'text/json' || type.endsWith('+json');
}

const TEXTUAL = new Set([
  'application/javascript',
  'application/x-www-form-urlencoded',
  'application/x-ndjson',
  'application/yaml',
  'application/graphql',
  'image/svg+xml',
]);

function isText(type: string): boolean {
  return type.startsWith('text/') || type === 'application/xml' || type.endsWith('+xml') || TEXTUAL.has(type);
}
