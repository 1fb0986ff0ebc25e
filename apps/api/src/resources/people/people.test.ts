import { openTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
});

afterAll(async () => {
  await api.close();
});

test('tells who acts and for which project', async () => {
  const { json } = await api.call('GET', '/v1/me', { key: api.readOnlyApiKey });
  expect(json).toMatchObject({
    user: { email: 'admin@example.com', admin: true },
    project: { id: api.projectId },
    role: 'owner',
    scopes: ['read'],
  });
});

test('administrators make projects and users; an e-mail address is given once', async () => {
  const project = await api.call('POST', '/v1/projects', { body: { name: 'A栋' } });
  expect([project.status, project.json]).toMatchObject([201, { name: 'A栋' }]);
  expect((await api.call('GET', '/v1/projects')).json).toMatchObject({ projects: [{ name: 'A栋' }, {}], total: 2 });
  const body = { name: '李雷', email: 'li@example.com' };
  expect((await api.call('POST', '/v1/users', { body })).json).toMatchObject({ ...body, admin: false });
  const again = await api.call('POST', '/v1/users', { body: { ...body, email: 'LI@example.com' } });
  expect([again.status, (again.json as { code: string }).code]).toEqual([409, 'NAME_TAKEN']);
  const self = await api.call('POST', '/v1/users', { body: { ...body, email: 'x@example.com', admin: true } });
  expect(self.json).toMatchObject({ status: 400, errors: [{ pointer: '/admin' }] });
});

test('others may not', async () => {
  const { apiKey } = await api.otherProject();
  for (const path of ['/v1/projects', '/v1/users']) {
    expect((await api.call('GET', path, { key: apiKey })).status).toBe(403);
    expect((await api.call('POST', path, { key: apiKey, body: {} })).status).toBe(403);
  }
});
