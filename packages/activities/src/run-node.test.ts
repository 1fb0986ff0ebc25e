import type { JsonObject, NodeType } from '@perdura/definition';
import type { NodeActivityInput, NodeOutcome } from '@perdura/definition/run';
import { createEvaluator } from '@perdura/sandbox';
import { attemptSignal } from './attempt-signal.ts';
import { storeValue, toValueRef } from './blobs.ts';
import { type ActivityDependencies, DEFAULT_ACTIVITY_SETTINGS } from './dependencies.ts';
import { type Attempt, AttemptFailed, runNode } from './run-node.ts';
import { answerJson, HttpPeer } from './testing/http-peer.ts';
import { contextOn, openStage, RUN_ID, type Stage } from './testing/stage.ts';

const evaluator = createEvaluator({ threads: 1 });
let stage: Stage;
let dependencies: ActivityDependencies;
let peer: HttpPeer;

beforeAll(async () => {
  stage = await openStage();
  dependencies = { ...stage.dependencies, evaluator };
  peer = await new HttpPeer().listen();
});
afterAll(async () => {
  await peer.close();
  await evaluator.close();
  await stage.close();
});

function inputOf(
  type: NodeType,
  config: JsonObject,
  scope: Partial<NodeActivityInput['scope']> = {},
): NodeActivityInput {
  const { run } = contextOn(stage);
  const empty = { trigger: { value: null }, nodes: {} };
  return {
    run,
    node: { id: 'probe', type, config },
    iteration: '0',
    now: new Date().toISOString(),
    scope: { ...empty, ...scope },
  };
}

function attemptWith(signal = new AbortController().signal): Attempt {
  return { number: 3, signal, heartbeat: () => undefined };
}

function succeeded(result: NodeOutcome['result']): NodeOutcome {
  return { status: 'success', result, error: null };
}

async function failureOf(running: Promise<unknown>): Promise<AttemptFailed> {
  const error = await running.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(AttemptFailed);
  return error as AttemptFailed;
}

describe('a condition', () => {
  test.each<[expression: string, result: boolean, warning: RegExp | null]>([
    ['fetch.result.count > 2', true, null],
    ['{{ fetch.result.count }} > 5', false, null],
    ['fetch.result.ready', true, null],
    ['{{ fetch.result.ready }}', true, null],
    ['fetch.result.count', true, /gave a number .* counts as true/],
    ['""', false, /gave a text .* counts as false/],
    ['[]', true, /gave a list .* counts as true/],
    ['({})', true, /gave an object .* counts as true/],
    ['"false"', true, /gave a text .* counts as true/],
    ['fetch.result.missing', false, /fetch.result.missing is missing/],
  ])('%s', async (expression, result, warning) => {
    const nodes = { fetch: succeeded({ value: { count: 3, ready: true } }) };
    const output = await runNode(inputOf('condition', { expression }, { nodes }), attemptWith(), dependencies);
    expect(output).toMatchObject({ result: { value: result }, label: String(result), attempt: 3 });
    if (warning === null) expect(output.warnings).toEqual([]);
    else expect(output.warnings.join('\n')).toMatch(warning);
    expect(Date.parse(output.completedAt)).toBeGreaterThanOrEqual(Date.parse(output.startedAt));
  });

  test('of a plain path needs no evaluator', async () => {
    const without = { ...dependencies, evaluator: stage.dependencies.evaluator };
    const input = inputOf('condition', { expression: 'trigger.data.ok' }, { trigger: { value: { ok: true } } });
    expect((await runNode(input, attemptWith(), without)).label).toBe('true');
  });
});

describe('scope', () => {
  test('loads blobs, each where the config reads it', async () => {
    const { database } = stage.dependencies;
    const large = await storeValue(
      database,
      { projectId: stage.projectId, runId: RUN_ID },
      { text: '值'.repeat(20_000) },
    );
    const input = inputOf(
      'condition',
      { expression: 'fetch.result.text.length === 20000 && trigger.data.text === item.text && nodes["my-id"].result' },
      {
        trigger: large,
        nodes: { fetch: succeeded(large), 'my-id': succeeded({ value: true }) },
        locals: { item: large },
      },
    );
    expect((await runNode(input, attemptWith(), dependencies)).result).toEqual({ value: true });
  });

  test('a trigger that nothing reads is not loaded', async () => {
    const gone = { blob: 'f'.repeat(64), bytes: 100_000 };
    const unread = inputOf('condition', { expression: 'run.version === 1' }, { trigger: gone });
    expect((await runNode(unread, attemptWith(), dependencies)).label).toBe('true');
    const read = inputOf('condition', { expression: 'trigger.data.x' }, { trigger: gone });
    const { failure } = await failureOf(runNode(read, attemptWith(), dependencies));
    expect(failure).toMatchObject({ code: 'BLOB_MISSING', retryable: false });
  });

  test('more than may be read at once is refused before it is loaded', async () => {
    const huge = { blob: 'e'.repeat(64), bytes: 65 * 1024 * 1024 };
    const input = inputOf('condition', { expression: 'fetch.result.x' }, { nodes: { fetch: succeeded(huge) } });
    const { failure } = await failureOf(runNode(input, attemptWith(), dependencies));
    expect(failure).toMatchObject({ code: 'INPUT_TOO_LARGE', retryable: false });
  });

  test('another project does not get the blob', async () => {
    const { database } = stage.dependencies;
    const reference = await storeValue(
      database,
      { projectId: stage.projectId, runId: RUN_ID },
      { secret: 'of this project' },
    );
    const input = inputOf(
      'condition',
      { expression: 'fetch.result.secret' },
      { nodes: { fetch: succeeded(reference) } },
    );
    const foreign = { ...input, run: { ...input.run, projectId: 'a'.repeat(24) } };
    expect((await failureOf(runNode(foreign, attemptWith(), dependencies))).failure.code).toBe('BLOB_MISSING');
  });
});

describe('results', () => {
  test('an http-request is rendered, sent and answered', async () => {
    peer.answer = answerJson({ ok: true });
    const config = {
      url: `${peer.url}/{{ trigger.data.path }}`,
      method: 'post',
      body: { list: '{{ [1, 2].concat(3) }}' },
    };
    const input = inputOf('http-request', config, { trigger: { value: { path: 'things' } } });
    const output = await runNode(input, attemptWith(), dependencies);
    expect(output).toMatchObject({ result: { value: { status: 200, body: { ok: true } } }, label: null, warnings: [] });
    expect(peer.last).toMatchObject({ method: 'POST', path: '/things', body: '{"list":[1,2,3]}' });
    expect(peer.last.headers['idempotency-key']).toBe(`${RUN_ID}/probe/0`);
  });

  test('over 32 KB they become blobs, the same content once', async () => {
    peer.answer = answerJson({ text: 'x'.repeat(40_000) });
    const input = inputOf('http-request', { url: peer.url, responseType: 'json' });
    const { result } = await runNode(input, attemptWith(), dependencies);
    if (!('blob' in result)) throw new Error('expected a blob');
    const stored = await stage.dependencies.database.blobs.get(stage.projectId, result.blob);
    expect(stored?.bytes).toBe(result.bytes);
    const value: unknown = JSON.parse(Buffer.from(stored?.data ?? []).toString());
    expect(value).toMatchObject({ status: 200, body: { text: 'x'.repeat(40_000) } });
    const again = await toValueRef(
      stage.dependencies.database,
      { projectId: stage.projectId, runId: RUN_ID },
      value as JsonObject,
    );
    expect(again).toEqual(result);
  });

  test('over the limit they fail for good', async () => {
    peer.answer = answerJson({ text: '值'.repeat(1_000) });
    const settings = { ...DEFAULT_ACTIVITY_SETTINGS, maxResultBytes: 2_000 };
    const running = runNode(inputOf('http-request', { url: peer.url }), attemptWith(), { ...dependencies, settings });
    expect((await failureOf(running)).failure).toMatchObject({ code: 'RESULT_TOO_LARGE', retryable: false });
  });

  test('text that cannot be stored is replaced, with a warning', async () => {
    peer.answer = (_request, response) => response.end('a\0b');
    const input = inputOf('http-request', { url: peer.url, responseType: 'text' });
    const output = await runNode(input, attemptWith(), dependencies);
    expect(output.result).toMatchObject({ value: { body: 'a\ufffdb' } });
    expect(output.warnings).toHaveLength(1);
  });
});

test('what an optional field should hold and is not there leaves the field out, with a warning', async () => {
  peer.answer = answerJson('done');
  const config = { url: peer.url, method: '{{ trigger.data.method }}', headers: '{{ trigger.data.headers }}' };
  const input = inputOf('http-request', config, { trigger: { value: {} } });
  const { result, warnings } = await runNode(input, attemptWith(), dependencies);
  expect(result).toMatchObject({ value: { body: 'done' } });
  expect(peer.last.method).toBe('GET');
  expect(warnings).toEqual([
    'trigger.data.method is missing: null was used',
    'trigger.data.headers is missing: null was used',
  ]);
});

describe('failures', () => {
  test('a config that is not valid once rendered names its field', async () => {
    const input = inputOf(
      'http-request',
      { url: '{{ trigger.data }}', timeoutMs: '{{ "soon" }}' },
      { trigger: { value: 'no url' } },
    );
    const { failure } = await failureOf(runNode(input, attemptWith(), dependencies));
    expect(failure).toMatchObject({ code: 'CONFIG_INVALID', retryable: false });
    expect(failure.message).toContain('/url');
    expect(failure.message).toContain('/timeoutMs');
  });

  test('carry the attempt, its times and what was warned of before', async () => {
    peer.answer = (_request, response) => void response.writeHead(500).end();
    const input = inputOf('http-request', { url: `${peer.url}/{{ run.missing }}` });
    const { failure, timing, warnings } = await failureOf(runNode(input, attemptWith(), dependencies));
    expect(failure).toMatchObject({ code: 'HTTP_STATUS', retryable: true });
    expect(timing.attempt).toBe(3);
    expect(warnings).toEqual(['run.missing is missing: null was used']);
  });

  test('what was not foreseen is named in the log, not in the step', async () => {
    const evil = { ...dependencies };
    Object.defineProperty(evil, 'outbound', {
      get: () => {
        throw new TypeError('internal detail canary-77');
      },
      enumerable: true,
    });
    const { failure } = await failureOf(runNode(inputOf('http-request', { url: peer.url }), attemptWith(), evil));
    expect(failure).toMatchObject({ code: 'INTERNAL_ERROR', retryable: true });
    expect(failure.message).not.toContain('canary-77');
    expect(stage.logged.at(-1)).toContain(RUN_ID);
  });
});

describe('cancellation', () => {
  test('ends an attempt in the middle of its work', async () => {
    const abort = new AbortController();
    peer.answer = () => abort.abort();
    const running = runNode(inputOf('http-request', { url: peer.url }), attemptWith(abort.signal), dependencies);
    expect((await failureOf(running)).failure).toMatchObject({ code: 'CANCELLED', retryable: false });
  });

  test('ends one that never began, without its effect', async () => {
    const seen = peer.seen.length;
    const input = inputOf('http-request', { url: peer.url, method: 'POST' });
    const running = runNode(input, attemptWith(AbortSignal.abort()), dependencies);
    expect((await failureOf(running)).failure.code).toBe('CANCELLED');
    // The next request would come after one that was sent.
    peer.answer = answerJson({});
    await runNode(inputOf('http-request', { url: peer.url }), attemptWith(), dependencies);
    expect(peer.seen.length - seen).toBe(1);
  });

  test('by the time limit is told as such', async () => {
    peer.answer = () => undefined;
    const { signal, release } = attemptSignal(new AbortController().signal, 50);
    const running = runNode(inputOf('http-request', { url: peer.url }), attemptWith(signal), dependencies);
    const { failure } = await failureOf(running);
    expect(failure).toMatchObject({ code: 'TIMEOUT', retryable: true });
    expect(failure.message).toContain('50 ms');
    release();
  });
});
