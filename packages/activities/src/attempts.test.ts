import { createEvaluator } from '@perdura/sandbox';
import { storeValue } from './blobs.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { renderField } from './rendering/render-field.ts';
import { answerJson, HttpPeer } from './testing/http-peer.ts';
import { attemptOn, nodeInput, succeeded } from './testing/node-call.ts';
import { failureOf, openStage, RUN_ID, type Stage } from './testing/stage.ts';

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

describe('skip', () => {
  const scope = { nodes: { order: succeeded({ state: 'paid', count: 0 }) } };

  test.each<[skip: string, isSkipped: boolean]>([
    ['order.result.state === "paid"', true],
    ['{{ order.result.state }} !== "paid"', false],
    ['order.result.count', false],
    ['{{ order.result.state }}', true],
    ['order.result.missing', false],
  ])('%s', async (skip, isSkipped) => {
    peer.answer = answerJson({});
    const before = peer.seen.length;
    const input = nodeInput(stage, 'http-request', { url: peer.url }, { skip, scope });
    const { output } = await attemptOn(input, dependencies);
    expect(output?.skipped).toBe(isSkipped ? true : undefined);
    if (isSkipped) expect(output).toMatchObject({ result: { value: null }, label: null });
    expect(peer.seen.length - before).toBe(isSkipped ? 0 : 1);
  });

  test('of a node whose config could not be resolved leaves it alone', async () => {
    const input = nodeInput(stage, 'transform', { expression: 'null.x' }, { skip: 'true' });
    expect((await attemptOn(input, dependencies)).output?.skipped).toBe(true);
  });

  test('reads a trigger that is stored', async () => {
    const trigger = await storeValue(
      stage.dependencies.database,
      { projectId: stage.projectId, runId: RUN_ID },
      { test: true, text: 'x'.repeat(40_000) },
    );
    const input = nodeInput(stage, 'transform', { expression: '1' }, { skip: 'trigger.data.test', scope: { trigger } });
    expect((await attemptOn(input, dependencies)).output?.skipped).toBe(true);
  });

  test('that fails fails the step', async () => {
    const input = nodeInput(stage, 'transform', { expression: '1' }, { skip: 'order.result.none.more()', scope });
    const { failed } = await attemptOn(input, dependencies);
    expect(failed?.failure).toMatchObject({ code: 'EXPRESSION_FAILED', retryable: false });
    expect(failed?.failure.message).toMatch(/^At \/skip: /);
  });
});

describe('the note of an attempt', () => {
  test('has its place, its times and its config, without secrets', async () => {
    peer.answer = answerJson({});
    const config = {
      url: `${peer.url}/things?api_key=abcdef123&page={{ 1 + 1 }}`,
      method: 'POST',
      headers: { Authorization: 'Bearer {{ trigger.data }}', 'x-plain': 'yes' },
      body: { password: 'hunter2', note: 'Bearer abcdefghijkl', from: 'ftp://user:pass-word@host/x', count: 3 },
    };
    const input = nodeInput(stage, 'http-request', config, {
      iteration: '2.5',
      scope: { trigger: { value: 'top-secret-value' } },
    });
    const queuedAt = '2026-04-12T07:59:59.000Z';
    const { output, notes } = await attemptOn(input, dependencies, { number: 3, queuedAt });
    expect(notes).toHaveLength(1);
    const [note] = notes;
    expect(note).toMatchObject({
      ...{ projectId: stage.projectId, runId: RUN_ID, nodeId: 'probe', iteration: '2.5', attempt: 3, queuedAt },
      ...{ startedAt: output?.startedAt, endedAt: output?.completedAt, error: null, log: [] },
    });
    const shown = JSON.stringify(note?.input);
    for (const secret of ['pass-word', 'abcdef123', 'top-secret-value', 'hunter2', 'abcdefghijkl']) {
      expect(shown).not.toContain(secret);
    }
    expect(note?.input).toMatchObject({ method: 'POST', headers: { 'x-plain': 'yes' }, body: { count: 3 } });
    expect(shown).toContain('page=2');
  });

  test('of one that failed has its error, and no config before that was resolved', async () => {
    peer.answer = (_request, response) => void response.writeHead(503).end();
    const failing = await attemptOn(nodeInput(stage, 'http-request', { url: peer.url }), dependencies);
    expect(failing.notes[0]).toMatchObject({ error: { code: 'HTTP_STATUS' }, input: { url: peer.url } });
    const broken = await attemptOn(nodeInput(stage, 'http-request', { url: '{{ null.x }}' }), dependencies);
    expect(broken.notes[0]).toMatchObject({ error: { code: 'EXPRESSION_FAILED' }, input: null });
  });

  test('is not made for what only computed, unless it failed', async () => {
    const good = await attemptOn(nodeInput(stage, 'transform', { expression: '1 + 1' }), dependencies);
    expect(good.notes).toEqual([]);
    const bad = await attemptOn(nodeInput(stage, 'transform', { expression: 'null.x' }), dependencies);
    expect(bad.notes).toHaveLength(1);
  });
});

describe('a field that is resolved later', () => {
  const config = {
    event: 'order.paid',
    filter: 'event.data.amount > limit.result && event.type === {{ trigger.data }}',
  };
  const input = () =>
    nodeInput(stage, 'wait-for-event', config, {
      scope: { trigger: { value: 'order.paid' }, nodes: { limit: succeeded(10) } },
    });
  const rendering = () => {
    const signal = new AbortController().signal;
    return { dependencies, signal, warn: () => undefined };
  };

  test('sees the scope and the names that are given to it', async () => {
    const event = (amount: number) => ({ event: { value: { type: 'order.paid', data: { amount } } } });
    expect(await renderField(input(), 'filter', event(11), rendering())).toBe(true);
    expect(await renderField(input(), 'filter', event(9), rendering())).toBe(false);
  });

  test('is null where the config has none', async () => {
    expect(
      await renderField(nodeInput(stage, 'wait-for-event', { event: 'x.y' }), 'filter', {}, rendering()),
    ).toBeNull();
  });

  test('tells its place when it fails', async () => {
    const failure = await failureOf(renderField(input(), 'filter', { event: { value: null } }, rendering()));
    expect(failure.code).toBe('EXPRESSION_FAILED');
    expect(failure.message).toMatch(/^At \/filter: /);
  });
});
