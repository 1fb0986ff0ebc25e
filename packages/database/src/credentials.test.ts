import { Client } from 'pg';
import { createDatabase } from './database.ts';
import { NameTaken } from './errors.ts';
import { newId } from './ids.ts';
import { DEVELOPMENT_ENCRYPTION_KEYS, SecretUnreadable } from './secrets.ts';
import { newProject, useDatabase } from './testing/fixtures.ts';

const held = useDatabase();
const CANARY = 'canary-4f1c9b7e';
const NEW_KEY = `new_key:${Buffer.alloc(32, 7).toString('base64')}`;

async function setUp() {
  const { projectId, userId } = await newProject(held.database);
  const input = { name: 'crm', type: 'bearer', value: { token: CANARY }, allowedHosts: ['api.example.com'] };
  const connection = await held.database.connections.create(projectId, input);
  return { connections: held.database.connections, projectId, userId, input, connection };
}

test('a connection is shown without its value, which only revealing gives', async () => {
  const { connections, projectId, input, connection } = await setUp();
  expect(connection).toEqual({
    ...{ id: connection.id, projectId, name: 'crm', type: 'bearer', allowedHosts: ['api.example.com'] },
    ...{ createdAt: expect.any(Date), updatedAt: expect.any(Date) },
  });
  expect(await connections.get(projectId, connection.id)).toEqual(connection);
  expect(await connections.list(projectId, { limit: 5 })).toEqual({ items: [connection], total: 1, nextCursor: null });
  expect(await connections.names(projectId)).toEqual(new Set(['crm']));
  expect(await connections.reveal(projectId, 'crm')).toEqual({ ...connection, value: input.value });
});

test('names are taken once, and changes keep what they do not name', async () => {
  const { connections, projectId, input, connection } = await setUp();
  await expect(connections.create(projectId, input)).rejects.toBeInstanceOf(NameTaken);
  const other = await connections.create(projectId, { ...input, name: 'other' });
  await expect(connections.update(projectId, other.id, { name: 'crm' })).rejects.toBeInstanceOf(NameTaken);
  const renamed = await connections.update(projectId, connection.id, { name: 'erp' });
  expect(renamed).toMatchObject({ name: 'erp', allowedHosts: ['api.example.com'] });
  expect((await connections.reveal(projectId, 'erp'))?.value).toEqual({ token: CANARY });
  await connections.update(projectId, connection.id, { value: { token: 'other' } });
  expect((await connections.reveal(projectId, 'erp'))?.value).toEqual({ token: 'other' });
  expect(await connections.update(projectId, newId(), { name: 'x' })).toBeNull();
  expect(await connections.remove(projectId, connection.id)).toBe(true);
  expect(await connections.remove(projectId, connection.id)).toBe(false);
});

test('no table holds the secret in the clear', async () => {
  const { projectId, userId } = await setUp();
  const subscription = { developerId: userId, event: 'a.b', url: 'http://x.test', secret: `whsec_${CANARY}` };
  await held.database.subscriptions.create(projectId, subscription);
  const client = new Client({ connectionString: held.url });
  await client.connect();
  const { rows: tables } = await client.query("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'");
  expect(tables.length).toBeGreaterThan(10);
  for (const { name } of tables) {
    const { rows } = await client.query(`SELECT t::text AS row FROM ${client.escapeIdentifier(name)} t`);
    expect(rows.filter(({ row }) => row.includes(CANARY))).toEqual([]);
  }
  await client.end();
});

test('a secret that was moved to another row does not open', async () => {
  const { connections, projectId, input } = await setUp();
  await connections.create(projectId, { ...input, name: 'thief', value: { token: 'own' } });
  const client = new Client({ connectionString: held.url });
  await client.connect();
  await client.query(
    `UPDATE connections SET secret = (SELECT secret FROM connections WHERE name = 'crm' AND project_id = $1)
     WHERE name = 'thief' AND project_id = $1`,
    [projectId],
  );
  await client.end();
  await expect(connections.reveal(projectId, 'thief')).rejects.toBeInstanceOf(SecretUnreadable);
});

test('keys are exchanged without a moment in which a secret does not open', async () => {
  const { projectId, userId } = await setUp();
  const input = { developerId: userId, event: 'a.b', url: 'http://x.test', secret: `whsec_${CANARY}` };
  const subscription = await held.database.subscriptions.create(projectId, input);
  const { event } = await held.database.events.publish(projectId, { type: 'a.b', data: 1 });
  const [delivery] = await held.database.deliveries.createForEvent(projectId, event, [subscription.id]);

  const both = createDatabase({ url: held.url, encryptionKeys: `${NEW_KEY},${DEVELOPMENT_ENCRYPTION_KEYS}` });
  expect((await both.connections.reveal(projectId, 'crm'))?.value).toEqual({ token: CANARY });
  const first = await both.connections.rewrap();
  expect(first.renewed).toBeGreaterThan(0);
  // The one that another test moved to a wrong row stays as it is, and stops nothing.
  expect(first.unreadable).toHaveLength(1);
  expect(await both.connections.rewrap()).toEqual({ ...first, renewed: 0 });
  expect((await both.subscriptions.rewrap()).renewed).toBeGreaterThan(0);
  await both.close();

  const renewed = createDatabase({ url: held.url, encryptionKeys: NEW_KEY });
  expect((await renewed.connections.reveal(projectId, 'crm'))?.value).toEqual({ token: CANARY });
  expect((await renewed.deliveries.load(projectId, delivery?.id ?? ''))?.subscription.secret).toBe(`whsec_${CANARY}`);
  await renewed.close();
  await expect(held.database.connections.reveal(projectId, 'crm')).rejects.toBeInstanceOf(SecretUnreadable);
});
