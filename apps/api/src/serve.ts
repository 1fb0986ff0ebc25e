import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Express } from 'express';

/** Longest time for the headers, and for a whole request with its body, in milliseconds. */
const HEADERS_MS = 20_000;
const REQUEST_MS = 60_000;
/** Longer than the pause of usual proxies, so that they never send on a connection that is just being closed. */
const KEEP_ALIVE_MS = 65_000;

/** Starts to listen; resolves with the port that was given. @throws when the port is taken */
export async function listen(app: Express, host: string, port: number): Promise<{ server: Server; port: number }> {
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: HEADERS_MS }, app);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.on('clientError', refuse);
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
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, reason] = statusOf(error.code);
  const body = JSON.stringify({
    type: 'about:blank',
    title: reason,
    status,
    detail: 'The request could not be read.',
    code: 'VALIDATION_FAILED',
    errors: [],
    requestId: '',
  });
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function statusOf(code: string | undefined): [number, string] {
  if (code === 'HPE_HEADER_OVERFLOW') return [431, 'Request Header Fields Too Large'];
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return [408, 'Request Timeout'];
  return [400, 'Bad Request'];
}
