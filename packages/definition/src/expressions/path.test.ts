import fc from 'fast-check';
import type { JsonValue } from '../json.ts';
import { formatPath, type Path, resolvePath } from './path.ts';
import { createScope, type Scope } from './scope.ts';

const scope = createScope({
  trigger: { data: { building: 'A栋', list: ['x', { n: 1 }], none: null, '': 'empty' } },
  run: { id: 'r' },
  nodes: {
    fetch: { status: 'success', result: { devices: [{ name: 'pump' }] }, error: null },
    skipped: { status: 'skipped', result: null, error: null },
    byHand: { status: 'skipped', result: { by: 'hand' }, error: null },
    'my-id': { status: 'failed', result: null, error: { code: 'X', message: 'm' } },
  },
  locals: { item: 5 },
});

test.each<[Path, JsonValue]>([
  [['trigger', 'data', 'building'], 'A栋'],
  [['trigger', 'data', 'building', 'length'], 2],
  [['trigger', 'data', 'building', 0], 'A'],
  [['trigger', 'data', 'list', 'length'], 2],
  [['trigger', 'data', 'list', 1, 'n'], 1],
  [['trigger', 'data', 'list', '0'], 'x'],
  [['trigger', 'data', 'none'], null],
  [['trigger', 'data', ''], 'empty'],
  [['fetch', 'result', 'devices', 0, 'name'], 'pump'],
  [['nodes', 'my-id', 'error', 'code'], 'X'],
  [['my-id', 'result'], null],
  [['byHand', 'result', 'by'], 'hand'],
  [['item'], 5],
])('finds %j', (path, value) => {
  expect(resolvePath(path, scope)).toEqual({ value, missing: false });
});

test.each<[Path]>([
  [['nobody']],
  [['trigger', 'data', 'none', 'deeper']],
  [['trigger', 'data', 'list', 9]],
  [['trigger', 'data', 'list', -1]],
  [['trigger', 'data', 'list', 'map']],
  [['trigger', 'constructor']],
  [['trigger', '__proto__']],
  [['trigger', 'toString']],
  [['nodes', '__proto__']],
  [['nodes', 'hasOwnProperty']],
  [['trigger', 'data', 'building', 'trim']],
  [['item', 'toFixed']],
  [['skipped', 'result']],
  [['skipped', 'result', 'x']],
  [['nodes', 'skipped', 'result']],
])('takes %j for missing', (path) => {
  expect(resolvePath(path, scope)).toEqual({ value: null, missing: true });
});

test('never throws, and gives nothing that is not in the scope', () => {
  const key = fc.oneof(
    fc.constantFrom(
      '__proto__',
      'constructor',
      'prototype',
      'length',
      'toString',
      '__defineGetter__',
      'valueOf',
      '0',
      'result',
    ),
    fc.integer(),
    fc.string(),
  );
  const values: Scope = new Map<string, JsonValue>([
    ['a', JSON.parse('{"__proto__": {"x": [1, "two", {"length": 3}]}, "n": null}')],
  ]);
  fc.assert(
    fc.property(fc.array(key, { maxLength: 6 }), (keys) => {
      const { value } = resolvePath(['a', ...keys], values);
      expect(typeof value).not.toBe('function');
      expect(() => JSON.stringify(value)).not.toThrow();
    }),
    { numRuns: 2_000 },
  );
});

test('writes a path as one would', () => {
  expect(formatPath(['nodes', 'my-id', 'result', 0, '楼栋'])).toBe('nodes["my-id"].result[0].楼栋');
});
