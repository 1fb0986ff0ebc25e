import fc from 'fast-check';
import { type DataPathStep, parseDataPath } from './data-path.ts';

test.each<[string, DataPathStep[]]>([
  ['order', [{ key: 'order' }]],
  ['order.id', [{ key: 'order' }, { key: 'id' }]],
  ['items[0].sku', [{ key: 'items' }, { index: 0 }, { key: 'sku' }]],
  ['[2][3]', [{ index: 2 }, { index: 3 }]],
  ['items.0', [{ key: 'items' }, { key: '0' }]],
  ['["a name"].x', [{ key: 'a name' }, { key: 'x' }]],
  ['a["b.c"]["\\""]', [{ key: 'a' }, { key: 'b.c' }, { key: '"' }]],
  ['楼.层 数', [{ key: '楼' }, { key: '层 数' }]],
])('%s is a path', (text, steps) => {
  expect(parseDataPath(text)).toEqual(steps);
});

test.each([
  '',
  '.',
  '.a',
  'a.',
  'a..b',
  'a[',
  'a[]',
  'a[x]',
  'a[-1]',
  'a]',
  '[0]b',
  'a["x]',
  'a["\\x"]',
  '["\\u0000"]',
  '["\\ud800"]',
  ' a',
  '$"',
])('%j is none', (text) => {
  expect(parseDataPath(text)).toBeNull();
});

test('a path has at most twenty steps', () => {
  expect(parseDataPath(Array.from({ length: 20 }, () => 'a').join('.'))).toHaveLength(20);
  expect(parseDataPath(Array.from({ length: 21 }, () => 'a').join('.'))).toBeNull();
});

test('every key can be written in brackets', () => {
  const step = fc.oneof(
    fc.string().map((key) => ({ key })),
    fc.nat(999_999).map((index) => ({ index })),
  );
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), (steps) => {
      const text = steps.map((each) => ('key' in each ? `[${JSON.stringify(each.key)}]` : `[${each.index}]`)).join('');
      expect(parseDataPath(text)).toEqual(steps);
    }),
  );
});
