import fc from 'fast-check';
import { StepFailure } from './failures.ts';
import { normalJson } from './normal-json.ts';

function normalise(value: unknown) {
  const warnings: string[] = [];
  return { value: normalJson(value, (message) => void warnings.push(message)), warnings };
}

function withHole(): unknown[] {
  const list: unknown[] = new Array(2);
  list[0] = 1;
  return list;
}

test('JSON is answered as it is, without a copy', () => {
  const value = { devices: [{ id: 1, name: '空调 😀' }, null, true, 'x'] };
  expect(normalise(value)).toEqual({ value, warnings: [] });
});

test.each([
  ['a\0b', 'a\ufffdb'],
  ['half \ud83d', 'half \ufffd'],
  [{ 'k\0': 1 }, { 'k\ufffd': 1 }],
])('text that cannot be stored is replaced: %j', (given, expected) => {
  const { value, warnings } = normalise(given);
  expect(value).toEqual(expected);
  expect(warnings).toHaveLength(1);
});

test.each([
  [Number.NaN, null, 1],
  [[1, Number.POSITIVE_INFINITY], [1, null], 1],
  [undefined, null, 1],
  [12n, null, 1],
  [{ run: () => 1 }, { run: null }, 1],
  [{ a: undefined, b: 1 }, { b: 1 }, 0],
  [new Date(0), '1970-01-01T00:00:00.000Z', 0],
  [Object.assign(Object.create(null), { a: 1 }), { a: 1 }, 0],
  [JSON.parse('{"__proto__": {"polluted": 1}, "a": 1}'), { a: 1 }, 1],
  [withHole(), [1, null], 1],
])('what is no JSON becomes JSON, with a warning where something was lost: case %#', (given, expected, count) => {
  const { value, warnings } = normalise(given);
  expect(value).toEqual(expected);
  expect(warnings).toHaveLength(count);
});

test('cycles and bottomless nesting fail', () => {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  let deep: unknown = 1;
  for (let depth = 0; depth < 100_000; depth++) deep = [deep];
  for (const value of [cycle, deep]) {
    expect(() => normalise(value)).toThrow(StepFailure);
    expect(() => normalise(value)).toThrow('nests deeper than 200 levels');
  }
});

test('whatever comes in, what comes out survives JSON and the store', () => {
  fc.assert(
    fc.property(fc.anything({ withDate: true, withBigInt: true, withNullPrototype: true }), (given) => {
      const { value } = normalise(given);
      const json = JSON.stringify(value);
      expect(JSON.stringify(JSON.parse(json))).toBe(json);
      expect(json.isWellFormed() && !json.includes('\\u0000') && !/\\ud[89a-f]/i.test(json)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
