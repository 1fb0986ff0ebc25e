import { createEvaluator, EvaluationError } from './index.ts';

/** A busy machine needs longer than what is told to be too long otherwise. */
const PATIENT = { timeoutMs: 1_000, hardStopMs: 10_000 };
const evaluator = createEvaluator({ threads: 2, ...PATIENT });
afterAll(() => evaluator.close());

async function valueFrom(source: string, bindings = {}) {
  return (await evaluator.evaluate(source, bindings)).value;
}

async function failureOf(promise: Promise<unknown>): Promise<EvaluationError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EvaluationError);
  return error as EvaluationError;
}

describe('values', () => {
  test.each([
    ['1 + 1', 2],
    ['"a" + 1', 'a1'],
    ['fetch.result.devices.filter((device) => device.on).length', 2],
    ['fetch?.error?.code ?? "none"', 'none'],
    ['Math.max(...fetch.result.devices.map(({ id }) => id))', 3],
    ['new Date(0)', '1970-01-01T00:00:00.000Z'],
    ['new Date(2026, 0, 31, 23, 30).toISOString()', '2026-01-31T23:30:00.000Z'],
    ['new Date("2026-07-01T12:00:00").getHours()', 12],
    ['Math.random() < 1', true],
    ['({ a: undefined, b: 1 })', { b: 1 }],
    ['({ toJSON: () => 7 })', 7],
    ['[1.5, -0, 1e21, "ü😀", null, true]', [1.5, 0, 1e21, 'ü😀', null, true]],
    ['"\\ud800" + "\\u0000"', '\ud800\u0000'],
    ['{ a: 1 }.a', 1],
    ['$0 > 5', true],
    ['/(?<year>\\d{4})/.exec("in 2026").groups.year', '2026'],
    ['Object.groupBy([1, 2, 3], (n) => (n % 2 ? "odd" : "even"))', { odd: [1, 3], even: [2] }],
  ])('%s', async (source, expected) => {
    const devices = [
      { id: 1, on: true },
      { id: 2, on: false },
      { id: 3, on: true },
    ];
    const bindings = { fetch: { status: 'success', result: { devices }, error: null }, $0: 6 };
    expect(await valueFrom(source, bindings)).toEqual(expected);
  });

  test('what JSON cannot hold becomes null, with a warning that says where', async () => {
    const { value, warnings } = await evaluator.evaluate('({ mean: 0 / 0, list: [undefined, 1 / 0] })', {});
    expect(value).toEqual({ mean: null, list: [null, null] });
    expect(warnings).toEqual([
      'NaN at "mean" has no JSON form: null was used',
      'undefined at "0" has no JSON form: null was used',
      'Infinity at "1" has no JSON form: null was used',
    ]);
  });

  test('undefined is null, with a warning', async () => {
    const { value, warnings } = await evaluator.evaluate('undefined', {});
    expect(value).toBeNull();
    expect(warnings).toEqual(['the expression gave undefined: null was used']);
  });

  test('an expression cannot flood its step with warnings', async () => {
    const { warnings } = await evaluator.evaluate('new Array(1000).fill(NaN)', {});
    expect(warnings).toHaveLength(10);
  });

  test('a binding may have any name, and hides a built-in', async () => {
    expect(await valueFrom('[Object, $1, __proto__]', { Object: 1, $1: 2, ['__proto__']: 3 })).toEqual([1, 2, 3]);
  });

  test('bindings are copies: one evaluation does not see what another did to them', async () => {
    const list = [3, 1, 2];
    expect(await valueFrom('list.sort()', { list })).toEqual([1, 2, 3]);
    expect(list).toEqual([3, 1, 2]);
  });

  test('a megabyte of bindings does not count as time of the expression', async () => {
    const items = Array.from({ length: 20_000 }, (_, id) => ({ id, name: `device number ${id}` }));
    expect(await valueFrom('items.at(-1).id', { items })).toBe(19_999);
  });
});

describe('failures', () => {
  test('an error of the source tells its name and message', async () => {
    const error = await failureOf(evaluator.evaluate('null.field', {}));
    expect(error.kind).toBe('threw');
    expect(error.message).toBe("TypeError: cannot read property 'field' of null");
  });

  test('a syntax error names itself', async () => {
    const error = await failureOf(evaluator.evaluate('1 +', {}));
    expect(error.kind).toBe('threw');
    expect(error.message).toMatch(/^SyntaxError: /);
  });

  test('limits are named in the message', async () => {
    const quick = createEvaluator({ threads: 1, timeoutMs: 50 });
    const slow = await failureOf(quick.evaluate('(() => { while (true); })()', {}));
    expect(slow.message).toBe('The expression ran longer than 50 ms.');
    const small = createEvaluator({ threads: 1, memoryBytes: 4 * 1024 * 1024, ...PATIENT });
    const large = await failureOf(small.evaluate('"x".repeat(1e7)', {}));
    expect(large.message).toBe('The expression and its data need more than 4 MB of memory.');
    await Promise.all([quick.close(), small.close()]);
  });

  test('bindings beyond the limit on memory are told as such', async () => {
    const small = createEvaluator({ threads: 1, memoryBytes: 2 * 1024 * 1024, ...PATIENT });
    const error = await failureOf(small.evaluate('1', { text: 'x'.repeat(3_000_000) }));
    expect(error.kind).toBe('memory');
    await small.close();
  });
});

describe('threads', () => {
  test('many evaluations at once all end, the stuck ones beside the good ones', async () => {
    const good = Array.from({ length: 100 }, (_, number) => valueFrom('number * 2', { number }));
    const stuck = Array.from({ length: 3 }, () => failureOf(evaluator.evaluate('(() => { while (true); })()', {})));
    expect(await Promise.all(good)).toEqual(Array.from({ length: 100 }, (_, number) => number * 2));
    for (const error of await Promise.all(stuck)) expect(error.kind).toBe('timeout');
  });

  test('a full queue refuses', async () => {
    const narrow = createEvaluator({ threads: 1, maxQueued: 2, ...PATIENT });
    const waiting = [1, 2, 3].map((number) => narrow.evaluate('number', { number }));
    const error = await failureOf(narrow.evaluate('4', {}));
    expect(error.kind).toBe('unavailable');
    expect((await Promise.all(waiting)).map(({ value }) => value)).toEqual([1, 2, 3]);
    await narrow.close();
  });

  test('who aborts is answered at once, waiting or running', async () => {
    const narrow = createEvaluator({ threads: 1, ...PATIENT });
    const abort = new AbortController();
    const running = failureOf(narrow.evaluate('(() => { while (true); })()', {}, { signal: abort.signal }));
    const waiting = failureOf(narrow.evaluate('1', {}, { signal: abort.signal }));
    abort.abort();
    expect((await running).kind).toBe('cancelled');
    expect((await waiting).kind).toBe('cancelled');
    expect((await failureOf(narrow.evaluate('1', {}, { signal: abort.signal }))).kind).toBe('cancelled');
    expect((await narrow.evaluate('2', {})).value).toBe(2);
    await narrow.close();
  });

  test('closing ends what runs and what waits, and refuses what comes', async () => {
    const closing = createEvaluator({ threads: 1, ...PATIENT });
    const running = failureOf(closing.evaluate('(() => { while (true); })()', {}));
    const waiting = failureOf(closing.evaluate('1', {}));
    await closing.close();
    expect((await running).kind).toBe('unavailable');
    expect((await waiting).kind).toBe('unavailable');
    expect((await failureOf(closing.evaluate('1', {}))).kind).toBe('unavailable');
  });
});
