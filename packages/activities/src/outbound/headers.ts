import { isConnectionHeader, type JsonValue } from '@perdura/definition';
import { StepFailure } from '../failures.ts';
import { OUTBOUND_CODES } from './codes.ts';

/** Headers of a request, by name in lower case. */
export type RequestHeaders = Record<string, string>;

/** The only headers that follow a redirect to another origin: any other may be a credential. */
const TRAVELLING = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'content-encoding',
  'content-language',
  'content-type',
  'idempotency-key',
  'range',
  'user-agent',
]);

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
// Visible text, blanks and tabs: a line break would start a header of the caller's choice.
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Checks headers that a definition wrote. Numbers and booleans become text, null leaves the header out.
 *
 * @throws {StepFailure} REQUEST_INVALID that names the header, when name or value cannot be sent as they are
 */
export function requestHeaders(written: Record<string, JsonValue | undefined>): RequestHeaders {
  const headers: RequestHeaders = {};
  for (const [name, value] of Object.entries(written)) {
    if (value === null || value === undefined) continue;
    const lower = name.toLowerCase();
    if (!NAME.test(name)) throw invalid(`"${shorten(name)}" is not a header name`);
    if (isConnectionHeader(lower)) throw invalid(`The header "${lower}" belongs to the connection and cannot be set`);
    if (typeof value === 'object') throw invalid(`The header "${lower}" must be a text`);
    const text = String(value).trim();
    if (!VALUE.test(text))
      throw invalid(`The header "${lower}" holds a line break or a character that headers cannot carry`);
    headers[lower] = text;
  }
  return headers;
}

/** What of the headers may go on to another origin. */
export function headersForOtherOrigin(headers: RequestHeaders): RequestHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => TRAVELLING.has(name)));
}

/** What is left when a redirect turns the request into a GET without body. */
export function headersWithoutBody(headers: RequestHeaders): RequestHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('content-')));
}

/** Milliseconds that a `Retry-After` header asks to wait (seconds or a date), at most `limitMs`; undefined for none. */
export function retryAfterMs(value: string | undefined, limitMs: number, now = Date.now()): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), limitMs);
}

function invalid(message: string): StepFailure {
  return new StepFailure(OUTBOUND_CODES.requestInvalid, `${message}.`, { retryable: false });
}

function shorten(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text).slice(1, -1);
}
