import { placeOf } from './json-places.ts';

const TEXT = `{
  "nodes": [
    { "id": "a", "config": { "a/b": 1, "~": [true, null] } },
    { "id": "b" }
  ]
}`;

const at = (pointer: string, text = TEXT) => {
  const { from, to } = placeOf(text, pointer);
  return text.slice(from, to);
};

test.each([
  ['/nodes/0/id', '"a"'],
  ['/nodes/0/config/a~1b', '1'],
  ['/nodes/0/config/~0/1', 'null'],
  ['/nodes/1', '{ "id": "b" }'],
  ['', TEXT],
])('%s is the value there', (pointer, value) => {
  expect(at(pointer)).toBe(value);
});

test.each([
  ['/nodes/1/config/expression', '{ "id": "b" }'],
  ['/nodes/-1', TEXT.slice(TEXT.indexOf('['), TEXT.lastIndexOf(']') + 1)],
  ['/edges/0', TEXT],
])('%s is missing, so what is nearest around it is meant', (pointer, value) => {
  expect(at(pointer)).toBe(value);
});

test('a text that is no JSON has places all the same', () => {
  expect(at('/nodes/0', '{"nodes": [7')).toBe('7');
  expect(at('/a', '')).toBe('');
});
