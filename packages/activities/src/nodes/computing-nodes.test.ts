import type { JsonObject, JsonValue, NodeType } from '@perdura/definition';
import { createEvaluator } from '@perdura/sandbox';
import type { ActivityDependencies } from '../dependencies.ts';
import { attemptOn, type NodeCallOptions, nodeInput, succeeded } from '../testing/node-call.ts';
import { openStage, type Stage } from '../testing/stage.ts';

const evaluator = createEvaluator({ threads: 1 });
let stage: Stage;
let dependencies: ActivityDependencies;

beforeAll(async () => {
  stage = await openStage();
  dependencies = { ...stage.dependencies, evaluator };
});
afterAll(async () => {
  await evaluator.close();
  await stage.close();
});

async function outputOf(type: NodeType, config: JsonObject, options: NodeCallOptions = {}) {
  const { output, failed } = await attemptOn(nodeInput(stage, type, config, options), dependencies);
  if (output === null) throw failed;
  return output;
}

async function failureOf(type: NodeType, config: JsonObject, options: NodeCallOptions = {}) {
  const { output, failed } = await attemptOn(nodeInput(stage, type, config, options), dependencies);
  if (failed === null) throw new Error(`expected a failure, got ${JSON.stringify(output)}`);
  return failed.failure;
}

const scope = { nodes: { order: succeeded({ state: 'paid', amount: 12.5, items: ['a', 'b'], done: false }) } };

describe('switch', () => {
  test.each<[expression: string, value: JsonValue, label: string]>([
    ['order.result.state', 'paid', 'paid'],
    ['order.result.amount > 10 ? "large" : "small"', 'large', 'large'],
    ['order.result.amount', 12.5, '12.5'],
    ['order.result.done', false, 'false'],
    ['order.result.none', null, ''],
    ['({ a: 1 })', { a: 1 }, '{"a":1}'],
  ])('%s', async (expression, value, label) => {
    expect(await outputOf('switch', { expression }, { scope })).toMatchObject({ result: { value }, label });
  });

  test('of a huge value keeps its label small', async () => {
    const output = await outputOf('switch', { expression: '"x".repeat(1e6)' });
    expect(output.label?.length).toBeLessThan(10_001);
  });
});

describe('transform', () => {
  test.each<[expression: JsonValue, value: JsonValue]>([
    ['order.result.items.map((item) => item.toUpperCase())', ['A', 'B']],
    ['{ total: order.result.amount * 2 }', { total: 25 }],
    ['{ "state": {{ order.result.state }}, "list": [{{ order.result.items[0] }}] }', { state: 'paid', list: ['a'] }],
    ['{{ order.result.items }}', ['a', 'b']],
    [
      { text: 'is {{ order.result.state }}', deep: [{ amount: '{{ order.result.amount }}' }] },
      { text: 'is paid', deep: [{ amount: 12.5 }] },
    ],
    [
      ['{{ order.result.done }}', 'order.result.done'],
      [false, 'order.result.done'],
    ],
  ])('%j', async (expression, value) => {
    expect(await outputOf('transform', { expression }, { scope })).toMatchObject({ result: { value }, label: null });
  });
});

describe('respond', () => {
  test('answers the caller with what is its result', async () => {
    const config = {
      status: 201,
      headers: { 'x-state': '{{ order.result.state }}' },
      body: '{{ order.result.items }}',
    };
    const output = await outputOf('respond', config, { scope });
    const value = { status: 201, headers: { 'x-state': 'paid' }, body: ['a', 'b'] };
    expect(output).toMatchObject({ result: { value }, response: { value }, label: null });
  });

  test('has 200 and no body by default', async () => {
    expect((await outputOf('respond', {})).response).toEqual({ value: { status: 200, headers: {}, body: null } });
  });

  test('stores a large answer once', async () => {
    const output = await outputOf('respond', { body: 'x'.repeat(50_000) });
    expect('blob' in output.result).toBe(true);
    expect(output.response).toEqual(output.result);
  });
});

describe('fail', () => {
  test('fails with its message and code, for good', async () => {
    const config = { message: 'The order is {{ order.result.state }}.', code: 'ORDER_REJECTED' };
    const failure = await failureOf('fail', config, { scope });
    expect(failure).toMatchObject({ code: 'ORDER_REJECTED', message: 'The order is paid.', retryable: false });
    expect((await failureOf('fail', { message: 'no' })).code).toBe('FAILED');
  });

  test('cannot pretend that the run was cancelled', async () => {
    expect(await failureOf('fail', { message: 'x', code: 'CANCELLED' })).toMatchObject({ code: 'CONFIG_INVALID' });
  });
});

describe('delay', () => {
  test.each([
    [{ duration: 'PT5S' }, '2026-04-12T08:00:05.000Z'],
    [{ duration: '90d' }, '2026-07-11T08:00:00.000Z'],
    [{ duration: '{{ 1 + 1 }}h' }, '2026-04-12T10:00:00.000Z'],
    [{ until: '2030-01-01T00:00:00+02:00' }, '2029-12-31T22:00:00.000Z'],
    [{ until: '2001-01-01T00:00:00Z' }, '2001-01-01T00:00:00.000Z'],
  ])('%j', async (config, until) => {
    const output = await outputOf('delay', config, { now: '2026-04-12T08:00:00.000Z' });
    expect(output).toMatchObject({ result: { value: { until } }, opening: { type: 'delay', until } });
  });

  test('of what is no duration, or ends after all time, is refused', async () => {
    expect(await failureOf('delay', { duration: '{{ "soon" }}' })).toMatchObject({ code: 'CONFIG_INVALID' });
    const failure = await failureOf('delay', { duration: '{{ "100000000d" }}' });
    expect(failure).toMatchObject({ code: 'CONFIG_INVALID', retryable: false });
    expect(failure.message).toContain('/duration');
  });
});

describe('while', () => {
  const config = { condition: 'index < 3', maxIterations: 7, onLimit: 'continue' };

  test.each([
    [0, true],
    [3, false],
  ])('says for round %i whether it is to be: %s', async (index, met) => {
    const output = await outputOf('while', config, {
      scope: { locals: { index: { value: index }, last: { value: null } } },
    });
    expect(output.opening).toEqual({ type: 'while', met, maxIterations: 7, onLimit: 'continue' });
    expect(output.result).toEqual({ value: null });
  });

  test('takes the truth of what is neither true nor false, and says so', async () => {
    const output = await outputOf('while', { condition: 'last' }, { scope: { locals: { last: { value: 'more' } } } });
    expect(output.opening).toMatchObject({ met: true, maxIterations: 100, onLimit: 'fail' });
    expect(output.warnings).toEqual(['The expression gave a text instead of true or false: it counts as true.']);
  });
});
