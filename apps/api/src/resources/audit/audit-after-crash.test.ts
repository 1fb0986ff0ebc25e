import { createDatabase, type Database, DEVELOPMENT_ENCRYPTION_KEYS } from '@perdura/database';
import { createTestDatabase, queryDatabase, type TestDatabase, testTemporal } from '@perdura/testkit';
import { ensureInstallation, issueDevelopmentKeys } from '../../bootstrap.ts';
import { type ApiProcess, startApi } from '../../testing/api-process.ts';
import { send } from '../../testing/http-client.ts';

let own: TestDatabase;
let database: Database;
let api: ApiProcess;
let apiKey: string;

beforeAll(async () => {
  own = await createTestDatabase();
  database = createDatabase({ url: own.url, encryptionKeys: DEVELOPMENT_ENCRYPTION_KEYS });
  ({ apiKey } = await issueDevelopmentKeys(database, await ensureInstallation(database, 'admin@example.com')));
  api = await startApi(own.url, (await testTemporal()).address);
});

afterAll(async () => {
  await api.kill();
  await database.close();
  await own.drop();
});

function save(name: string) {
  const headers = { 'x-api-key': apiKey };
  return send(api.port, { method: 'PUT', path: `/v1/groups/${name}`, headers, body: { members: ['a@example.com'] } });
}

test('what was answered is in the log although the process is killed the moment it answered', async () => {
  const answered: string[] = [];
  for (let round = 0; round < 2; round += 1) {
    const { status, json } = await save(`round-${round}`);
    await api.kill();
    expect(status).toBe(200);
    answered.push((json as { id: string }).id);
    await api.start();
  }
  const rows = await queryDatabase<{ target: string }>(
    own.url,
    `SELECT target FROM audit_entries WHERE action = 'group.save' ORDER BY id`,
  );
  expect(rows.map(({ target }) => target)).toEqual(answered);
});

test('of changes amid which the process is killed, each leaves an entry or the announcement of one', async () => {
  const names = Array.from({ length: 40 }, (_, index) => `amid-${index}`);
  const first = Promise.race(names.slice(0, 20).map(save));
  const all = Promise.allSettled(names.map(save));
  await first;
  await api.kill();
  await all;
  await api.start();
  const made = await queryDatabase<{ id: string; name: string }>(
    own.url,
    `SELECT id, name FROM groups WHERE name LIKE 'amid-%'`,
  );
  const announced = await queryDatabase<{ target: string }>(
    own.url,
    `SELECT entry->>'target' AS target FROM audit_intents`,
  );
  const told = await queryDatabase<{ target: string }>(own.url, 'SELECT target FROM audit_entries');
  const traces = new Set([...announced, ...told].map(({ target }) => target));
  expect(made.length).toBeGreaterThan(0);
  expect(made.filter(({ id, name }) => !traces.has(id) && !traces.has(name))).toEqual([]);
  await database.audit.settleAbandoned(new Date(Date.now() + 60_000), 100);
  const unknown = await queryDatabase(own.url, `SELECT 1 FROM audit_entries WHERE after->>'outcome' = 'unknown'`);
  expect(unknown).toHaveLength(announced.length);
});
