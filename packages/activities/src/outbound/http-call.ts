import type { JsonValue } from '@perdura/definition';
import type { ActivityDependencies } from '../dependencies.ts';
import { StepFailure } from '../failures.ts';
import type { Files } from '../files/files.ts';
import { excerptOf, readBody } from './answer-body.ts';
import { appendValue, encodeBody, type ResponseType } from './bodies.ts';
import { OUTBOUND_CODES } from './codes.ts';
import type { OpenConnection } from './connections.ts';
import type { StreamedBody } from './exchange.ts';
import { requestHeaders, retryAfterMs } from './headers.ts';
import type { OpenedAnswer } from './outbound.ts';
import { decodeText } from './text.ts';

/** A call to an HTTP API as nodes and tools describe it. */
export interface HttpCall {
  url: string;
  /** @default 'GET' */
  method?: string;
  headers?: Record<string, JsonValue>;
  /** Added to the query that the url has already. */
  query?: Record<string, JsonValue>;
  /** Texts as they are, files as their bytes, everything else as JSON. */
  body?: JsonValue;
  timeoutMs?: number;
  connection?: OpenConnection | null;
  /** @default 'auto' */
  responseType?: ResponseType;
  /** Whether statuses from 400 on are failures. @default true */
  failOnStatus?: boolean;
}

/** What a call needs of the place that makes it. */
export interface CallContext {
  idempotencyKey: string;
  signal: AbortSignal;
  warn(message: string): void;
  dependencies: Pick<ActivityDependencies, 'outbound'>;
  /** Where large bodies come from and go to; without it they have to fit into memory. */
  files?: Files;
}

export interface HttpResult {
  status: number;
  headers: Record<string, string | string[]>;
  body: JsonValue;
}

/** Longest wait that a `Retry-After` is granted. */
export const MAX_RETRY_AFTER_MS = 15 * 60_000;

/**
 * Makes a call that carries its idempotency key.
 *
 * @throws {StepFailure} HTTP_STATUS for statuses from 400 on (408, 425, 429 and 5xx may be tried again), RESPONSE_INVALID,
 *   and whatever `Outbound.request` throws
 */
export async function callHttp(call: HttpCall, context: CallContext): Promise<HttpResult> {
  const { files } = context;
  const { outbound } = context.dependencies;
  const headers = requestHeaders(call.headers ?? {});
  const body = await bodyOf(call.body, headers['content-type'], files);
  if (body !== null) headers['content-type'] ??= body.contentType;
  const method = (call.method ?? 'GET').toUpperCase();
  const answer = await outbound.open({
    method,
    url: withQuery(call.url, call.query ?? {}),
    headers: { ...headers, 'idempotency-key': context.idempotencyKey },
    body: body?.content ?? null,
    signal: context.signal,
    connection: call.connection ?? null,
    ...(call.timeoutMs === undefined ? {} : { timeoutMs: call.timeoutMs }),
    ...(files === undefined ? {} : { maxBytes: Math.max(files.maxFileBytes, outbound.maxBytes) }),
  });
  if (call.failOnStatus !== false && answer.status >= 400) throw await statusFailure(method, answer);
  return {
    status: answer.status,
    headers: answer.headers,
    body: await readBody(answer, {
      responseType: call.responseType ?? 'auto',
      files: files ?? null,
      maxValueBytes: outbound.maxBytes,
      warn: (message) => context.warn(message),
    }),
  };
}

interface RequestBody {
  content: string | StreamedBody;
  contentType: string;
}

/** A file goes out as it is; what has files within is sent with them as values. */
async function bodyOf(
  value: JsonValue | undefined,
  contentType: string | undefined,
  files: Files | undefined,
): Promise<RequestBody | null> {
  const file = files?.of(value) ?? null;
  if (file === null || files === undefined) {
    return encodeBody(value === undefined ? value : ((await files?.loaded(value)) ?? value), contentType);
  }
  const content: StreamedBody = { bytes: file.bytes, open: () => files.stream(file) };
  return { content, contentType: file.contentType === '' ? 'application/octet-stream' : file.contentType };
}

/** Whether a call that was answered with this status may succeed when it is made again. */
export function isRetryableStatus(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

async function statusFailure(method: string, answer: OpenedAnswer): Promise<StepFailure> {
  const { origin, pathname } = new URL(answer.url);
  const excerpt = await lineOf(answer);
  const status = [answer.status, answer.statusText].filter((part) => part !== '').join(' ');
  const retryable = isRetryableStatus(answer.status);
  const wait = retryable ? retryAfterMs(answer.headers['retry-after']?.toString(), MAX_RETRY_AFTER_MS) : undefined;
  return new StepFailure(
    OUTBOUND_CODES.httpStatus,
    `${method} ${origin}${pathname.slice(0, 200)} answered ${status}${excerpt === '' ? '.' : `: ${excerpt}`}`,
    { retryable, ...(wait === undefined ? {} : { retryAfterMs: wait }) },
  );
}

const EXCERPT_LENGTH = 200;

async function lineOf(answer: OpenedAnswer): Promise<string> {
  const start = await excerptOf(answer, EXCERPT_LENGTH * 8);
  const text = decodeText(start.subarray(0, EXCERPT_LENGTH * 8), String(answer.headers['content-type'] ?? ''));
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > EXCERPT_LENGTH ? `${line.slice(0, EXCERPT_LENGTH)}…` : line;
}

function withQuery(url: string, query: Record<string, JsonValue>): string {
  const added = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) appendValue(added, name, value);
  const text = added.toString();
  if (text === '') return url;
  const [address = '', fragment] = url.split('#', 2);
  const separator = address.includes('?') ? '&' : '?';
  return `${address}${separator}${text}${fragment === undefined ? '' : `#${fragment}`}`;
}
