import type { JsonValue } from '@perdura/definition';
import { type ConsoleLevel, createEvaluator, EvaluationError, type Program } from './index.ts';

const evaluator = createEvaluator({ programThreads: 2 });
afterAll(() => evaluator.close());

const LIMITS = { timeoutMs: 5_000, memoryBytes: 64 * 1024 * 1024, maxResultCharacters: 1_000_000 };

function program(source: string, input: JsonValue = null, limits: Partial<Program> = {}): Program {
  return { source, input, ...LIMITS, ...limits };
}

async function valueFrom(source: string, input: JsonValue = null) {
  return (await evaluator.run(program(source, input))).value;
}

async function failureOf(running: Promise<unknown>): Promise<EvaluationError> {
  const error = await running.then(
    (value) => new Error(`expected a failure, got ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof EvaluationError) return error;
  throw error;
}

async function linesOf(source: string) {
  const lines: [ConsoleLevel, string][] = [];
  await evaluator.run(program(source), { log: (level, message) => void lines.push([level, message]) });
  return lines;
}

describe('values', () => {
  test.each<[source: string, value: JsonValue]>([
    ['return input.a + 1', 42],
    ['const { a } = input;\nconst twice = a * 2;\nreturn { twice };', { twice: 82 }],
    ['return await Promise.resolve(7)', 7],
    ['return Promise.all([1, Promise.resolve(2), (async () => 3)()])', [1, 2, 3]],
    ['let sum = 0; for await (const n of [Promise.resolve(1), 2]) sum += n; return sum', 3],
    ['return new Promise((resolve) => { Promise.resolve().then(() => resolve("late")); })', 'late'],
    ['try { await Promise.reject(new Error("no")) } catch (error) { return error.message }', 'no'],
    ['return { then(resolve) { resolve("thenable") } }', 'thenable'],
    ['', null],
    ['return', null],
    ['return undefined // of no value', null],
    ['return new Date(0)', '1970-01-01T00:00:00.000Z'],
    ['input = { b: 1 }; return input', { b: 1 }],
    ['function twice(n) { return n * 2 }\nreturn [1, 2].map(twice)', [2, 4]],
    ['for (let i = 0; i < 5_000; i++) await i; return "awaited"', 'awaited'],
    ['return this === undefined', true],
  ])('%s', async (source, value) => {
    expect(await valueFrom(source, { a: 41 })).toEqual(value);
  });

  test('what returns nothing warns of nothing, what JSON cannot hold does', async () => {
    expect((await evaluator.run(program('1 + 1'))).warnings).toEqual([]);
    const { value, warnings } = await evaluator.run(program('return { mean: 0 / 0 }'));
    expect(value).toEqual({ mean: null });
    expect(warnings).toEqual(['NaN at "mean" has no JSON form: null was used']);
  });

  test('the input is a copy', async () => {
    const input = { list: [3, 1, 2] };
    expect(await valueFrom('return input.list.sort()', input)).toEqual([1, 2, 3]);
    expect(input.list).toEqual([3, 1, 2]);
  });
});

describe('failures', () => {
  test.each<[source: string, kind: string, line: number | null, message: RegExp]>([
    ['null.x', 'threw', 1, /^TypeError: cannot read property 'x' of null$/],
    ['const a = 1;\n\nthrow new RangeError("too far");', 'threw', 3, /^RangeError: too far$/],
    ['const a = 1;\nawait null;\nfunction f() {\n  return input.b.c;\n}\nreturn f();', 'threw', 4, /^TypeError: /],
    ['throw "a text"', 'threw', null, /^threw a text$/],
    ['const a = 1;\nreturn (', 'threw', 2, /^SyntaxError: /],
    ['const a = 1;\nconst a = 2;', 'threw', 2, /^SyntaxError: /],
    ['return () => 1', 'result', null, /^the code gave a function, which has no JSON form$/],
    ['return { later: Promise.resolve(1) }', 'result', null, /^the code gave a promise at "later"/],
    ['await new Promise(() => {})', 'unsettled', null, /^The code waits for a promise that never settles/],
    ['await { then() {} }', 'unsettled', null, /never settles/],
    ['await import("node:fs")', 'threw', null, /could not load|fs/],
    ['return await fetch("http://127.0.0.1")', 'threw', 1, /^ReferenceError: 'fetch' is not defined$/],
    ['setTimeout(() => {}, 1)', 'threw', 1, /^ReferenceError: /],
  ])('%s', async (source, kind, line, message) => {
    const error = await failureOf(evaluator.run(program(source)));
    expect({ kind: error.kind, line: error.line }).toEqual({ kind, line });
    expect(error.message).toMatch(message);
  });

  test('limits are those of the program, and named', async () => {
    const slow = await failureOf(evaluator.run(program('while (true);', null, { timeoutMs: 60 })));
    expect(slow).toMatchObject({ kind: 'timeout', message: 'The code ran longer than 60 ms.' });
    const endless = await failureOf(evaluator.run(program('for (;;) await null', null, { timeoutMs: 60 })));
    expect(endless.kind).toBe('timeout');
    const large = 'return "x".repeat(8e6).length';
    expect((await evaluator.run(program(large))).value).toBe(8e6);
    const narrow = await failureOf(evaluator.run(program(large, null, { memoryBytes: 4 * 1024 * 1024 })));
    expect(narrow.message).toBe('The code and its data need more than 4 MB of memory.');
    const long = await failureOf(
      evaluator.run(program('return "x".repeat(2_000)', null, { maxResultCharacters: 999 })),
    );
    expect(long.kind).toBe('too-large');
  });

  test('a built-in that no interrupt reaches ends with its thread', async () => {
    const hard = createEvaluator({ programThreads: 1, hardStopMs: 300 });
    const source = 'return "a".repeat(4e6).lastIndexOf("a".repeat(2e6) + "b" + "a".repeat(9))';
    const error = await failureOf(hard.run(program(source, null, { timeoutMs: 50 })));
    expect(error.kind).toBe('timeout');
    expect((await hard.run(program('return 1'))).value).toBe(1);
    await hard.close();
  });
});

describe('the console', () => {
  test('hands its lines on with their levels', async () => {
    const source = `console.log("a", 1, null, undefined, true, { b: [1] }, [2]);
      console.debug("d"); console.info("i"); console.warn("w");
      console.error(new TypeError("broken"));
      console.log(() => 1, Symbol("s"), 10n);
      const self = {}; self.self = self; console.log(self);
      console.log();`;
    expect(await linesOf(source)).toEqual([
      ['info', 'a 1 null undefined true {"b":[1]} [2]'],
      ['debug', 'd'],
      ['info', 'i'],
      ['warn', 'w'],
      ['error', 'TypeError: broken'],
      ['info', '[function] Symbol(s) 10'],
      ['info', '[cannot be shown]'],
      ['info', ''],
    ]);
  });

  test('is bounded in lines', async () => {
    const lines = await linesOf('for (let i = 0; i < 100_000; i++) console.log(i)');
    expect(lines).toHaveLength(200);
    expect(lines.at(-1)).toEqual(['warn', 'Further lines were left out.']);
  });

  test('is bounded in characters', async () => {
    const lines = await linesOf('const text = "x".repeat(10_000_000); for (let i = 0; i < 100; i++) console.log(text)');
    expect(lines.join('').length).toBeLessThan(16_384);
    expect(lines.at(-1)).toEqual(['warn', 'Further lines were left out.']);
  });

  test('tells what was written before a program is ended', async () => {
    const lines: string[] = [];
    const running = evaluator.run(program('console.log("begun"); while (true);', null, { timeoutMs: 1_000 }), {
      log: (_, message) => void lines.push(message),
    });
    expect((await failureOf(running)).kind).toBe('timeout');
    expect(lines).toEqual(['begun']);
  });
});

describe('threads', () => {
  test('a program that runs ends with its signal, and its thread is free again', async () => {
    const narrow = createEvaluator({ programThreads: 1 });
    const abort = new AbortController();
    const running = narrow.run(program('console.log("up"); while (true);', null, { timeoutMs: 60_000 }), {
      signal: abort.signal,
      log: () => abort.abort(),
    });
    expect((await failureOf(running)).kind).toBe('cancelled');
    expect((await narrow.run(program('return 2'))).value).toBe(2);
    await narrow.close();
  });

  test('expressions do not wait for programs', async () => {
    const narrow = createEvaluator({ threads: 1, programThreads: 1 });
    const abort = new AbortController();
    const stuck = failureOf(
      narrow.run(program('while (true);', null, { timeoutMs: 60_000 }), { signal: abort.signal }),
    );
    expect((await narrow.evaluate('1 + 1', {})).value).toBe(2);
    abort.abort();
    expect((await stuck).kind).toBe('cancelled');
    await narrow.close();
  });

  test('a thread that grew is replaced', async () => {
    const narrow = createEvaluator({ programThreads: 1 });
    const source = 'return Array.from({ length: 2e6 }, (_, n) => ({ n })).length';
    const large = program(source, null, { memoryBytes: 512 * 1024 * 1024, timeoutMs: 30_000 });
    expect((await narrow.run(large)).value).toBe(2e6);
    expect((await narrow.run(program('return 1'))).value).toBe(1);
    await narrow.close();
  });
});
