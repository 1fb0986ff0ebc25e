import { pipeline, Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { StepFailure } from '../failures.ts';
import { OUTBOUND_CODES } from './codes.ts';
import type { Authorization } from './connections.ts';
import type { AddressGuard } from './guard.ts';
import { headersForOtherOrigin, headersWithoutBody, type RequestHeaders } from './headers.ts';

/** One request as it goes out; each redirect makes the next one of it. */
export interface Hop {
  method: string;
  url: URL;
  headers: RequestHeaders;
  body: Uint8Array | StreamedBody | null;
  /** Credentials of the first origin; null once a redirect has left it. */
  authorization: Authorization | null;
}

/** A body that is too large for memory. Each redirect may ask for it anew. */
export interface StreamedBody {
  bytes: number;
  open(): AsyncIterable<Uint8Array>;
}

/** An answer whose body is still to be read; it must be read or destroyed. */
export interface OpenAnswer {
  status: number;
  statusText: string;
  headers: Record<string, string | string[]>;
  /** Decompressed. */
  body: Readable;
  /** Where the answer came from, after redirects. */
  url: URL;
  method: string;
}

export interface ExchangeOptions {
  dispatcher: Dispatcher;
  guard: AddressGuard;
  signal: AbortSignal;
  /** How many redirects are followed; 0 hands a redirect's answer to the caller. */
  maxRedirects: number;
}

/**
 * Sends a request and follows redirects by hand, so that each hop is checked as the first one was and credentials stay
 * with the origin that they were meant for.
 *
 * @throws whatever the connection throws; StepFailure for what is refused here
 */
export async function exchange(first: Hop, options: ExchangeOptions): Promise<OpenAnswer> {
  let hop = first;
  for (let redirects = 0; ; redirects += 1) {
    const answer = await send(hop, options);
    if (options.maxRedirects === 0) return answer;
    const location = answer.headers.location;
    if (!REDIRECTS.has(answer.status) || typeof location !== 'string') return answer;
    discard(answer.body);
    if (redirects >= options.maxRedirects) {
      throw new StepFailure(
        OUTBOUND_CODES.tooManyRedirects,
        `${describeCall(first)}: more than ${options.maxRedirects} redirects.`,
        { retryable: false },
      );
    }
    hop = redirected(hop, answer.status, readUrl(location, hop.url));
  }
}

/** Names a call without its query, which may hold secrets. */
export function describeCall({ method, url }: { method: string; url: URL }): string {
  const text = `${method} ${url.origin}${url.pathname}`;
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/**
 * Reads the address of a request.
 *
 * @throws {StepFailure} REQUEST_INVALID unless it is http or https and free of credentials
 */
export function readUrl(text: string, base?: URL): URL {
  if (!URL.canParse(text, base?.href)) throw refused('The address is not a URL; expected http://… or https://…');
  const url = new URL(text, base?.href);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw refused(`Addresses that start with "${url.protocol}" cannot be called; expected http: or https:`);
  }
  if (url.username !== '' || url.password !== '') {
    throw refused(`The address of ${url.host} holds a user name or password; use a connection for credentials`);
  }
  url.hash = '';
  return url;
}

async function send(hop: Hop, { dispatcher, guard, signal }: ExchangeOptions): Promise<OpenAnswer> {
  guard.checkHost(hop.url.hostname, portOf(hop.url));
  const headers = { ...hop.headers, ...hop.authorization?.headers };
  if (isStreamed(hop.body)) headers['content-length'] = String(hop.body.bytes);
  const {
    statusCode,
    statusText,
    headers: answered,
    body,
  } = await dispatcher.request({
    origin: hop.url.origin,
    path: `${hop.url.pathname}${hop.url.search}`,
    method: hop.method as Dispatcher.HttpMethod,
    headers,
    body: isStreamed(hop.body) ? Readable.from(hop.body.open(), { objectMode: false, highWaterMark: 1 }) : hop.body,
    signal,
  });
  const kept = plainHeaders(answered);
  return {
    status: statusCode,
    statusText,
    headers: kept,
    body: decompress(body, hasBody(hop.method, statusCode) ? kept['content-encoding'] : undefined),
    url: hop.url,
    method: hop.method,
  };
}

function isStreamed(body: Hop['body']): body is StreamedBody {
  return body !== null && 'open' in body;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** The next hop as the fetch standard has it. */
function redirected(hop: Hop, status: number, url: URL): Hop {
  const asGet =
    (status === 303 && hop.method !== 'GET' && hop.method !== 'HEAD') ||
    ((status === 301 || status === 302) && hop.method === 'POST');
  const sameOrigin = url.origin === hop.url.origin;
  const kept = sameOrigin ? hop.headers : headersForOtherOrigin(hop.headers);
  return {
    method: asGet ? 'GET' : hop.method,
    url,
    headers: asGet ? headersWithoutBody(kept) : kept,
    body: asGet ? null : hop.body,
    authorization: sameOrigin ? hop.authorization : null,
  };
}

function decompress(body: Readable, encoding: string | string[] | undefined): Readable {
  const encodings = String(encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  if (encodings.length > 2 || encodings.some((name) => decoderOf(name) === null)) return body;
  return encodings.reduceRight<Readable>((stream, name) => {
    const decoder = decoderOf(name);
    // The callback only keeps a fault from being thrown twice: the reader meets it on the last stream.
    return decoder === null ? stream : pipeline(stream, decoder, () => undefined);
  }, body);
}

function decoderOf(encoding: string) {
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip();
  if (encoding === 'deflate') return createInflate();
  return encoding === 'br' ? createBrotliDecompress() : null;
}

function hasBody(method: string, status: number): boolean {
  return method !== 'HEAD' && status !== 204 && status !== 304;
}

function plainHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]): [string, string | string[]][] => {
      if (value === undefined) return [];
      if (name === 'set-cookie') return [[name, Array.isArray(value) ? value : [value]]];
      return [[name, Array.isArray(value) ? value.join(', ') : value]];
    }),
  );
}

/** Lets go of a body that nobody will read. */
export function discard(body: Readable): void {
  body.on('error', () => undefined);
  body.destroy();
}

function portOf(url: URL): number {
  return Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
}

function refused(message: string): StepFailure {
  return new StepFailure(OUTBOUND_CODES.requestInvalid, `${message}.`, { retryable: false });
}
