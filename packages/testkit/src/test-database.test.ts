import { Client } from 'pg';
import { createEmptyDatabase, createTestDatabase } from './test-database.ts';

async function withClient<T>(url: string, action: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await action(client);
  } finally {
    await client.end();
  }
}

test('a test database has every table and is its own', async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  await withClient(one.url, (client) => client.query('CREATE TABLE only_here (id int)'));
  const tables = await withClient(other.url, (client) =>
    client.query<{ name: string }>("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"),
  );
  const names = tables.rows.map((row) => row.name);
  expect(names).toEqual(expect.arrayContaining(['workflows', 'runs', 'steps']));
  expect(names).not.toContain('only_here');
  await Promise.all([one.drop(), other.drop()]);
});

test('an empty database has no table, and dropping it cuts open connections', async () => {
  const database = await createEmptyDatabase();
  const tables = await withClient(database.url, (client) =>
    client.query("SELECT 1 FROM pg_tables WHERE schemaname = 'public'"),
  );
  expect(tables.rowCount).toBe(0);
  const client = new Client({ connectionString: database.url });
  client.on('error', () => undefined);
  await client.connect();
  await database.drop();
  await expect(client.query('SELECT 1')).rejects.toThrow();
  await client.end();
});
