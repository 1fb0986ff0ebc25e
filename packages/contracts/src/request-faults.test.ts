import { pointerOf } from '@perdura/definition';
import { z } from 'zod';
import { queryInteger, timeText, title } from './fields.ts';
import { requestFaults } from './request-faults.ts';
import { apiKeyRoutes } from './resources/api-keys.ts';
import { newConnection } from './resources/connections.ts';
import { flowOperation } from './resources/engine/flow-operations.ts';
import { flowRunRoutes } from './resources/engine/flow-runs.ts';
import { runFilterBody } from './resources/run-filter.ts';
import { runSearchRoutes } from './resources/run-search.ts';

const body = z.strictObject({ name: title(10), tags: z.array(z.string()).optional() });

test('answers the parsed value of a request without faults', () => {
  expect(requestFaults(body, { name: ' x ' }, 'en')).toEqual({ value: { name: 'x' }, faults: [] });
});

test('names every fault at its place, in the caller’s language', () => {
  const found = requestFaults(body, { tags: ['a', 1], 'b/c': 1 }, 'en').faults;
  expect(found.map((fault) => fault.pointer).sort()).toEqual(['/b~1c', '/name', '/tags/1']);
  expect(found.find((fault) => fault.pointer === '/name')?.message).toBe('required, but missing');
  expect(requestFaults(body, {}, 'zh-CN').faults[0]?.message).toBe('必填,但缺失');
});

test('refuses a name that is blank or no text', () => {
  expect(requestFaults(body, { name: '   ' }, 'en').faults[0]).toMatchObject({ message: 'must not be blank' });
  expect(requestFaults(body, { name: null }, 'en').faults[0]).toMatchObject({ pointer: '/name' });
});

test.each(['0', '201', '1.5', '-1', 'x', '', ' 5', '1e2', '9999999999999999'])('refuses the limit "%s"', (limit) => {
  const query = z.strictObject({ limit: queryInteger(1, 200, '').optional() });
  expect(requestFaults(query, { limit }, 'en').faults[0]?.message).toContain('from 1 to 200');
});

test.each(['2026-02-30T00:00:00Z', '2026-01-01', '2026-01-01T25:00:00Z', 'yesterday', '2026-01-01T00:00:00'])(
  'refuses the time "%s"',
  (time) => {
    expect(requestFaults(timeText(''), time, 'en').faults[0]?.message).toContain('ISO 8601');
  },
);

test('checks the value of a connection by its type', () => {
  const wrong = requestFaults(newConnection, { name: 'a', type: 'basic', value: { username: 'u', token: 't' } }, 'en');
  expect(wrong.faults.map((fault) => fault.pointer).sort()).toEqual(['/value/password', '/value/token']);
  const right = { name: 'a', type: 'basic', value: { username: 'u', password: '' } };
  expect(requestFaults(newConnection, right, 'en').faults).toEqual([]);
});

test('faults between fields are told with those of the fields', () => {
  const pointers = (schema: z.ZodType, value: unknown) =>
    requestFaults(schema, value, 'en')
      .faults.map((fault) => fault.pointer)
      .sort();
  const wrong = { version: 'nope', dataValue: '1', nodeStatus: 'failed', more: '1' };
  for (const schema of [runFilterBody, runSearchRoutes.searchRuns.query, runSearchRoutes.countRuns.query]) {
    expect(pointers(schema, wrong)).toEqual(['/dataValue', '/more', '/nodeStatus', '/version']);
    // What a wrong field is wanted for is not wrong as well.
    expect(pointers(schema, { dataValue: '1', dataPath: '[' })).toEqual(['/dataPath']);
    expect(pointers(schema, null)).toEqual(['']);
  }
  expect(requestFaults(runFilterBody, wrong, 'zh-CN').faults.map(({ message }) => message)).toContain(
    requestFaults(runFilterBody, { dataValue: '1' }, 'zh-CN').faults[0]?.message,
  );
  const newKey = apiKeyRoutes.createApiKey.body.schema;
  expect(pointers(newKey, { scopes: ['read'], expiresAt: '2020-01-01T00:00:00Z' })).toEqual(['/expiresAt', '/name']);
  expect(pointers(newKey, { name: 'a', scopes: ['read'], expiresAt: null })).toEqual([]);
});

test('an operation that deletes steps names the field that is wrong', () => {
  const pointers = (request: unknown) =>
    requestFaults(flowOperation, { type: 'DELETE_ACTION', request }, 'en').faults.map((fault) => fault.pointer);
  expect(pointers({ names: 'a' })).toEqual(['/request/names']);
  expect(pointers({ names: [1] })).toEqual(['/request/names/0']);
  expect(pointers({ name: 5 })).toEqual(['/request/name']);
  expect(pointers({})).toEqual(['/request/names']);
  const request = (given: unknown) =>
    requestFaults(flowOperation, { type: 'DELETE_ACTION', request: given }, 'en').value?.request;
  expect(request({ name: 'a' })).toEqual({ names: ['a'] });
  expect(request({ names: ['a', 'b'], name: 'c' })).toEqual({ names: ['a', 'b'] });
  expect(request({ names: [] })).toEqual({ names: [] });
});

test('lists in the bodies of many runs may be comma-joined', () => {
  const { schema } = flowRunRoutes.cancelFlowRuns.body;
  const read = (body: object) => requestFaults(schema, body, 'en').value;
  expect(read({ status: 'FAILED, TIMEOUT', flowId: 'a,b' })).toEqual({
    status: ['FAILED', 'TIMEOUT'],
    flowId: ['a', 'b'],
  });
  expect(read({ status: ['FAILED', 'TIMEOUT'] })).toEqual({ status: ['FAILED', 'TIMEOUT'] });
});

test('says what was expected and what kind was found, never the value', () => {
  const shape = z.strictObject({
    ...{ text: z.string(), whole: z.int(), yes: z.boolean(), list: z.array(z.string()) },
    ...{ map: z.record(z.string(), z.unknown()), word: z.enum(['a', 'b']) },
  });
  const wrong = { text: null, whole: 1.5, yes: 'secret', list: {}, map: 'secret', word: 'c' };
  const texts = requestFaults(shape, wrong, 'en').faults.map(({ pointer, message }) => `${pointer}: ${message}`);
  expect(texts).toEqual([
    '/text: expected a text, found null',
    '/whole: expected a whole number, found a number',
    '/yes: expected true or false, found a text',
    '/list: expected a list, found an object',
    '/map: expected an object, found a text',
    '/word: expected one of a, b, found "c"',
  ]);
  expect(requestFaults(shape, wrong, 'zh-CN').faults[0]?.message).toBe('应为 文本,实际为 null');
});

test('says which types a connection can have', () => {
  const { faults } = requestFaults(newConnection, { name: 'a', type: 'oauth', value: {} }, 'en');
  expect(faults.map((fault) => fault.message)).toEqual([
    'expected one of bearer, header, basic, openai-compatible, anthropic, smtp, webhook-secret, found "oauth"',
  ]);
  expect(requestFaults(newConnection, {}, 'en').faults).toMatchObject([{ message: 'required, but missing' }]);
});

test('escapes the parts of a pointer', () => {
  expect(pointerOf('a/b', 'c~d', 0)).toBe('/a~1b/c~0d/0');
});
