import type { JsonObject, JsonValue } from './json.ts';
import { describeFaults, schemaFaults, UnusableSchema } from './strict-json-schema.ts';

const faults = (schema: JsonObject, value: JsonValue) => describeFaults(schemaFaults(schema, value));

const building = {
  type: 'object',
  properties: { building: { type: 'string' }, floor: { type: 'integer', minimum: -2 } },
  required: ['building'],
  additionalProperties: false,
};

test('a value that fits has no faults', () => {
  expect(schemaFaults(building, { building: 'A栋', floor: 1 })).toEqual([]);
});

test.each([
  [{}, '/building is missing'],
  [{ building: 1 }, '/building must be string'],
  [{ building: 'A', floor: 1.5 }, '/floor must be integer'],
  [{ building: 'A', 'x/y': 1 }, '/x~1y is not expected'],
  [[], 'it must be object'],
  [{ floor: -3 }, '/building is missing; /floor must be >= -2'],
] as [JsonValue, string][])('%j: %s', (value, message) => {
  expect(faults(building, value)).toBe(message);
});

test('inherited names do not count as given', () => {
  expect(faults({ type: 'object', required: ['constructor', 'toString'] }, {})).toContain('/constructor is missing');
});

test('a list of allowed values is named', () => {
  expect(faults({ enum: ['a', 'b'] }, 'c')).toBe('it must be one of ["a","b"]');
});

test('draft 7 and draft 2020-12 both hold, by $schema', () => {
  const tuple = { items: [{ type: 'string' }], type: 'array' };
  const draft7 = { $schema: 'http://json-schema.org/draft-07/schema#', ...tuple };
  expect(faults(draft7, [1])).toBe('/0 must be string');
  const draft2020 = { $schema: 'https://json-schema.org/draft/2020-12/schema', prefixItems: [{ type: 'string' }] };
  expect(faults(draft2020, [1])).toBe('/0 must be string');
});

test('references within the schema hold, others are refused by name', () => {
  const tree: JsonObject = {
    $defs: { node: { type: 'object', properties: { next: { $ref: '#/$defs/node' } } } },
    $ref: '#/$defs/node',
  };
  expect(faults(tree, { next: { next: 1 } })).toBe('/next/next must be object');
  expect(() => schemaFaults({ $ref: 'https://example.com/schema.json' }, 1)).toThrow(UnusableSchema);
});

test('a large schema may be referred to from many places', () => {
  const each = (count: number, schema: JsonObject) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`p${at}`, schema]));
  const large = { properties: each(2_000, { type: 'string' }) };
  const schema = { $defs: { large }, properties: each(400, { $ref: '#/$defs/large' }) };
  expect(faults(schema, { p399: { p1999: 1 } })).toBe('/p399/p1999 must be string');
});

test('schemas of the same $id do not meet', () => {
  const first = { $id: 'https://example.com/s', type: 'string' };
  const second = { $id: 'https://example.com/s', type: 'number' };
  expect([faults(first, 'a'), faults(second, 1), faults(first, 'a')]).toEqual(['', '', '']);
});

test('patterns take linear time', () => {
  const bomb = { type: 'string', pattern: '^(a+)+$' };
  expect(faults(bomb, `${'a'.repeat(50_000)}!`)).toContain('pattern');
  expect(faults(bomb, 'aaa')).toBe('');
  expect(faults({ pattern: '^[\\u4e00-\\u9fa5]+$' }, '设备')).toBe('');
  expect(faults({ patternProperties: { '^a': { type: 'number' }, '^b': { type: 'string' } } }, { a: 1, b: 1 })).toBe(
    '/b must be string',
  );
});

const doubling = {
  ...{ a40: { type: 'object' } },
  ...Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [
      `a${at}`,
      { allOf: [{ $ref: `#/$defs/a${at + 1}` }, { $ref: `#/$defs/a${at + 1}` }] },
    ]),
  ),
};
const branches = ['b', 'c'].map((name) => ({ properties: { a: { $ref: '#/$defs/r' } }, required: [name] }));

test.each([
  ['references of references', { $defs: doubling, $ref: '#/$defs/a0' }, {}],
  [
    'alternatives within alternatives',
    { $defs: { r: { anyOf: branches } }, $ref: '#/$defs/r' },
    Array.from({ length: 60 }).reduce<JsonObject>((inner) => ({ a: inner }), {}),
  ],
  ['each item with each', { uniqueItems: true }, Array.from({ length: 20_000 }, (_, at) => ({ at }))],
  [
    'many patterns for many names',
    { patternProperties: Object.fromEntries(Array.from({ length: 900 }, (_, at) => [`x${at}$`, {}])) },
    Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`p${at}`, at])),
  ],
] as [string, JsonObject, JsonValue][])('what takes too many steps is given up: %s', (_, schema, value) => {
  expect(() => schemaFaults(schema, value)).toThrow(/too many steps/);
  // The next check has all of its own.
  expect(
    faults(
      { items: { type: 'number' } },
      Array.from({ length: 50_000 }, (_, at) => at),
    ),
  ).toBe('');
});

test.each([
  [{ pattern: '(' }],
  [{ pattern: '(?=a)' }],
  [{ type: 'nonsense' }],
  [{ properties: Object.fromEntries(Array.from({ length: 40_000 }, (_, index) => [`p${index}`, {}])) }],
] as [JsonObject][])('an unusable schema is refused: %#', (schema) => {
  expect(() => schemaFaults(schema, 'a')).toThrow(UnusableSchema);
});

test('keeps working over more schemas than it remembers', () => {
  for (let index = 0; index < 450; index += 1) expect(faults({ const: index }, index)).toBe('');
  expect(faults({ const: 0 }, 1)).not.toBe('');
});
