import type { JsonObject } from '@perdura/definition';
import { schemaFaults } from '@perdura/definition/strict-json-schema';
import fc from 'fast-check';
import { readPrompt } from './demo-answer.ts';
import { demoObject } from './demo-object.ts';
import { jsonOfAnswer, jsonValuesIn } from './json-text.ts';

const devices = [
  { id: 1, name: '一号', status: 'online' },
  { id: 2, name: '二号', status: 'offline' },
  { id: 3, name: '三号', status: 'warning' },
];
const data = JSON.stringify({ devices, total: 3 });

describe('reading a prompt', () => {
  test('counts devices in Chinese for a Chinese prompt', () => {
    const { text, counts } = readPrompt(`分析设备数据：${data}`);
    expect(counts).toEqual({ total: 3, online: 1, offline: 1, warning: 1 });
    expect(text).toContain('demo');
    expect(text).toContain('共 3 台设备');
    expect(text).toContain('离线 1');
    expect(text).toContain('二号、三号');
  });

  test('and in English for an English prompt, whatever the language of the data', () => {
    const { text } = readPrompt(`Summarise the devices: ${data} Be brief.`);
    expect(text).toContain('[demo]');
    expect(text).toContain('3 devices');
    expect(text).toContain('offline 1');
    expect(text).not.toContain('台');
  });

  test.each([
    ['总结：[1,2,3]', 'items 共 3 项'],
    ['List: {"rows":[{"a":1}]}', '1 rows'],
    ['What is 2 + 2?', 'What is 2 + 2?'],
    ['你好', '你好'],
    ['', 'no data'],
    [`状态：${JSON.stringify({ devices: [devices[0]] })}`, '运行正常'],
  ])('%j is answered with %j', (prompt, expected) => {
    expect(readPrompt(prompt).text).toContain(expected);
  });

  test('takes any text, and gives the same answer each time', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (prompt) => {
        expect(readPrompt(prompt)).toEqual(readPrompt(prompt));
      }),
    );
  });

  test.each(['{', '[', '{"a":', '"', '{"', '{x}'])('a flood of %j is read all the same', (piece) => {
    expect(readPrompt(piece.repeat(300_000)).text).toContain('demo');
  });
});

describe('JSON in text', () => {
  test.each([
    ['{"a":1}', { a: 1 }],
    ['```json\n{"a":1}\n```', { a: 1 }],
    ['Here you are:\n```\n[1]\n```\nDone.', [1]],
    ['The answer is {"a":"}"} as asked', { a: '}' }],
    ['a {broken} and {"b":2}', { b: 2 }],
    ['42', 42],
    ['nothing', undefined],
  ])('%j holds %j', (text, value) => {
    expect(jsonOfAnswer(text)).toEqual(value);
  });

  test('several values are found with their places', () => {
    const text = 'x {"a":1} y [2] z';
    expect(jsonValuesIn(text, 5).map(({ start, end }) => text.slice(start, end))).toEqual(['{"a":1}', '[2]']);
  });
});

describe('objects for a schema', () => {
  const reading = readPrompt(`分析：${data}`);

  test('carry the counts and the text where their names ask for them', () => {
    const schema = {
      type: 'object',
      properties: {
        summary: { type: 'string' },
        total: { type: 'integer' },
        offlineCount: { type: 'integer' },
        healthy: { type: 'boolean' },
      },
      required: ['summary', 'total'],
    };
    expect(demoObject(schema, reading)).toMatchObject({ summary: reading.text, total: 3, offlineCount: 1 });
  });

  test.each<JsonObject>([
    {
      type: 'object',
      properties: { level: { enum: ['low', 'high'] }, kind: { const: 7 } },
      required: ['level', 'kind'],
    },
    { type: 'array', items: { type: 'string', maxLength: 5 }, minItems: 2, maxItems: 3 },
    {
      type: 'object',
      required: ['any'],
      properties: { list: { type: 'array', prefixItems: [{ type: 'null' }, { type: 'number' }] } },
    },
    {
      anyOf: [
        { type: 'object', properties: { a: { type: 'number', minimum: 10 } }, required: ['a'] },
        { type: 'string' },
      ],
    },
    {
      allOf: [
        { properties: { a: { type: 'string' } }, required: ['a'] },
        { properties: { b: { type: 'boolean' } }, required: ['b'] },
      ],
    },
    {
      $defs: {
        tree: {
          type: 'object',
          properties: { next: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/tree' }] } },
          required: ['next'],
        },
      },
      $ref: '#/$defs/tree',
    },
    { type: ['string', 'null'], minLength: 500 },
    { type: 'number', exclusiveMinimum: 3, multipleOf: 5 },
    { type: 'integer', maximum: 1 },
    { type: 'string', format: 'date-time' },
    { type: 'object', additionalProperties: false, properties: {} },
    {},
  ])('fit it: %j', (schema) => {
    expect(schemaFaults(schema, demoObject(schema, reading))).toEqual([]);
  });

  test('end for schemas that refer to themselves without end', () => {
    const schema = {
      $defs: { a: { type: 'object', properties: { a: { $ref: '#/$defs/a' } }, required: ['a'] } },
      $ref: '#/$defs/a',
    };
    expect(demoObject(schema, reading)).toBeDefined();
    expect(demoObject({ $ref: '#' }, reading)).toBeNull();
  });
});
