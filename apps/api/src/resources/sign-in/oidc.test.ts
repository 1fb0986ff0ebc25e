import { type OAuthServer, startOAuthServer } from '@perdura/testkit';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

const CONSOLE = 'http://127.0.0.1:9';
const CALLBACK = '/v1/auth/oidc/callback';

let provider: OAuthServer;
let api: TestApi;
/** The same installation, which takes nobody in whom it does not know. */
let closed: TestApi;

beforeAll(async () => {
  provider = await startOAuthServer(3600, CONSOLE + CALLBACK);
  const { client_id: clientId, client_secret: clientSecret } = provider.client;
  const oidc = {
    ...{ issuer: provider.issuer, clientId, clientSecret, scopes: 'openid email profile', name: 'Provider' },
    ...{ allowedDomains: ['example.com'], newcomerRole: 'viewer', allowHttp: true },
  };
  const signIn = {
    ...{ consoleUrl: CONSOLE, idleSeconds: 3_600, lifeSeconds: 86_400, resetSeconds: 3_600, limitPerMinute: 1_000 },
  };
  api = await openTestApi({ settings: { signIn: { ...signIn, oidc } } });
  const strict = { ...oidc, newcomerRole: null, allowedDomains: [] };
  closed = await openTestApi({ databaseUrl: api.databaseUrl, settings: { signIn: { ...signIn, oidc: strict } } });
});

afterAll(async () => {
  await closed.close();
  await api.close();
  await provider.close();
});

/** What a browser holds after it was sent to the provider. */
async function depart(returnTo = '/runs', to = api) {
  const query = new URLSearchParams({ returnTo });
  const { status, headers } = await to.call('GET', `/v1/auth/oidc/start?${query}`, { key: null });
  expect(status).toBe(302);
  return { location: headers.location ?? '', cookie: String(headers['set-cookie']).split(';')[0] ?? '' };
}

async function arrive(back: URL, cookie: string, to = api) {
  const { status, headers } = await to.call('GET', CALLBACK + back.search, { key: null, headers: { cookie } });
  const cookies = [headers['set-cookie'] ?? []].flat();
  const session = cookies.flatMap((line) => /^perdura-session=([^;]+)/.exec(line)?.[1] ?? [])[0] ?? null;
  return { status, location: headers.location, session };
}

/** Signs somebody in as a browser does. */
async function signInAs(who: string, { returnTo = '/runs', to = api } = {}) {
  const { location, cookie } = await depart(returnTo, to);
  return await arrive(await provider.comeBack(`${location}&login_hint=${who}`), cookie, to);
}

async function me(session: string | null) {
  return (await api.call('GET', '/v1/me', { key: null, headers: { 'x-access-token': session ?? '' } })).json;
}

test('the ways in are told to anybody', async () => {
  expect((await api.call('GET', '/v1/auth/providers', { key: null })).json).toEqual({
    password: true,
    oidc: { name: 'Provider', startUrl: '/v1/auth/oidc/start' },
  });
});

test('somebody comes in by code, PKCE, state and nonce, and is the same person the next time', async () => {
  const { location } = await depart();
  const asked = new URL(location).searchParams;
  expect(Object.fromEntries(asked)).toMatchObject({
    ...{ response_type: 'code', code_challenge_method: 'S256', redirect_uri: CONSOLE + CALLBACK },
    ...{ state: expect.stringMatching(/.{20}/), nonce: expect.stringMatching(/.{20}/) },
  });
  const first = await signInAs('grace');
  expect(first).toMatchObject({ status: 302, location: `${CONSOLE}/runs` });
  expect(await me(first.session)).toMatchObject({ user: { email: 'grace@example.com' }, role: 'viewer' });
  const user = await api.database.users.findByEmail('grace@example.com');
  const second = await signInAs('grace', { to: closed });
  expect(second.session).not.toBe(first.session);
  expect(await me(second.session)).toMatchObject({ user: { id: user?.id } });
});

test('an account that is known by its address is linked when the provider vouches for it, and only then', async () => {
  const known = await api.database.users.create({ email: 'Known@example.com', name: 'Known' });
  await api.database.users.addMember(api.projectId, { userId: known.id, role: 'editor' });
  // The small letter of the kelvin is a plain one.
  expect((await signInAs('\u212anown', { to: closed })).session).toBeNull();
  const entered = await signInAs('known', { to: closed });
  expect(await me(entered.session)).toMatchObject({ user: { id: known.id }, role: 'editor' });
  await api.database.users.create({ email: 'unsure@example.com', name: 'Victim' });
  for (const to of [api, closed]) {
    const refused = await signInAs('unsure', { to });
    expect(refused.session).toBeNull();
    expect(refused.location).toMatch(/\/\?signInError=(unverified|domain)$/);
  }
  await api.database.users.update(known.id, { disabled: true });
  expect(await signInAs('known')).toMatchObject({ session: null, location: `${CONSOLE}/?signInError=disabled` });
});

test('a stranger is taken in only where that is set', async () => {
  const refused = await signInAs('stranger', { to: closed });
  expect(refused).toMatchObject({ session: null, location: `${CONSOLE}/?signInError=unknown` });
  expect(await api.database.users.findByEmail('stranger@example.com')).toBeNull();
});

test('a way back is good once, for the browser that began it, with its own state', async () => {
  const [mine, theirs] = [await depart(), await depart()];
  const back = await provider.comeBack(`${theirs.location}&login_hint=mallory`);
  const failed = { session: null, location: `${CONSOLE}/?signInError=failed` };
  // Somebody else's way back in my browser would sign me in as them.
  expect(await arrive(back, mine.cookie)).toMatchObject(failed);
  // Whoever showed a state in the wrong browser has spent it.
  expect(await arrive(back, theirs.cookie)).toMatchObject(failed);
  const again = await depart();
  const good = await provider.comeBack(`${again.location}&login_hint=mallory`);
  const swapped = new URL(good);
  swapped.searchParams.set('state', new URL(mine.location).searchParams.get('state') ?? '');
  expect(await arrive(swapped, again.cookie)).toMatchObject(failed);
  expect((await arrive(good, again.cookie)).session).not.toBeNull();
  expect(await arrive(good, again.cookie)).toMatchObject(failed);
  expect(await arrive(new URL(`${CONSOLE}${CALLBACK}`), '')).toMatchObject(failed);
  const refused = await depart();
  const state = new URL(refused.location).searchParams.get('state');
  const denied = new URL(`${CONSOLE}${CALLBACK}?error=access_denied&state=${state}`);
  expect(await arrive(denied, refused.cookie)).toMatchObject(failed);
});

test.each([
  ['//evil.example.com', '/'],
  ['/\\evil.example.com', '/'],
  ['/\t/evil.example.com', '/'],
  ['https://evil.example.com/', '/'],
  ['javascript:alert(1)', '/'],
  ['/%2e%2e//evil.example.com', '/'],
  ['/..//evil.example.com', '/'],
  ['/a\r\nSet-Cookie: x=y', '/'],
  ['evil', '/'],
  ['@evil.example.com', '/'],
  ['/v1/auth/oidc/start', '/'],
  ['/runs?status=failed#x', '/runs?status=failed#x'],
])('goes on at a page of the console alone: %j', async (returnTo, expected) => {
  const { location } = await signInAs('walker', { returnTo });
  expect(location).toBe(CONSOLE + expected);
});

test('without a provider there is no such way', async () => {
  const plain = await openTestApi({ databaseUrl: api.databaseUrl });
  for (const path of ['/v1/auth/oidc/start', CALLBACK]) {
    expect((await plain.call('GET', path, { key: null })).status).toBe(404);
  }
  await plain.close();
});
