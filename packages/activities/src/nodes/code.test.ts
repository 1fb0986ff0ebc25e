import type { JsonObject } from '@perdura/definition';
import { createEvaluator } from '@perdura/sandbox';
import { type ActivityDependencies, DEFAULT_ACTIVITY_SETTINGS } from '../dependencies.ts';
import type { Attempt } from '../run-node.ts';
import { attemptOn, type NodeCallOptions, nodeInput } from '../testing/node-call.ts';
import { openStage, type Stage } from '../testing/stage.ts';

const evaluator = createEvaluator({ threads: 1, programThreads: 1 });
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

function attempt(config: JsonObject, options: NodeCallOptions = {}, given: Partial<Attempt> = {}) {
  return attemptOn(nodeInput(stage, 'code', config, options), dependencies, given);
}

test('has its input resolved, its code as it stands', async () => {
  const code = 'const text = "{{ " + input.name + " }}";\nreturn { text, sum: input.list.reduce((a, b) => a + b, 0) };';
  const config = { code, input: { name: '{{ trigger.data.name }}', list: '{{ [1, 2].concat(3) }}' } };
  const { output } = await attempt(config, { scope: { trigger: { value: { name: '空调' } } } });
  expect(output).toMatchObject({ result: { value: { text: '{{ 空调 }}', sum: 6 } }, label: null });
});

test('without input has null, and without return gives null', async () => {
  expect((await attempt({ code: 'return input' })).output?.result).toEqual({ value: null });
  const { output } = await attempt({ code: 'await 1' });
  expect(output).toMatchObject({ result: { value: null }, warnings: [] });
});

test('its console goes to the log of the attempt, whether it succeeds or fails', async () => {
  const code = 'console.log("read", 2); console.warn({ odd: true }); if (input) throw new Error("stop");';
  const good = await attempt({ code });
  const bad = await attempt({ code, input: true });
  for (const { notes } of [good, bad]) {
    expect(notes[0]?.log.map(({ level, message }) => [level, message])).toEqual([
      ['info', 'read 2'],
      ['warn', '{"odd":true}'],
    ]);
  }
  expect(bad.failed?.failure.message).toBe('Error: stop (line 1 of the code)');
});

test.each<[config: JsonObject, code: string, message: RegExp]>([
  [{ code: 'const a = 1;\nreturn a.b.c;' }, 'CODE_FAILED', /^TypeError: .*\(line 2 of the code\)$/],
  [{ code: 'return (' }, 'CODE_FAILED', /^SyntaxError: /],
  [{ code: 'return () => 1' }, 'CODE_FAILED', /no JSON form/],
  [{ code: 'await new Promise(() => {})' }, 'CODE_FAILED', /never settles/],
  [{ code: 'const again = () => again() + 1; again()' }, 'CODE_FAILED', /too deeply/],
  [{ code: 'while (true);', timeoutMs: 60 }, 'CODE_TIMEOUT', /longer than 60 ms/],
  [{ code: 'for (;;) await null;', timeoutMs: 60 }, 'CODE_TIMEOUT', /longer than 60 ms/],
  [{ code: 'return "x".repeat(6e6)', memoryMb: 4 }, 'CODE_MEMORY', /more than 4 MB/],
])('%j ends in %s', async (config, code, message) => {
  const { failed } = await attempt(config);
  expect(failed?.failure).toMatchObject({ code, retryable: false });
  expect(failed?.failure.message).toMatch(message);
});

test('a result over the limit is refused in the sandbox', async () => {
  const settings = { ...DEFAULT_ACTIVITY_SETTINGS, maxResultBytes: 1_000 };
  const input = nodeInput(stage, 'code', { code: 'return "x".repeat(2_000)' });
  const { failed } = await attemptOn(input, { ...dependencies, settings });
  expect(failed?.failure).toMatchObject({ code: 'RESULT_TOO_LARGE', retryable: false });
});

test('a run that is cancelled ends its code at once', async () => {
  const abort = new AbortController();
  const running = attempt({ code: 'while (true);', timeoutMs: 60_000 }, {}, { signal: abort.signal });
  abort.abort();
  expect((await running).failed?.failure.code).toBe('CANCELLED');
  // The only thread for programs is free again.
  expect((await attempt({ code: 'return 1' })).output?.result).toEqual({ value: 1 });
});

test('the attempt tells that it is alive while its code computes', async () => {
  const abort = new AbortController();
  const given = { signal: abort.signal, heartbeat: () => abort.abort() };
  const { failed } = await attempt({ code: 'while (true);', timeoutMs: 60_000 }, {}, given);
  expect(failed?.failure.code).toBe('CANCELLED');
});

test('a sandbox that is closed is worth another try', async () => {
  const closed = createEvaluator();
  await closed.close();
  const { failed } = await attemptOn(nodeInput(stage, 'code', { code: 'return 1' }), {
    ...dependencies,
    evaluator: closed,
  });
  expect(failed?.failure).toMatchObject({ code: 'SANDBOX_UNAVAILABLE', retryable: true });
});
