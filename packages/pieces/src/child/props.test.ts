import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PIECE_PROPERTY_TYPES } from '@perdura/definition';
import fc from 'fast-check';
import { CallError } from './call-error.js';
import type { Properties, Property } from './piece.ts';
import { processInput } from './props.js';

const server = createServer((request, response) => {
  if (request.url === '/missing') response.writeHead(404);
  if (request.url === '/named') response.setHeader('content-disposition', 'attachment; filename="plan v2.pdf"');
  if (request.url === '/typed') response.setHeader('content-type', 'image/png');
  response.end('bytes');
});

beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
});

afterAll(() => server.close());

test.each<[type: string, from: unknown, to: unknown]>([
  ['SHORT_TEXT', 12, '12'],
  ['SHORT_TEXT', { a: [1] }, '{"a":[1]}'],
  ['LONG_TEXT', '', ''],
  ['NUMBER', '12.5', 12.5],
  ['NUMBER', '', undefined],
  ['CHECKBOX', 'True ', true],
  ['CHECKBOX', 'false', false],
  ['CHECKBOX', true, true],
  ['DATE_TIME', '2024-03-14', '2024-03-14T00:00:00.000Z'],
  ['DATE_TIME', '2024-03-14 10:20', '2024-03-14T10:20:00.000Z'],
  ['DATE_TIME', '2024-03-14T10:20:30+02:00', '2024-03-14T08:20:30.000Z'],
  ['DATE_TIME', '', undefined],
  ['JSON', '{"b":1,"a":[2]}', { b: 1, a: [2] }],
  ['JSON', [1], [1]],
  ['OBJECT', '{"a":"1"}', { a: '1' }],
  ['ARRAY', 'one', ['one']],
  ['ARRAY', '["a","b"]', ['a', 'b']],
  ['ARRAY', { a: 1 }, [{ a: 1 }]],
  ['MULTI_SELECT_DROPDOWN', '["a"]', ['a']],
  ['STATIC_MULTI_SELECT_DROPDOWN', ['a'], ['a']],
  ['DROPDOWN', { id: 1 }, { id: 1 }],
  ['DYNAMIC', '{"a":1}', { a: 1 }],
  ['CUSTOM', 5, 5],
])('%s makes of %j %j', async (type, from, to) => {
  const { values } = await read({ value: { type } }, { value: from });
  expect(values.value).toEqual(to);
});

test.each<[type: string, value: unknown, expected: string]>([
  ['NUMBER', 'many', 'expected a number, received: many'],
  ['CHECKBOX', 'maybe', 'expected true or false, received: maybe'],
  ['DATE_TIME', 'soon', 'expected a time such as 2024-03-14T12:00:00.000Z, received: soon'],
  ['JSON', '{', 'expected an object or a list, as JSON, received: {'],
  ['JSON', '3', 'expected an object or a list, as JSON, received: 3'],
  ['OBJECT', [1], 'expected an object, received: [1]'],
  ['DYNAMIC', 'x', 'expected an object, received: x'],
  ['FILE', 'no file', "expected a file's address, or base64 with its media type, received: no file"],
])('%s does not take %j', async (type, value, expected) => {
  await expect(read({ field: { type } }, { field: value })).rejects.toThrow(
    `The input does not fit: "field" ${expected}.`,
  );
});

test('what is required and missing is named, each by itself', async () => {
  const properties: Properties = {
    text: { type: 'SHORT_TEXT', required: true },
    list: { type: 'DROPDOWN', required: true },
    more: { type: 'SHORT_TEXT' },
    note: { type: 'MARKDOWN', required: true },
  };
  await expect(read(properties, { more: null })).rejects.toThrow('"text" is required; "list" is required.');
});

test('defaults stand in for what is missing; forms that show nothing send nothing', async () => {
  const properties: Properties = {
    unit: { type: 'STATIC_DROPDOWN', required: true, defaultValue: 'seconds' },
    often: { type: 'NUMBER', defaultValue: 3 },
    ticked: { type: 'CHECKBOX', required: true },
    fields: { type: 'DYNAMIC', required: true },
    empty: { type: 'SHORT_TEXT', defaultValue: 'x' },
  };
  const { values } = await read(properties, { often: null, empty: '' });
  expect(values).toEqual({ unit: 'seconds', often: 3, ticked: false, fields: {}, empty: '' });
});

test('the oldest pieces find the connection of the step in a property of their own', async () => {
  const properties: Properties = { key: { type: 'SECRET_TEXT', required: true }, login: { type: 'OAUTH2' } };
  const auth = { type: 'SECRET_TEXT', secret_text: 'k' };
  expect((await read({ key: { type: 'SECRET_TEXT', required: true } }, { auth })).values).toMatchObject({ key: 'k' });
  expect((await read(properties, { auth, key: 'own' })).values).toMatchObject({ key: 'own', login: auth });
  await expect(read(properties, {})).rejects.toThrow('"key" is required');
});

test('items of lists and fields of dynamic properties are read as well, and their faults have places', async () => {
  const rows: Property = {
    type: 'ARRAY',
    properties: { n: { type: 'NUMBER', required: true }, on: { type: 'CHECKBOX' } },
  };
  const list = { n: ['1', '2'], on: 'true' };
  expect((await read({ rows }, { rows: list })).values.rows).toEqual([
    { n: 1, on: true },
    { n: 2, on: true },
  ]);
  await expect(read({ rows }, { rows: [{ n: 1 }, {}] })).rejects.toThrow('"rows": [null,{"n":"is required"}]');
  const settings = { fields: { type: 'MANUAL', schema: { status: { type: 'NUMBER', defaultValue: 200 } } } };
  const dynamic = { fields: { type: 'DYNAMIC', required: true } };
  expect((await read(dynamic, { fields: { body: 1 } }, settings)).values.fields).toEqual({ body: 1, status: 200 });
});

test('files come from addresses of this platform and of others, and from base64', async () => {
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const file = async (value: string) => Object((await read({ file: { type: 'FILE' } }, { file: value })).values.file);
  expect(await file(`${origin}/named?token=1`)).toMatchObject({ filename: 'named', base64: 'Ynl0ZXM=' });
  expect(await file(`${origin}/named`)).toMatchObject({ filename: 'plan v2.pdf', extension: 'pdf' });
  expect(await file(`${origin}/typed`)).toMatchObject({ filename: 'typed.png', extension: 'png' });
  expect(await file('data:text/plain;base64,aGk=')).toMatchObject({ filename: 'unknown.txt', data: Buffer.from('hi') });
  expect(await file('https://own.example/f')).toMatchObject({ filename: 'own.csv', extension: 'csv', base64: 'YSxi' });
  await expect(file(`${origin}/missing`)).rejects.toThrow('cannot be read: the answer was 404.');
});

test('whatever an input holds, it is read or refused by name', async () => {
  const property = fc.record({
    type: fc.constantFrom(...PIECE_PROPERTY_TYPES.filter((type) => type !== 'FILE')),
    required: fc.boolean(),
    defaultValue: fc.option(fc.jsonValue(), { nil: undefined }),
  });
  const everything = fc.tuple(fc.dictionary(fc.string(), property), fc.dictionary(fc.string(), fc.jsonValue()));
  await fc.assert(
    fc.asyncProperty(everything, async ([properties, input]) => {
      const outcome = await read(properties, { ...input, auth: null }).catch((error: unknown) => error);
      expect(outcome instanceof CallError || Object(outcome).values !== undefined).toBe(true);
    }),
  );
});

async function read(properties: Properties, input: Record<string, unknown>, settings?: Record<string, unknown>) {
  const ownFile = async (url: string) =>
    url.startsWith('https://own.example/') ? { fileName: 'own.csv', data: Buffer.from('a,b') } : null;
  const callee = { props: properties };
  const { propsValue } = await processInput({ piece: {}, callee, input, settings, sources: ownFile, version: '1' });
  return { values: propsValue };
}
