import type { JsonValue } from '@perdura/definition';
import fc from 'fast-check';
import { fillUrl, fillValue, hostIsFilled, placeholdersOf, UnsafePlaceholder } from './placeholders.ts';

const input = {
  id: 'dev-1',
  n: 3,
  flag: false,
  nothing: null,
  list: [1, 'a'],
  device: { id: 'd/2', name: '一号' },
  site: 'https://a.example',
  楼栋: 'A栋',
  '3D': { モデル: 7 },
};
const known = new Set([...Object.keys(input), 'absent']);

test.each([
  ['{id}', 'dev-1'],
  ['{n}', 3],
  ['{flag}', false],
  ['{nothing}', null],
  ['{list}', [1, 'a']],
  ['{device}', { id: 'd/2', name: '一号' }],
  ['{device.name}', '一号'],
  ['{楼栋}', 'A栋'],
  ['{3D.モデル}', 7],
  ['在 {楼栋} 的 {未知}', '在 A栋 的 {未知}'],
  ['#{n} of {id}', '#3 of dev-1'],
  ['is {flag}', 'is false'],
  ['data: {list}', 'data: [1,"a"]'],
  ['<{absent}{nothing}>', '<>'],
  ['{ id } {} {1} {unknown} {id', '{ id } {} {1} {unknown} {id'],
  ['{"id": "{id}"}', '{"id": "dev-1"}'],
  [
    { a: '{id}', b: ['{n}', { c: '{flag}' }] },
    { a: 'dev-1', b: [3, { c: false }] },
  ],
  [{ a: '{absent}', b: 'x{absent}' }, { b: 'x' }],
  [
    ['{absent}', 1],
    [null, 1],
  ],
  [{ '{id}': 1 }, { '{id}': 1 }],
  [7, 7],
] as [JsonValue, JsonValue][])('%j becomes %j', (template, expected) => {
  expect(fillValue(template, input, known)).toEqual(expected);
});

test('own fields alone are read', () => {
  expect(fillValue('{id.length}{device.constructor}{device.__proto__}', input, known)).toBe('');
  expect(fillValue('{constructor}', input, new Set(['constructor']))).toBeUndefined();
});

test.each([
  ['https://x/devices/{id}', 'https://x/devices/dev-1'],
  ['https://x/{device.id}/{device.name}', 'https://x/d%2F2/%E4%B8%80%E5%8F%B7'],
  ['https://x/?q={list}&n={n}', 'https://x/?q=%5B1%2C%22a%22%5D&n=3'],
  ['{site}/devices', 'https://a.example/devices'],
  ['https://x/{楼栋}?型号={3D.モデル}', 'https://x/A%E6%A0%8B?型号=7'],
  ['https://x/{unknown}', 'https://x/{unknown}'],
  ['https://x/../y/{id}', 'https://x/../y/dev-1'],
])('the address %s becomes %s', (template, expected) => {
  expect(fillUrl(template, input, known)).toBe(expected);
});

test.each(['..', '.', '%2e%2e', '.%2E', '../..'])('%j cannot leave its segment of the path', (id) => {
  const fill = () => fillUrl('https://x/devices/{id}/state', { id }, known);
  if (/^(\.|%2e)+$/i.test(encodeURIComponent(id))) expect(fill).toThrow(UnsafePlaceholder);
  else expect(new URL(fill()).pathname).toMatch(/^\/devices\/[^/]+\/state$/);
});

test('whatever the input, the address keeps its origin and the shape of its path', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (id) => {
      fc.pre(id !== '' && !/\p{Cs}/u.test(id));
      try {
        const url = new URL(fillUrl('https://x.example/a/{id}/b?c={id}', { id }, known));
        expect(url.origin).toBe('https://x.example');
        expect(url.pathname).toMatch(/^\/a\/[^/]+\/b$/);
        expect(url.searchParams.get('c')).toBe(id);
      } catch (error) {
        expect(error).toBeInstanceOf(UnsafePlaceholder);
      }
    }),
  );
});

test('tells whether the host comes from the input', () => {
  expect(hostIsFilled('https://{id}.example/x', known)).toBe(true);
  expect(hostIsFilled('{site}/x', known)).toBe(true);
  expect(hostIsFilled('https://{楼栋}.example/x', known)).toBe(true);
  expect(hostIsFilled('https://x.example/{id}', known)).toBe(false);
  expect(hostIsFilled('https://x.example?{id}', known)).toBe(false);
  expect(hostIsFilled('https://{unknown}/', known)).toBe(false);
});

test('names what an address uses', () => {
  expect(placeholdersOf('https://x/{id}/{device.name}/{楼栋.编号}')).toEqual(['id', 'device', '楼栋']);
});
