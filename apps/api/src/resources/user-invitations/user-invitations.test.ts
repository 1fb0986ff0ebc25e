import { ENGINE_MOUNT } from '@perdura/contracts';
import { storedId } from '@perdura/definition';
import { queryDatabase } from '@perdura/testkit';
import { type Person, peopleByRole } from '../../testing/people-by-role.ts';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

const PATH = '/v1/user-invitations';
const PASSWORD = 'three quiet otters';

let api: TestApi;
let people: Record<'viewer' | 'operator' | 'editor' | 'owner', Person>;
let projectId: string;
let names = 0;

beforeAll(async () => {
  api = await openTestApi();
  ({ projectId } = await api.otherProject());
  people = await peopleByRole(api.database, projectId);
});

afterAll(async () => {
  await api.close();
});

interface Invitation {
  id: string;
  email: string;
  projectRole: { name: string } | null;
}

const codeOf = ({ json }: { json: unknown }) => (json as { code?: string }).code;

function newAddress(): string {
  names += 1;
  return `invited-${names}@example.com`;
}

const owner = (method: string, path: string, body?: unknown) => api.call(method, path, { key: people.owner.key, body });

async function invite(fields: object = {}): Promise<Invitation> {
  const body = { type: 'PROJECT', email: newAddress(), projectRole: 'editor', ...fields };
  const { status, json } = await owner('POST', PATH, body);
  expect(status).toBe(201);
  return json as Invitation;
}

/** What the mail would carry. */
async function tokenOf({ id }: Pick<Invitation, 'id'>): Promise<string> {
  return (await api.database.userInvitations.issueToken(storedId(id) ?? '')) ?? '';
}

const accept = (invitationToken: string, body: object = {}, mount = '') =>
  api.call('POST', `${mount}${PATH}/accept`, { key: null, body: { invitationToken, ...body } });

const roleOf = async (email: string) => {
  const members = await api.database.users.members(projectId);
  return members.find(({ user }) => user.email === email)?.role ?? null;
};

test('an owner invites; the answer is what clients of the engine know', async () => {
  const email = newAddress();
  const body = { type: 'PROJECT', email: email.toUpperCase(), projectId, projectRole: 'Editor', extra: 1 };
  const { status, json } = await owner('POST', ENGINE_MOUNT + PATH, body);
  expect([status, json]).toMatchObject([
    201,
    {
      ...{ id: expect.stringMatching(/^\w{21}$/), email, status: 'PENDING', type: 'PROJECT', projectId },
      ...{ platformRole: null, projectRole: { name: 'Editor', role: 'editor', type: 'DEFAULT' } },
    },
  ]);
  const { id, projectRoleId, projectRole } = json as { id: string; projectRoleId: string; projectRole: { id: string } };
  expect(projectRoleId).toBe(projectRole.id);
  const listed = (await owner('GET', `${PATH}?type=PROJECT&status=PENDING&projectId=${projectId}&limit=1`)).json;
  expect(listed).toMatchObject({ data: [{ id, email }], previous: null });
  expect((await owner('GET', `${PATH}?type=PROJECT&status=ACCEPTED`)).json).toMatchObject({ data: [] });
  const gone = await owner('DELETE', `${PATH}/${id}`);
  expect([gone.status, gone.headers['content-length']]).toEqual([204, '0']);
  expect(codeOf(await owner('DELETE', `${PATH}/${id}`))).toBe('INVITATION_NOT_FOUND');
  expect((await owner('GET', '/v1/audit?action=invitation.*')).json).toMatchObject({
    entries: [{ action: 'invitation.delete' }, { action: 'invitation.create', after: { email } }],
  });
});

test.each([
  ['ADMIN', 'Admin'],
  ['owner', 'Admin'],
  ['eDitor', 'Editor'],
  ['OPERATOR', 'Operator'],
  ['viewer', 'Viewer'],
])('the role %s is %s', async (projectRole, name) => {
  expect((await invite({ projectRole })).projectRole).toMatchObject({ name });
});

test.each([
  [{ type: 'TEAM' }, '/type'],
  [{ projectRole: 'boss' }, '/projectRole'],
  [{ projectRole: null }, '/projectRole'],
  [{ email: 'nobody' }, '/email'],
  [{ type: 'PLATFORM', platformRole: 'OWNER' }, '/platformRole'],
])('%j is refused', async (fields, pointer) => {
  const body = { type: 'PROJECT', email: newAddress(), projectRole: 'viewer', ...fields };
  expect((await owner('POST', PATH, body)).json).toMatchObject({ status: 400, errors: [{ pointer }] });
});

test('a list asks for a type that there is', async () => {
  for (const query of ['', '?type=', '?type=TEAM', '?type=project']) {
    expect([query, (await owner('GET', PATH + query)).status]).toEqual([query, 400]);
  }
});

test('an editor invites nobody, and only administrators invite to the installation', async () => {
  const body = { type: 'PROJECT', email: newAddress(), projectRole: 'viewer' };
  const refused = await api.call('POST', PATH, { key: people.editor.key, body });
  expect([refused.status, codeOf(refused)]).toEqual([403, 'ROLE_REQUIRED']);
  const platform = { type: 'PLATFORM', email: newAddress(), platformRole: 'ADMIN' };
  expect(codeOf(await owner('POST', PATH, platform))).toBe('ADMIN_REQUIRED');
  expect(codeOf(await owner('GET', `${PATH}?type=PLATFORM`))).toBe('ADMIN_REQUIRED');
  const foreign = await owner('POST', PATH, { ...body, projectId: api.projectId });
  expect([foreign.status, codeOf(foreign)]).toEqual([403, 'PROJECT_FORBIDDEN']);

  const made = (await api.call('POST', PATH, { body: platform })).json as Invitation;
  expect(made).toMatchObject({ type: 'PLATFORM', platformRole: 'ADMIN', projectId: null, projectRole: null });
  expect(codeOf(await owner('DELETE', `${PATH}/${made.id}`))).toBe('INVITATION_NOT_FOUND');
  expect((await api.call('GET', `${PATH}?type=PLATFORM`)).json).toMatchObject({ data: [{ id: made.id }] });
  expect((await accept(await tokenOf(made), { password: PASSWORD })).json).toMatchObject({ registered: false });
  expect(await api.database.users.findByEmail(made.email)).toMatchObject({ admin: true });
  const again = await api.call('POST', PATH, { body: platform });
  expect([again.status, codeOf(again)]).toEqual([409, 'ALREADY_MEMBER']);
  const lesser = await api.call('POST', PATH, { body: { ...platform, platformRole: 'OPERATOR' } });
  const operator = lesser.json as Invitation;
  expect((await api.call('DELETE', `${PATH}/${operator.id}`)).status).toBe(204);
});

test('a new person gets an account with the password, once, however many try at the same moment', async () => {
  const invitation = await invite();
  const token = await tokenOf(invitation);
  const shown = await api.call('POST', `${ENGINE_MOUNT}${PATH}/show`, { key: null, body: { invitationToken: token } });
  expect(shown.json).toMatchObject({
    ...{ email: invitation.email, type: 'PROJECT', role: 'editor', projectName: 'other', invitedBy: 'owner' },
    registered: false,
  });
  const weak = await accept(token, { password: 'password123' });
  expect(weak.json).toMatchObject({ status: 400, errors: [{ pointer: '/password' }] });
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, index) =>
      accept(token, { name: '李雷', password: PASSWORD }, index % 2 ? ENGINE_MOUNT : ''),
    ),
  );
  const [accepted] = answers.filter(({ status }) => status === 200);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410, 410, 410, 410]);
  expect(accepted?.json).toMatchObject({ registered: false, email: invitation.email, projectId, passwordSet: true });
  expect(await roleOf(invitation.email)).toBe('editor');
  const signedIn = await api.call('POST', '/v1/auth/sign-in', {
    ...{ key: null, body: { email: invitation.email, password: PASSWORD } },
  });
  expect(signedIn.json).toMatchObject({ user: { name: '李雷' }, project: { id: projectId, role: 'editor' } });
  expect((await owner('GET', `${PATH}?type=PROJECT&status=ACCEPTED`)).json).toMatchObject({
    data: [{ id: invitation.id, status: 'ACCEPTED' }],
  });
  expect((await owner('GET', '/v1/audit?action=invitation.accept')).json).toMatchObject({
    entries: [{ by: invitation.email, actorType: 'address' }],
  });
});

test('who has an account gets the role and keeps the password; a higher role stays', async () => {
  const user = await api.database.users.create({ email: newAddress(), name: 'There' });
  const first = await invite({ email: user.email, projectRole: 'viewer' });
  const accepted = await accept(await tokenOf(first), { name: 'Other', password: PASSWORD });
  expect(accepted.json).toMatchObject({ registered: true, passwordSet: false });
  expect(await api.database.users.get(user.id)).toEqual(user);
  expect(await api.database.passwords.hash(user.id)).toBeNull();
  expect(await roleOf(user.email)).toBe('viewer');
  const present = await owner('POST', PATH, { type: 'PROJECT', email: user.email, projectRole: 'owner' });
  expect([present.status, codeOf(present)]).toEqual([409, 'ALREADY_MEMBER']);

  const later = await invite({ projectRole: 'operator' });
  const person = await api.database.users.create({ email: later.email, name: 'Later' });
  await api.database.users.addMember(projectId, { userId: person.id, role: 'owner' });
  await accept(await tokenOf(later));
  expect(await roleOf(later.email)).toBe('owner');
  await api.database.members.remove(projectId, person.id);
});

test('inviting again renews: the earlier link works no more, and the newest role counts', async () => {
  const invitation = await invite({ projectRole: 'owner' });
  const old = await tokenOf(invitation);
  const again = await invite({ email: invitation.email, projectRole: 'viewer' });
  expect(again).toMatchObject({ id: invitation.id, projectRole: { name: 'Viewer' } });
  expect(codeOf(await accept(old))).toBe('INVITATION_LINK_UNKNOWN');
  expect((await accept(await tokenOf(again))).status).toBe(200);
  expect(await roleOf(invitation.email)).toBe('viewer');
});

test('a link ends with its time, and with the right of its sender', async () => {
  const late = await invite();
  const lateToken = await tokenOf(late);
  const expire = `UPDATE user_invitations SET expires_at = now() - interval '1 second' WHERE email = '${late.email}'`;
  await queryDatabase(api.databaseUrl, expire);
  expect(codeOf(await accept(lateToken))).toBe('INVITATION_LINK_SPENT');

  const sender = await api.database.users.create({ email: newAddress(), name: 'Sender' });
  await api.database.users.addMember(projectId, { userId: sender.id, role: 'owner' });
  const input = { email: newAddress(), invitedBy: sender.id, lifeSeconds: 60 };
  const made = await api.database.userInvitations.invite(projectId, {
    ...input,
    type: 'PROJECT',
    projectRole: 'owner',
  });
  const token = 'invitation' in made ? await api.database.userInvitations.issueToken(made.invitation.id) : null;
  await owner('PATCH', `/v1/members/${sender.id}`, { role: 'editor' });
  expect(codeOf(await accept(token ?? ''))).toBe('INVITATION_LINK_UNKNOWN');
  await owner('PATCH', `/v1/members/${sender.id}`, { role: 'owner' });
  await api.call('PATCH', `/v1/users/${sender.id}`, { body: { disabled: true } });
  expect(codeOf(await accept(token ?? ''))).toBe('INVITATION_LINK_UNKNOWN');
  expect(await api.database.users.findByEmail(input.email)).toBeNull();
});

test('a token stands nowhere but in the mail', async () => {
  const invitation = await invite();
  const token = await tokenOf(invitation);
  const [row] = await queryDatabase<{ text: string }>(
    api.databaseUrl,
    `SELECT to_json(i)::text AS text FROM user_invitations i WHERE email = '${invitation.email}'`,
  );
  expect(row?.text).not.toContain(token);
  await accept(token);
  expect(api.logs.join('')).not.toContain(token);
  expect((await owner('GET', '/v1/audit?action=invitation.*')).text).not.toContain(token);
  for (const wrong of [token.slice(1), `${token}0`, 'x'])
    expect(codeOf(await accept(wrong))).toBe('INVITATION_LINK_UNKNOWN');
});
