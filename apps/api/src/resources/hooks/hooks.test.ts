import { createHmac, randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { eventually } from '@perdura/testkit';
import { type RawAnswer, type RawRequest, send } from '../../testing/http-client.ts';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';
import { codeOf, runIdOf, signed, webhookCalls } from '../../testing/webhook-calls.ts';

let api: TestApi;
const { hooked, deliver, runOf, runsOf } = webhookCalls(() => api);

beforeAll(async () => {
  api = await openTestApi({ worker: true, settings: { bodyLimitBytes: 100_000, webhookBodySeconds: 1 } });
});

afterAll(async () => {
  await api.close();
});

describe('what a run sees of a request', () => {
  test('is method, path, headers, query and body', async () => {
    const { path, id } = await hooked({ methods: ['PUT', 'POST'] });
    const answer = await deliver(`${path}?a=1&b=2&a=3&empty`, {
      method: 'PUT',
      body: { total: 7, lines: [{ sku: '雪' }] },
      headers: { 'X-Custom': 'yes' },
    });
    expect(answer.json).toEqual({ runId: expect.stringMatching(/^[0-9a-f]{24}$/) });
    expect(answer.headers).toMatchObject({ location: `/v1/runs/${runIdOf(answer)}`, 'cache-control': 'no-store' });
    expect(await runOf(answer)).toMatchObject({
      workflowId: id,
      triggeredBy: 'webhook',
      triggerData: {
        ...{ method: 'PUT', path, query: { a: ['1', '3'], b: '2', empty: '' } },
        headers: { 'x-custom': 'yes', 'content-type': 'application/json' },
        body: { total: 7, lines: [{ sku: '雪' }] },
      },
    });
  });

  test.each([
    ['application/json; charset=utf-8', Buffer.from('[1,{"a":null}]'), [1, { a: null }]],
    ['application/cloudevents+json', Buffer.from('"x"'), 'x'],
    ['application/json; charset=utf-16le', Buffer.from('{"a":"雪"}', 'utf16le'), { a: '雪' }],
    ['application/x-www-form-urlencoded', Buffer.from('a=1&b=%E9%9B%AA+x&a=2'), { a: ['1', '2'], b: '雪 x' }],
    ['text/plain', Buffer.from('雪'), '雪'],
    ['text/csv; charset="iso-8859-1"', Buffer.from([0xe9]), 'é'],
    ['application/xml', Buffer.from('<a/>'), '<a/>'],
    ['application/octet-stream', Buffer.from([0, 1, 255]), 'AAH/'],
    ['', Buffer.from([0, 1, 255]), 'AAH/'],
    ['application/json', undefined, null],
  ])('the body by its type: %s', async (type, body, seen) => {
    const { path } = await hooked();
    const headers: Record<string, string> = type === '' ? {} : { 'content-type': type };
    const run = await runOf(await deliver(path, { body, headers }));
    expect(run.triggerData.body).toEqual(seen);
  });

  test('no credential of the platform, wherever a sender puts it', async () => {
    const { path } = await hooked();
    const key = api.apiKey;
    const answer = await deliver(`${path}?api_key=${key}&${key}=1`, {
      body: { nested: [{ token: key, [key]: `Bearer ${key}!` }] },
      headers: {
        ...{ 'x-api-key': key, 'x-access-token': key, authorization: `Bearer ${key}`, cookie: `session=${key}` },
        ...{ referer: `https://example.com/?k=${key}`, 'x-hub-signature-256': 'sha256=00' },
      },
    });
    const { triggerData } = await runOf(answer);
    expect(JSON.stringify(triggerData)).not.toContain('claw_');
    expect(triggerData.headers).toMatchObject({
      referer: 'https://example.com/?k=***',
      'x-hub-signature-256': 'sha256=00',
    });
    for (const name of ['x-api-key', 'x-access-token', 'authorization', 'cookie']) {
      expect(triggerData.headers).not.toHaveProperty(name);
    }
    expect(api.logs.join('')).not.toContain(key);
    const stored = await api.database.runs.get(api.projectId, runIdOf(answer));
    expect(JSON.stringify(stored)).not.toContain('claw_');
  });
});

describe('refuses', () => {
  test.each([
    ['broken JSON', { body: '{"a":', headers: { 'content-type': 'application/json' } }, [400, 'INVALID_JSON']],
    [
      'a body that is no UTF-8',
      { body: Buffer.from([0x22, 0xff, 0x22]), headers: { 'content-type': 'application/json' } },
      [400, 'INVALID_JSON'],
    ],
    [
      'keys of prototypes',
      { body: '{"__proto__": 1}', headers: { 'content-type': 'application/json' } },
      [400, 'INVALID_JSON'],
    ],
    [
      'the same in a form',
      { body: Buffer.from('__proto__=1'), headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      [400, 'VALIDATION_FAILED'],
    ],
    [
      'NUL characters',
      { body: Buffer.from('a\0'), headers: { 'content-type': 'text/plain' } },
      [400, 'VALIDATION_FAILED'],
    ],
    [
      'an unknown character set',
      { body: Buffer.from('a'), headers: { 'content-type': 'text/plain; charset=klingon' } },
      [415, 'UNSUPPORTED_MEDIA_TYPE'],
    ],
    [
      'a content encoding',
      { body: Buffer.from('a'), headers: { 'content-encoding': 'gzip' } },
      [415, 'UNSUPPORTED_MEDIA_TYPE'],
    ],
    ['what is too large', { body: Buffer.alloc(100_001) }, [413, 'PAYLOAD_TOO_LARGE']],
    [
      'what turns out too large',
      { body: Buffer.alloc(100_001), headers: { 'transfer-encoding': 'chunked' } },
      [413, 'PAYLOAD_TOO_LARGE'],
    ],
    ['another method', { method: 'GET' }, [405, 'METHOD_NOT_ALLOWED']],
    ['HEAD where GET is not known', { method: 'HEAD' }, [405, undefined]],
  ])('%s', async (_what, request, expected) => {
    const { path, id } = await hooked();
    const answer = await deliver(path, request as Partial<RawRequest>);
    expect(codeOf(answer)).toEqual(expected);
    if (answer.status === 405) expect(answer.headers.allow).toBe('POST, OPTIONS');
    expect(await runsOf(id)).toBe(0);
  });

  test('queries that cannot be kept', async () => {
    const { path } = await hooked();
    expect(codeOf(await deliver(`${path}?a=%00`))).toEqual([400, 'VALIDATION_FAILED']);
    expect(codeOf(await deliver(`${path}?constructor=1`))).toEqual([400, 'VALIDATION_FAILED']);
  });

  test('a body that takes too long', async () => {
    const { path } = await hooked();
    const socket = connect(api.port, '127.0.0.1');
    socket.write(`POST /v1/hooks/${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc`);
    let heard = '';
    socket.on('data', (chunk) => {
      heard += String(chunk);
    });
    await eventually(() => heard.includes('REQUEST_TIMEOUT'));
    expect(heard).toMatch(/^HTTP\/1\.1 408 /);
    socket.destroy();
  });
});

describe('paths', () => {
  test('an unknown, a disabled and a deleted one read the same', async () => {
    const { path, id } = await hooked();
    const shape = ({ status, json }: RawAnswer, own: string) => {
      const { requestId: _id, ...body } = json as Record<string, unknown>;
      return JSON.stringify([status, body]).replaceAll(own, '<path>');
    };
    const unknown = shape(await deliver('never/there'), 'never/there');
    await api.call('PUT', `/v1/workflows/${id}`, { body: { enabled: false } });
    expect(shape(await deliver(path), path)).toBe(unknown);
    await api.call('PUT', `/v1/workflows/${id}`, { body: { enabled: true } });
    expect((await deliver(path)).status).toBe(202);
    await api.call('DELETE', `/v1/workflows/${id}`);
    expect(shape(await deliver(path), path)).toBe(unknown);
    expect(unknown).toContain('NOT_FOUND');
  });

  test('are told apart by each character, and lead nowhere else', async () => {
    const { path } = await hooked();
    const [first = '', second = ''] = path.split('/');
    for (const other of [
      `${path}/`,
      `/${path}`,
      path.toUpperCase(),
      `${first}//${second}`,
      `./${path}`,
      `${path}%20`,
    ]) {
      expect(codeOf(await deliver(other))).toEqual([404, 'NOT_FOUND']);
    }
    for (const other of [
      `${first}%2F${second}`,
      '',
      '..',
      '../workflows',
      '%2e%2e/workflows',
      'x'.repeat(500),
      '%zz',
    ]) {
      expect(codeOf(await deliver(other))).toEqual([404, 'NOT_FOUND']);
    }
    for (const outside of ['/v1/hooks', '/V1/hooks/x', '/v1//hooks/x', '//v1/hooks/x']) {
      expect((await send(api.port, { method: 'POST', path: outside })).status).toBe(401);
    }
  });

  test('belong to one workflow of the installation at a time', async () => {
    const { path, id } = await hooked();
    const other = await api.otherProject();
    const body = { name: 'thief', trigger: { type: 'webhook', path } };
    for (const key of [api.apiKey, other.apiKey]) {
      const refused = await api.call('POST', '/v1/workflows', { body, key });
      expect(codeOf(refused)).toEqual([409, 'PATH_TAKEN']);
      expect(refused.text).toContain(path);
    }
    const kept = await api.call('PUT', `/v1/workflows/${id}`, {
      body: { trigger: { ...body.trigger, respond: 'sync' } },
    });
    expect(kept.json).toMatchObject({ version: 2, trigger: { path, respond: 'sync' } });
    await api.call('DELETE', `/v1/workflows/${id}`);
    const both = await Promise.all(
      [api.apiKey, other.apiKey].map((key) => api.call('POST', '/v1/workflows', { body, key })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  test('OPTIONS and HEAD start nothing', async () => {
    const { path, id } = await hooked({ methods: ['GET', 'POST'] });
    const options = await deliver(path, { method: 'OPTIONS' });
    expect([options.status, options.headers.allow]).toEqual([204, 'GET, POST, HEAD, OPTIONS']);
    expect((await deliver(path, { method: 'HEAD' })).status).toBe(200);
    expect(await runsOf(id)).toBe(0);
    expect((await deliver(path, { method: 'GET' })).status).toBe(202);
    expect((await deliver('never/there', { method: 'OPTIONS' })).status).toBe(404);
  });

  test('are listed by their type of trigger', async () => {
    const { id, path } = await hooked({ path: '/shown/with-a-slash' });
    const { json } = await api.call('GET', '/v1/workflows?trigger=webhook&limit=200');
    const listed = (json as { workflows: { id: string }[] }).workflows.find((workflow) => workflow.id === id);
    expect(listed).toMatchObject({ webhookUrl: '/v1/hooks/shown/with-a-slash' });
    expect((await deliver('shown/with-a-slash')).status).toBe(202);
    expect((await deliver(path)).status).toBe(404);
  });
});

describe('repeats', () => {
  test('the same delivery fifty times at once is one run', async () => {
    const { path, id } = await hooked({ signature: { scheme: 'github', secret: 'shared' } });
    const request = signed('shared', '{"action":"opened"}', { 'x-github-delivery': randomUUID() });
    const answers = await Promise.all(Array.from({ length: 50 }, () => deliver(path, request)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(runIdOf)).size).toBe(1);
    expect(await runsOf(id)).toBe(1);
    await eventually(async () => (await runOf(answers[0] as RawAnswer)).status === 'completed');
    expect(runIdOf(await deliver(path, request))).toBe(runIdOf(answers[0] as RawAnswer));
  });

  test.each(['webhook-id', 'x-github-delivery', 'idempotency-key'])('are known by %s', async (header) => {
    const { path, id } = await hooked();
    const first = await deliver(path, { body: { a: 1 }, headers: { [header]: 'one' } });
    expect(runIdOf(await deliver(path, { body: { a: 1 }, headers: { [header]: 'one' } }))).toBe(runIdOf(first));
    expect(runIdOf(await deliver(path, { body: { a: 1 }, headers: { [header]: 'two' } }))).not.toBe(runIdOf(first));
    const changed = await deliver(path, { body: { a: 2 }, headers: { [header]: 'one' } });
    if (header === 'idempotency-key') expect(codeOf(changed)).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    else expect(runIdOf(changed)).toBe(runIdOf(first));
    expect(await runsOf(id)).toBe(2);
  });

  test('of different workflows are different deliveries', async () => {
    const [one, other] = [await hooked(), await hooked()];
    const headers = { 'webhook-id': 'same' };
    expect(runIdOf(await deliver(one.path, { headers }))).not.toBe(runIdOf(await deliver(other.path, { headers })));
  });

  test('a signed delivery without an id is known by its signature', async () => {
    const { path, id } = await hooked({
      signature: { scheme: 'hmac', header: 'x-hub-signature-256', prefix: 'sha256=', secret: 's' },
    });
    const first = await deliver(path, signed('s', '{"n":1}'));
    expect(runIdOf(await deliver(path, signed('s', '{"n":1}')))).toBe(runIdOf(first));
    expect(runIdOf(await deliver(path, signed('s', '{"n":2}')))).not.toBe(runIdOf(first));
    expect(await runsOf(id)).toBe(2);
  });

  test('events of Stripe and Slack are known by the id within', async () => {
    const stripe = await hooked({ signature: { scheme: 'stripe', secret: 's' } });
    const seconds = Math.floor(Date.now() / 1_000);
    const ofStripe = (time: number, body: string) => {
      const mac = createHmac('sha256', 's').update(`${time}.${body}`).digest('hex');
      return deliver(stripe.path, {
        body,
        headers: { 'content-type': 'application/json', 'stripe-signature': `t=${time},v1=${mac}` },
      });
    };
    const first = await ofStripe(seconds, '{"id":"evt_1","pending_webhooks":2}');
    expect(runIdOf(await ofStripe(seconds - 3, '{"id":"evt_1","pending_webhooks":1}'))).toBe(runIdOf(first));
    const slack = await hooked({ signature: { scheme: 'slack', secret: 's' } });
    const ofSlack = (time: number) => {
      const body = '{"event_id":"Ev1"}';
      const mac = createHmac('sha256', 's').update(`v0:${time}:${body}`).digest('hex');
      const headers = {
        'content-type': 'application/json',
        'x-slack-signature': `v0=${mac}`,
        'x-slack-request-timestamp': String(time),
      };
      return deliver(slack.path, { body, headers });
    };
    expect(runIdOf(await ofSlack(seconds))).toBe(runIdOf(await ofSlack(seconds - 5)));
  });

  test('without an id and a signature there are none', async () => {
    const { path, id } = await hooked();
    await Promise.all(Array.from({ length: 3 }, () => deliver(path, { body: { a: 1 } })));
    expect(await runsOf(id)).toBe(3);
  });

  test('a start that the workflow skips is told, and starts once there is room', async () => {
    const { path } = await hooked({}, { concurrency: { limit: 1, policy: 'skip' } });
    const first = await deliver(path, { body: { wait: true } });
    const headers = { 'webhook-id': 'later' };
    expect(codeOf(await deliver(path, { body: {}, headers }))).toEqual([409, 'CONCURRENCY_SKIPPED']);
    await api.call('POST', `/v1/runs/${runIdOf(first)}/cancel`);
    await eventually(async () => (await deliver(path, { body: {}, headers })).status === 202);
  });
});

describe('signatures', () => {
  const github = (keys: object) => hooked({ signature: { scheme: 'github', ...keys } });
  const refused = [401, 'WEBHOOK_SIGNATURE_INVALID'];

  test('are asked for, and checked over the raw bytes', async () => {
    const { path, id } = await github({ secret: 'shared' });
    expect(codeOf(await deliver(path, { body: { a: 1 } }))).toEqual(refused);
    expect(codeOf(await deliver(path, signed('other', '{"a":1}')))).toEqual(refused);
    expect(codeOf(await deliver(path, { ...signed('shared', '{"a":1}'), body: '{"a": 1}' }))).toEqual(refused);
    // A broken body is told to those alone who signed it.
    const json = { 'content-type': 'application/json' };
    expect(codeOf(await deliver(path, signed('other', '{"a":', json)))).toEqual(refused);
    expect(codeOf(await deliver(path, signed('shared', '{"a":', json)))).toEqual([400, 'INVALID_JSON']);
    expect(await runsOf(id)).toBe(0);
    expect((await deliver(path, signed('shared', '{"a":1}', json))).status).toBe(202);
  });

  test('of an hour ago are too old', async () => {
    const { path } = await hooked({ signature: { scheme: 'slack', secret: 's' } });
    const old = String(Math.floor(Date.now() / 1_000) - 3_600);
    const mac = createHmac('sha256', 's').update(`v0:${old}:{}`).digest('hex');
    const headers = { 'x-slack-signature': `v0=${mac}`, 'x-slack-request-timestamp': old };
    const answer = await deliver(path, { body: Buffer.from('{}'), headers });
    expect(codeOf(answer)).toEqual(refused);
    expect(answer.text).toContain('more than 300 seconds ago');
  });

  test('secrets are exchanged one for another, and no answer ever shows one', async () => {
    const { path, id } = await github({ secret: 'canary-old' });
    const change = (secret: unknown) =>
      api.call('PUT', `/v1/workflows/${id}`, {
        body: { trigger: { type: 'webhook', path, signature: { scheme: 'github', secret } } },
      });
    const both = await change(['canary-new', '***']);
    expect(both.json).toMatchObject({ version: 2, trigger: { signature: { secret: ['***', '***'] } } });
    expect((await deliver(path, signed('canary-old', '1'))).status).toBe(202);
    expect((await deliver(path, signed('canary-new', '2'))).status).toBe(202);
    const one = await change('***');
    expect(one.json).toMatchObject({ version: 3, trigger: { signature: { secret: '***' } } });
    expect((await deliver(path, signed('canary-new', '3'))).status).toBe(202);
    expect(codeOf(await deliver(path, signed('canary-old', '4')))).toEqual(refused);
    // Only the secret changes: that is a version too.
    expect((await change('canary-third')).json).toMatchObject({ version: 4 });
    expect((await deliver(path, signed('canary-third', '5'))).status).toBe(202);
    expect((await change('***')).json).toMatchObject({ version: 4 });
    const tooMany = await change(['***', '***']);
    expect(tooMany.json).toMatchObject({ status: 400, errors: [{ pointer: '/trigger/signature/secret/1' }] });
    const shown = await Promise.all(
      ['', '/versions', '/versions/1', '/versions/4'].map((part) => api.call('GET', `/v1/workflows/${id}${part}`)),
    );
    const list = await api.call('GET', '/v1/workflows?trigger=webhook&limit=200');
    const audit = await api.call('GET', `/v1/audit?target=${id}`);
    for (const { text } of [...shown, list, both, one, audit]) expect(text).not.toContain('canary-');
    expect(api.logs.join('')).not.toContain('canary-');
  });

  test('connections hold secrets as well, and a missing one lets nobody in', async () => {
    const make = async (name: string, type: string, value: object) =>
      (await api.call('POST', '/v1/connections', { body: { name, type, value } })).json as { id: string };
    const first = await make('hook-one', 'webhook-secret', { secret: 'from-one' });
    await make('hook-two', 'bearer', { token: 'from-two' });
    const { path } = await github({ connection: ['hook-one', 'hook-two'] });
    expect((await deliver(path, signed('from-one', '1'))).status).toBe(202);
    expect((await deliver(path, signed('from-two', '2'))).status).toBe(202);
    await api.call('DELETE', `/v1/connections/${first.id}`);
    expect(codeOf(await deliver(path, signed('from-one', '3')))).toEqual(refused);
    expect((await deliver(path, signed('from-two', '4'))).status).toBe(202);
    await make('hook-basic', 'basic', { username: 'u', password: 'p' });
    const signature = { scheme: 'github', connection: ['hook-basic', 'nobody'] };
    const wrong = await api.call('POST', '/v1/workflows', {
      body: { name: 'x', trigger: { type: 'webhook', path: 'x', signature } },
    });
    expect(wrong.json).toMatchObject({
      errors: [{ pointer: '/trigger/signature/connection/0' }, { pointer: '/trigger/signature/connection/1' }],
    });
  });
});

test('a caller has so many deliveries a minute to one path', async () => {
  const limited = await openTestApi({ settings: { webhookLimitPerMinute: 3 } });
  try {
    const make = async (path: string) => {
      const body = { name: 'limited', trigger: { type: 'webhook', path } };
      expect((await limited.call('POST', '/v1/workflows', { body })).status).toBe(201);
    };
    await make('limited');
    await make('other');
    const to = (path: string) => send(limited.port, { method: 'POST', path: `/v1/hooks/${path}` });
    for (let count = 0; count < 3; count += 1) expect((await to('limited')).status).toBe(202);
    const refused = await to('limited');
    expect(codeOf(refused)).toEqual([429, 'RATE_LIMITED']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await to('other')).status).toBe(202);
  } finally {
    await limited.close();
  }
});
