import { API_VERSION } from '../generated/operations.ts';
import type { CallOptions, ClientOptions, IfMatch } from '../options.ts';
import { addressOf } from './address.ts';
import { type AnswerKind, errorOf, readAnswer } from './answer.ts';
import { withDeadline } from './deadline.ts';
import { delayBefore, mayRetry, pause } from './retry.ts';

const TIMEOUT_MS = 60_000;
const RETRIES = 2;

/** One request, before credentials and headers that every request has. */
export interface OutgoingRequest {
  method: string;
  path: string;
  query?: Record<string, unknown>;
  body?: unknown;
  /** Whether no credential is sent: those of the platform are nothing for what answers. */
  open?: boolean;
  /** Whether a repeat does no harm. */
  replayable: boolean;
  options: CallOptions & IfMatch;
}

/** Sends requests, again where that helps and does no harm, and reads what they answer. */
export class Transport {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** @throws PerduraError */
  async send(request: OutgoingRequest, kind: AnswerKind): Promise<{ value: unknown; headers: Headers }> {
    const body = bodyOf(request.body);
    return this.#again(request, (signal) =>
      this.#once(request, body, signal).then(async (response) => ({
        value: await readAnswer(response, kind),
        headers: response.headers,
      })),
    );
  }

  /** The answer before its body is read; a time limit holds until its head has come. */
  async open(request: OutgoingRequest): Promise<Response> {
    const { signal } = request.options;
    const body = bodyOf(request.body);
    return this.#again(request, async (limit) => {
      const controller = new AbortController();
      const stop = () => controller.abort();
      signal?.addEventListener('abort', stop, { once: true });
      limit.addEventListener('abort', stop, { once: true });
      try {
        return await this.#once(request, body, controller.signal);
      } catch (error) {
        signal?.removeEventListener('abort', stop);
        throw error;
      } finally {
        limit.removeEventListener('abort', stop);
      }
    });
  }

  async #again<Result>(request: OutgoingRequest, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const { signal, timeoutMs = this.#options.timeoutMs ?? TIMEOUT_MS } = request.options;
    const retries = request.options.retries ?? this.#options.retries ?? RETRIES;
    const what = `${request.method} ${request.path}`;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await withDeadline({ timeoutMs, signal, what }, work);
      } catch (error) {
        if (attempt >= retries || !mayRetry(error, request.replayable)) throw error;
        await pause(delayBefore(attempt, error), signal);
      }
    }
  }

  async #once(request: OutgoingRequest, bodyOnce: () => Promise<Body>, signal: AbortSignal): Promise<Response> {
    const { baseUrl, fetch: send = globalThis.fetch } = this.#options;
    const body = await bodyOnce();
    const response = await send(addressOf(baseUrl, request.path, request.query), {
      method: request.method,
      headers: await this.#headersOf(request, body.contentType),
      ...(body.content === undefined ? {} : { body: body.content }),
      // A key goes to its own server alone: `fetch` would show it to wherever an answer leads.
      redirect: request.open === true ? 'follow' : 'manual',
      signal,
    });
    if (response.ok) return response;
    throw await errorOf(response);
  }

  async #headersOf({ options, open }: OutgoingRequest, contentType: string | null): Promise<Record<string, string>> {
    const { headers, locale, organizationId, apiKey } = this.#options;
    const token = await this.#token();
    return {
      accept: 'application/json, */*;q=0.5',
      'x-perdura-client': `sdk/${API_VERSION}`,
      ...(contentType === null ? {} : { 'content-type': contentType }),
      ...(locale === undefined ? {} : { 'accept-language': locale }),
      ...(open === true || apiKey === undefined ? {} : { 'x-api-key': apiKey }),
      ...(open === true || token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(open === true || organizationId === undefined ? {} : { 'x-organization-id': organizationId }),
      ...(options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey }),
      ...(options.ifMatch === undefined ? {} : { 'if-match': options.ifMatch }),
      ...lowered(headers),
      ...lowered(options.headers),
    };
  }

  async #token(): Promise<string | undefined> {
    const { accessToken } = this.#options;
    return typeof accessToken === 'function' ? accessToken() : accessToken;
  }
}

type Content = string | Uint8Array<ArrayBuffer> | Blob | URLSearchParams;

interface Body {
  content: Content | undefined;
  contentType: string | null;
}

/**
 * A body as all attempts of a call send it, made by the first: a server knows a repeat by its key only where the bytes
 * are the same, and each time that a form is written it has another boundary between its parts.
 */
function bodyOf(given: unknown): () => Promise<Body> {
  let body: Promise<Body> | undefined;
  return () => {
    body ??= written(given);
    return body;
  };
}

/** Forms are written out, and what else `fetch` knows how to send goes as it is; all else is JSON. */
async function written(body: unknown): Promise<Body> {
  if (body === undefined) return { content: undefined, contentType: null };
  if (body instanceof Uint8Array) {
    return { content: body as Uint8Array<ArrayBuffer>, contentType: 'application/octet-stream' };
  }
  if (body instanceof Blob || body instanceof URLSearchParams) return { content: body, contentType: null };
  if (body instanceof FormData) {
    const form = new Response(body);
    return { content: new Uint8Array(await form.arrayBuffer()), contentType: form.headers.get('content-type') };
  }
  return { content: JSON.stringify(body), contentType: 'application/json' };
}

function lowered(headers: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
