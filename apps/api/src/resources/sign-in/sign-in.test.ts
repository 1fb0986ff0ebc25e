import { eventually } from '@perdura/testkit';
import type { RawAnswer } from '../../testing/http-client.ts';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

const PASSWORD = 'a quiet river bends';
const NEXT = 'nine grey herons wade';
const ORIGIN = 'https://console.example.com';
const COOKIE = '__Host-perdura-session';

let api: TestApi;
let people = 0;

beforeAll(async () => {
  api = await openTestApi({
    settings: {
      trustProxyHops: 1,
      signIn: {
        ...{ consoleUrl: ORIGIN, idleSeconds: 3_600, lifeSeconds: 86_400, resetSeconds: 3_600 },
        ...{ limitPerMinute: 40, oidc: null },
      },
    },
  });
});

afterAll(async () => {
  await api.close();
});

/** A member of the first project who has a password. */
async function person(role: 'viewer' | 'editor' | 'owner' = 'editor') {
  people += 1;
  const { database, hasher, projectId } = api;
  const user = await database.users.create({ email: `person${people}@example.com`, name: `Person ${people}` });
  await database.users.addMember(projectId, { userId: user.id, role });
  await database.passwords.setFirst(user.id, await hasher.hash(PASSWORD));
  return { userId: user.id, email: user.email, ip: `192.0.2.${people}` };
}

interface Who {
  email: string;
  password?: string;
  ip?: string;
}

/** Each caller has an address of their own, since attempts are counted by address as well. */
async function signIn({ email, password = PASSWORD, ip = '192.0.2.250' }: Who, more: object = {}, headers = {}) {
  return await api.call('POST', '/v1/auth/sign-in', {
    key: null,
    body: { email, password, ...more },
    headers: { 'x-forwarded-for': ip, ...headers },
  });
}

function tokenOf({ json }: RawAnswer): string {
  return (json as { token: string }).token;
}

async function withToken(token: string, method = 'GET', path = '/v1/auth/session', body?: unknown) {
  return await api.call(method, path, { key: null, headers: { 'x-access-token': token }, ...(body ? { body } : {}) });
}

async function actionsOf(userId: string): Promise<string[]> {
  const { items } = await api.database.audit.list(api.projectId, {}, { limit: 200 });
  return items.filter(({ actorId, target }) => actorId === userId || target === userId).map(({ action }) => action);
}

describe('a session', () => {
  test('acts for its user wherever a key does, until it is signed out', async () => {
    const who = await person();
    const answer = await signIn(who);
    expect(answer.json).toMatchObject({
      ...{ user: { email: who.email }, project: { id: api.projectId, role: 'editor' } },
      ...{ projects: [{ id: api.projectId }], token: expect.stringMatching(/^claws_[0-9a-f]{64}_[0-9a-f]{8}$/) },
    });
    const token = tokenOf(answer);
    for (const [name, value] of [
      ['x-api-key', token],
      ['x-access-token', token],
      ['authorization', `Bearer ${token}`],
    ]) {
      const me = await api.call('GET', '/v1/me', { key: null, headers: { [String(name)]: String(value) } });
      expect(me.json).toMatchObject({ user: { email: who.email }, apiKeyId: null, scopes: ['read', 'write'] });
    }
    expect((await withToken(token, 'POST', '/v1/auth/sign-out')).status).toBe(200);
    expect((await withToken(token)).status).toBe(401);
    expect(await actionsOf(who.userId)).toEqual(['session.end', 'session.create']);
  });

  test('ends with its time, with its user, and when it is not used', async () => {
    const { sessions, users } = api.database;
    const who = await person();
    const open = { method: 'password', ip: null, userAgent: null } as const;
    const late = await sessions.open(who.userId, { ...open, lifeSeconds: -1 });
    expect((await withToken(late?.token ?? '')).status).toBe(401);
    const live = await sessions.open(who.userId, { ...open, lifeSeconds: 60 });
    const token = live?.token ?? '';
    expect(await sessions.authenticate(token, 60)).toMatchObject({ sessionId: live?.row.id });
    expect(await sessions.authenticate(token, 0)).toBeNull();
    expect((await withToken(token)).status).toBe(200);
    await users.update(who.userId, { disabled: true });
    expect((await withToken(token)).status).toBe(401);
    expect((await signIn(who)).status).toBe(401);
    await users.update(who.userId, { disabled: false });
    expect((await withToken(token)).status).toBe(401);
  });

  test('is moved among the projects of its user, and to no other', async () => {
    const who = await person();
    const { projectId: foreign } = await api.otherProject();
    const second = await api.database.projects.create({ name: 'Second' });
    await api.database.users.addMember(second.id, { userId: who.userId, role: 'viewer' });
    const token = tokenOf(await signIn(who));
    const move = (projectId: string) => withToken(token, 'POST', '/v1/auth/project', { projectId });
    expect((await move(second.id)).json).toMatchObject({ project: { id: second.id, role: 'viewer' } });
    expect((await withToken(token, 'GET', '/v1/me')).json).toMatchObject({ project: { id: second.id } });
    expect((await move(foreign)).status).toBe(404);
    // The next session begins where the last one was.
    expect((await signIn(who)).json).toMatchObject({ project: { id: second.id } });
    expect((await api.call('POST', '/v1/auth/project', { body: { projectId: second.id } })).json).toMatchObject({
      code: 'SESSION_REQUIRED',
    });
  });

  test('of a member of no project tells so, and may nothing of a project', async () => {
    const user = await api.database.users.create({ email: 'nowhere@example.com', name: 'Nowhere' });
    await api.database.passwords.setFirst(user.id, await api.hasher.hash(PASSWORD));
    const answer = await signIn({ email: user.email });
    expect(answer.json).toMatchObject({ project: null, projects: [] });
    expect((await withToken(tokenOf(answer), 'GET', '/v1/workflows')).json).toMatchObject({ code: 'ROLE_REQUIRED' });
    expect((await withToken(tokenOf(answer), 'POST', '/v1/auth/sign-out')).status).toBe(200);
  });

  test('is listed with where and when, to its own user alone, who may end it', async () => {
    const [who, other] = [await person(), await person()];
    const [first, second] = [tokenOf(await signIn(who, {}, { 'user-agent': 'Browser A' })), tokenOf(await signIn(who))];
    const listed = (await withToken(second, 'GET', '/v1/auth/sessions')).json as { sessions: { id: string }[] };
    expect(listed.sessions).toMatchObject([
      { current: true, ip: who.ip },
      { current: false, userAgent: 'Browser A', method: 'password' },
    ]);
    expect(JSON.stringify(listed)).not.toContain('claws_');
    const path = `/v1/auth/sessions/${listed.sessions[1]?.id}`;
    expect((await withToken(tokenOf(await signIn(other)), 'DELETE', path)).status).toBe(404);
    expect((await withToken(second, 'DELETE', path)).status).toBe(200);
    expect([(await withToken(first)).status, (await withToken(second)).status]).toEqual([401, 200]);
  });

  test('gives way to a valid key on routes of the engine, and is taken in the order of headers elsewhere', async () => {
    const token = tokenOf(await signIn(await person()));
    const headers = { 'x-api-key': token, 'x-access-token': api.readOnlyApiKey };
    const call = (path: string, body: object) => api.call('POST', path, { key: null, headers, body });
    expect((await call('/v1/folders', { displayName: 'x' })).status).toBe(403);
    expect((await call('/v1/events', { type: 'a.b', data: {} })).status).toBe(202);
  });
});

describe('whoever guesses', () => {
  test('is told the same of every account, and costs the same', async () => {
    const who = await person();
    const { database, hasher } = api;
    const without = await database.users.create({ email: 'no-password@example.com', name: 'No password' });
    const gone = await person();
    await database.users.update(gone.userId, { disabled: true });
    await hasher.prepare();
    const seen = [];
    for (const email of [who.email, 'nobody@example.com', without.email, gone.email, '\u0000', 'x'.repeat(250)]) {
      const before = hasher.done;
      const { status, json, headers } = await signIn({ email, password: 'wrong wrong wrong' });
      const { requestId: _, instance: __, ...said } = json as Record<string, unknown>;
      const { 'x-request-id': ___, date: ____, ...told } = headers;
      seen.push({ status, said, told, hashes: hasher.done - before });
    }
    // A NUL character is no text; that is said before any account is looked for.
    expect(seen[4]).toMatchObject({ status: 400, hashes: 0 });
    for (const each of [seen[1], seen[2], seen[3], seen[5]]) expect(each).toEqual(seen[0]);
    expect(seen[0]).toMatchObject({ status: 401, said: { code: 'SIGN_IN_REFUSED' }, hashes: 1 });
  });

  test('is held up after ten attempts, known account or not, and however many come at once', async () => {
    const who = await person();
    for (const email of [who.email, 'nobody-either@example.com']) {
      const tries = Array.from({ length: 25 }, (_, index) =>
        signIn({ email, password: 'wrong', ip: `198.51.100.${index}` }),
      );
      const answers = await Promise.all(tries);
      expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
      for (const held of answers.filter(({ status }) => status !== 401)) {
        expect(held.status).toBe(429);
        expect(Number(held.headers['retry-after'])).toBeGreaterThan(0);
      }
      const right = await signIn({ email });
      expect([email, right.status]).toEqual([email, 429]);
    }
    const failures = async () => (await actionsOf(who.userId)).filter((action) => action === 'session.fail').length;
    await eventually(async () => (await failures()) === 10);
  });

  test('does not keep the owner out who comes from where they came from before', async () => {
    const who = await person();
    expect((await signIn(who)).status).toBe(200);
    const strange = Array.from({ length: 11 }, () => signIn({ ...who, password: 'wrong', ip: '203.0.113.9' }));
    await Promise.all(strange);
    expect((await signIn({ ...who, ip: '203.0.113.9' })).status).toBe(429);
    expect((await signIn(who)).status).toBe(200);
  });

  test('from one network has so many tries, whichever accounts', async () => {
    const tries = Array.from({ length: 45 }, (_, index) =>
      signIn({ email: `spray${index}@x.com`, ip: `2001:db8:7:7:${index.toString(16)}::1` }),
    );
    const refused = (await Promise.all(tries)).filter(({ status }) => status === 429);
    expect(refused).toHaveLength(5);
    for (const { headers } of refused) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('a password', () => {
  test('is changed by whoever knows it, and all other sessions end', async () => {
    const who = await person();
    const [kept, other] = [tokenOf(await signIn(who)), tokenOf(await signIn(who))];
    const change = (current: string, next: string) => withToken(kept, 'POST', '/v1/auth/password', { current, next });
    expect((await change('wrong wrong', NEXT)).json).toMatchObject({ status: 400, errors: [{ pointer: '/current' }] });
    expect((await change(PASSWORD, NEXT)).json).toEqual({ success: true, endedSessions: 1 });
    expect([(await withToken(kept)).status, (await withToken(other)).status]).toEqual([200, 401]);
    expect((await signIn(who)).status).toBe(401);
    expect((await signIn({ ...who, password: NEXT })).status).toBe(200);
    const entries = JSON.stringify((await api.database.audit.list(api.projectId, {}, { limit: 200 })).items);
    expect(entries).toContain('password.change');
    for (const secret of [PASSWORD, NEXT, kept]) {
      expect(entries).not.toContain(secret);
      expect(api.logs.join('')).not.toContain(secret);
    }
  });

  test.each([
    ['short', 'too short', 'nine char'],
    ['endless', 'too long', 'x1'.repeat(101)],
    ['common', 'guessed first', 'password123!'],
    ['a row of digits', 'guessed first', '1234567890'],
    ['its own address', 'the address', ''],
  ])('is not %s', async (_name, _why, given) => {
    const who = await person();
    const token = tokenOf(await signIn(who));
    const next = given || who.email;
    const answer = await withToken(token, 'POST', '/v1/auth/password', { current: PASSWORD, next });
    expect(answer.json).toMatchObject({ status: 400, errors: [{ pointer: '/next' }] });
  });

  test('that changed while somebody signed in with the old one lets nobody in', async () => {
    const who = await person();
    const { passwords, sessions } = api.database;
    const account = await passwords.account(who.email);
    const old = account?.passwordHash ?? '';
    await passwords.change(who.userId, { current: old, next: await api.hasher.hash(NEXT), keepSession: null });
    const given = { method: 'password', ip: null, userAgent: null, lifeSeconds: 60, passwordHash: old } as const;
    expect(await sessions.open(who.userId, given)).toBeNull();
  });
});

describe('a link that sets a password', () => {
  /** What the worker does when it mails. */
  async function linkOf(email: string): Promise<string> {
    await api.call('POST', '/v1/auth/password-reset', { key: null, body: { email } });
    const { passwordResets } = api.database;
    return await eventually(async () => {
      const mail = (await passwordResets.claimUnmailed(50)).find((each) => each.email === email);
      const token = mail === undefined ? null : await passwordResets.issueToken(mail.id);
      if (mail === undefined || token === null) throw new Error('no mail is due');
      await passwordResets.markMailed(mail.id);
      return token;
    });
  }

  function confirm(token: string, password = NEXT) {
    return api.call('POST', '/v1/auth/password-reset/confirm', { key: null, body: { token, password } });
  }

  test('is used once, by one of many at once; it ends all sessions and the pause after failures', async () => {
    const who = await person();
    const session = tokenOf(await signIn(who));
    await Promise.all(Array.from({ length: 11 }, () => signIn({ ...who, password: 'wrong', ip: '203.0.113.10' })));
    const token = await linkOf(who.email);
    expect((await confirm(token, 'password123')).json).toMatchObject({ errors: [{ pointer: '/password' }] });
    const answers = await Promise.all(Array.from({ length: 6 }, () => confirm(token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404, 404, 404, 404]);
    expect((await withToken(session)).status).toBe(401);
    expect((await signIn({ ...who, password: NEXT, ip: '203.0.113.10' })).status).toBe(200);
    expect(await actionsOf(who.userId)).toEqual(expect.arrayContaining(['password.reset-request', 'password.reset']));
  });

  test('is worth nothing once there is a newer one, or the password changed', async () => {
    const who = await person();
    const [first, second] = [await linkOf(who.email), await linkOf(who.email)];
    expect((await confirm(second)).status).toBe(200);
    expect((await confirm(first)).json).toMatchObject({ status: 404, code: 'RESET_LINK_UNKNOWN' });
    expect((await confirm('nonsense')).status).toBe(404);
  });

  test('is asked for with the same answer whatever the address, and mailed a few times an hour at most', async () => {
    const who = await person();
    const answers = await Promise.all(
      [who.email, 'nobody@example.com', who.email, who.email, who.email, who.email].map((email) =>
        api.call('POST', '/v1/auth/password-reset', { key: null, body: { email } }),
      ),
    );
    for (const { status, json } of answers) expect([status, json]).toEqual([202, { success: true }]);
    const mails = async () =>
      (await actionsOf(who.userId)).filter((action) => action === 'password.reset-request').length;
    await eventually(async () => (await mails()) > 0);
    // One that is asked for now comes after all of those.
    await api.database.passwordResets.request(who.email, 60);
    expect(await mails()).toBeLessThanOrEqual(3);
  });

  test('is mailed no more often when many ask at the same moment', async () => {
    const { email, userId } = await person();
    const asked = Array.from({ length: 12 }, () => api.database.passwordResets.request(email, 60));
    expect((await Promise.all(asked)).filter((answer) => answer !== null)).toEqual([userId, userId, userId]);
  });
});

describe('a cookie', () => {
  async function cookieOf(who: Who): Promise<{ cookie: string; line: string }> {
    const { status, json, headers } = await signIn(who, { cookie: true }, { origin: ORIGIN });
    expect([status, json]).toMatchObject([200, { token: null }]);
    const line = String(headers['set-cookie']);
    return { line, cookie: line.split(';')[0] ?? '' };
  }

  test('is unreadable for scripts, kept by https, and carried by no other site’s request', async () => {
    const { line } = await cookieOf(await person());
    expect(line).toMatch(new RegExp(`^${COOKIE}=claws_\\w+; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax; Secure$`));
  });

  test('changes something from the console alone', async () => {
    const { cookie } = await cookieOf(await person());
    const write = async (headers: Record<string, string>) =>
      (
        await api.call('POST', '/v1/folders', {
          key: null,
          headers: { cookie, ...headers },
          body: { displayName: 'x' },
        })
      ).status;
    const own: Record<string, string>[] = [{ origin: ORIGIN }, { 'sec-fetch-site': 'same-origin', origin: ORIGIN }];
    for (const headers of own) {
      expect([headers, await write(headers)]).toEqual([headers, 200]);
    }
    for (const headers of [
      {},
      { origin: 'https://evil.example.com' },
      { origin: 'null' },
      { origin: `${ORIGIN}.evil.example` },
      { origin: 'http://console.example.com' },
      { origin: 'http://console.example.com', 'x-forwarded-host': 'console.example.com' },
      { origin: ORIGIN, 'sec-fetch-site': 'cross-site' },
      { origin: ORIGIN, 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { referer: `${ORIGIN}/` },
    ]) {
      expect([headers, await write(headers as Record<string, string>)]).toEqual([headers, 403]);
    }
    expect((await api.call('GET', '/v1/me', { key: null, headers: { cookie } })).status).toBe(200);
  });

  test('is set for the console’s pages alone: no other site signs a browser in', async () => {
    const who = await person();
    const answer = await signIn(who, { cookie: true }, { origin: 'https://evil.example.com' });
    expect(answer.json).toMatchObject({ status: 403, code: 'CROSS_SITE_REQUEST' });
  });

  test('that was there before signing in is never the one after it', async () => {
    const who = await person();
    const planted = (await cookieOf(await person())).cookie;
    const { headers } = await signIn(who, { cookie: true }, { origin: ORIGIN, cookie: planted });
    expect(String(headers['set-cookie'])).not.toContain(planted.split('=')[1]);
  });

  test('is taken away by signing out', async () => {
    const { cookie } = await cookieOf(await person());
    const headers = { cookie, origin: ORIGIN };
    const { headers: answered } = await api.call('POST', '/v1/auth/sign-out', { key: null, headers });
    expect(String(answered['set-cookie'])).toMatch(new RegExp(`^${COOKIE}=; Path=/; Max-Age=0;`));
    expect((await api.call('GET', '/v1/me', { key: null, headers: { cookie } })).status).toBe(401);
  });
});
