import { eventually } from '@perdura/testkit';
import { createEvaluator, EvaluationError, type EvaluationErrorKind, type Evaluator } from './index.ts';

/** What a hostile expression must end in: an error of one of these kinds, or exactly this value. */
type Ending = EvaluationErrorKind[] | { value: unknown };

const threw: Ending = ['threw'];
const overtime: Ending = ['timeout'];
const tooLarge: Ending = ['memory', 'timeout'];
const tooDeep: Ending = ['stack', 'timeout', 'crashed'];
const noJson: Ending = ['result'];
const nothing: Ending = { value: null };

const corpus: Record<string, [source: string, ending: Ending][]> = {
  'code made from text': [
    ['eval("1")', threw],
    ['(0, eval)("1")', threw],
    ['Function("return 1")()', threw],
    ['new Function("return this")()', threw],
    ['(() => {}).constructor("return 1")()', threw],
    ['(async () => {}).constructor("return 1")()', threw],
    ['(function* () {}).constructor("yield 1")().next()', threw],
    ['(async function* () {}).constructor("return 1")()', threw],
    ['[].map.constructor("return 1")()', threw],
    ['Object.getPrototypeOf(function () {}).constructor("return 1")()', threw],
    ['Object.getPrototypeOf(Object.getPrototypeOf(async () => {})).constructor("return 1")()', threw],
    ['(class { static x = 1 }).constructor("return 1")()', threw],
    ['Reflect.construct((() => {}).constructor, ["return 1"])()', threw],
    ['Reflect.get(() => {}, "constructor")("return 1")()', threw],
    ['[]["flat"]["constructor"]("return 1")()', threw],
    ['"".sub.call.call(({}).constructor.constructor, null, "return 1")()', threw],
    ['Object.getOwnPropertyNames(Object.getPrototypeOf(() => {})).includes("constructor")', { value: false }],
  ],
  'ways to the host': [
    ['process.env', threw],
    ['require("node:fs").readFileSync("/etc/passwd", "utf8")', threw],
    ['globalThis.process', threw],
    ['(function () { return this })()', nothing],
    ['this', nothing],
    ['(() => this)()', nothing],
    ['import("node:fs")', noJson],
    ['import("node:fs").then((fs) => fs.readFileSync("/etc/passwd"))', noJson],
    ['(function () { return arguments.callee.caller })()', threw],
    ['module.constructor._load("fs")', threw],
    ['new Error("x").stack.includes("/")', { value: false }],
    ['Error.prepareStackTrace = (error, frames) => frames', noJson],
    ['typeof setTimeout + typeof fetch + typeof XMLHttpRequest + typeof postMessage', undefinedTimes(4)],
    ['typeof console + typeof process + typeof require + typeof Buffer', undefinedTimes(4)],
    ['typeof std + typeof os + typeof print + typeof scriptArgs', undefinedTimes(4)],
    ['typeof SharedArrayBuffer + typeof Atomics + typeof WebAssembly + typeof globalThis', undefinedTimes(4)],
    ['data.constructor.constructor("return process")()', threw],
    ['data.secret.constructor.constructor("return process")()', threw],
    ['new Date(2026, 6, 1).getTimezoneOffset()', { value: 0 }],
  ],
  'ways out of the wrapping': [
    // Whoever saves an expression checks that it is one; here it can only leave its own wrapping.
    ['1); while (true); (2', { value: 1 }],
    ['1, (() => { while (true); })()', overtime],
    ['1}); (function () { return 2', threw],
    ['1 // ', { value: 1 }],
    ['1 /* ', threw],
    ['', threw],
    ['1;', threw],
    ['return 1', threw],
    ['await 1', threw],
    ['`', threw],
    ['"\u2028"', { value: '\u2028' }],
  ],
  'loops and bombs of patterns': [
    ['(() => { while (true); })()', overtime],
    ['(() => { for (;;) { try { while (true); } catch {} finally { continue; } } })()', overtime],
    ['[...(function* () { while (true) yield 1; })()].length', tooLarge],
    ['/^(a+)+$/.test("a".repeat(40) + "b")', overtime],
    ['/^(\\w|\\w\\w)+$/.test("w".repeat(60) + "!")', overtime],
    ['"x".repeat(50).replace(/(x+x+)+y/g, "")', overtime],
    ['(() => { const late = { toJSON() { while (true); } }; return late; })()', overtime],
    ['(() => { throw { toString() { while (true); } }; })()', overtime],
    ['(() => { throw Object.assign(new Error(), { get message() { while (true); } }); })()', overtime],
    ['new Proxy({}, { ownKeys() { while (true); } })', overtime],
    ['({ get value() { while (true); } })', overtime],
    ['new Array(1e9)', overtime],
    ['Array.from({ length: 1e9 })', tooLarge],
  ],
  'one long built-in, which no interrupt reaches': [
    ['("a".repeat(2e5) + "b").repeat(20).indexOf("a".repeat(2e5) + "c")', overtime],
    ['"a".repeat(4e6).split("a".repeat(2e6) + "b").length', overtime],
    ['"a".repeat(4e6).lastIndexOf("a".repeat(2e6) + "b" + "a".repeat(9))', overtime],
  ],
  memory: [
    ['"a".repeat(2 ** 29)', tooLarge],
    ['(() => { let text = "ab"; while (true) text += text; })()', [...tooLarge, 'threw']],
    ['(() => { const all = []; while (true) all.push(new Array(1e5).fill(1)); })()', tooLarge],
    ['new Uint8Array(1e9).length', ['memory', 'threw']],
    ['new ArrayBuffer(2 ** 40)', ['memory', 'threw']],
    ['"a".repeat(2 ** 24).split("")', tooLarge],
    ['10n ** 10000000n > 1n', ['memory', 'timeout', 'threw']],
    ['"a".padStart(2 ** 30, "b")', [...tooLarge, 'threw']],
    ['Object.fromEntries(Array.from({ length: 1e7 }, (_, key) => [key, key]))', tooLarge],
  ],
  depth: [
    ['(function again() { return again() + 1 })()', tooDeep],
    ['(() => { const again = () => [1].map(again); return again(); })()', tooDeep],
    ['JSON.parse("[".repeat(1e5))', tooDeep],
    ['JSON.parse("[".repeat(1e5) + "]".repeat(1e5))', tooDeep],
    ['(() => { let deep = {}; for (let i = 0; i < 1e5; i++) deep = { deep }; return deep; })()', tooDeep],
    ['(() => { const list = []; list[0] = list; return list.flat(Infinity); })()', tooDeep],
    ['new Proxy({}, { get(target, key, proxy) { return proxy[key]; } }).anything', tooDeep],
    ['new RegExp("(".repeat(3e4) + ")".repeat(3e4)).test("")', [...tooDeep, 'threw']],
    ['(() => { const text = { toString() { return "" + text; } }; return "" + text; })()', tooDeep],
    [`${'['.repeat(9000)}${']'.repeat(9000)}`, [...tooDeep, 'threw']],
    [`${'-'.repeat(9000)}1`, [...tooDeep, 'threw']],
  ],
  'pollution of what is shared': [
    ['Object.prototype.polluted = 1', { value: 1 }],
    ['({}).__proto__.polluted = 1', { value: 1 }],
    ['({}).constructor.prototype.polluted = 1', { value: 1 }],
    ['data.__proto__.polluted = 1', { value: 1 }],
    ['Reflect.set(Object.getPrototypeOf([]), "polluted", 1)', { value: true }],
    ['Object.defineProperty(Object.prototype, "polluted", { value: 1 }) && 1', { value: 1 }],
    ['JSON.parse(\'{"__proto__": {"polluted": 1}}\')', { value: {} }],
    ['({ ["__proto__"]: { polluted: 1 } })', { value: {} }],
    ['({ a: { ["__proto__"]: { polluted: 1 }, b: 1 } })', { value: { a: { b: 1 } } }],
    ['(JSON.stringify = () => "{}", 5)', { value: 5 }],
    ['(JSON.parse = () => 1, Object.keys = () => [], 5)', { value: 5 }],
    ['(Array.prototype.push = () => { throw 1 }, [NaN])', { value: [null] }],
    ['(String = Error = Promise = null, 5)', { value: 5 }],
    ['(Object.prototype.toJSON = () => "forged", { a: 1 })', { value: 'forged' }],
    ['(() => { Object.prototype.kind = "crashed"; return null.x; })()', threw],
  ],
  'errors made to mislead': [
    ['(() => { throw null })()', threw],
    ['(() => { throw undefined })()', threw],
    ['(() => { throw Symbol("x") })()', threw],
    ['(() => { throw new Proxy({}, { get() { throw 1 } }) })()', threw],
    ['(() => { throw new Proxy(new Error("x"), { getPrototypeOf() { throw 1 } }) })()', threw],
    ['(() => { throw { message: "out of memory" } })()', threw],
    ['(() => { const error = new InternalError("interrupted"); throw error; })()', threw],
    ['(() => { throw new Error("x".repeat(1e6)) })()', threw],
  ],
  'values that JSON cannot hold': [
    ['() => 1', noJson],
    ['Symbol.iterator', noJson],
    ['12345678901234567890n', noJson],
    ['(async () => 1)()', noJson],
    ['({ a: [Promise.resolve(1)] })', noJson],
    ['({ a: { b: () => 1 } })', noJson],
    ['(() => { const self = {}; self.self = self; return self; })()', noJson],
    ['({ toJSON() { throw new Error("no") } })', noJson],
  ],
};

function undefinedTimes(count: number): Ending {
  return { value: 'undefined'.repeat(count) };
}

const expressions = Object.entries(corpus).flatMap(([group, entries]) =>
  entries.map(([source, ending]) => ({ group, source, ending, name: source.slice(0, 80) })),
);

const CANARY = 'canary-f3b1c9';
/** For expressions that may not end by themselves, and for those that do, also where a machine is slow. */
const brief = createEvaluator({ threads: 1, hardStopMs: 600 });
const patient = createEvaluator({ threads: 1, timeoutMs: 10_000, hardStopMs: 20_000 });

beforeAll(() => {
  process.env.SANDBOX_CANARY = CANARY;
});

afterAll(async () => {
  delete process.env.SANDBOX_CANARY;
  await Promise.all([brief.close(), patient.close()]);
});

test('the corpus is large', () => {
  expect(expressions.length).toBeGreaterThanOrEqual(100);
});

test.each(expressions)('$group: $name', async ({ source, ending }) => {
  const evaluator = Array.isArray(ending) && ending.includes('timeout') ? brief : patient;
  const { outcome, shown } = await outcomeOf(evaluator, source);
  if (Array.isArray(ending)) expect(ending).toContain(outcome);
  else expect({ outcome, shown }).toEqual({ outcome: 'value', shown: JSON.stringify(ending.value) });
  expect(shown).not.toContain(CANARY);
  expect(shown).not.toContain(import.meta.dirname);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  const next = '[({}).polluted, [].polluted, data.answer + 1]';
  const after = await eventually(() => evaluator.evaluate(next, { data: { answer: 41 } }));
  expect(after.value).toEqual([null, null, 42]);
});

async function outcomeOf(evaluator: Evaluator, source: string): Promise<{ outcome: string; shown: string }> {
  try {
    const { value } = await evaluator.evaluate(source, { data: { secret: 'of the run', list: [1, 2] } });
    return { outcome: 'value', shown: JSON.stringify(value) };
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    expect(error.message.length).toBeGreaterThan(0);
    expect(error.message.length).toBeLessThan(1_100);
    return { outcome: error.kind, shown: error.message };
  }
}
