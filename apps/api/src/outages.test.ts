import { createDatabase, DEVELOPMENT_ENCRYPTION_KEYS, migrate } from '@perdura/database';
import { eventually, freePort, startOwnPostgres } from '@perdura/testkit';
import { ensureInstallation, issueDevelopmentKeys } from './bootstrap.ts';
import { openTestApi } from './testing/test-api.ts';

test('without the database: alive, not ready, 503 with the time to wait, and all is well when it is back', async () => {
  const postgres = await startOwnPostgres();
  const databaseUrl = postgres.server.urlOf('postgres');
  await migrate(databaseUrl);
  const database = createDatabase({ url: databaseUrl, encryptionKeys: DEVELOPMENT_ENCRYPTION_KEYS });
  const { apiKey: key } = await issueDevelopmentKeys(database, await ensureInstallation(database, 'a@example.com'));
  const api = await openTestApi({ databaseUrl });
  try {
    expect((await api.call('GET', '/v1/workflows', { key })).status).toBe(200);
    await postgres.kill();
    for (const [method, path] of [
      ['GET', '/v1/workflows'],
      ['POST', '/v1/workflows'],
    ] as const) {
      const { status, json, headers } = await api.call(method, path, { key, body: { name: 'x' } });
      expect([status, (json as { code: string }).code]).toEqual([503, 'DATABASE_UNAVAILABLE']);
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    expect((await api.call('GET', '/healthz', { key: null })).status).toBe(200);
    const ready = await eventually(async () => {
      const answer = await api.call('GET', '/readyz', { key: null });
      return (answer.json as { missing: string[] }).missing.includes('database') ? answer : null;
    });
    expect(ready.status).toBe(503);
    await postgres.start();
    await eventually(async () => (await api.call('GET', '/v1/workflows', { key })).status === 200);
  } finally {
    await api.close();
    await database.close();
    await postgres.dispose();
  }
});

test('without Temporal: runs are accepted all the same, what needs an answer of it is 503', async () => {
  const api = await openTestApi({ temporalAddress: `127.0.0.1:${await freePort()}` });
  try {
    const { json } = await api.call('POST', '/v1/workflows', {
      body: { name: 'x', trigger: { type: 'cron', schedule: '0 9 * * *' } },
    });
    const started = await api.call('POST', `/v1/workflows/${(json as { id: string }).id}/run`);
    expect(started.status).toBe(202);
    const { runId } = started.json as { runId: string };
    expect((await api.call('GET', `/v1/runs/${runId}`)).json).toMatchObject({ status: 'pending', startedAt: null });
    const trial = await api.call('POST', '/v1/tools/iot_get_all_devices/test');
    expect([trial.status, (trial.json as { code: string }).code]).toEqual([503, 'TEMPORAL_UNAVAILABLE']);
    const ready = await api.call('GET', '/readyz', { key: null });
    expect([ready.status, ready.json]).toMatchObject([503, { missing: ['temporal', 'worker'] }]);
  } finally {
    await api.close();
  }
});

test('with a worker everything is ready, and the metrics tell of requests by route', async () => {
  const api = await openTestApi({ worker: true });
  try {
    await eventually(async () => (await api.call('GET', '/readyz', { key: null })).status === 200);
    await api.call('GET', '/v1/workflows/665f1a2b3c4d5e6f7a8b9c0d');
    const { text } = await api.call('GET', '/metrics', { key: null });
    expect(text).toContain(
      'perdura_http_request_duration_seconds_count{method="GET",route="/v1/workflows/{id}",status="404"} 1',
    );
    const line = api.logs
      .map((each) => JSON.parse(each))
      .find(({ workflowId }) => workflowId === '665f1a2b3c4d5e6f7a8b9c0d');
    expect(line).toMatchObject({ method: 'GET', route: '/v1/workflows/{id}', status: 404, projectId: api.projectId });
    expect(api.logs.join('')).not.toContain(api.apiKey);
  } finally {
    await api.close();
  }
});

test('only origins that are allowed may call from a browser', async () => {
  const api = await openTestApi({ settings: { allowedOrigins: ['https://console.example.com'] } });
  const preflight = async (origin: string) =>
    await api.call('OPTIONS', '/v1/workflows', {
      key: null,
      headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
    });
  try {
    const allowed = await preflight('https://console.example.com');
    expect(allowed.headers['access-control-allow-origin']).toBe('https://console.example.com');
    expect((await preflight('https://evil.example')).headers['access-control-allow-origin']).toBeUndefined();
  } finally {
    await api.close();
  }
});
