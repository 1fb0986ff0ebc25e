import { createDatabase, DEVELOPMENT_ENCRYPTION_KEYS, migrate } from '@perdura/database';
import { EventReader, eventually, startOwnPostgres } from '@perdura/testkit';
import { ensureInstallation, issueDevelopmentKeys } from '../bootstrap.ts';
import { openTestApi } from '../testing/test-api.ts';

test('streams stay open while the database is away, and go on when it is back', async () => {
  const postgres = await startOwnPostgres();
  const databaseUrl = postgres.server.urlOf('postgres');
  await migrate(databaseUrl);
  const database = createDatabase({ url: databaseUrl, encryptionKeys: DEVELOPMENT_ENCRYPTION_KEYS });
  const { apiKey: key } = await issueDevelopmentKeys(database, await ensureInstallation(database, 'a@example.com'));
  const api = await openTestApi({ databaseUrl, worker: true, liveView: { heartbeatMs: 100 } });
  try {
    const { id } = (await api.call('POST', '/v1/workflows', { key, body: { name: 'x' } })).json as { id: string };
    const start = async () => {
      const { json } = await api.call('POST', `/v1/workflows/${id}/run`, { key, body: { data: { wait: true } } });
      return (json as { runId: string }).runId;
    };
    const runId = await start();
    const watching = new EventReader({ port: api.port, path: `/v1/runs/${runId}/events`, apiKey: key });
    const searching = new EventReader({ port: api.port, path: '/v1/runs/events', apiKey: key });
    await Promise.all([watching.connect(), searching.connect()]);
    await watching.until(({ event }) => event === 'run');
    await postgres.kill();
    await eventually(() => api.logs.some((line) => line.includes('the live view cannot read history')));
    const heard = watching.comments.length;
    await eventually(() => watching.comments.length > heard + 2);
    expect([watching.isClosed, searching.isClosed]).toEqual([false, false]);
    await postgres.start();
    await eventually(async () => (await api.call('POST', `/v1/runs/${runId}/terminate`, { key })).status === 202);
    await watching.closed();
    expect(watching.events.at(-1)).toMatchObject({ event: 'run', data: { status: 'cancelled' } });
    await searching.until(({ data }) => data.id === runId && data.status === 'cancelled');
    searching.cut();
  } finally {
    await api.close();
    await database.close();
    await postgres.dispose();
  }
});
