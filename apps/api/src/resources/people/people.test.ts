import { type Person, peopleByRole, personOfRole } from '../../testing/people-by-role.ts';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
});

afterAll(async () => {
  await api.close();
});

/** A project of its own with one member of each role, of whom only one is an owner, and what that one calls. */
async function staffedProject() {
  const { json } = await api.call('POST', '/v1/projects', { body: { name: 'staffed' } });
  const { id: projectId } = json as { id: string };
  await api.database.users.addMember(projectId, { userId: await adminId(), role: 'viewer' });
  const people = await peopleByRole(api.database, projectId);
  const as = (person: Person) => (method: string, path: string, body?: unknown) =>
    api.call(method, path, { key: person.key, body });
  return { projectId, people, as, owner: as(people.owner) };
}

async function adminId(): Promise<string> {
  const { json } = await api.call('GET', '/v1/me');
  return (json as { user: { id: string } }).user.id;
}

const codeOf = ({ json }: { json: unknown }) => (json as { code?: string }).code;

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
  expect([project.status, project.json]).toMatchObject([201, { name: 'A栋', archivedAt: null }]);
  expect((await api.call('GET', '/v1/projects')).json).toMatchObject({ projects: [{ name: 'A栋' }, {}], total: 2 });
  const body = { name: '李雷', email: 'li@example.com' };
  expect((await api.call('POST', '/v1/users', { body })).json).toMatchObject({ ...body, admin: false });
  const again = await api.call('POST', '/v1/users', { body: { ...body, email: 'LI@example.com' } });
  expect([again.status, codeOf(again)]).toEqual([409, 'NAME_TAKEN']);
  const self = await api.call('POST', '/v1/users', { body: { ...body, email: 'x@example.com', admin: true } });
  expect(self.json).toMatchObject({ status: 400, errors: [{ pointer: '/admin' }] });
});

test('others see the projects that they are members of, and make none', async () => {
  const { projectId, owner } = await staffedProject();
  expect((await owner('GET', '/v1/projects?archived=true')).json).toMatchObject({
    ...{ projects: [{ id: projectId }], total: 1 },
  });
  for (const [method, path] of [
    ['GET', '/v1/users'],
    ['POST', '/v1/users'],
    ['POST', '/v1/projects'],
  ] as const) {
    const refused = await owner(method, path, method === 'POST' ? {} : undefined);
    expect([refused.status, codeOf(refused)]).toEqual([403, 'ADMIN_REQUIRED']);
  }
});

describe('members', () => {
  test('are listed by pages, and get other roles that hold from the next request on', async () => {
    const { people, owner, as } = await staffedProject();
    const first = (await owner('GET', '/v1/members?limit=3')).json as { members: object[]; nextCursor: string };
    expect([first.members.length, first]).toMatchObject([3, { total: 5 }]);
    const rest = (await owner('GET', `/v1/members?limit=3&cursor=${first.nextCursor}`)).json;
    expect(rest).toMatchObject({ members: [{}, {}], nextCursor: null });
    const seen = [...first.members, ...(rest as { members: object[] }).members] as { userId: string }[];
    expect(new Set(seen.map(({ userId }) => userId)).size).toBe(5);

    const viewer = as(people.viewer);
    const path = `/v1/members/${people.viewer.userId}`;
    const refused = await viewer('POST', '/v1/events', { type: 'a.b' });
    expect([refused.status, refused.json]).toMatchObject([403, { code: 'ROLE_REQUIRED' }]);
    expect((refused.json as { detail: string }).detail).toMatch(/operator.*viewer/);
    const changed = await owner('PATCH', path, { role: 'operator' });
    expect([changed.status, changed.json]).toMatchObject([200, { role: 'operator', user: { disabled: false } }]);
    expect((await viewer('POST', '/v1/events', { type: 'a.b' })).status).toBe(202);
    expect((await viewer('GET', '/v1/me')).json).toMatchObject({ role: 'operator' });
    await owner('PATCH', path, { role: 'viewer' });
    expect((await viewer('POST', '/v1/events', { type: 'a.b' })).status).toBe(403);
    expect((await owner('PATCH', path, { role: 'boss' })).json).toMatchObject({ errors: [{ pointer: '/role' }] });
  });

  test('who is removed leaves with keys and places in groups, and comes back without them', async () => {
    const { people, owner, as, projectId } = await staffedProject();
    const { userId, email } = people.editor;
    await owner('PUT', '/v1/groups/ops', {
      members: [userId, email.toUpperCase(), `user:${userId}`, 'out@example.com'],
    });
    await owner('PUT', '/v1/groups/others', { members: ['out@example.com'] });
    const others = (await owner('GET', '/v1/groups/others')).json;
    expect((await owner('DELETE', `/v1/members/${userId}`)).json).toEqual({ success: true });
    expect((await as(people.editor)('GET', '/v1/me')).status).toBe(401);
    expect((await owner('GET', '/v1/groups/ops')).json).toMatchObject({ members: ['out@example.com'] });
    expect((await owner('GET', '/v1/groups/others')).json).toEqual(others);
    await api.database.users.addMember(projectId, { userId, role: 'editor' });
    expect((await as(people.editor)('GET', '/v1/me')).status).toBe(401);
    expect((await owner('DELETE', '/v1/members/665f1a2b3c4d5e6f7a8b9c0d')).status).toBe(404);
    expect((await owner('GET', '/v1/audit?action=member.*')).json).toMatchObject({
      entries: [{ action: 'member.remove', target: userId, before: { role: 'editor' }, after: null }],
    });
  });

  test('the last owner stays; of two who remove each other one does', async () => {
    const { people, owner, as, projectId } = await staffedProject();
    const path = `/v1/members/${people.owner.userId}`;
    const [gone, demoted] = [await owner('DELETE', path), await owner('PATCH', path, { role: 'editor' })];
    expect([gone.status, codeOf(gone), demoted.status, codeOf(demoted)]).toEqual([
      409,
      'LAST_OWNER',
      409,
      'LAST_OWNER',
    ]);
    expect((await owner('PATCH', path, { role: 'owner' })).status).toBe(200);
    const second = await personOfRole(api.database, projectId, 'owner');
    const answers = await Promise.all([owner('DELETE', `/v1/members/${second.userId}`), as(second)('DELETE', path)]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const owners = (await api.database.users.members(projectId)).filter(({ role }) => role === 'owner');
    expect(owners).toHaveLength(1);
  });
});

describe('users', () => {
  test('a disabled one is refused at once, and let in again', async () => {
    const { people, as } = await staffedProject();
    const path = `/v1/users/${people.viewer.userId}`;
    const change = (body: object) => api.call('PATCH', path, { body });
    expect((await change({ disabled: true, name: 'Away' })).json).toMatchObject({ disabled: true, name: 'Away' });
    expect((await as(people.viewer)('GET', '/v1/me')).status).toBe(401);
    expect((await change({ disabled: false })).json).toMatchObject({ disabled: false, name: 'Away' });
    expect((await as(people.viewer)('GET', '/v1/me')).status).toBe(200);
    await change({ operator: true });
    expect((await as(people.viewer)('GET', '/v1/me')).json).toMatchObject({ role: 'operator' });
    expect((await change({})).status).toBe(400);
    expect((await api.call('PATCH', `/v1/users/${people.viewer.userId.replace(/.$/, 'x')}`, { body: {} })).status).toBe(
      404,
    );
  });

  test('the last administrator stays one', async () => {
    const { people } = await staffedProject();
    const change = (userId: string, body: object) => api.call('PATCH', `/v1/users/${userId}`, { body });
    for (const body of [{ admin: false }, { disabled: true }]) {
      const refused = await change(await adminId(), body);
      expect([refused.status, codeOf(refused)]).toEqual([409, 'LAST_ADMIN']);
    }
    expect((await change(people.editor.userId, { admin: true })).json).toMatchObject({ admin: true });
    expect((await change(people.editor.userId, { admin: false })).json).toMatchObject({ admin: false });
  });
});

describe('keys', () => {
  test('are one’s own; owners see and end those of all, and take over none', async () => {
    const { people, owner, as } = await staffedProject();
    const viewer = as(people.viewer);
    const made = await viewer('POST', '/v1/api-keys', { name: 'mine', scopes: ['read', 'write'] });
    const { id, key } = made.json as { id: string; key: string };
    expect((await api.call('POST', '/v1/events', { key, body: { type: 'a.b' } })).status).toBe(403);
    expect((await viewer('GET', '/v1/api-keys')).json).toMatchObject({ total: 2 });
    const all = (await owner('GET', '/v1/api-keys')).json as { total: number };
    expect(all.total).toBeGreaterThanOrEqual(5);
    const editor = as(people.editor);
    for (const [method, path] of [
      ['DELETE', `/v1/api-keys/${id}`],
      ['POST', `/v1/api-keys/${id}/rotate`],
    ] as const) {
      expect(codeOf(await editor(method, path))).toBe('API_KEY_NOT_FOUND');
    }
    expect(codeOf(await owner('POST', `/v1/api-keys/${id}/rotate`))).toBe('API_KEY_NOT_FOUND');
    const rotated = await viewer('POST', `/v1/api-keys/${id}/rotate`);
    const { id: next, key: nextKey } = rotated.json as { id: string; key: string };
    expect((await owner('DELETE', `/v1/api-keys/${next}`)).json).toEqual({ success: true });
    expect((await api.call('GET', '/v1/me', { key: nextKey })).status).toBe(401);
  });
});

describe('projects', () => {
  const nodes = [{ id: 'first', type: 'condition', config: { expression: 'true' } }];

  test('owners rename theirs and set its retention, and no quota', async () => {
    const { projectId, owner, as, people } = await staffedProject();
    const path = `/v1/projects/${projectId}`;
    expect((await owner('PATCH', path, { name: 'renamed', settings: { retentionDays: 9 } })).json).toMatchObject({
      ...{ name: 'renamed', settings: { retentionDays: 9 } },
    });
    expect(codeOf(await owner('PATCH', path, { settings: { quotas: { liveRuns: 1 } } }))).toBe('ADMIN_REQUIRED');
    expect(codeOf(await as(people.editor)('PATCH', path, { name: 'x' }))).toBe('ROLE_REQUIRED');
  });

  test('one that is in use is not archived; an archived one is closed to all until it is taken back', async () => {
    const { projectId, owner } = await staffedProject();
    const [archive, restore] = [`/v1/projects/${projectId}/archive`, `/v1/projects/${projectId}/restore`];
    const wrong = await owner('POST', archive, { name: 'Staffed' });
    expect([wrong.status, wrong.json]).toMatchObject([400, { errors: [{ pointer: '/name' }] }]);
    const workflow = (await owner('POST', '/v1/workflows', { name: 'w', nodes })).json as { id: string };
    const run = (await owner('POST', `/v1/workflows/${workflow.id}/run`, {})).json as { runId: string };
    const used = await owner('POST', archive, { name: 'staffed' });
    expect([used.status, codeOf(used)]).toEqual([409, 'PROJECT_IN_USE']);
    expect((used.json as { detail: string }).detail).toMatch(/1 run.* 1 enabled workflow.* 0 enabled flow/);
    await owner('PUT', `/v1/workflows/${workflow.id}`, { enabled: false });
    expect(codeOf(await owner('POST', archive, { name: 'staffed' }))).toBe('PROJECT_IN_USE');
    await api.database.runs.finish(projectId, run.runId, { status: 'cancelled', error: null });
    const archived = await owner('POST', archive, { name: 'staffed' });
    expect([archived.status, archived.json]).toMatchObject([200, { archivedAt: expect.any(String) }]);
    expect((await owner('GET', '/v1/me')).status).toBe(401);
    const idsOf = async (query: string) => {
      const { projects } = (await api.call('GET', `/v1/projects${query}`)).json as { projects: { id: string }[] };
      return projects.map(({ id }) => id);
    };
    expect(await idsOf('?limit=200')).not.toContain(projectId);
    expect(await idsOf('?limit=200&archived=true')).toContain(projectId);
    expect((await api.call('POST', restore)).json).toMatchObject({ archivedAt: null });
    expect((await owner('GET', '/v1/me')).status).toBe(200);
  });

  test('that of the installation stays', async () => {
    const { name } = (await api.call('GET', `/v1/projects/${api.projectId}`)).json as { name: string };
    const refused = await api.call('POST', `/v1/projects/${api.projectId}/archive`, { body: { name } });
    expect([refused.status, codeOf(refused)]).toEqual([409, 'PROJECT_IN_USE']);
  });
});
