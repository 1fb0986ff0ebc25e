import type { JsonObject, JsonValue } from '@perdura/definition';
import { matchesFilter } from './subscription-filter.ts';

const DATA: JsonValue = { building: 'A栋', floor: 3, device: { id: 'd1', tags: ['a', 'b'] }, off: null };

test.each<[JsonObject | null, boolean]>([
  [null, true],
  [{}, true],
  [{ building: 'A栋' }, true],
  [{ building: 'B栋' }, false],
  [{ building: 'A栋', floor: 3 }, true],
  [{ building: 'A栋', floor: '3' }, false],
  [{ 'device.id': 'd1' }, true],
  [{ 'device.tags[1]': 'b' }, true],
  [{ device: { id: 'd1', tags: ['a', 'b'] } }, true],
  [{ 'device.tags': ['b', 'a'] }, false],
  [{ missing: null }, true],
  [{ off: null }, true],
  [{ 'device.missing.deep': 1 }, false],
  [{ 'constructor.name': 'Object' }, false],
  [{ __proto__x: 1 }, false],
  [{ 'device.tags.length': 2 }, true],
])('filter %j matches: %s', (filter, expected) => {
  expect(matchesFilter(filter, DATA)).toBe(expected);
});

test('data that is no object has no fields', () => {
  for (const data of [null, 3, 'text', [1]] as JsonValue[]) {
    expect(matchesFilter({ building: 'A栋' }, data)).toBe(false);
    expect(matchesFilter({ building: null }, data)).toBe(true);
  }
});
