import type { ServerResponse } from 'node:http';
import { createClient } from './client.ts';
import { isPerduraError, type PerduraError } from './errors.ts';
import {
  events,
  hangUp,
  json,
  problem,
  type ScriptedServer,
  silence,
  startScriptedServer,
} from './testing/scripted-server.ts';

let server: ScriptedServer;
let client: ReturnType<typeof createClient>;

beforeAll(async () => {
  server = await startScriptedServer();
  client = createClient({ baseUrl: `${server.url}/base/`, apiKey: 'claw_key', organizationId: 'org', locale: 'en' });
});

afterAll(() => server?.close());

const failureOf = async (work: Promise<unknown>): Promise<PerduraError> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!isPerduraError(error)) throw new Error(`Expected an error of the SDK, found ${String(error)}`);
  return error;
};

describe('a request', () => {
  test('carries the credential, the organization and the language, and keeps the path of the base', async () => {
    server.script(json(200, { data: [], next: null, previous: null }));
    await client.workflows.listFlows({ status: ['ENABLED', 'DISABLED'], limit: 5, folderId: undefined });
    expect(server.seen).toHaveLength(1);
    expect(server.seen[0]).toMatchObject({
      method: 'GET',
      url: '/base/v1/flows?status=ENABLED%2CDISABLED&limit=5',
      headers: { 'x-api-key': 'claw_key', 'x-organization-id': 'org', 'accept-language': 'en' },
    });
  });

  test('asks for the token that holds now, and writes over what was read', async () => {
    let count = 0;
    const token = () => {
      count += 1;
      return Promise.resolve(`claws_${count}`);
    };
    const session = createClient({ baseUrl: server.url, accessToken: token });
    server.script(json(200, {}));
    await session.workflows.saveDraft('w', {}, { ifMatch: '"3"' });
    await session.workflows.getDraft('w');
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer claws_1', 'Bearer claws_2']);
    expect(server.seen[0]?.headers['if-match']).toBe('"3"');
  });

  test('shows no credential where none is asked for', async () => {
    server.script((response) => response.writeHead(200, { 'x-run-id': 'r1', 'x-webhook-id': 'w1' }).end('{}'));
    const triggered = await client.workflows.triggerFlow('flow', { a: 1 });
    expect(triggered).toEqual({ runId: 'r1', webhookId: 'w1' });
    expect(Object.keys(server.seen[0]?.headers ?? {})).not.toEqual(expect.arrayContaining(['x-api-key']));
    expect(server.seen[0]).toMatchObject({ body: '{"a":1}', headers: { 'idempotency-key': expect.any(String) } });
  });

  test('takes the credential nowhere else', async () => {
    const elsewhere = (response: ServerResponse) => response.writeHead(302, { location: `${server.url}/other` }).end();
    server.script(elsewhere, json(200, {}));
    expect(await failureOf(client.workflows.listFlows())).toMatchObject({ status: 302, code: 'HTTP_302' });
    expect(server.seen).toHaveLength(1);
  });

  test('keeps names in their place of the path', async () => {
    server.script(json(200, {}));
    await client.workflows.getPiece('@activepieces/piece-webhook');
    expect(server.seen[0]?.url).toBe('/base/v1/pieces/%40activepieces%2Fpiece-webhook');
    await expect(client.tools.get('..')).rejects.toThrow('cannot stand in a path');
    await expect(client.tools.get('')).rejects.toThrow('expected name to be a non-empty text');
  });

  test('goes through a gateway where the client is told to', async () => {
    server.script(json(200, { data: [], next: null, previous: null, runs: [], total: 0, nextCursor: null }));
    const behind = createClient({ baseUrl: server.url, apiKey: 'k', gateway: true });
    await behind.workflows.listFlows();
    await behind.runs.list();
    expect(server.seen.map(({ url }) => url)).toEqual(['/activepieces/v1/flows', '/v1/runs']);
  });

  test('of any route is made as well, and read as it comes', async () => {
    server.script(json(201, { id: 'x' }), (response) => response.writeHead(204).end());
    const made = await client.request('post', '/v1/flows', { body: { displayName: 'x' }, query: { projectId: 'p' } });
    expect(made).toEqual({ id: 'x' });
    expect(await client.request('DELETE', '/v1/flows/x')).toBeUndefined();
    expect(server.seen[0]).toMatchObject({ method: 'POST', url: '/base/v1/flows?projectId=p' });
  });
});

describe('a failure', () => {
  test('is an error of its status with its code, its faults and the request', async () => {
    const faults = [{ pointer: '/nodes/0', message: 'is missing' }];
    const document = {
      title: 'Invalid',
      detail: 'Not valid',
      code: 'VALIDATION_FAILED',
      errors: faults,
      requestId: 'r',
    };
    server.script(json(400, document));
    const error = await failureOf(client.workflows.create({ name: '' }));
    expect(error).toMatchObject({ name: 'InvalidRequestError', status: 400, errors: faults, requestId: 'r' });
    expect(error.message).toBe('Not valid (/nodes/0: is missing) [400 VALIDATION_FAILED]');
    expect(isPerduraError(error, 'VALIDATION_FAILED')).toBe(true);
    expect(isPerduraError(error, 'CONFLICT')).toBe(false);
    expect(isPerduraError(new Error('x'))).toBe(false);
  });

  test.each([
    [401, 'UnauthenticatedError'],
    [403, 'ForbiddenError'],
    [404, 'NotFoundError'],
    [409, 'ConflictError'],
    [410, 'NotFoundError'],
    [412, 'PreconditionFailedError'],
    [422, 'UnprocessableError'],
    [418, 'PerduraError'],
  ])('%i is a %s', async (status, name) => {
    server.script(problem(status, 'SOME_CODE'));
    expect(await failureOf(client.runs.get('r'))).toMatchObject({ name, status, code: 'SOME_CODE' });
    expect(server.seen).toHaveLength(1);
  });

  test('of a proxy in front is one too', async () => {
    server.script((response) => response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>no</h1>'));
    const error = await failureOf(client.runs.get('r'));
    expect(error).toMatchObject({ status: 404, code: 'HTTP_404', body: '<h1>no</h1>' });
    server.script((response) => response.writeHead(200, { 'content-type': 'application/json' }).end('<h1>'));
    expect(await failureOf(client.runs.get('r'))).toMatchObject({ code: 'UNREADABLE_ANSWER' });
    server.script(json(200, { nothing: true }));
    expect(await failureOf(client.runs.list())).toMatchObject({ code: 'UNREADABLE_ANSWER' });
  });
});

describe('a repeat', () => {
  test.each([
    ['a broken connection', hangUp],
    ['too many requests', problem(429, 'RATE_LIMITED')],
    ['a server that is away', problem(503, 'DATABASE_UNAVAILABLE')],
    ['a proxy’s time limit', problem(408, 'REQUEST_TIMEOUT')],
  ])('follows %s, with the same key', async (_what, failure) => {
    server.script(failure, json(202, { runId: 'r', status: 'pending', message: '' }));
    expect(await client.workflows.run('w', {})).toMatchObject({ runId: 'r' });
    const keys = server.seen.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), keys[0]]);
  });

  test('of a form has the same bytes, by which the server knows it', async () => {
    server.script(hangUp, problem(503, 'DATABASE_UNAVAILABLE'), json(200, {}));
    const form = new FormData();
    form.set('name', 'snow');
    form.set('photo', new Blob(['pixels'], { type: 'image/png' }), 'snow.png');
    await client.workflows.triggerFlow('f', form);
    const sent = server.seen.map(({ body, headers }) => ({
      ...{ body, type: headers['content-type'], key: headers['idempotency-key'] },
    }));
    expect(sent).toEqual([sent[0], sent[0], sent[0]]);
    expect(sent[0]?.type).toMatch(/^multipart\/form-data; ?boundary=/);
    const read = await new Response(sent[0]?.body, { headers: { 'content-type': sent[0]?.type ?? '' } }).formData();
    expect([read.get('name'), await (read.get('photo') as File).text()]).toEqual(['snow', 'pixels']);
  });

  test('has an own key for each call, or the caller’s', async () => {
    server.script(json(202, {}));
    await client.workflows.run('w');
    await client.workflows.run('w');
    await client.workflows.run('w', undefined, { idempotencyKey: 'mine', wait: 1 });
    const [one, other, own] = server.seen.map(({ headers }) => headers['idempotency-key']);
    expect(one).not.toBe(other);
    expect(own).toBe('mine');
    expect(server.seen[2]?.url).toContain('?wait=1');
  });

  test('of what may have been done already, and knows no key, is left to the caller', async () => {
    server.script(problem(503, 'DATABASE_UNAVAILABLE'));
    await failureOf(client.workflows.createFlow({ displayName: 'x' }));
    await failureOf(client.workflows.saveDraft('w', {}, { ifMatch: '"1"' }));
    expect(server.seen).toHaveLength(2);
    server.script(problem(429, 'RATE_LIMITED'), json(201, { id: 'f' }));
    expect(await client.workflows.createFlow({ displayName: 'x' })).toEqual({ id: 'f' });
  });

  test('ends after as many as are wanted', async () => {
    server.script(problem(503, 'DATABASE_UNAVAILABLE'));
    expect(await failureOf(client.runs.get('r'))).toMatchObject({ name: 'ServerError' });
    expect(server.seen).toHaveLength(3);
    await failureOf(client.runs.get('r', { retries: 0 }));
    expect(server.seen).toHaveLength(4);
  });

  test('is none where a run was started, which goes on', async () => {
    server.script(problem(408, 'RUN_UNANSWERED', { 'x-run-id': 'run-1' }));
    const error = await failureOf(client.workflows.triggerFlowSync('f', {}));
    expect(error).toMatchObject({ name: 'TimeoutError', runId: 'run-1' });
    expect(server.seen).toHaveLength(1);
  });

  test('of an event is the same event', async () => {
    server.script(hangUp, json(202, { eventId: 'e', runIds: [], duplicate: true }));
    await client.events.publish({ type: 'order.paid', data: {} });
    const [first, second] = server.seen.map(({ body }) => JSON.parse(body) as { id: string });
    expect(first?.id).toEqual(expect.any(String));
    expect(second).toEqual(first);
  });
});

describe('a call', () => {
  test('ends at its time limit', async () => {
    server.script(silence);
    const error = await failureOf(client.runs.get('r', { timeoutMs: 3_000, retries: 1 }));
    expect(error).toMatchObject({ name: 'TimeoutError', code: 'TIMED_OUT', status: null });
    expect(server.seen).toHaveLength(2);
  });

  test('ends with its signal, at once', async () => {
    const controller = new AbortController();
    server.script(() => controller.abort());
    expect(await failureOf(client.runs.get('r', { signal: controller.signal }))).toMatchObject({ code: 'ABORTED' });
    expect(await failureOf(client.runs.get('r', { signal: controller.signal }))).toMatchObject({ code: 'ABORTED' });
    expect(server.seen).toHaveLength(1);
  });

  test('tells what kept it from the server', async () => {
    const away = createClient({ baseUrl: 'http://127.0.0.1:1', retries: 0 });
    const error = await failureOf(away.runs.get('r'));
    expect(error).toMatchObject({ name: 'ConnectionError', code: 'CONNECTION_FAILED' });
    expect(error.message).toContain('GET /v1/runs/r: fetch failed: ');
    expect(() => createClient({ baseUrl: 'perdura.example.com' })).toThrow('expected an http or https address');
  });
});

describe('a list', () => {
  const pages = (items: string) =>
    [
      json(200, { [items]: [{ id: 'a' }, { id: 'b' }], total: 3, nextCursor: 'c1', next: 'c1', previous: null }),
      json(200, { [items]: [{ id: 'c' }], total: 3, nextCursor: null, next: null, previous: 'c0' }),
    ] as const;

  test('is its first page when it is awaited, and all its items when it is iterated', async () => {
    server.script(...pages('runs'));
    const list = client.runs.list({ limit: 2 });
    expect((await list).runs).toHaveLength(2);
    const ids: string[] = [];
    for await (const { id } of list) ids.push(id);
    expect(ids).toEqual(['a', 'b', 'c']);
    expect(server.seen.map(({ url }) => url)).toEqual(['/base/v1/runs?limit=2', '/base/v1/runs?limit=2&cursor=c1']);
  });

  test('of the flow engine goes on likewise, as far as it is wanted', async () => {
    server.script(...pages('data'));
    expect(await client.workflows.listFlows().all()).toHaveLength(3);
    server.script(...pages('data'));
    expect(await client.workflows.listFlows().all(2)).toHaveLength(2);
    expect(server.seen).toHaveLength(1);
    server.script(...pages('data'));
    expect(await client.workflows.listFlows().all(0)).toEqual([]);
  });

  test('that goes in a circle ends', async () => {
    server.script(json(200, { runs: [{ id: 'a' }], total: 1, nextCursor: 'same' }));
    expect(await client.runs.list().all()).toHaveLength(2);
  });

  test('whose page cannot be had rejects wherever it is read', async () => {
    server.script(problem(403, 'FORBIDDEN'));
    expect(await failureOf(client.runs.list())).toMatchObject({ status: 403 });
    expect(await failureOf(client.runs.list().all())).toMatchObject({ status: 403 });
  });
});

describe('a stream', () => {
  const told = (id: number, event: string, data: object) =>
    `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

  test('goes on after the last event when its connection breaks, and ends with the run', async () => {
    server.script(
      events([': hello\n\n', told(1, 'run', { status: 'running' }), told(2, 'step', { nodeId: 'a' })], {
        broken: true,
      }),
      problem(503, 'DATABASE_UNAVAILABLE'),
      events([told(3, 'run', { status: 'completed' })]),
    );
    const found: string[] = [];
    for await (const { id, event } of client.runs.stream('r')) found.push(`${id} ${event}`);
    expect(found).toEqual(['1 run', '2 step', '3 run']);
    expect(server.seen.map(({ url }) => new URL(url, server.url).searchParams.get('lastEventId'))).toEqual([
      null,
      '2',
      '2',
    ]);
  });

  test('with nothing more to tell ends', async () => {
    server.script((response) => response.writeHead(204).end());
    for await (const event of client.runs.stream('r', { lastEventId: '9' })) throw new Error(`told ${event.id}`);
    expect(server.seen[0]?.url).toBe('/base/v1/runs/r/events?lastEventId=9');
  });

  test('of a run that is not there is refused', async () => {
    server.script(problem(404, 'RUN_NOT_FOUND'));
    expect(await failureOf(client.runs.waitForRun('r'))).toMatchObject({ code: 'RUN_NOT_FOUND' });
  });

  test('is waited for until its end, or as long as there is time', async () => {
    server.script(events([told(1, 'run', { status: 'failed' })]), json(200, { id: 'r', status: 'failed' }));
    const seen: string[] = [];
    const run = await client.runs.waitForRun('r', { onEvent: ({ event }) => seen.push(event), timeoutMs: 60_000 });
    expect([run.status, seen]).toEqual(['failed', ['run']]);
    server.script((response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders());
    const late = await failureOf(client.runs.waitForRun('r', { timeoutMs: 50 }));
    expect(late).toMatchObject({ name: 'TimeoutError', runId: 'r' });
  });

  test('stops when nobody reads on, or the signal says so', async () => {
    const controller = new AbortController();
    server.script((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(told(1, 'run', { status: 'running' }));
    });
    for await (const _event of client.runs.streamAll({ status: ['running'] })) break;
    const reading = (async () => {
      for await (const _event of client.runs.stream('r', { signal: controller.signal })) controller.abort();
    })();
    expect(await failureOf(reading)).toMatchObject({ code: 'ABORTED' });
  });

  test('of lines is read line by line', async () => {
    server.script((response) =>
      response.writeHead(200, { 'content-type': 'application/x-ndjson' }).end('{"a":1}\n{"b":'.concat('2}\r\n3')),
    );
    const lines: string[] = [];
    for await (const line of client.runs.export({ status: 'failed' })) lines.push(line);
    expect(lines).toEqual(['{"a":1}', '{"b":2}', '3']);
  });
});
