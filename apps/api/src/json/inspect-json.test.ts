import fc from 'fast-check';
import { inspectJson } from './inspect-json.ts';

const inspect = (text: string) => inspectJson(text, { maxDepth: 64 });

test('finds no fault in what JSON.stringify writes', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 8 }), (text) => {
      const faults = inspect(text).filter(({ message }) => message !== 'forbiddenKey' && message !== 'nulCharacter');
      expect(faults.filter(({ message }) => message !== 'loneSurrogate')).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test('agrees with JSON.parse about what is JSON, whatever the text', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"',
    ':',
    ',',
    '1',
    '-',
    '.',
    'e',
    'true',
    'nul',
    '\\',
    'u',
    ' ',
    '"a"',
    '0',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');
      const refused = inspect(text).some((fault) => fault.position !== undefined);
      expect(refused).toBe(!parses(text));
    }),
    { numRuns: 5_000 },
  );
});

test('tells where a cut text ends', () => {
  expect(inspect('{"name": "x",\n "nodes": [{"id": "a"')).toEqual([
    expect.objectContaining({ pointer: '/nodes/0/id', message: 'unexpectedEnd', position: { line: 2, column: 22 } }),
  ]);
});

test('every cut of a body is refused with a position', () => {
  const body = JSON.stringify({ name: '每日', nodes: [{ id: 'a', n: -1.5e3, t: true, f: false, z: null }] });
  for (let length = 0; length < body.length; length += 1) {
    expect(inspect(body.slice(0, length))[0]?.position).toBeDefined();
  }
});

test.each([
  ['{"a": 1, "b": {"a": 2, "a": 3}}', '/b/a', 'duplicateKey'],
  ['{"a": [{"__proto__": {}}]}', '/a/0/__proto__', 'forbiddenKey'],
  ['{"constructor": 1}', '/constructor', 'forbiddenKey'],
  ['{"\\u005f_proto__": 1}', '/__proto__', 'forbiddenKey'],
  ['{"a": "x\\u0000"}', '/a', 'nulCharacter'],
  ['{"a": ["\\ud800"]}', '/a/0', 'loneSurrogate'],
  ['{"a": "\\udc00\\ud800"}', '/a', 'loneSurrogate'],
  ['{"a": 1e999}', '/a', 'hugeNumber'],
])('%s is refused at %s', (text, pointer, message) => {
  expect(inspect(text)).toEqual([expect.objectContaining({ pointer, message })]);
});

test('names each fault of a text that is JSON', () => {
  expect(inspect('{"a": "\\u0000", "a": 1, "prototype": "\\udfff"}').map(({ message }) => message)).toEqual([
    'nulCharacter',
    'duplicateKey',
    'forbiddenKey',
    'loneSurrogate',
  ]);
});

test('refuses depth beyond the limit, however deep', () => {
  expect(inspect('['.repeat(64) + ']'.repeat(64))).toEqual([]);
  expect(inspect('['.repeat(65))[0]).toMatchObject({ message: 'tooDeep', values: { limit: 64 } });
  expect(inspect('{"a":'.repeat(1_000_000))[0]).toMatchObject({ message: 'tooDeep' });
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
