import { openTestApi, type TestApi } from '../../testing/test-api.ts';

interface Key {
  id: string;
  key: string;
}

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
});

afterAll(async () => {
  await api.close();
});

async function create(body: object = {}, key = api.apiKey) {
  return await api.call('POST', '/v1/api-keys', { body: { name: 'k', scopes: ['read'], ...body }, key });
}

test('shows a key once and stores its hash alone', async () => {
  const { status, json } = await create({ expiresAt: '2999-01-01T00:00:00Z' });
  expect(status).toBe(201);
  const { id, key } = json as Key;
  expect(key).toMatch(/^claw_[0-9a-zA-Z]+_[0-9a-zA-Z-]+_[0-9a-f]+$/);
  expect(json).toMatchObject({ scopes: ['read'], expiresAt: '2999-01-01T00:00:00.000Z', revokedAt: null });
  const list = await api.call('GET', '/v1/api-keys');
  expect(list.json).toMatchObject({ apiKeys: expect.arrayContaining([expect.objectContaining({ id })]) });
  expect(list.text).not.toContain(key);
  expect(api.logs.join('')).not.toContain(key);
});

test('notes the last use', async () => {
  const { id, key } = (await create()).json as Key;
  await api.call('GET', '/v1/me', { key });
  const { json } = await api.call('GET', '/v1/api-keys');
  const { apiKeys } = json as { apiKeys: { id: string; lastUsedAt: string | null }[] };
  expect(apiKeys.find((each) => each.id === id)?.lastUsedAt).not.toBeNull();
});

test('rotating gives a new key; the old one ends at once, or after the overlap', async () => {
  const works = async (key: string) => (await api.call('GET', '/v1/me', { key })).status === 200;
  const rotate = async (id: string, body?: object) => await api.call('POST', `/v1/api-keys/${id}/rotate`, { body });
  const first = (await create()).json as Key;
  const second = await rotate(first.id, { overlapSeconds: 3_600 });
  expect([second.status, second.json]).toMatchObject([201, { name: 'k', scopes: ['read'] }]);
  const { id, key } = second.json as Key;
  expect([await works(first.key), await works(key)]).toEqual([true, true]);
  const third = (await rotate(id)).json as Key;
  expect([await works(key), await works(third.key)]).toEqual([false, true]);
  expect((await rotate('665f1a2b3c4d5e6f7a8b9c0d')).status).toBe(404);
  expect((await rotate(third.id, { overlapSeconds: -1 })).status).toBe(400);
});

test.each([
  [{ name: '' }, '/name'],
  [{ scopes: [] }, '/scopes'],
  [{ scopes: ['admin'] }, '/scopes/0'],
  [{ expiresAt: '2020-01-01T00:00:00Z' }, '/expiresAt'],
  [{ expiresAt: 'soon' }, '/expiresAt'],
  [{ projectId: 'x' }, '/projectId'],
  [{ projectId: '665f1a2b3c4d5e6f7a8b9c0d' }, '/projectId'],
  [{ userId: 'x' }, '/userId'],
])('refuses %j', async (body, pointer) => {
  expect((await create(body)).json).toMatchObject({ status: 400, errors: [{ pointer }] });
});

test('says in the caller’s language that there is no such project', async () => {
  const body = { name: 'a', scopes: ['read'], projectId: '665f1a2b3c4d5e6f7a8b9c0d' };
  const { json } = await api.call('POST', '/v1/api-keys', { body, headers: { 'accept-language': 'zh-CN' } });
  expect(json).toMatchObject({ errors: [{ pointer: '/projectId', message: '没有这个项目' }] });
});

test('only an administrator makes keys of another project', async () => {
  const project = (await api.call('POST', '/v1/projects', { body: { name: 'second' } })).json as { id: string };
  const made = await create({ projectId: project.id, scopes: ['read', 'write'] });
  const { key } = made.json as Key;
  expect((await api.call('GET', '/v1/users/projects/current', { key })).json).toMatchObject({ id: project.id });
  expect((await api.call('GET', '/v1/tools', { key })).json).toMatchObject({ total: 4 });
  const other = await api.otherProject();
  const refused = await create({ projectId: project.id }, other.apiKey);
  expect([refused.status, (refused.json as { code: string }).code]).toEqual([403, 'ADMIN_REQUIRED']);
});
