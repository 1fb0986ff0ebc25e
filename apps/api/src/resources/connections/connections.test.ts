import { openTestApi, type TestApi } from '../../testing/test-api.ts';

const CANARY = 'canary-4f1d2c';

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
});

afterAll(async () => {
  await api.close();
});

async function create(body: object) {
  return await api.call('POST', '/v1/connections', { body });
}

test.each([
  ['bearer', { token: CANARY }],
  ['header', { name: 'X-Token', value: CANARY }],
  ['basic', { username: 'u', password: CANARY }],
  ['openai-compatible', { baseUrl: 'https://ai.example.com/v1', apiKey: CANARY }],
  ['anthropic', { apiKey: CANARY }],
  ['smtp', { url: `smtp://u:${CANARY}@mail.example.com:587` }],
])('stores a %s and never answers its value', async (type, value) => {
  const made = await create({ name: `of ${type}`, type, value, allowedHosts: ['*.example.com'] });
  expect(made.status).toBe(201);
  const { id } = made.json as { id: string };
  expect(made.json).toMatchObject({ name: `of ${type}`, type, allowedHosts: ['*.example.com'] });
  const changed = await api.call('PUT', `/v1/connections/${id}`, { body: { allowedHosts: [] } });
  expect(changed.json).toMatchObject({ id, allowedHosts: [] });
  const list = await api.call('GET', '/v1/connections');
  const one = await api.call('GET', `/v1/connections/${id}`);
  for (const { text } of [made, changed, list, one]) expect(text).not.toContain(CANARY);
  expect((await api.database.connections.reveal(api.projectId, `of ${type}`))?.value).toEqual(value);
  expect(api.logs.join('')).not.toContain(CANARY);
});

test.each([
  [{ type: 'bearer', value: { token: 'a\r\nX: y' } }, '/value/token'],
  [{ type: 'bearer', value: {} }, '/value/token'],
  [{ type: 'bearer', value: { token: 't', extra: 1 } }, '/value/extra'],
  [{ type: 'header', value: { name: 'a b', value: 'x' } }, '/value/name'],
  [{ type: 'openai-compatible', value: { baseUrl: 'file:///x', apiKey: 'k' } }, '/value/baseUrl'],
  [{ type: 'smtp', value: { url: 'https://x' } }, '/value/url'],
  [{ type: 'oauth', value: {} }, '/type'],
  [{ value: { token: 't' } }, '/type'],
  [{ type: 'bearer', value: { token: 't' }, allowedHosts: ['http://x'] }, '/allowedHosts/0'],
])('refuses %j at its place', async (body, pointer) => {
  const { status, json } = await create({ name: 'wrong', ...body });
  expect(status).toBe(400);
  expect((json as { errors: { pointer: string }[] }).errors.map((error) => error.pointer)).toContain(pointer);
});

test('a type that is none hides no other fault', async () => {
  const pointers = async (body: object) =>
    ((await create(body)).json as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer).sort();
  expect(await pointers({})).toEqual(['/name', '/type', '/value']);
  expect(await pointers({ name: 3, type: 'oauth', value: 'x', allowedHosts: ['http://x'], extra: 1 })).toEqual([
    ...['/allowedHosts/0', '/extra', '/name', '/type', '/value'],
  ]);
});

test('a name is given once in a project', async () => {
  const body = { name: 'once', type: 'bearer', value: { token: 't' } };
  expect((await create(body)).status).toBe(201);
  const again = await create(body);
  expect(again.status).toBe(409);
  expect(again.json).toMatchObject({ code: 'NAME_TAKEN', detail: expect.stringContaining('once') });
  const { apiKey } = await api.otherProject();
  expect((await api.call('POST', '/v1/connections', { body, key: apiKey })).status).toBe(201);
});

test('a value must fit the type that the connection has after a change', async () => {
  const made = await create({ name: 'changing', type: 'bearer', value: { token: 't' } });
  const path = `/v1/connections/${(made.json as { id: string }).id}`;
  const change = async (body: object) => (await api.call('PUT', path, { body })).json;
  expect(await change({ value: { username: 'u', password: 'p' } })).toMatchObject({ status: 400 });
  expect(await change({ type: 'basic' })).toMatchObject({ status: 400, errors: [{ pointer: '/value' }] });
  const basic = { type: 'basic', value: { username: 'u', password: 'p' } };
  expect(await change(basic)).toMatchObject({ type: 'basic' });
  expect((await api.call('DELETE', path)).json).toEqual({ success: true });
  expect((await api.call('GET', path)).status).toBe(404);
});
