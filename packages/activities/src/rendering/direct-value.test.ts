import { directValue, type JsonValue } from '@perdura/definition';
import { createEvaluator } from '@perdura/sandbox';
import fc from 'fast-check';

const evaluator = createEvaluator({ threads: 2 });
afterAll(() => evaluator.close());

const VALUES: Record<string, JsonValue> = {
  trigger: { data: { count: 7, name: '空调', flag: true, none: null, list: [1, 'two', null], zero: 0, minus: -0.5 } },
  item: 'third',
  index: 2,
};

test.each<[source: string, value: JsonValue]>([
  ['trigger.data.count > 3', true],
  ['trigger.data.count >= 7 && !(trigger.data.name === "pump")', true],
  ['trigger.data.list[1] + "!"', 'two!'],
  ['trigger.data.list.length * 2 - 1', 5],
  ['trigger.data["none"] ?? "given"', 'given'],
  ['trigger.data.none == null', true],
  ['trigger.data.flag ? item : index', 'third'],
  ['item.length % 2', 1],
  ['-trigger.data.zero', 0],
  ['"a" < "b"', true],
])('%s needs no engine', (source, value) => {
  expect(directValue(source, VALUES)).toEqual(value);
});

test.each([
  ...['trigger.data.missing > 3', 'trigger.data.none.x', 'trigger.data.toString', 'item.at(0)', 'undefined', 'NaN'],
  ...['1 / 0', '"1" + 1', '"2" > 1', 'true == 1', 'trigger.data == "x"', 'trigger.data', '`x`', 'item?.length'],
  ...['trigger.__proto__', 'trigger["__proto__"]', 'constructor', '(() => 1)()', '/x/.test(item)', '1n', '1, 2', '1 +'],
])('%s is left to one', (source) => {
  expect(directValue(source, VALUES)).toBeUndefined();
});

/** Expressions of all that is known, and of some that is not. */
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom('0', '-1', '2.5', '"a"', '"10"', '""', 'true', 'false', 'null', 'undefined', 'index', 'item'),
    fc.constantFrom('trigger.data.count', 'trigger.data.none', 'trigger.data.list', 'trigger.data.list[0]'),
    fc.constantFrom('trigger.data.zero', 'trigger.data.flag', 'trigger.data.name', 'trigger.data.x', 'item.length'),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom(...['===', '!==', '==', '!=', '<', '<=', '>', '>='], ...['+', '-', '*', '/', '%', '&&', '||']),
        tie('expression'),
      )
      .map(([left, operator, right]) => `(${left}) ${operator} (${right})`),
    fc.tuple(tie('expression'), tie('expression')).map(([left, right]) => `(${left}) ?? (${right})`),
    fc.tuple(fc.constantFrom('!', '-', 'typeof '), tie('expression')).map(([operator, of]) => `${operator}(${of})`),
    fc
      .tuple(tie('expression'), tie('expression'), tie('expression'))
      .map(([test, then, otherwise]) => `(${test}) ? (${then}) : (${otherwise})`),
  ),
}));

test('what needs no engine is what an engine says, without a warning', async () => {
  let direct = 0;
  await fc.assert(
    fc.asyncProperty(expression, async (source) => {
      const value = directValue(source, VALUES);
      if (value === undefined) return;
      direct += 1;
      expect(await evaluator.evaluate(source, VALUES)).toEqual({ value, warnings: [] });
    }),
    { numRuns: 1_500, seed: 20_261_122 },
  );
  expect(direct).toBeGreaterThan(400);
});
