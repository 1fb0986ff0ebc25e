import type { IncomingHttpHeaders } from 'node:http';
import { type Locale, message } from '@perdura/contracts';
import { type Fault, isDroppedHeader, type JsonObject, type JsonValue, pointerBelow } from '@perdura/definition';
import { ApiError, invalid } from '../../api-error.ts';
import { inspectJson } from '../../json/inspect-json.ts';
import { withoutCredentials } from './platform-credentials.ts';

export interface ReceivedRequest {
  method: string;
  /** Path of the webhook. */
  path: string;
  headers: IncomingHttpHeaders;
  /** What follows the question mark; empty without one. */
  query: string;
  body: Buffer;
}

export interface PayloadLimits {
  maxDepth: number;
  locale: Locale;
}

/** What a workflow sees of a request, as `trigger.data`. */
export type Payload = {
  method: string;
  path: string;
  headers: JsonObject;
  query: JsonObject;
  body: JsonValue;
};

/**
 * The data of a trigger: the request, less every credential of this platform.
 *
 * @throws {ApiError} INVALID_JSON, UNSUPPORTED_MEDIA_TYPE for an unknown character set, VALIDATION_FAILED for characters
 * and names that cannot be kept
 */
export function payloadOf(request: ReceivedRequest, limits: PayloadLimits): Payload {
  const { method, path, headers, query, body } = request;
  const whole = {
    headers: headersOf(headers),
    query: fieldsOf(query, '/query', limits),
    body: bodyOf(body, headers['content-type'] ?? '', limits),
  };
  return { method, path, ...(withoutCredentials(whole) as Pick<Payload, 'headers' | 'query' | 'body'>) };
}

/** The headers that a run may see, by their names in lower case. */
export function headersOf(headers: IncomingHttpHeaders): JsonObject {
  const kept = Object.entries(headers).filter(([name]) => !isDroppedHeader(name) && !FORBIDDEN.has(name));
  return Object.fromEntries(
    kept.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** Pairs of a query or form; a name that is given more than once has a list. */
export function fieldsOf(text: string, pointer: string, limits: PayloadLimits): JsonObject {
  const pairs = [...new URLSearchParams(text)];
  requireKeepable(pairs, pointer, limits);
  const fields = new Map<string, string | string[]>();
  for (const [name, value] of pairs) {
    const before = fields.get(name);
    if (Array.isArray(before)) before.push(value);
    else fields.set(name, before === undefined ? value : [before, value]);
  }
  return Object.fromEntries(fields);
}

/** @throws {ApiError} VALIDATION_FAILED for names and values that cannot be kept */
export function requireKeepable(
  pairs: Iterable<readonly [string, string]>,
  pointer: string,
  { locale }: PayloadLimits,
): void {
  const faults: Fault[] = [];
  for (const [name, value] of pairs) {
    const place = pointerBelow(pointer, name).slice(0, 200);
    if (FORBIDDEN.has(name)) faults.push({ pointer: place, message: message(locale, 'forbiddenKey', { name }) });
    if (`${name}${value}`.includes('\0')) faults.push({ pointer: place, message: message(locale, 'nulCharacter') });
  }
  if (faults.length > 0) throw invalid(faults);
}

/** The body by its type: JSON, a form, text, or the base64 of bytes of any other type; null when there is none. */
export function bodyOf(bytes: Buffer, contentType: string, limits: PayloadLimits): JsonValue {
  if (bytes.length === 0) return null;
  const [type = '', ...parameters] = contentType.split(';').map((part) => part.trim());
  const kind = kindOf(type.toLowerCase());
  if (kind === 'bytes') return bytes.toString('base64');
  const text = decoded(bytes, charsetOf(parameters), kind, limits);
  if (kind === 'json') return parsed(text, limits);
  if (kind === 'form') return fieldsOf(text, '/body', limits);
  if (text.includes('\0')) throw invalid([{ pointer: '/body', message: message(limits.locale, 'nulCharacter') }]);
  return text;
}

/** How a body of a type is read. */
export type Kind = 'json' | 'form' | 'text' | 'bytes';

export function kindOf(type: string): Kind {
  if (type === 'application/json' || type.endsWith('+json')) return 'json';
  if (type === 'application/x-www-form-urlencoded') return 'form';
  return type.startsWith('text/') || type === 'application/xml' || type.endsWith('+xml') ? 'text' : 'bytes';
}

export function charsetOf(parameters: string[]): string {
  const found = parameters.map((each) => /^charset="?([^"]+)"?$/i.exec(each)?.[1]).find((each) => each !== undefined);
  return found ?? 'utf-8';
}

/** A body as text. @throws {ApiError} */
export function decoded(bytes: Buffer, charset: string, kind: Kind, { locale }: PayloadLimits): string {
  const decoder = decoderOf(charset);
  if (decoder === null) {
    throw new ApiError('UNSUPPORTED_MEDIA_TYPE', { values: { found: `charset ${charset}`.slice(0, 120) } });
  }
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    const code = kind === 'json' ? 'INVALID_JSON' : 'VALIDATION_FAILED';
    throw new ApiError(code, { faults: [{ pointer: '', message: message(locale, 'notUtf8') }], cause });
  }
}

/** Null for a character set that nobody knows. */
function decoderOf(charset: string): InstanceType<typeof TextDecoder> | null {
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    return null;
  }
}

function parsed(text: string, limits: PayloadLimits): JsonValue {
  const faults = inspectJson(text, limits);
  if (faults.length === 0) return JSON.parse(text);
  throw new ApiError('INVALID_JSON', {
    faults: faults.map((fault) => ({
      pointer: fault.pointer,
      message: message(limits.locale, fault.message, fault.values),
      ...(fault.position ? { position: fault.position } : {}),
    })),
  });
}
