import type { Socket } from 'node:net';
import { Agent } from 'undici';
import { StepFailure } from '../failures.ts';
import { OUTBOUND_CODES } from './codes.ts';
import { authorize, connectionRedactor, type OpenConnection } from './connections.ts';
import { type Deadline, deadline } from './deadline.ts';
import { describeCall, discard, exchange, type Hop, type OpenAnswer, readUrl, type StreamedBody } from './exchange.ts';
import { type AddressGuard, addressGuard } from './guard.ts';
import { type RequestHeaders, requestHeaders } from './headers.ts';
import { hostPatterns } from './host-patterns.ts';
import { networkFailure } from './network-failures.ts';

/** The one way out: every call to another machine goes through here, so that none reaches inside. */
export interface Outbound {
  /**
   * Sends one request and reads the whole answer, whatever its status.
   *
   * @throws {StepFailure} BLOCKED_ADDRESS, NETWORK_ERROR, TIMEOUT, RESPONSE_TOO_LARGE, TOO_MANY_REDIRECTS,
   *   REQUEST_INVALID, CONNECTION_HOST_NOT_ALLOWED, CONNECTION_TYPE_MISMATCH; the signal's reason when it is aborted
   */
  request(request: OutboundRequest): Promise<OutboundAnswer>;
  /**
   * Sends one request and answers before its body is read, so that a large one need not fit into memory. The body must
   * be read to its end or let go. It fails as `request` does, the body's chunks included.
   */
  open(request: OutboundRequest): Promise<OpenedAnswer>;
  /** Largest answer of a request that does not say what it takes, in bytes. */
  readonly maxBytes: number;
  /** A `fetch` for libraries; bodies are texts or bytes. It fails as `request` does. */
  fetch(options: OutboundFetchOptions): typeof fetch;
  /** A TCP connection to a host that may be called, for protocols other than HTTP. */
  openSocket(host: string, port: number, timeoutMs: number): Promise<Socket>;
  /** The same way out with more hosts allowed: those that the operator's own settings name. */
  trusting(hosts: readonly string[]): Outbound;
  /** Closes idle connections; ends the ones in use. */
  close(): Promise<void>;
}

export interface OutboundSettings {
  /**
   * Hosts that may be called although their addresses are not public: `localhost`, `127.0.0.1:8080`,
   * `*.internal.example`, `10.0.0.0/8`.
   *
   * @default none
   */
  allowHosts: readonly string[];
  /**
   * Largest answer, in bytes after decompression.
   *
   * @default 10 MB
   */
  maxBytes: number;
  /**
   * Limit on one call with all its redirects, in milliseconds.
   *
   * @default 60 s
   */
  timeoutMs: number;
  /**
   * Limit on the making of one connection, in milliseconds.
   *
   * @default 10 s
   */
  connectTimeoutMs: number;
  /**
   * How many redirects are followed.
   *
   * @default 5
   */
  maxRedirects: number;
}

const DEFAULT_OUTBOUND_SETTINGS: OutboundSettings = {
  allowHosts: [],
  maxBytes: 10 * 1024 * 1024,
  timeoutMs: 60_000,
  connectTimeoutMs: 10_000,
  maxRedirects: 5,
};

interface OutboundRequest {
  method: string;
  url: string;
  headers?: RequestHeaders;
  body?: string | Uint8Array | StreamedBody | null;
  signal?: AbortSignal;
  timeoutMs?: number;
  maxBytes?: number;
  /** @default true */
  followRedirects?: boolean;
  /** Adds its credentials, to its allowed hosts only; they are hidden in what comes back. */
  connection?: OpenConnection | null;
}

/** An answer whose body comes in chunks, decompressed, the connection's secrets hidden. */
export interface OpenedAnswer extends Omit<OutboundAnswer, 'body'> {
  chunks: AsyncGenerator<Uint8Array>;
  /** Lets go of a body that is not read to its end. */
  discard(): void;
}

export interface OutboundAnswer {
  status: number;
  statusText: string;
  /** Names in lower case; `set-cookie` is a list. */
  headers: Record<string, string | string[]>;
  body: Buffer;
  /** Where the answer came from, after redirects. */
  url: string;
}

interface OutboundFetchOptions {
  signal?: AbortSignal;
  timeoutMs?: number;
  maxBytes?: number;
  connection?: OpenConnection | null;
}

/** @param given settings that differ from the defaults */
export function createOutbound(given: Partial<OutboundSettings> = {}): Outbound {
  const settings = { ...DEFAULT_OUTBOUND_SETTINGS, ...given };
  const guard = addressGuard(hostPatterns(settings.allowHosts), settings.connectTimeoutMs);
  // Limits on time and size are kept here, per call: the agent's own would be the same for all.
  const agent = new Agent({ connect: guard.connector, headersTimeout: 0, bodyTimeout: 0, pipelining: 1 });
  const trusted: Outbound[] = [];
  const parts: Parts = { settings, guard, agent };
  return {
    maxBytes: settings.maxBytes,
    request: (request) => sendRequest(parts, request),
    open: (request) => openRequest(parts, request),
    fetch: (options) => guardedFetch(parts, options),
    openSocket: (host, port, timeoutMs) => guard.openSocket(host, port, timeoutMs),
    trusting(hosts) {
      const wider = createOutbound({ ...settings, allowHosts: [...settings.allowHosts, ...hosts] });
      trusted.push(wider);
      return wider;
    },
    async close() {
      await Promise.all([agent.destroy(), ...trusted.map((wider) => wider.close())]);
    },
  };
}

interface Parts {
  settings: OutboundSettings;
  guard: AddressGuard;
  agent: Agent;
}

async function sendRequest(parts: Parts, request: OutboundRequest): Promise<OutboundAnswer> {
  const { chunks, discard: _, ...answer } = await openRequest(parts, request);
  const body: Uint8Array[] = [];
  for await (const chunk of chunks) body.push(chunk);
  return { ...answer, body: Buffer.concat(body) };
}

async function openRequest(parts: Parts, request: OutboundRequest): Promise<OpenedAnswer> {
  const hop = firstHop(request);
  const redactor = connectionRedactor(request.connection ?? null);
  const limit = deadline(request.timeoutMs ?? parts.settings.timeoutMs, request.signal);
  try {
    const answer = await open(parts, hop, limit, request.followRedirects !== false);
    return {
      status: answer.status,
      statusText: answer.statusText,
      headers: redactor.json(answer.headers),
      url: answer.url.href,
      chunks: redactor.chunks(chunksOf(answer, request.maxBytes ?? parts.settings.maxBytes, limit)),
      discard() {
        discard(answer.body);
        limit.clear();
      },
    };
  } catch (error) {
    limit.clear();
    throw error;
  }
}

function guardedFetch(parts: Parts, options: OutboundFetchOptions): typeof fetch {
  return async (input, init) => {
    const hop = firstHop({
      method: init?.method ?? 'GET',
      url: input instanceof Request ? input.url : String(input),
      headers: Object.fromEntries(new Headers(init?.headers)),
      body: fetchBody(init?.body),
      connection: options.connection ?? null,
    });
    const signals = [options.signal, init?.signal].filter((signal) => signal !== undefined && signal !== null);
    const limit = deadline(options.timeoutMs ?? parts.settings.timeoutMs, ...signals);
    const maxBytes = options.maxBytes ?? parts.settings.maxBytes;
    try {
      const answer = await open(parts, hop, limit, init?.redirect === undefined || init.redirect === 'follow');
      return webResponse(answer, chunksOf(answer, maxBytes, limit), limit);
    } catch (error) {
      limit.clear();
      throw error;
    }
  };
}

async function open(parts: Parts, hop: Hop, limit: Deadline, followRedirects: boolean): Promise<OpenAnswer> {
  const maxRedirects = followRedirects ? parts.settings.maxRedirects : 0;
  try {
    return await exchange(hop, { dispatcher: parts.agent, guard: parts.guard, signal: limit.signal, maxRedirects });
  } catch (error) {
    throw failureOf(error, describeCall(hop), limit);
  }
}

/** The chunks of an answer's body, up to a size; the stream is let go whenever reading ends. */
async function* chunksOf(answer: OpenAnswer, maxBytes: number, limit: Deadline): AsyncGenerator<Uint8Array> {
  const call = describeCall(answer);
  let bytes = 0;
  try {
    if (answer.method !== 'HEAD') requireSize(Number(answer.headers['content-length'] ?? 0), maxBytes, call);
    for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      requireSize(bytes, maxBytes, call);
      yield chunk;
    }
  } catch (error) {
    throw failureOf(error, call, limit);
  } finally {
    discard(answer.body);
    limit.clear();
  }
}

function requireSize(bytes: number, maxBytes: number, call: string): void {
  if (bytes <= maxBytes) return;
  throw new StepFailure(OUTBOUND_CODES.responseTooLarge, `${call}: the answer is larger than ${maxBytes} bytes.`, {
    retryable: false,
  });
}

function failureOf(error: unknown, call: string, limit: Deadline): unknown {
  if (limit.expired()) {
    return new StepFailure(OUTBOUND_CODES.timeout, `${call}: no complete answer within ${limit.timeoutMs} ms.`, {
      retryable: true,
      cause: error,
    });
  }
  return limit.signal.aborted ? limit.signal.reason : networkFailure(error, call);
}

const METHOD = /^[A-Z]{1,20}$/;

function firstHop(request: OutboundRequest): Hop {
  const url = readUrl(request.url);
  const method = request.method.toUpperCase();
  if (!METHOD.test(method) || method === 'CONNECT' || method === 'TRACE') {
    throw new StepFailure(OUTBOUND_CODES.requestInvalid, `The method "${method.slice(0, 20)}" cannot be sent.`, {
      retryable: false,
    });
  }
  const { body = null, connection = null } = request;
  return {
    method,
    url,
    headers: {
      'user-agent': 'Perdura',
      'accept-encoding': 'gzip, deflate, br',
      ...requestHeaders(request.headers ?? {}),
    },
    body: typeof body === 'string' ? Buffer.from(body) : body,
    authorization: connection === null ? null : authorize(connection, url),
  };
}

function fetchBody(body: RequestInit['body']): string | Uint8Array | null {
  if (body === null || body === undefined || typeof body === 'string') return body ?? null;
  if (body instanceof Uint8Array) return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new TypeError('This fetch sends texts and bytes only.');
}

const EMPTY_STATUSES = new Set([101, 204, 205, 304]);

function webResponse(answer: OpenAnswer, chunks: AsyncGenerator<Uint8Array>, limit: Deadline): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    for (const one of Array.isArray(value) ? value : [value]) headers.append(name, one);
  }
  // The body is decompressed already.
  headers.delete('content-encoding');
  headers.delete('content-length');
  const empty = EMPTY_STATUSES.has(answer.status) || answer.method === 'HEAD';
  if (empty) {
    discard(answer.body);
    limit.clear();
  }
  const response = new Response(empty ? null : ReadableStream.from(chunks), {
    status: answer.status,
    statusText: answer.statusText,
    headers,
  });
  Object.defineProperty(response, 'url', { value: answer.url.href });
  return response;
}
