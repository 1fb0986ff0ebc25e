import { get, type IncomingMessage, type Server } from 'node:http';
import express from 'express';
import { pino } from 'pino';
import { DEFAULT_APP_SETTINGS } from '../app-dependencies.ts';
import { close, listen } from '../serve.ts';
import { TextStream } from './text-stream.ts';

const PIECE = 'x'.repeat(64 * 1024);
/** What may lie between the two ends: the buffers of both sockets and of both processes. */
const BETWEEN = 24 * 1024 * 1024;

let server: Server;
let port: number;
let made = 0;
let ended: () => void;
let fails: (() => void) | null = null;
const logs: string[] = [];

beforeAll(async () => {
  const log = pino({ level: 'info' }, { write: (line: string) => void logs.push(line) });
  const app = express();
  app.get('/', async (_request, response) => {
    const stream = new TextStream({ contentType: 'text/plain', name: 'x.txt', open: endless, log });
    await stream.send(response);
  });
  ({ server, port } = await listen(app, '127.0.0.1', 0, DEFAULT_APP_SETTINGS));
});

afterAll(async () => {
  await close(server, 100);
});

async function* endless(): AsyncGenerator<string> {
  try {
    for (;;) {
      if (fails !== null) fails();
      made += PIECE.length;
      yield PIECE;
    }
  } finally {
    ended();
  }
}

function open(): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => get({ port, host: '127.0.0.1' }, resolve).on('error', reject));
}

test('no more is made than the caller takes, and nothing after it hangs up', async () => {
  made = 0;
  fails = null;
  const over = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const answer = await open();
  expect(answer.headers).toMatchObject({ 'content-disposition': 'attachment; filename="x.txt"' });
  let taken = 0;
  for await (const chunk of answer) {
    taken += (chunk as Buffer).length;
    expect(made).toBeLessThan(taken + BETWEEN);
    if (taken > 3 * BETWEEN) break;
  }
  answer.destroy();
  await over;
  expect(logs).toEqual([]);
});

test('a fault on the way cuts the connection, and is logged', async () => {
  fails = null;
  ended = () => undefined;
  const answer = await open();
  const taking = async () => {
    for await (const chunk of answer) {
      if ((chunk as Buffer).length > 0) {
        fails = () => {
          throw new Error('the source is gone');
        };
      }
    }
  };
  await expect(taking()).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(logs.join('')).toContain('the source is gone');
});
