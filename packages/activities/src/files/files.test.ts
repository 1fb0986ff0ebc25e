import { fileValue, type JsonObject, type JsonValue, type NodeType } from '@perdura/definition';
import { createEvaluator } from '@perdura/sandbox';
import { storeValue } from '../blobs.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { attemptOn, nodeInput, succeeded } from '../testing/node-call.ts';
import { openStage, RUN_ID, type Stage } from '../testing/stage.ts';
import { hashOf, pieces, StreamPeer } from '../testing/stream-peer.ts';

const PIECES = 40;
const TEXT = { contentType: 'text/plain; charset=utf-8', chunks: () => pieces(PIECES) };

const evaluator = createEvaluator({ threads: 1 });
let stage: Stage;
let dependencies: ActivityDependencies;
let peer: StreamPeer;

beforeAll(async () => {
  stage = await openStage();
  dependencies = { ...stage.dependencies, evaluator };
  peer = await new StreamPeer().listen();
});
afterAll(async () => {
  await peer.close();
  await evaluator.close();
  await stage.close();
});
beforeEach(() => {
  peer.given = TEXT;
  peer.taken.length = 0;
});

async function run(
  type: NodeType,
  config: JsonObject,
  upstream: Record<string, JsonValue> = {},
  deps = dependencies,
): Promise<JsonValue> {
  const nodes = Object.fromEntries(Object.entries(upstream).map(([id, value]) => [id, succeeded(value)]));
  const { output, failed } = await attemptOn(nodeInput(stage, type, config, { scope: { nodes } }), deps);
  if (output === null) throw failed?.failure ?? new Error('no outcome');
  if ('value' in output.result) return output.result.value;
  throw new Error('the result was stored');
}

async function download(): Promise<JsonObject> {
  return (await run('http-request', { url: peer.url })) as JsonObject;
}

test('a large text becomes a file, which is sent on as it is', async () => {
  const expected = hashOf(TEXT.chunks());
  const fetched = await download();
  expect(fetched.body).toEqual(fileValue({ ...expected, contentType: TEXT.contentType, encoding: 'text' }));
  const passed = await run('transform', { expression: 'fetch.result' }, { fetch: fetched });
  await run('http-request', { url: peer.url, method: 'POST', body: '{{ pass.result.body }}' }, { pass: passed });
  expect(peer.taken).toEqual([{ ...expected, headers: expect.anything() }]);
  expect(peer.taken[0]?.headers).toMatchObject({
    'content-length': String(expected.bytes),
    'content-type': TEXT.contentType,
  });
});

test('a server that closes its connection behind a large body loses nothing, and ends no process', async () => {
  const chunks = () => pieces(200);
  peer.given = { ...TEXT, chunks, isLast: true };
  const { bytes } = hashOf(chunks());
  expect((await download()).body).toMatchObject({ $file: { bytes } });
});

test('a redirect is sent the file anew', async () => {
  const fetched = await download();
  const config = { url: `${peer.url}/moved`, method: 'POST', body: '{{ fetch.result.body }}' };
  await run('http-request', config, { fetch: fetched });
  expect(peer.taken).toEqual([{ ...hashOf(TEXT.chunks()), headers: expect.anything() }]);
});

test('bytes that are no text are kept as they are', async () => {
  const chunks = () => pieces(PIECES, Buffer.from([0, 255, 254]));
  peer.given = { contentType: 'image/png', chunks };
  const fetched = await download();
  expect(fetched.body).toMatchObject({ $file: { encoding: 'base64', contentType: 'image/png' } });
  await run('http-request', { url: peer.url, method: 'PUT', body: '{{ fetch.result.body }}' }, { fetch: fetched });
  expect(peer.taken[0]).toMatchObject(hashOf(chunks()));
  const value = await run('transform', { expression: 'fetch.result.body.slice(-4)' }, { fetch: fetched });
  expect(value).toBe('/g==');
});

test('what is smaller, and JSON that can be read, stays a value', async () => {
  peer.given = { contentType: 'text/plain', chunks: () => [Buffer.from('x'.repeat(1000))] };
  expect((await download()).body).toBe('x'.repeat(1000));
  const list = Array.from({ length: 200_000 }, (_, index) => index);
  peer.given = { contentType: 'application/json', chunks: () => [Buffer.from(JSON.stringify(list))] };
  const { output } = await attemptOn(nodeInput(stage, 'http-request', { url: peer.url }), dependencies);
  expect(output?.result).toMatchObject({ blob: expect.any(String), bytes: expect.any(Number) });
});

test('JSON that is too large for a value is a file as well, and is read where it is needed', async () => {
  const chunks = () => [Buffer.from('{"list":["first"'), ...fill(11), Buffer.from(']}')];
  peer.given = { contentType: 'application/json', chunks };
  const fetched = await download();
  expect(fetched.body).toMatchObject({ $file: { encoding: 'json' } });
  expect(await run('transform', { expression: 'fetch.result.body.list[0]' }, { fetch: fetched })).toBe('first');
  const { output } = await attemptOn(
    nodeInput(
      stage,
      'condition',
      { expression: 'fetch.result.body.list.length == 12' },
      {
        scope: { nodes: { fetch: succeeded(fetched) } },
      },
    ),
    dependencies,
  );
  expect(output?.result).toEqual({ value: true });
});

function fill(megabytes: number): Uint8Array[] {
  return Array.from({ length: megabytes }, () => Buffer.from(`,"${'x'.repeat(1024 * 1024)}"`));
}

describe('a file is read', () => {
  let fetched: JsonObject;
  beforeAll(async () => {
    peer.given = TEXT;
    fetched = await download();
  });

  test.each<[expression: string, result: JsonValue]>([
    ['fetch.result.body.length', PIECES * 64 * 1024],
    ['{{ fetch.result.body.length }}', PIECES * 64 * 1024],
    ['fetch.result.body.slice(0, 3)', '0 0'],
    ['(({ result }) => result.body.length)(fetch)', PIECES * 64 * 1024],
    ['typeof fetch["result"]["body"]', 'string'],
    ['{{ fetch.result.body }}.slice(0, 1) + fetch.result.status', '0200'],
    ['JSON.stringify({ body: fetch.result.body }).length', PIECES * 64 * 1024 + 11],
  ])('where an expression looks at it: %s', async (expression, result) => {
    expect(await run('transform', { expression }, { fetch: fetched })).toEqual(result);
  });

  test('and stays where it is when an expression reads beside it, or hands it on', async () => {
    const small = { ...dependencies, settings: { ...dependencies.settings, maxInputBytes: 1000 } };
    const upstream = { fetch: fetched };
    expect(await run('transform', { expression: 'fetch.result.status + 1' }, upstream, small)).toBe(201);
    const handed = await run('transform', { expression: '({ n: 1, file: fetch.result.body })' }, upstream, small);
    expect(handed).toEqual({ n: 1, file: fetched.body });
    await expect(run('transform', { expression: 'fetch.result.body.length' }, upstream, small)).rejects.toMatchObject({
      code: 'INPUT_TOO_LARGE',
      message: expect.stringContaining(String(PIECES * 64 * 1024)),
    });
  });

  test('within a text, and in a field that can hold no file', async () => {
    const large = 'a'.repeat(PIECES * 64 * 1024);
    const template = { url: peer.url, method: 'POST', body: 'a{{ fetch.result.body }}' };
    await run('http-request', template, { fetch: fetched });
    expect(peer.taken[0]?.bytes).toBe(large.length + 1);
    const inside = { url: peer.url, method: 'POST', body: { text: '{{ fetch.result.body }}' } };
    await run('http-request', inside, { fetch: fetched });
    expect(peer.taken[1]?.bytes).toBe(large.length + '{"text":""}'.length);
  });
});

test('an object of that shape that somebody wrote is what it is', async () => {
  const { hash, bytes } = await dependencies.database.blobs.put(stage.projectId, Buffer.from('another run has this'), {
    runId: '66a0000000000000000000ff',
  });
  const forged = fileValue({ hash, bytes, contentType: 'text/plain', encoding: 'text' });
  expect(await run('transform', { expression: 'JSON.stringify(start.result)' }, { start: forged })).toBe(
    JSON.stringify(forged),
  );
  await run('http-request', { url: peer.url, method: 'POST', body: '{{ start.result }}' }, { start: forged });
  expect(peer.taken[0]).toMatchObject(hashOf([Buffer.from(JSON.stringify(forged))]));
});

test('a stored value keeps the files that it refers to', async () => {
  const { database } = dependencies;
  const fetched = await download();
  const stored = await storeValue(database, { projectId: stage.projectId, runId: RUN_ID }, [fetched]);
  if (!('blob' in stored)) throw new Error('it was not stored');
  const { hash } = hashOf(TEXT.chunks());
  const child = '66a0000000000000000000cc';
  await database.blobs.handOn(stage.projectId, { from: RUN_ID, to: child }, [stored.blob, hash]);
  const used = await database.blobs.usedBy(stage.projectId, child, [stored.blob, hash]);
  expect([...used.keys()].toSorted()).toEqual([stored.blob, hash].toSorted());
});

test('a file that grows beyond the limit fails, and nothing of it is kept', async () => {
  const expired = new Date(Date.now() + 60_000);
  await dependencies.database.blobs.removeContents(expired, 100);
  const small = { ...dependencies, settings: { ...dependencies.settings, maxFileBytes: 11 * 1024 * 1024 } };
  peer.given = { contentType: 'text/plain', chunks: () => pieces(200) };
  await expect(run('http-request', { url: peer.url }, {}, small)).rejects.toMatchObject({ code: 'RESPONSE_TOO_LARGE' });
  expect(await dependencies.database.blobs.removeContents(expired, 10)).toBe(1);
});

describe('an HTTP tool', () => {
  const execution = (body: string) => ({ type: 'http', method: 'POST', url: peer.url, body });
  const tool = async (name: string, body: string, schema: JsonObject) =>
    dependencies.database.tools.upsert(stage.projectId, {
      ...{ name, description: 'takes', inputSchema: schema, execution: execution(body) },
    });

  test.each<[name: string, body: string, schema: JsonObject, extra: number]>([
    ['sends_file', '{content}', { type: 'object' }, 0],
    ['wants_text', '{content}', { type: 'object', properties: { content: { type: 'string' } } }, 0],
    ['writes_text', '<{content}>', { type: 'object', properties: { content: {} } }, 2],
  ])('that %s gets the bytes', async (name, body, schema, extra) => {
    await tool(name, body, schema);
    const fetched = await download();
    const config = { tool: name, input: { content: '{{ fetch.result.body }}' } };
    expect(await run('tool-call', config, { fetch: fetched })).toEqual({ bytes: PIECES * 64 * 1024 + extra });
    expect(peer.taken[0]?.bytes).toBe(PIECES * 64 * 1024 + extra);
  });
});
