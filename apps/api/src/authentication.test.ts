import { ENGINE_MOUNT, ROUTES, type RouteContract } from '@perdura/contracts';
import { wireId } from '@perdura/definition';
import { openTestApi, type TestApi } from './testing/test-api.ts';

/** Every guarded route, at each place where it answers. */
const GUARDED = ROUTES.filter((route) => route.scope !== 'public').flatMap((route) => [
  { name: route.operationId, route, mount: '' },
  ...(route.engine ? [{ name: `${route.operationId}, mounted`, route, mount: ENGINE_MOUNT }] : []),
]);
const PUBLIC = ROUTES.filter((route) => route.scope === 'public').map((route) => route.path);
const SOME_ID = '665f1a2b3c4d5e6f7a8b9c0d';

let api: TestApi;
let expired: string;
let revoked: string;
/** A session that has ended, and the cookie of one that is open. */
let ended: string;
let cookie: string;

beforeAll(async () => {
  api = await openTestApi();
  const made = await api.call('POST', '/v1/api-keys', { body: { name: 'gone', scopes: ['read', 'write'] } });
  const { id, key } = made.json as { id: string; key: string };
  await api.call('DELETE', `/v1/api-keys/${id}`);
  revoked = key;
  const { userId } = made.json as { userId: string };
  const late = { userId, name: 'late', scopes: ['read', 'write'] as ('read' | 'write')[], expiresAt: new Date(1) };
  expired = (await api.database.apiKeys.create(api.projectId, late)).key;
  const { sessions } = api.database;
  const came = { method: 'password', ip: null, userAgent: null } as const;
  ended = (await sessions.open(userId, { ...came, lifeSeconds: -1 }))?.token ?? '';
  cookie = `perdura-session=${(await sessions.open(userId, { ...came, lifeSeconds: 3_600 }))?.token}`;
});

afterAll(async () => {
  await api.close();
});

function pathOf({ route, mount }: { route: RouteContract; mount: string }): string {
  return mount + route.path.replace(/\{\w+\}/g, SOME_ID);
}

/** Spellings of a path that a careless comparison takes for another one. */
function mutations(path: string): string[] {
  const encoded = path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
  return [
    path,
    `${path}/`,
    `/${path}`,
    path.replace(/\/(?=[^/]*$)/, '//'),
    path.replace('/v1/', '/v1/./'),
    path.replace('/v1/', '/healthz/../v1/'),
    path.replace('/v1/', '/docs/../v1/'),
    path.replace('/v1/', '/docs/assets/..%2f..%2fv1/'),
    path.replaceAll('/', '%2F').replace('%2F', '/'),
    path.toUpperCase(),
    encoded,
    `${path}?/healthz`,
    `${path};/healthz`,
    `${path}%00`,
    `${path}#/healthz`,
    `${path}%3F/healthz`,
    `http://127.0.0.1${path}`,
    path.replaceAll('/', '\\').replace('\\', '/'),
  ];
}

describe.each(GUARDED.map((place) => [place.name, place] as const))('%s', (_name, place) => {
  const { route } = place;
  const method = route.method.toUpperCase();

  test('asks for a credential first, however its path is written', async () => {
    const own = pathOf(place);
    const turn = GUARDED.indexOf(place);
    const tries = mutations(own).flatMap((path, index) => {
      const keys = [null, 'nonsense', 'claw_1_2_3', expired, revoked, ended];
      // Over the routes each spelling meets both.
      return (path === own ? keys : [(turn + index) % 2 ? null : revoked]).map((key) => ({ path, key }));
    });
    const answers = await together(tries, async ({ path, key }) => {
      const { status, json, headers } = await api.call(method, path, { key, body: '{broken' });
      const asks = headers['www-authenticate']?.startsWith('Bearer');
      return [path, status, (json as { code: string }).code, asks];
    });
    expect(answers).toEqual(tries.map(({ path }) => [path, 401, 'UNAUTHENTICATED', true]));
  });

  test('takes a browser’s cookie from the console alone where it changes something', async () => {
    const tell = async (headers: Record<string, string>) => {
      const answer = await api.call(method, pathOf(place), {
        key: null,
        headers: { cookie, ...headers },
        body: '{broken',
      });
      return (answer.json as { code?: string } | undefined)?.code;
    };
    const [none, foreign, own] = [{}, { origin: 'https://evil.example.com' }, { 'sec-fetch-site': 'same-origin' }];
    // To sign out by it would end it for those who come after.
    if (route.operationId !== 'signOut')
      expect(['UNAUTHENTICATED', 'CROSS_SITE_REQUEST']).not.toContain(await tell(own));
    if (route.method === 'get') return;
    expect([await tell(none), await tell(foreign)]).toEqual(['CROSS_SITE_REQUEST', 'CROSS_SITE_REQUEST']);
  });

  test('tells a read-only key apart before it reads the body', async () => {
    const { status } = await api.call(method, pathOf(place), { key: api.readOnlyApiKey, body: '{broken' });
    if (route.scope === 'write' || (route.scope === 'admin' && route.method !== 'get')) expect(status).toBe(403);
    else if (route.method !== 'get') expect([204, 400]).toContain(status);
    else expect(needsQuery(route) ? [400] : [200, 404]).toContain(status);
  });

  test('serves no other spelling of its path to a valid key', async () => {
    const others = mutations(pathOf(place)).filter((path) => path !== pathOf(place));
    const answers = await together(others, async (path) => {
      const same = path.startsWith('http') || /[?#]/.test(path);
      const { status } = await api.call(method, path, { body: '{broken' });
      // A last part that is spelt differently may be the id of another path, which knows other methods.
      return [path, same ? status < 500 : [400, 404, 405].includes(status) || status];
    });
    expect(answers).toEqual(others.map((path) => [path, true]));
  });
});

/** Waiting for each answer before the next request would take most of the time. */
function together<Item, Answer>(items: Item[], ask: (item: Item) => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(items.map(ask));
}

test('the public list is exact', async () => {
  for (const path of PUBLIC.filter((each) => !each.includes('{'))) {
    expect((await api.call('GET', path, { key: null })).status).not.toBe(401);
    if (path === '/') continue;
    for (const other of [`${path}/`, `/${path}`, path.toUpperCase(), `${path}/x`, `${path}%00`, `/.${path}`]) {
      expect([other, (await api.call('GET', other, { key: null })).status]).toEqual([other, 401]);
    }
  }
  for (const path of [
    '/v1/nothing',
    '/v1//',
    '/V1',
    '/activepieces/v1/nothing',
    '/activepieces//',
    '/activepieces/docs',
    '/favicon.ico',
    '/docs/assets/',
    '/docs/errors/NOPE',
  ]) {
    expect([path, (await api.call('GET', path, { key: null })).status]).toEqual([path, 401]);
  }
  expect((await api.call('GET', '/v1/nothing')).status).toBe(404);
});

test('bases that clients are configured with answer JSON', async () => {
  for (const path of ['/', '/v1', '/v1/', '/activepieces', '/activepieces/', '/activepieces/v1', '/activepieces/v1/']) {
    expect([path, (await api.call('GET', path, { key: null })).json]).toMatchObject([path, { name: 'perdura' }]);
  }
});

test('only routes of the flow engine answer at its second place', async () => {
  expect((await api.call('GET', '/activepieces/v1/users/projects/current')).json).toMatchObject({ id: api.projectId });
  for (const path of ['/v1/workflows', '/v1/me', '/healthz', '/docs']) {
    expect([path, (await api.call('GET', ENGINE_MOUNT + path)).status]).toEqual([path, 404]);
  }
});

test('a request of the flow engine that names another project is refused', async () => {
  const { projectId } = await api.otherProject();
  const path = '/v1/users/projects/current';
  for (const own of [api.projectId, wireId(api.projectId)]) {
    expect((await api.call('GET', path, { headers: { 'x-organization-id': own } })).status).toBe(200);
  }
  for (const foreign of [projectId, wireId(projectId), 'nonsense']) {
    const { status, json } = await api.call('GET', path, { headers: { 'x-organization-id': foreign } });
    expect([status, json]).toMatchObject([403, { code: 'PROJECT_FORBIDDEN' }]);
  }
});

test('each header takes a key, and of several the first valid one counts', async () => {
  const { apiKey, readOnlyApiKey } = api;
  const accepted: Record<string, string>[] = [
    { 'X-API-Key': apiKey },
    { 'x-access-token': apiKey },
    { Authorization: `Bearer ${apiKey}` },
    { authorization: `bearer ${apiKey}` },
    { 'X-API-Key': 'nonsense', 'x-access-token': apiKey },
    { 'X-API-Key': 'nonsense', 'x-access-token': revoked, Authorization: `Bearer ${apiKey}` },
  ];
  for (const headers of accepted) {
    expect((await api.call('GET', '/v1/me', { key: null, headers })).status).toBe(200);
  }
  const both = { 'X-API-Key': readOnlyApiKey, Authorization: `Bearer ${apiKey}` };
  expect((await api.call('POST', '/v1/workflows', { key: null, headers: both, body: {} })).status).toBe(403);
  const refused: Record<string, string>[] = [{ Authorization: apiKey }, { Authorization: `Basic ${apiKey}` }];
  for (const headers of refused) {
    expect((await api.call('GET', '/v1/me', { key: null, headers })).status).toBe(401);
  }
});

test('a key ends at once when it is revoked', async () => {
  const made = await api.call('POST', '/v1/api-keys', { body: { name: 'short', scopes: ['read'] } });
  const { id, key } = made.json as { id: string; key: string };
  expect((await api.call('GET', '/v1/me', { key })).status).toBe(200);
  expect((await api.call('DELETE', `/v1/api-keys/${id}`)).json).toEqual({ success: true });
  expect((await api.call('GET', '/v1/me', { key })).status).toBe(401);
});

test('what others change about a key holds for the next read, although the key was known', async () => {
  const { database, projectId } = api;
  const READS = ['/v1/me', '/v1/workflows', `/v1/runs/${SOME_ID}`, '/v1/nowhere', '/v1/runs?cursor=nonsense'];
  const user = await database.users.create({ email: `${SOME_ID}@example.com`, name: 'Changing' });
  await database.users.addMember(projectId, { userId: user.id, role: 'owner' });
  const { row, key } = await database.apiKeys.create(projectId, { userId: user.id, name: 'known', scopes: ['read'] });
  const statuses = () => Promise.all(READS.map(async (path) => (await api.call('GET', path, { key })).status));
  const audit = async () => (await api.call('GET', '/v1/audit', { key })).status;
  for (let round = 0; round < 2; round += 1) expect(await statuses()).toEqual([200, 200, 404, 404, 400]);
  expect(await audit()).toBe(200);
  await database.members.setRole(projectId, user.id, 'viewer');
  expect([await audit(), await audit()]).toEqual([403, 403]);
  await database.apiKeys.revoke(projectId, row.id);
  for (let round = 0; round < 2; round += 1) expect(await statuses()).toEqual(READS.map(() => 401));
});

test('too many requests of one key are refused with the time to wait', async () => {
  const small = await openTestApi({ settings: { rateLimitPerMinute: 3, failedLoginLimitPerMinute: 2 } });
  try {
    for (let count = 0; count < 3; count += 1) expect((await small.call('GET', '/v1/me')).status).toBe(200);
    const refused = await small.call('GET', '/v1/me');
    expect([refused.status, (refused.json as { code: string }).code]).toEqual([429, 'RATE_LIMITED']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await small.call('GET', '/v1/me', { key: small.readOnlyApiKey })).status).toBe(200);
    for (let count = 0; count < 2; count += 1) {
      expect((await small.call('GET', '/v1/me', { key: 'guess' })).status).toBe(401);
    }
    expect((await small.call('GET', '/v1/me', { key: 'guess' })).status).toBe(429);
    expect((await small.call('GET', '/healthz', { key: null })).status).toBe(200);
  } finally {
    await small.close();
  }
});

function needsQuery({ query }: RouteContract): boolean {
  return query !== undefined && !query.safeParse({}).success;
}
