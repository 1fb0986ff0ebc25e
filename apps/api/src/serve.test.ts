import { once } from 'node:events';
import { maxHeaderSize, type Server } from 'node:http';
import { connect } from 'node:net';
import { problem } from '@perdura/contracts';
import express from 'express';
import { DEFAULT_APP_SETTINGS } from './app-dependencies.ts';
import { close, listen } from './serve.ts';

let server: Server;
let port: number;

beforeAll(async () => {
  const telling = { ...DEFAULT_APP_SETTINGS, publicUrl: 'https://perdura.example', defaultLocale: 'en' as const };
  ({ server, port } = await listen(express(), '127.0.0.1', 0, telling));
});

afterAll(() => close(server, 100));

/** What the server answers to these very bytes, until it closes the connection. */
async function exchange(bytes: string) {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(bytes);
  await once(socket, 'close');
  const [head = '', body = ''] = Buffer.concat(chunks).toString().split('\r\n\r\n');
  return { head, told: problem.parse(JSON.parse(body)) };
}

test('an address or a header that is too long is refused as a problem that tells the limit', async () => {
  const long = 'x'.repeat(maxHeaderSize);
  for (const request of [`GET /?q=${long} HTTP/1.1\r\n\r\n`, `GET / HTTP/1.1\r\nX-Long: ${long}\r\n\r\n`]) {
    const { head, told } = await exchange(request);
    expect(head).toContain('HTTP/1.1 431 Request Header Fields Too Large');
    expect(head).toContain(`X-Request-Id: ${told.requestId}`);
    expect(told).toMatchObject({
      ...{ type: 'https://perdura.example/docs/errors/REQUEST_HEAD_TOO_LARGE', status: 431 },
      detail: `The address with its query and all headers may have ${maxHeaderSize} bytes together.`,
    });
  }
});

test('what is no HTTP is refused as a problem as well', async () => {
  const { head, told } = await exchange('SSH-2.0-OpenSSH_9.2\r\n\r\n');
  expect(head).toContain('HTTP/1.1 400 Bad Request');
  expect(told).toMatchObject({ code: 'VALIDATION_FAILED', detail: 'What was sent cannot be read as HTTP/1.1.' });
});
