import { ROUTES } from '@perdura/contracts';
import { eventually, queryDatabase } from '@perdura/testkit';
import { openTask } from '../../testing/open-task.ts';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

interface Entry {
  id: string;
  action: string;
  by: string;
  actorType: string;
  actorId: string;
  apiKeyId: string | null;
  target: string;
  before: unknown;
  after: unknown;
  ip: string | null;
  requestId: string | null;
  at: string;
}

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi({ settings: { trustProxyHops: 1 } });
});

afterAll(async () => {
  await api.close();
});

async function made(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const { status, json } = await api.call(method, path, { body, headers });
  expect([path, status < 300]).toEqual([path, true]);
  return json as Record<string, string>;
}

async function entries(query: string, key = api.apiKey): Promise<Entry[]> {
  const { json } = await api.call('GET', `/v1/audit?${query}`, { key });
  return (json as { entries: Entry[] }).entries;
}

const NODES = [{ id: 'first', type: 'condition', config: { expression: 'true' } }];

test('every route that writes says what it changes, or why nothing is noted', () => {
  const writing = ROUTES.filter(({ method }) => method !== 'get');
  for (const { operationId, audit } of writing) {
    const said = typeof audit === 'string' ? audit : audit?.none;
    expect([operationId, said]).toEqual([operationId, expect.stringMatching(/^[a-z]/)]);
    if (typeof audit === 'string')
      expect([operationId, audit]).toEqual([operationId, expect.stringMatching(/^[a-z-]+\.[a-z-]+$/)]);
  }
});

test('a change is told with who made it, from where, and what differs', async () => {
  const headers = { 'x-forwarded-for': '192.0.2.7', 'x-request-id': 'the-request' };
  const { id } = await made('POST', '/v1/workflows', { name: 'watched', nodes: NODES }, headers);
  await made('PUT', `/v1/workflows/${id}`, { name: 'renamed' });
  await made('DELETE', `/v1/workflows/${id}`);
  const told = await entries(`target=${id}`);
  expect(told.map(({ action }) => action)).toEqual(['workflow.delete', 'workflow.update', 'workflow.create']);
  const [deleted, changed, created] = told;
  expect(created).toMatchObject({
    by: 'admin@example.com',
    actorType: 'user',
    apiKeyId: expect.stringMatching(/^[0-9a-z]+$/),
    before: null,
    after: { name: 'watched', nodes: NODES },
    ip: '192.0.2.7',
    requestId: 'the-request',
  });
  expect(changed).toMatchObject({ before: { name: 'watched', version: 1 }, after: { name: 'renamed', version: 2 } });
  expect(Object.keys(changed?.after as object).sort()).toEqual(['name', 'version']);
  expect(deleted).toMatchObject({ before: { name: 'renamed' }, after: null });
  expect(Date.parse(created?.at ?? '')).toBeLessThanOrEqual(Date.now());
});

test('what changed nothing is not told: refusals, repeats, validations', async () => {
  const body = { name: 'once', nodes: NODES };
  const { id } = await made('POST', '/v1/workflows', body, { 'idempotency-key': 'k' });
  await made('POST', '/v1/workflows', body, { 'idempotency-key': 'k' });
  await made('PUT', `/v1/workflows/${id}`, { name: 'once' });
  await api.call('PUT', `/v1/workflows/${id}`, { body: { name: 'x' }, headers: { 'if-match': '"9"' } });
  await api.call('POST', '/v1/workflows?validate=true', { body });
  await api.call('DELETE', '/v1/workflows/0123456789abcdef01234567');
  const since = await entries(
    `action=workflow.*&after=${encodeURIComponent(new Date(Date.now() - 60_000).toISOString())}`,
  );
  expect(since.filter(({ target }) => target === id).map(({ action }) => action)).toEqual(['workflow.create']);
  expect(since.filter(({ target }) => target === '0123456789abcdef01234567')).toEqual([]);
  expect(await queryDatabase(api.databaseUrl, 'SELECT 1 FROM audit_intents')).toEqual([]);
});

test('keys and connections are told without what is secret of them', async () => {
  const key = await made('POST', '/v1/api-keys', { name: 'watched', scopes: ['read'] });
  const next = await made('POST', `/v1/api-keys/${key.id}/rotate`, { overlapSeconds: 60 });
  await made('DELETE', `/v1/api-keys/${key.id}`);
  await made('DELETE', `/v1/api-keys/${key.id}`);
  const value = { token: 'canary-of-the-log' };
  const connection = await made('POST', '/v1/connections', { name: 'watched', type: 'bearer', value });
  await made('PUT', `/v1/connections/${connection.id}`, {
    value: { token: 'canary-of-the-log-2' },
    allowedHosts: ['a.test'],
  });
  const subscription = await made('POST', '/v1/events/webhooks', { event: 'a.b', url: 'https://example.com' });
  const told = await entries('limit=200');
  expect(told.filter(({ target }) => target === key.id).map(({ action, after }) => [action, after])).toEqual([
    ['api-key.revoke', null],
    ['api-key.rotate', { replacedBy: next.id, overlapSeconds: 60, name: 'watched' }],
    ['api-key.create', expect.objectContaining({ name: 'watched', scopes: ['read'] })],
  ]);
  const [changed] = await entries(`target=${connection.id}&action=connection.update`);
  expect(changed).toMatchObject({
    before: { allowedHosts: [] },
    after: { allowedHosts: ['a.test'], value: 'changed' },
  });
  const all = JSON.stringify(await queryDatabase(api.databaseUrl, 'SELECT * FROM audit_entries'));
  for (const secret of ['canary-of-the-log', key.key, next.key, subscription.secret]) expect(all).not.toContain(secret);
});

test('a decision by a mailed link is told as that of the address', async () => {
  const workflow = await made('POST', '/v1/workflows', { name: 'asks', nodes: NODES });
  const { runId } = await made('POST', `/v1/workflows/${workflow.id}/run`, {});
  const task = await openTask(api, { runId: String(runId), people: ['boss@example.com'] });
  const token = await api.database.approvals.issueToken(api.projectId, task.id, { by: 'boss@example.com', level: 1 });
  const { status } = await api.call('POST', `/approvals/${token}`, {
    key: null,
    body: { decision: 'approve', comment: 'fine' },
  });
  expect(status).toBe(200);
  expect(await entries(`target=${task.id}`)).toMatchObject([
    {
      ...{ action: 'approval.decide', by: 'boss@example.com', actorType: 'address', actorId: 'boss@example.com' },
      ...{ apiKeyId: null, after: { decision: 'approve', comment: 'fine', status: 'approved' } },
    },
  ]);
});

test('commands to runs are told, their starts are not', async () => {
  const workflow = await made('POST', '/v1/workflows', { name: 'runs', nodes: NODES });
  const { runId } = await made('POST', `/v1/workflows/${workflow.id}/run`, {});
  await made('POST', `/v1/runs/${runId}/cancel`);
  expect((await entries(`target=${runId}`)).map(({ action }) => action)).toEqual(['run.cancel']);
});

test('is searched by target, actor, action and time, page by page', async () => {
  const before = encodeURIComponent(new Date(Date.now() + 1_000).toISOString());
  const all = await entries(`before=${before}&limit=200`);
  const paged: Entry[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { json } = await api.call('GET', `/v1/audit?before=${before}&limit=3${cursor ? `&cursor=${cursor}` : ''}`);
    const page = json as { entries: Entry[]; nextCursor: string | null };
    paged.push(...page.entries);
    cursor = page.nextCursor;
  }
  expect(paged).toEqual(all);
  const exported = await api.call('GET', `/v1/audit/export?before=${before}`);
  expect(exported.headers['content-type']).toMatch(/^application\/x-ndjson/);
  expect(
    exported.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(all);
  expect(new Set((await entries('action=api-key.*')).map(({ action }) => action.split('.')[0]))).toEqual(
    new Set(['api-key']),
  );
  expect(await entries('actor=BOSS@example.com')).toHaveLength(1);
  const admin = all.find(({ actorType }) => actorType === 'user');
  expect((await entries(`actor=${admin?.actorId}&limit=200`)).length).toBeGreaterThan(5);
  expect(await entries(`after=${before}`)).toEqual([]);
  for (const query of ['action=nothing', 'after=now', 'target=', 'who=me']) {
    expect([query, (await api.call('GET', `/v1/audit?${query}`)).status]).toEqual([query, 400]);
  }
});

test('is for owners of the project, and shows nothing of another one', async () => {
  const other = await api.otherProject();
  expect(await entries('limit=200', other.apiKey)).toEqual([]);
  const user = await made('POST', '/v1/users', { name: 'M', email: 'm@example.com' });
  const { key } = await api.database.apiKeys.create(api.projectId, {
    ...{ userId: String(user.id), name: 'member', scopes: ['read', 'write'] },
  });
  for (const path of ['/v1/audit', '/v1/audit/export']) {
    const { status, json } = await api.call('GET', path, { key });
    expect([status, json]).toMatchObject([403, { code: 'ROLE_REQUIRED' }]);
  }
});

test('PostgreSQL refuses to change or delete an entry', async () => {
  for (const statement of [
    `UPDATE audit_entries SET actor = 'nobody'`,
    'DELETE FROM audit_entries',
    'TRUNCATE audit_entries',
  ]) {
    await expect(queryDatabase(api.databaseUrl, statement)).rejects.toThrow(/never changed or deleted/);
  }
});

test('a change whose process died before it told leaves an entry all the same', async () => {
  const entry = {
    actorType: 'user',
    actorId: 'u',
    actor: 'dead@example.com',
    action: 'workflow.update',
    target: 't',
  } as const;
  await api.database.audit.announce(api.projectId, entry);
  expect(await api.database.audit.settleAbandoned(new Date(Date.now() - 60_000), 10)).toBe(0);
  await eventually(async () => (await api.database.audit.settleAbandoned(new Date(), 10)) === 1);
  expect(await entries('actor=dead@example.com')).toMatchObject([
    { action: 'workflow.update', target: 't', before: null, after: { outcome: 'unknown' } },
  ]);
});
