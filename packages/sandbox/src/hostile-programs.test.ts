import { createEvaluator, EvaluationError, type EvaluationErrorKind } from './index.ts';

/** What a hostile program must end in: an error of one of these kinds, or exactly this value. */
type Ending = EvaluationErrorKind[] | { value: unknown };

const threw: Ending = ['threw'];
const overtime: Ending = ['timeout'];
const tooLarge: Ending = ['memory', 'timeout'];
const tooDeep: Ending = ['stack', 'timeout', 'crashed'];
const noJson: Ending = ['result'];
const forever: Ending = ['unsettled'];

const corpus: Record<string, [source: string, ending: Ending][]> = {
  'code made from text': [
    ['return eval("1")', threw],
    ['return new Function("return this")()', threw],
    ['return (async () => {}).constructor("return 1")()', threw],
    ['return (async function* () {}).constructor("return 1")()', threw],
    ['return (() => {}).constructor.constructor("return this")()', threw],
    ['return console.log.constructor("return process")()', threw],
    ['return input.constructor.constructor("return process")()', threw],
    [
      'const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor; return AsyncFunction("return 1")()',
      threw,
    ],
    ['return await Promise.resolve().then.constructor("return 1")()', threw],
  ],
  'ways to the host': [
    ['return process.env', threw],
    ['return require("node:fs").readFileSync("/etc/passwd", "utf8")', threw],
    ['return (await import("node:fs")).readFileSync("/etc/passwd", "utf8")', threw],
    ['return (await import("/etc/passwd")).default', threw],
    ['return await fetch("http://169.254.169.254/")', threw],
    ['return module.constructor._load("fs")', threw],
    ['return globalThis', threw],
    ['return (function () { return this })() ?? "none"', { value: 'none' }],
    ['return arguments.callee.caller', threw],
    ['return new Error("x").stack.includes("/")', { value: false }],
    ['return console.log.toString().includes("/")', { value: false }],
    ['return Object.getOwnPropertyNames(console).sort().join()', { value: 'debug,error,info,log,warn' }],
    [
      'return [typeof postMessage, typeof setTimeout, typeof queueMicrotask, typeof performance].join()',
      fourUndefined(),
    ],
    ['return [typeof std, typeof os, typeof print, typeof scriptArgs].join()', fourUndefined()],
    ['return [typeof SharedArrayBuffer, typeof Atomics, typeof WebAssembly, typeof Buffer].join()', fourUndefined()],
    ['return new Date(2026, 6, 1).getTimezoneOffset()', { value: 0 }],
    ['return Error.prepareStackTrace', { value: null }],
  ],
  'ways out of the wrapping': [
    ['}); while (true); (async function (input) {', overtime],
    ['return 1 }); (async function () { return 2', { value: 2 }],
    ['}, async function () { return 3', { value: 3 }],
    ['})(), (function () { return 4', { value: 4 }],
    ['/*', threw],
    ['`', threw],
    ['return 5 //', { value: 5 }],
    ['return 6 <!-- x', { value: 6 }],
  ],
  'without end': [
    ['while (true);', overtime],
    ['for (;;) await null', overtime],
    ['for (;;) { try { while (true); } catch {} finally { continue; } }', overtime],
    ['const again = () => Promise.resolve().then(again); await again()', overtime],
    ['const again = async () => { await null; return again(); }; return again()', overtime],
    ['Promise.resolve().then(() => { while (true); }); await new Promise(() => {})', overtime],
    ['return { get value() { while (true); } }', overtime],
    ['return { toJSON() { while (true); } }', overtime],
    ['return { then() { while (true); } }', overtime],
    ['throw { toString() { while (true); } }', overtime],
    ['throw Object.assign(new Error(), { get message() { while (true); } })', overtime],
    ['throw Object.defineProperty(new Error("x"), "stack", { get() { while (true); } })', overtime],
    ['console.log({ toJSON() { while (true); } })', overtime],
    ['for (;;) console.log("x".repeat(10_000_000))', overtime],
    ['return /^(a+)+$/.test("a".repeat(40) + "b")', overtime],
    ['return "a".repeat(4e6).lastIndexOf("a".repeat(2e6) + "b" + "a".repeat(9))', overtime],
    ['for await (const x of (async function* () { for (;;) yield 1; })());', overtime],
  ],
  'promises that never settle': [
    ['await new Promise(() => {})', forever],
    ['return new Promise(() => {})', forever],
    ['return { then() {} }', forever],
    ['await Promise.race([])', forever],
    [
      'let settle; const waiting = new Promise((resolve) => { settle = () => resolve(waiting) }); await waiting',
      forever,
    ],
    [
      'Promise.prototype.then = () => {}; await Promise.resolve(1); return "own then is not asked"',
      { value: 'own then is not asked' },
    ],
    ['Object.defineProperty(Promise.prototype, "constructor", { get() { throw 1 } }); await 1; return 2', { value: 2 }],
    ['Promise.reject(new Error("nobody hears")); return 1', { value: 1 }],
  ],
  memory: [
    ['const all = []; for (;;) all.push(new Array(1e5).fill(1))', tooLarge],
    ['let text = "ab"; for (;;) text += text', [...tooLarge, 'threw']],
    ['const all = []; for (;;) all.push(Promise.resolve().then(() => all))', tooLarge],
    ['const all = []; for (;;) { all.push(new Uint8Array(1e6)); await null }', tooLarge],
    ['return new ArrayBuffer(2 ** 40)', ['memory', 'threw']],
    ['return "a".repeat(2 ** 29)', tooLarge],
    ['return new Array(1e9)', [...tooLarge, 'too-large']],
    ['try { const all = []; for (;;) all.push("x".repeat(1e6) + all.length) } catch { for (;;); }', tooLarge],
    ['return "x".repeat(2e6)', ['too-large']],
    ['return Array.from({ length: 1e6 }, () => "xx")', ['too-large', 'memory', 'timeout']],
  ],
  depth: [
    ['const again = () => again() + 1; return again()', tooDeep],
    ['const again = async () => again(); return again()', [...tooDeep, 'memory']],
    ['let deep = {}; for (let i = 0; i < 1e5; i++) deep = { deep }; return deep', tooDeep],
    ['return JSON.parse("[".repeat(1e5) + "]".repeat(1e5))', tooDeep],
    [`return ${'['.repeat(9000)}${']'.repeat(9000)}`, [...tooDeep, 'threw']],
    ['const text = { toString() { return "" + text } }; console.log(Symbol.iterator, text); return "" + text', tooDeep],
  ],
  'tampering with what is shared': [
    ['Object.prototype.polluted = 1; Array.prototype.polluted = 1; return 1', { value: 1 }],
    ['input.__proto__.polluted = 1; console.log.__proto__.polluted = 1; return 1', { value: 1 }],
    ['Object.defineProperty(Object.prototype, "polluted", { value: 1 }); return 1', { value: 1 }],
    ['JSON.stringify = () => "{}"; JSON.parse = () => 1; return 5', { value: 5 }],
    [
      'String.prototype.slice = () => "forged"; Reflect.apply = null; console.log("x".repeat(9_000)); return 5',
      { value: 5 },
    ],
    ['Object.prototype.toJSON = () => "forged"; return { a: 1 }', { value: 'forged' }],
    ['Object.prototype.kind = "crashed"; Object.prototype.value = 1; return null.x', threw],
    ['Array.prototype[Symbol.iterator] = null; console.log(1, 2); return 5', { value: 5 }],
    ['console = null; return 5', { value: 5 }],
    ['return { ["__proto__"]: { polluted: 1 }, b: 1 }', { value: { b: 1 } }],
    ['throw new Proxy(new Error("x"), { getPrototypeOf() { throw 1 }, get() { throw 2 } })', threw],
    ['throw { message: "out of memory" }', threw],
    ['throw new InternalError("interrupted")', threw],
    ['throw Object.assign(new Error("x"), { stack: "at code:999999999999" })', threw],
    ['return new Proxy({}, { ownKeys() { throw new Error("no") } })', noJson],
    ['return 10n', noJson],
    ['return Symbol("s")', noJson],
  ],
};

function fourUndefined(): Ending {
  return { value: 'undefined,undefined,undefined,undefined' };
}

const programs = Object.entries(corpus).flatMap(([group, entries]) =>
  entries.map(([source, ending]) => ({ group, source, ending, name: source.slice(0, 80) })),
);

const CANARY = 'canary-7d20e4';
const LIMITS = { memoryBytes: 32 * 1024 * 1024, maxResultCharacters: 1_000_000 };
/** For programs that may not end by themselves, and for those that do, also where a machine is slow. */
const [BRIEF_MS, PATIENT_MS] = [250, 30_000];
const evaluator = createEvaluator({ programThreads: 1, hardStopMs: 350 });

beforeAll(() => {
  process.env.SANDBOX_CANARY = CANARY;
});

afterAll(async () => {
  delete process.env.SANDBOX_CANARY;
  await evaluator.close();
});

test('the corpus is large', () => {
  expect(programs.length).toBeGreaterThanOrEqual(80);
});

test.each(programs)('$group: $name', async ({ source, ending }) => {
  const { outcome, shown } = await outcomeOf(
    source,
    Array.isArray(ending) && ending.includes('timeout') ? BRIEF_MS : PATIENT_MS,
  );
  if (Array.isArray(ending)) expect(ending).toContain(outcome);
  else expect({ outcome, shown }).toEqual({ outcome: 'value', shown: JSON.stringify(ending.value) });
  expect(shown).not.toContain(CANARY);
  expect(shown).not.toContain(import.meta.dirname);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  const next = 'return [({}).polluted, [].polluted, input.answer + 1]';
  const after = await evaluator.run({ source: next, input: { answer: 41 }, ...LIMITS, timeoutMs: PATIENT_MS });
  expect(after.value).toEqual([null, null, 42]);
});

/** How a program ends; what it logs is shown as well, and bounded. */
async function outcomeOf(source: string, timeoutMs: number): Promise<{ outcome: string; shown: string }> {
  const logged: string[] = [];
  const input = { secret: 'of the run', list: [1, 2] };
  try {
    const { value } = await evaluator.run(
      { source, input, ...LIMITS, timeoutMs },
      { log: (_, line) => void logged.push(line) },
    );
    return { outcome: 'value', shown: JSON.stringify(value) };
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    expect(error.message.length).toBeGreaterThan(0);
    expect(error.message.length).toBeLessThan(1_100);
    if (error.line !== null) expect(error.line).toBe(1);
    return { outcome: error.kind, shown: error.message };
  } finally {
    expect(logged.join()).not.toContain(CANARY);
    expect(logged.join().length).toBeLessThan(20_000);
  }
}
