import { createServer, maxHeaderSize, type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { newId } from '@perdura/database';
import type { Express } from 'express';
import { ApiError } from './api-error.ts';
import type { AppSettings } from './app-dependencies.ts';
import { problemDocument } from './problem-document.ts';

/** Longest time for the headers, and for a whole request with its body, in milliseconds. */
const HEADERS_MS = 20_000;
const REQUEST_MS = 60_000;
/** Longer than the pause of usual proxies, so that they never send on a connection that is just being closed. */
const KEEP_ALIVE_MS = 65_000;

/** How refusals are told where no request could be read. */
type Telling = Pick<AppSettings, 'publicUrl' | 'defaultLocale'>;

/** Starts to listen; resolves with the port that was given. @throws when the port is taken */
export async function listen(
  app: Express,
  host: string,
  port: number,
  telling: Telling,
): Promise<{ server: Server; port: number }> {
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: HEADERS_MS }, app);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.on('clientError', (error, socket) => refuse(error, socket as Socket, telling));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : port };
}

/** Stops taking requests, and lets those under way end, at most `graceMs` milliseconds. */
export async function close(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}

/** Answers what is no HTTP, or too long to be read as HTTP, with a problem document as well. */
function refuse(error: NodeJS.ErrnoException, socket: Socket, { publicUrl, defaultLocale }: Telling): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const requestId = newId();
  const problem = problemDocument(refusalOf(error.code), defaultLocale, { requestId, docsUrl: publicUrl });
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function refusalOf(code: string | undefined): ApiError {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new ApiError('REQUEST_HEAD_TOO_LARGE', { values: { limit: maxHeaderSize } });
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new ApiError('REQUEST_TIMEOUT', { values: { seconds: REQUEST_MS / 1_000 } });
  }
  return new ApiError('VALIDATION_FAILED', { detail: 'notHttp' });
}
