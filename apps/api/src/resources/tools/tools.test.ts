import { BUILT_IN_TOOLS } from '@perdura/contracts';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi({ worker: true });
});

afterAll(async () => {
  await api.close();
});

const http = { type: 'http', method: 'GET', url: 'https://meters.example.com/{meterId}' };

async function save(body: object) {
  return await api.call('POST', '/v1/tools', {
    body: { name: 'meter', description: 'reads', execution: http, ...body },
  });
}

test('a fresh project has the built-in tools', async () => {
  const { json } = await api.call('GET', '/v1/tools?appId=iot');
  const { tools, total } = json as { tools: { name: string }[]; total: number };
  expect(total).toBe(BUILT_IN_TOOLS.length);
  expect(tools.map(({ name }) => name).sort()).toEqual(BUILT_IN_TOOLS.map(({ name }) => name).sort());
});

test('registering answers 201, registering again replaces it', async () => {
  const first = await save({ input_schema: { type: 'object' } });
  expect([first.status, first.json]).toMatchObject([
    201,
    { name: 'meter', execution: http, appId: null, updated: false },
  ]);
  const second = await save({ description: 'better' });
  expect(second.json).toMatchObject({ description: 'better', updated: true, id: (first.json as { id: string }).id });
  expect((await api.call('GET', '/v1/tools/meter')).json).toMatchObject({ description: 'better' });
  expect((await api.call('DELETE', '/v1/tools/meter')).json).toEqual({ success: true });
  expect((await api.call('GET', '/v1/tools/meter')).status).toBe(404);
  expect((await api.call('DELETE', '/v1/tools/meter')).status).toBe(404);
});

test.each([
  [{ name: '9x' }, '/name'],
  [{ description: '' }, '/description'],
  [{ execution: { type: 'shell', command: 'x' } }, '/execution/type'],
  [{ execution: { ...http, url: 'file:///etc/passwd' } }, '/execution/url'],
  [{ execution: { ...http, url: 'https://user:secret@example.com' } }, '/execution/url'],
  [{ execution: { ...http, headers: { 'X-A': 'a\r\nX-B: b' } } }, '/execution/headers/X-A'],
  [{ execution: { ...http, headers: { 'X-A': 'A栋' } } }, '/execution/headers/X-A'],
  [{ execution: { type: 'mcp', url: '{server}/mcp', tool: 't' } }, '/execution/url'],
  [{ execution: { ...http, connection: 'nobody' } }, '/execution/connection'],
  [{ execution: { type: 'handler', handler: 'rm' } }, '/execution/handler'],
  [{ input_schema: { type: 'objekt' } }, '/input_schema/type'],
  [{ input_schema: { properties: { a: { minLength: -1 } } } }, '/input_schema/properties/a/minLength'],
  [{ input_schema: { $schema: 'https://example.com/mine' } }, '/input_schema/$schema'],
  [{ input_schema: 'x' }, '/input_schema'],
  [{ input_schema: { properties: { a: { pattern: '(' } } } }, '/input_schema'],
  [{ input_schema: { properties: { a: { $ref: '#/$defs/nope' } } } }, '/input_schema'],
])('refuses %j at its place', async (body, pointer) => {
  const { status, json } = await save(body);
  expect(status).toBe(400);
  expect((json as { errors: { pointer: string }[] }).errors.map((error) => error.pointer)).toContain(pointer);
});

test.each([
  { ...http, url: 'https://{主机}/{楼栋.编号}' },
  { ...http, url: '{サーバー}/x' },
  { ...http, headers: { 'X-A': 'Zürich\u3000' } },
  { type: 'mcp', url: 'https://mcp.example.com/{tenant}', tool: 't' },
])('accepts %j, which can be called', async (execution) => {
  expect((await save({ execution })).status).toBe(201);
});

test('a trial call answers the result, the tool’s failure, or the fault of the input', async () => {
  const trial = (input: object) => api.call('POST', '/v1/tools/iot_get_device/test', { body: { input } });
  expect((await trial({ a: 1 })).json).toMatchObject({ success: true, result: { a: 1 }, error: null });
  expect((await trial({ fail: 'TOOL_FAILED' })).json).toMatchObject({ success: false, error: { code: 'TOOL_FAILED' } });
  const wrong = await trial({ fail: 'TOOL_INPUT_INVALID' });
  expect([wrong.status, wrong.json]).toMatchObject([400, { errors: [{ pointer: '/input' }] }]);
  const headers = { 'accept-language': 'zh-CN' };
  const body = { input: { fail: 'TOOL_INPUT_INVALID' } };
  expect((await api.call('POST', '/v1/tools/iot_get_device/test', { body, headers })).json).toMatchObject({
    errors: [{ message: '参数不符合要求:/deviceId is missing; /fail is not expected。' }],
  });
  expect((await api.call('POST', '/v1/tools/none/test')).status).toBe(404);
});
