import { eventually } from '@perdura/testkit';
import type { RawAnswer } from '../../testing/http-client.ts';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
});

afterAll(async () => {
  await api.close();
});

const NODES = [{ id: 'first', type: 'condition', config: { expression: 'true' } }];

/** A project of its own with a workflow and these quotas, by the key of a member. */
async function limited(quotas: Record<string, number>) {
  const { projectId, apiKey } = await api.otherProject();
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    api.call(method, path, { key: apiKey, headers, body });
  const workflow = await call('POST', '/v1/workflows', { name: 'limited', nodes: NODES });
  const { id } = workflow.json as { id: string };
  const set = (settings: object) => api.call('PATCH', `/v1/projects/${projectId}`, { body: { settings } });
  expect((await set({ quotas })).status).toBe(200);
  return { projectId, apiKey, call, set, start: () => call('POST', `/v1/workflows/${id}/run`, {}) };
}

function expectUsedUp({ status, json }: RawAnswer, quota: string, limit: number): void {
  expect([status, json]).toMatchObject([
    429,
    { code: 'QUOTA_EXCEEDED', detail: expect.stringContaining(`"${quota}"`) },
  ]);
  expect((json as { detail: string }).detail).toContain(String(limit));
}

test('an administrator sets what is named, and takes away what is null', async () => {
  const { projectId, set } = await limited({ liveRuns: 5, workflows: 9 });
  await set({ retentionDays: 90 });
  const { json } = await set({ quotas: { liveRuns: null, schedules: 0 } });
  const settings = { retentionDays: 90, quotas: { workflows: 9, schedules: 0 } };
  expect(json).toMatchObject({ id: projectId, name: 'other', settings });
  const renamed = await api.call('PATCH', `/v1/projects/${projectId}`, { body: { name: 'renamed' } });
  expect(renamed.json).toMatchObject({ name: 'renamed', settings });
  expect((await api.call('GET', `/v1/projects/${projectId}`)).json).toEqual(renamed.json);
  expect((await set({ retentionDays: null })).json).toHaveProperty('settings', {
    quotas: { workflows: 9, schedules: 0 },
  });
  for (const body of [{}, { settings: { quotas: { nothing: 1 } } }, { settings: { quotas: { liveRuns: -1 } } }]) {
    expect((await api.call('PATCH', `/v1/projects/${projectId}`, { body })).status).toBe(400);
  }
  const { entries } = (await api.call('GET', `/v1/audit?target=${projectId}`)).json as { entries: object[] };
  expect(entries).toEqual([]);
});

test('its change stands in the log of the project that was changed', async () => {
  const { call, projectId } = await limited({ liveRuns: 5 });
  const { json } = await call('GET', `/v1/audit?target=${projectId}`);
  expect(json).toMatchObject({
    entries: [
      {
        ...{ action: 'project.update', by: 'admin@example.com' },
        ...{ before: { settings: { quotas: {} } }, after: { settings: { quotas: { liveRuns: 5 } } } },
      },
    ],
  });
});

test('members read their own project, and change no limit', async () => {
  const { call, projectId } = await limited({ workflows: 5 });
  expect((await call('GET', `/v1/projects/${projectId}`)).json).toMatchObject({
    settings: { quotas: { workflows: 5 } },
  });
  const own = await call('PATCH', `/v1/projects/${projectId}`, { settings: { quotas: { workflows: null } } });
  expect([own.status, own.json]).toMatchObject([403, { code: 'ADMIN_REQUIRED' }]);
  for (const method of ['GET', 'PATCH']) {
    const { status, json } = await call(
      method,
      `/v1/projects/${api.projectId}`,
      method === 'GET' ? undefined : { name: 'x' },
    );
    expect([status, json]).toMatchObject([404, { code: 'PROJECT_NOT_FOUND' }]);
  }
});

test('of twenty starts at once, exactly as many are taken as may live', async () => {
  const { start, call, projectId } = await limited({ liveRuns: 13 });
  const answers = await Promise.all(Array.from({ length: 20 }, start));
  const taken = answers.filter(({ status }) => status === 202);
  expect(taken).toHaveLength(13);
  for (const answer of answers.filter(({ status }) => status !== 202)) expectUsedUp(answer, 'liveRuns', 13);
  expect((await call('GET', '/v1/runs')).json).toMatchObject({ total: 13 });
  expect((await call('GET', '/v1/usage')).json).toMatchObject({ usage: { liveRuns: { used: 13, limit: 13 } } });
  const { runId } = (taken[0]?.json ?? {}) as { runId: string };
  await api.database.runs.finish(projectId, runId, { status: 'completed', error: null });
  expect((await start()).status).toBe(202);
  expectUsedUp(await start(), 'liveRuns', 13);
});

test('requests and starts of a minute are refused with the time to wait', async () => {
  await eventually(async () => Date.now() % 60_000 < 40_000);
  const { start, set, call } = await limited({ startsPerMinute: 2 });
  expect([(await start()).status, (await start()).status]).toEqual([202, 202]);
  const refused = await start();
  expectUsedUp(refused, 'startsPerMinute', 2);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
  await set({ quotas: { requestsPerMinute: 3 } });
  for (let count = 0; count < 3; count += 1) expect((await call('GET', '/v1/me')).status).toBe(200);
  const tooMany = await call('GET', '/v1/me');
  expectUsedUp(tooMany, 'requestsPerMinute', 3);
  expect(Number(tooMany.headers['retry-after'])).toBeGreaterThan(0);
  // Another project is not held to it.
  expect((await api.call('GET', '/v1/me')).status).toBe(200);
});

test('a workflow beyond the quota is refused, a repeat of one within it is not', async () => {
  const { call, set } = await limited({ workflows: 2, schedules: 0 });
  const body = { name: 'second', nodes: NODES };
  const headers = { 'idempotency-key': 'second' };
  const second = await call('POST', '/v1/workflows', body, headers);
  expect(second.status).toBe(201);
  expect((await call('POST', '/v1/workflows', body, headers)).json).toEqual(second.json);
  expectUsedUp(await call('POST', '/v1/workflows', body), 'workflows', 2);
  const { id } = second.json as { id: string };
  const trigger = { type: 'cron', schedule: '0 9 * * *' };
  expectUsedUp(await call('PUT', `/v1/workflows/${id}`, { trigger }), 'schedules', 0);
  await set({ quotas: { schedules: 1, workflows: null } });
  expect((await call('PUT', `/v1/workflows/${id}`, { trigger })).status).toBe(200);
  expectUsedUp(await call('POST', '/v1/workflows', { ...body, trigger }), 'schedules', 1);
});

test('an event starts no run beyond the quota, and is taken all the same', async () => {
  const { call } = await limited({ liveRuns: 0 });
  await call('POST', '/v1/workflows', { name: 'listens', nodes: NODES, trigger: { type: 'event', event: 'a.b' } });
  const { status, json } = await call('POST', '/v1/events', { type: 'a.b' });
  expect([status, json]).toMatchObject([202, { runIds: [] }]);
});

test('calls of a webhook are counted for its path, and live views for the project', async () => {
  await eventually(async () => Date.now() % 60_000 < 40_000);
  const { call, set, projectId } = await limited({ webhookCallsPerMinute: 2 });
  const hooks = ['one', 'two'].map((name) => `quota/${projectId}/${name}`);
  for (const path of hooks) {
    await call('POST', '/v1/workflows', { name: path, nodes: NODES, trigger: { type: 'webhook', path } });
  }
  const calls = (path = '') =>
    Promise.all(Array.from({ length: 5 }, () => api.call('POST', `/v1/hooks/${path}`, { key: null, body: {} })));
  for (const path of hooks) {
    const answers = await calls(path);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 429, 429, 429]);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.json).toMatchObject({ code: 'QUOTA_EXCEEDED' });
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
  }
  await set({ quotas: { watchers: 0 } });
  expectUsedUp(await call('GET', '/v1/runs/events'), 'watchers', 0);
});
