import { readCodePackages } from './code-packages.ts';

test('the same dependencies have the same hash, in whatever order', () => {
  const one = readCodePackages('{"dependencies":{"a":"1.0.0","@b/c":"^2.0.0"}}');
  const other = readCodePackages('{"name":"x","dependencies":{"@b/c":"^2.0.0","a":"1.0.0"}}');
  expect(one).toEqual(other);
  expect(one?.hash).not.toBe(readCodePackages('{"dependencies":{"a":"1.0.1","@b/c":"^2.0.0"}}')?.hash);
});

test.each(['', '  ', '{}', '{"dependencies":{}}', '{"dependencies":null}', 'null'])('%j depends on nothing', (text) => {
  expect(readCodePackages(text)).toBeNull();
});

test.each([
  ['{', /not JSON/],
  ['{"dependencies":["a"]}', /no object/],
  ['{"dependencies":{"../a":"1.0.0"}}', /no name of a package/],
  ['{"dependencies":{"a":"file:../../secrets"}}', /expected one like/],
  ['{"dependencies":{"a":"git+https://example.com/a.git"}}', /expected one like/],
  ['{"dependencies":{"a":"npm:b@1.0.0"}}', /expected one like/],
  ['{"dependencies":{"a":"https://example.com/a.tgz"}}', /expected one like/],
  ['{"dependencies":{"a":1}}', /expected one like/],
])('%s is refused', (text, fault) => {
  expect(() => readCodePackages(text)).toThrow(fault);
});
