import { createDatabase } from '@perdura/database';
import { answerJson, HttpPeer } from '../testing/http-peer.ts';
import { contextOn, failureOf, openStage, RUN_ID, type Stage } from '../testing/stage.ts';
import { withoutPieces } from '../testing/without-pieces.ts';
import { type HttpRequestConfig, httpRequest } from './http-request.ts';

const CANARY = 'canary-secret-81b2cd';

let stage: Stage;
let peer: HttpPeer;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

beforeEach(async () => {
  peer = await new HttpPeer().listen();
});
afterEach(() => peer.close());

const run = (config: Partial<HttpRequestConfig> = {}, context = contextOn(stage)) =>
  httpRequest({ url: `${peer.url}/things`, ...config }, context);

test('answers status, headers and body, and sends the idempotency key', async () => {
  peer.answer = answerJson({ devices: [1, 2] }, 200, { 'x-total': '2' });
  const result = await run();
  expect(result).toMatchObject({ status: 200, headers: { 'x-total': '2' }, body: { devices: [1, 2] } });
  expect(peer.last).toMatchObject({ method: 'GET', path: '/things', body: '' });
  expect(peer.last.headers['idempotency-key']).toBe(`${RUN_ID}/fetch/0`);
});

test('sends the same idempotency key in each attempt, and another in each iteration', async () => {
  await run({}, contextOn(stage, { attempt: 1, iteration: '2.0.5' }));
  await run({}, contextOn(stage, { attempt: 4, iteration: '2.0.5' }));
  expect(peer.seen.map(({ headers }) => headers['idempotency-key'])).toEqual([
    `${RUN_ID}/fetch/2.0.5`,
    `${RUN_ID}/fetch/2.0.5`,
  ]);
});

test.each([
  [{ a: 1, list: [true, null] }, '{"a":1,"list":[true,null]}', 'application/json'],
  [[1, 2], '[1,2]', 'application/json'],
  [42, '42', 'application/json'],
  ['plain', 'plain', 'text/plain; charset=utf-8'],
  ['设备', '设备', 'text/plain; charset=utf-8'],
] as const)('sends the body %j', async (body, sent, contentType) => {
  await run({ method: 'POST', body: JSON.parse(JSON.stringify(body)) });
  expect(peer.last).toMatchObject({ method: 'POST', body: sent });
  expect(peer.last.headers['content-type']).toBe(contentType);
});

test('keeps a content type of its own and writes forms where it announces one', async () => {
  await run({ method: 'POST', body: '<a/>', headers: { 'Content-Type': 'application/xml' } });
  expect(peer.last.headers['content-type']).toBe('application/xml');
  await run({
    method: 'POST',
    body: { a: '1 2', b: ['x', 'y'] },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(peer.last.body).toBe('a=1+2&b=x&b=y');
});

test('sends no body for null', async () => {
  await run({ method: 'POST', body: null });
  expect(peer.last.body).toBe('');
  expect(peer.last.headers['content-type']).toBeUndefined();
});

test('adds the query to the one that the address has', async () => {
  await run({ url: `${peer.url}/q?a=1#part`, query: { b: '设备 &', c: [1, 2], d: null, e: true } });
  expect(peer.last.path).toBe('/q?a=1&b=%E8%AE%BE%E5%A4%87+%26&c=1&c=2&e=true');
});

test.each([
  ['application/json', '{"a":1}', 'auto', { a: 1 }],
  ['application/problem+json; charset=utf-8', '{"a":1}', 'auto', { a: 1 }],
  ['text/plain', '{"a":1}', 'auto', '{"a":1}'],
  ['text/plain', '{"a":1}', 'json', { a: 1 }],
  ['application/json', '{"a":1}', 'text', '{"a":1}'],
  ['application/json', '{"a":1}', 'base64', Buffer.from('{"a":1}').toString('base64')],
  ['application/json', '', 'auto', null],
  ['application/json', '', 'json', null],
  ['image/png', 'xyz', 'auto', Buffer.from('xyz').toString('base64')],
  ['application/xml', '<a/>', 'auto', '<a/>'],
  ['', '{"a":1}', 'auto', { a: 1 }],
  ['', 'plain', 'auto', 'plain'],
] as const)('reads %s %j as %s', async (contentType, sent, responseType, expected) => {
  peer.answer = (_, response) => {
    if (contentType !== '') response.setHeader('content-type', contentType);
    response.end(sent);
  };
  expect(await run({ responseType })).toMatchObject({ body: expected });
});

test('reads other character sets and bytes that are no text', async () => {
  peer.answer = (_, response) =>
    response.setHeader('content-type', 'text/plain; charset=gbk').end(Buffer.from([0xc9, 0xe8, 0xb1, 0xb8]));
  expect(await run()).toMatchObject({ body: '设备' });
  peer.answer = (_, response) => response.end(Buffer.from([0xff, 0xfe, 0x00]));
  expect(await run()).toMatchObject({ body: Buffer.from([0xff, 0xfe, 0x00]).toString('base64') });
});

test('keeps JSON that is broken as text and warns, unless JSON was asked for', async () => {
  peer.answer = (_, response) => response.setHeader('content-type', 'application/json').end('{"a":');
  const context = contextOn(stage);
  expect(await run({}, context)).toMatchObject({ body: '{"a":' });
  expect(context.warnings).toHaveLength(1);
  expect(await failureOf(run({ responseType: 'json' }))).toMatchObject({ code: 'RESPONSE_INVALID', retryable: false });
});

test.each([
  [400, false],
  [401, false],
  [403, false],
  [404, false],
  [408, true],
  [409, false],
  [422, false],
  [425, true],
  [429, true],
  [500, true],
  [502, true],
  [503, true],
  [504, true],
])('fails on %i; another attempt: %s', async (status, retryable) => {
  peer.answer = (_, response) => response.writeHead(status).end('  the\n reason \0 is here ');
  const failure = await failureOf(run());
  expect(failure).toMatchObject({ code: 'HTTP_STATUS', retryable });
  expect(failure.message).toContain(String(status));
  expect(failure.message).toContain('the reason is here');
});

test('hands over any status when asked to', async () => {
  peer.answer = answerJson({ error: 'no' }, 500);
  expect(await run({ failOnStatus: false })).toMatchObject({ status: 500, body: { error: 'no' } });
});

test('waits as long as Retry-After says, within bounds', async () => {
  const waitFor = async (value: string) => {
    peer.answer = (_, response) => response.writeHead(503, { 'retry-after': value }).end();
    return (await failureOf(run())).retryAfterMs;
  };
  expect(await waitFor('7')).toBe(7000);
  expect(await waitFor('999999')).toBe(15 * 60_000);
  expect(await waitFor('Thu, 01 Jan 1970 00:00:00 GMT')).toBe(0);
  expect(await waitFor('soon')).toBeUndefined();
  const inAMinute = await waitFor(new Date(Date.now() + 60_000).toUTCString());
  expect(inAMinute).toBeGreaterThan(30_000);
  expect(inAMinute).toBeLessThanOrEqual(60_000);
});

test('keeps the excerpt of an answer short and leaves the query out of messages', async () => {
  peer.answer = (_, response) => response.writeHead(500).end('x'.repeat(100_000));
  const { message } = await failureOf(run({ url: `${peer.url}/a?key=${CANARY}` }));
  expect(message.length).toBeLessThan(600);
  expect(message).not.toContain(CANARY);
});

test('ends at its own time limit', async () => {
  peer.answer = () => undefined;
  expect(await failureOf(run({ timeoutMs: 30 }))).toMatchObject({ code: 'TIMEOUT', retryable: true });
});

test('stops when the step is cancelled', async () => {
  const controller = new AbortController();
  peer.answer = () => controller.abort(new Error('cancelled'));
  await expect(run({}, contextOn(stage, { signal: controller.signal }))).rejects.toThrow('cancelled');
});

test('refuses headers that would smuggle others', async () => {
  const failure = await failureOf(run({ headers: { 'x-a': 'b\r\nx-evil: 1' } }));
  expect(failure).toMatchObject({ code: 'REQUEST_INVALID', retryable: false });
  expect(peer.seen).toHaveLength(0);
});

describe('connections', () => {
  beforeAll(async () => {
    const { connections } = stage.dependencies.database;
    await connections.create(stage.projectId, { name: 'open', type: 'bearer', value: { token: CANARY } });
    await connections.create(stage.projectId, {
      name: 'bound',
      type: 'basic',
      value: { username: 'amy', password: CANARY },
      allowedHosts: ['api.example.com'],
    });
  });

  test('lend their credentials, which do not come back', async () => {
    peer.answer = ({ headers }, response) => answerJson({ headers })({} as never, response);
    const result = JSON.stringify(await run({ connection: 'open' }));
    expect(peer.last.headers.authorization).toBe(`Bearer ${CANARY}`);
    expect(result).toContain('[redacted]');
    expect(result).not.toContain(CANARY);
  });

  test('whose secret is a number leave JSON readable', async () => {
    const { connections } = stage.dependencies.database;
    const value = { username: 'amy', password: '123456' };
    await connections.create(stage.projectId, { name: 'pin', type: 'basic', value });
    peer.answer = answerJson({ total: 1234567, pin: '123456' });
    const result = await run({ connection: 'pin', responseType: 'json' });
    expect(result).toMatchObject({ body: { total: 9999997, pin: '[redacted]' } });
  });

  test('stay out of messages', async () => {
    peer.answer = ({ headers }, response) => response.writeHead(403).end(`wrong: ${headers.authorization}`);
    const context = contextOn(stage);
    const failure = await failureOf(run({ connection: 'open' }, context));
    expect(failure.message).toContain('wrong: Bearer [redacted]');
    expect(JSON.stringify([failure.message, failure.stack, context.warnings, stage.logged])).not.toContain(CANARY);
  });

  test('that another key encrypted are named', async () => {
    const { url } = stage;
    const keys = `other:${Buffer.alloc(32, 7).toString('base64')}`;
    const database = createDatabase({ url, encryptionKeys: keys });
    const pieces = withoutPieces({ database, outbound: stage.dependencies.outbound });
    const context = contextOn(stage, { dependencies: { ...stage.dependencies, database, pieces } });
    expect(await failureOf(run({ connection: 'open' }, context))).toMatchObject({
      code: 'CONNECTION_UNREADABLE',
      retryable: false,
    });
    await database.close();
  });

  test('go to their hosts only, and must exist', async () => {
    expect(await failureOf(run({ connection: 'bound' }))).toMatchObject({
      code: 'CONNECTION_HOST_NOT_ALLOWED',
      retryable: false,
    });
    expect(await failureOf(run({ connection: 'nobody' }))).toMatchObject({
      code: 'CONNECTION_NOT_FOUND',
      retryable: false,
    });
    expect(peer.seen).toHaveLength(0);
  });
});
