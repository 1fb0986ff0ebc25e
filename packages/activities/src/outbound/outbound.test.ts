import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { StepFailure } from '../failures.ts';
import { HttpPeer, type PeerAnswer } from '../testing/http-peer.ts';
import { failureOf } from '../testing/stage.ts';
import type { OpenConnection } from './connections.ts';
import { createOutbound, type Outbound } from './outbound.ts';

const CANARY = 'canary-secret-5f1e9c';

const bearer = (allowedHosts: string[] = []): OpenConnection => ({
  name: 'partner',
  type: 'bearer',
  value: { token: CANARY },
  allowedHosts,
});

let one: HttpPeer;
let two: HttpPeer;
let outbound: Outbound;

beforeEach(async () => {
  one = new HttpPeer();
  two = new HttpPeer();
  await Promise.all([one.listen(), two.listen()]);
  outbound = createOutbound({ allowHosts: ['127.0.0.1', 'localhost'] });
});

afterEach(async () => {
  await outbound.close();
  await Promise.all([one.close(), two.close()]);
});

const get = (path: string, extra: object = {}) =>
  outbound.request({ method: 'GET', url: `${one.url}${path}`, ...extra });

const redirectTo =
  (location: string, status = 302): PeerAnswer =>
  (_, response) =>
    response.writeHead(status, { location }).end();

describe('requests', () => {
  test('carry method, headers and body, and bring the answer back', async () => {
    one.answer = (_, response) => response.writeHead(201, { 'x-a': '1', 'set-cookie': ['a=1', 'b=2'] }).end('made');
    const answer = await outbound.request({
      method: 'post',
      url: `${one.url}/things?q=1#part`,
      headers: { 'X-B': '2' },
      body: '{"a":1}',
    });
    expect(answer).toMatchObject({ status: 201, headers: { 'x-a': '1', 'set-cookie': ['a=1', 'b=2'] } });
    expect(answer.body.toString()).toBe('made');
    expect(one.seen[0]).toMatchObject({ method: 'POST', path: '/things?q=1', body: '{"a":1}' });
    expect(one.seen[0]?.headers['x-b']).toBe('2');
  });

  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ] as const)('read answers in %s', async (encoding, compress) => {
    one.answer = (_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(compress('squeezed'));
    expect((await get('/')).body.toString()).toBe('squeezed');
  });

  test('refuse a compressed answer that grows over the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000));
    one.answer = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    expect(await failureOf(get('/', { maxBytes: 100_000 }))).toMatchObject({ code: 'RESPONSE_TOO_LARGE' });
  });

  test.each([
    ['an announced', { 'content-length': '2000' }],
    ['an unannounced', {}],
  ])('refuse %s answer over the limit', async (_, headers) => {
    one.answer = (_seen, response) => response.writeHead(200, headers).end('x'.repeat(2000));
    const failure = await failureOf(get('/', { maxBytes: 1000 }));
    expect(failure).toMatchObject({ code: 'RESPONSE_TOO_LARGE', retryable: false });
  });

  test('a HEAD answer may announce what it does not send', async () => {
    one.answer = (_, response) => response.writeHead(200, { 'content-length': '99999' }).end();
    const answer = await outbound.request({ method: 'HEAD', url: one.url, maxBytes: 10 });
    expect(answer.body).toHaveLength(0);
  });

  test('end when no answer comes in time', async () => {
    one.answer = () => undefined;
    expect(await failureOf(get('/', { timeoutMs: 50 }))).toMatchObject({ code: 'TIMEOUT', retryable: true });
  });

  test('end when the body stalls', async () => {
    one.answer = (_, response) => response.writeHead(200).write('half');
    expect(await failureOf(get('/', { timeoutMs: 50 }))).toMatchObject({ code: 'TIMEOUT' });
  });

  test('report an answer that breaks off', async () => {
    one.answer = (_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    };
    expect(await failureOf(get('/'))).toMatchObject({ code: 'NETWORK_ERROR', retryable: true });
  });

  test('report a peer that does not speak HTTP', async () => {
    const server = createTcpServer((socket) =>
      socket
        .on('error', () => undefined)
        .resume()
        .end('220 mail ready\r\n'),
    );
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    expect(await failureOf(outbound.request({ method: 'GET', url }))).toMatchObject({ code: 'NETWORK_ERROR' });
    await new Promise((done) => server.close(done));
  });

  test('report a refused connection by name', async () => {
    const url = await two.url;
    await two.close();
    const failure = await failureOf(outbound.request({ method: 'GET', url: `${url}/a?token=${CANARY}` }));
    expect(failure).toMatchObject({ code: 'NETWORK_ERROR', retryable: true });
    expect(failure.message).toContain('refused');
    expect(failure.message).not.toContain(CANARY);
    await two.listen();
  });

  test('stop when the caller does, with the reason of the caller', async () => {
    const controller = new AbortController();
    one.answer = () => controller.abort(new StepFailure('CANCELLED', 'The step was cancelled.', { retryable: false }));
    expect(await failureOf(get('/', { signal: controller.signal }))).toMatchObject({ code: 'CANCELLED' });
  });

  test('ignore proxies of the environment', async () => {
    const before = process.env.HTTP_PROXY;
    process.env.HTTP_PROXY = two.url;
    await get('/');
    if (before === undefined) delete process.env.HTTP_PROXY;
    else process.env.HTTP_PROXY = before;
    expect([one.seen.length, two.seen.length]).toEqual([1, 0]);
  });

  test.each([
    ['ftp://127.0.0.1/'],
    ['file:///etc/passwd'],
    ['data:text/plain,x'],
    ['not a url'],
    ['http://user:secret@127.0.0.1/'],
    ['gopher://127.0.0.1:70/'],
  ])('refuse the address %s', async (url) => {
    const failure = await failureOf(outbound.request({ method: 'GET', url }));
    expect(failure).toMatchObject({ code: 'REQUEST_INVALID', retryable: false });
    expect(failure.message).not.toContain('secret');
  });

  test.each([
    ['a line break', { 'x-a': 'b\r\nX-Evil: 1' }],
    ['a line feed', { 'x-a': 'b\nX-Evil: 1' }],
    ['a NUL', { 'x-a': 'b\0' }],
    ['a broken name', { 'x a': 'b' }],
    ['a name with a line break', { 'x\r\nevil': 'b' }],
    ['the length', { 'Content-Length': '3' }],
    ['the transfer coding', { 'Transfer-Encoding': 'chunked' }],
    ['the host', { Host: 'internal' }],
    ['letters beyond Latin', { 'x-a': '设备' }],
  ])('refuse headers with %s', async (_, headers) => {
    expect(await failureOf(get('/', { headers }))).toMatchObject({ code: 'REQUEST_INVALID', retryable: false });
    expect(one.seen).toHaveLength(0);
  });

  test.each(['CONNECT', 'TRACE', 'GET /x HTTP/1.1\r\nA: b', ''])('refuse the method %j', async (method) => {
    expect(await failureOf(outbound.request({ method, url: one.url }))).toMatchObject({ code: 'REQUEST_INVALID' });
  });
});

describe('the guard', () => {
  test.each([
    '127.0.0.1',
    'localhost',
    '2130706433',
    '0x7f.1',
    '127.1',
    '[::ffff:127.0.0.1]',
    '127.0.0.1.',
    '１２７.0.0.1',
  ])('refuses %s unless it is allowed', async (host) => {
    const guarded = createOutbound();
    const { port } = new URL(one.url);
    const failure = await failureOf(guarded.request({ method: 'GET', url: `http://${host}:${port}/` }));
    expect(failure).toMatchObject({ code: 'BLOCKED_ADDRESS', retryable: false });
    expect(one.seen).toHaveLength(0);
    await guarded.close();
  });

  test('asks again at each redirect', async () => {
    const guarded = createOutbound({ allowHosts: [`127.0.0.1:${new URL(one.url).port}`] });
    one.answer = redirectTo(`${two.url}/inside`);
    const failure = await failureOf(guarded.request({ method: 'GET', url: one.url }));
    expect(failure).toMatchObject({ code: 'BLOCKED_ADDRESS' });
    expect(two.seen).toHaveLength(0);
    await guarded.close();
  });

  test('refuses redirects to other schemes', async () => {
    one.answer = redirectTo('file:///etc/passwd');
    expect(await failureOf(get('/'))).toMatchObject({ code: 'REQUEST_INVALID' });
  });

  test('lets a trusting one call what it is told, and nothing else', async () => {
    const guarded = createOutbound();
    const { host } = new URL(one.url);
    const trusting = guarded.trusting([host]);
    expect((await trusting.request({ method: 'GET', url: one.url })).status).toBe(200);
    expect(await failureOf(guarded.request({ method: 'GET', url: one.url }))).toMatchObject({
      code: 'BLOCKED_ADDRESS',
    });
    expect(await failureOf(trusting.request({ method: 'GET', url: two.url }))).toMatchObject({
      code: 'BLOCKED_ADDRESS',
    });
    await guarded.close();
  });

  test('stands before plain sockets too', async () => {
    const guarded = createOutbound();
    const { port } = new URL(one.url);
    for (const host of ['127.0.0.1', 'localhost', '0x7f.1', '::1']) {
      await expect(guarded.openSocket(host, Number(port), 1000)).rejects.toThrow('may not be called');
    }
    const socket = await outbound.openSocket('localhost', Number(port), 1000);
    expect(socket.remotePort).toBe(Number(port));
    socket.destroy();
    await guarded.close();
  });
});

describe('redirects', () => {
  test('are followed, also relative ones, to a limit', async () => {
    one.answer = (seen, response) => {
      const step = Number(seen.path.slice(1));
      if (step === 0) response.end('there');
      else response.writeHead(302, { location: `/${step - 1}` }).end();
    };
    const answer = await get('/5');
    expect(answer.body.toString()).toBe('there');
    expect(answer.url).toBe(`${one.url}/0`);
    expect(await failureOf(get('/6'))).toMatchObject({ code: 'TOO_MANY_REDIRECTS', retryable: false });
  });

  test('are handed over when they are not to be followed', async () => {
    one.answer = redirectTo('/next');
    expect(await get('/', { followRedirects: false })).toMatchObject({ status: 302, headers: { location: '/next' } });
  });

  test.each([
    [301, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [303, 'POST', 'GET', ''],
    [303, 'PUT', 'GET', ''],
    [302, 'PUT', 'PUT', 'data'],
    [307, 'POST', 'POST', 'data'],
    [308, 'POST', 'POST', 'data'],
  ])('with %i turn %s into %s', async (status, method, expected, body) => {
    one.answer = (seen, response) =>
      seen.path === '/' ? response.writeHead(status, { location: '/next' }).end() : response.end();
    await outbound.request({ method, url: one.url, body: 'data', headers: { 'content-type': 'text/plain' } });
    expect(one.seen[1]).toMatchObject({ method: expected, body });
    expect(one.seen[1]?.headers['content-type']).toBe(body === '' ? undefined : 'text/plain');
  });

  test('take no credentials to another origin, not even on the way back', async () => {
    one.answer = (seen, response) =>
      seen.path === '/' ? response.writeHead(307, { location: `${two.url}/away` }).end() : response.end('back');
    two.answer = redirectTo(`${one.url}/back`, 307);
    await get('/', {
      connection: bearer(),
      headers: { cookie: CANARY, 'x-api-key': CANARY, 'idempotency-key': 'r/n/0', accept: 'text/plain' },
    });
    expect(one.seen[0]?.headers).toMatchObject({ authorization: `Bearer ${CANARY}`, cookie: CANARY });
    for (const seen of [two.seen[0], one.seen[1]]) {
      expect(JSON.stringify(seen)).not.toContain(CANARY);
      expect(seen?.headers).toMatchObject({ 'idempotency-key': 'r/n/0', accept: 'text/plain' });
    }
  });

  test('keep credentials within the origin', async () => {
    one.answer = (seen, response) =>
      seen.path === '/' ? response.writeHead(302, { location: '/next' }).end() : response.end();
    await get('/', { connection: bearer() });
    expect(one.seen[1]?.headers.authorization).toBe(`Bearer ${CANARY}`);
  });
});

describe('connections', () => {
  test.each([
    [{ type: 'bearer', value: { token: CANARY } }, 'authorization', `Bearer ${CANARY}`],
    [{ type: 'header', value: { name: 'X-Api-Key', value: CANARY } }, 'x-api-key', CANARY],
    [
      { type: 'basic', value: { username: 'amy', password: CANARY } },
      'authorization',
      `Basic ${Buffer.from(`amy:${CANARY}`).toString('base64')}`,
    ],
  ])('apply their credentials and hide them in what comes back: %j', async (part, header, expected) => {
    one.answer = (seen, response) => response.writeHead(200, { 'x-echo': expected }).end(JSON.stringify(seen.headers));
    const answer = await get('/', { connection: { name: 'c', allowedHosts: [], ...part } });
    expect(one.seen[0]?.headers[header]).toBe(expected);
    const back = JSON.stringify(answer.headers) + answer.body.toString();
    expect(back).toContain('[redacted]');
    expect(back).not.toContain(CANARY);
    expect(back).not.toContain(Buffer.from(`amy:${CANARY}`).toString('base64'));
  });

  test('go to their allowed hosts only', async () => {
    const failure = await failureOf(get('/', { connection: bearer(['api.example.com', '*.example.org']) }));
    expect(failure).toMatchObject({ code: 'CONNECTION_HOST_NOT_ALLOWED', retryable: false });
    expect(failure.message).not.toContain(CANARY);
    expect(one.seen).toHaveLength(0);
    expect((await get('/', { connection: bearer(['127.0.0.1']) })).status).toBe(200);
  });

  test('of other kinds are refused', async () => {
    const connection = { name: 'mail', type: 'smtp', value: { url: `smtp://a:${CANARY}@host` }, allowedHosts: [] };
    const failure = await failureOf(get('/', { connection }));
    expect(failure).toMatchObject({ code: 'CONNECTION_TYPE_MISMATCH' });
    expect(failure.message).not.toContain(CANARY);
  });
});

describe('fetch', () => {
  test('gives a response that libraries can read', async () => {
    one.answer = (seen, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ got: seen.body }));
    const response = await outbound.fetch({})(`${one.url}/x`, {
      method: 'POST',
      body: 'hello',
      headers: new Headers({ 'x-a': '1' }),
    });
    expect(response.ok).toBe(true);
    expect(response.url).toBe(`${one.url}/x`);
    expect(await response.json()).toEqual({ got: 'hello' });
  });

  test('streams', async () => {
    one.answer = (_, response) => {
      response.write('first');
      two.answer = (_seen, other) => {
        response.end('second');
        other.end();
      };
    };
    const response = await outbound.fetch({})(one.url);
    const reader = response.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('first');
    await outbound.request({ method: 'GET', url: two.url });
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('second');
  });

  test('lets go of a stream that is cancelled', async () => {
    const closed = new Promise<void>((done) => {
      one.answer = (_, response) => {
        response.on('close', done);
        response.write('first');
      };
    });
    const response = await outbound.fetch({})(one.url);
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await closed;
  });

  test('follows redirects unless told otherwise, and knows empty answers', async () => {
    one.answer = redirectTo('/next');
    const manual = await outbound.fetch({})(one.url, { redirect: 'manual' });
    expect(manual.status).toBe(302);
    one.answer = (_, response) => response.writeHead(204).end();
    expect((await outbound.fetch({})(one.url)).body).toBeNull();
  });

  test('is guarded and bounded like any other call', async () => {
    const guarded = createOutbound();
    await expect(guarded.fetch({})(one.url)).rejects.toMatchObject({ code: 'BLOCKED_ADDRESS' });
    await guarded.close();
    one.answer = (_, response) => response.end('x'.repeat(2000));
    const response = await outbound.fetch({ maxBytes: 100 })(one.url);
    await expect(response.text()).rejects.toMatchObject({ code: 'RESPONSE_TOO_LARGE' });
  });
});
