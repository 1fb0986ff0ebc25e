import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEmptyDatabase, freePort } from '@perdura/testkit';
import { Client } from 'pg';
import { DatabaseUnavailable } from './errors.ts';
import { type MigrationError, migrate } from './migrate.ts';

let url: string;
let folder: string;
let drop: () => Promise<void>;

beforeEach(async () => {
  ({ url, drop } = await createEmptyDatabase());
  folder = await mkdtemp(join(tmpdir(), 'migrations-'));
});

afterEach(async () => {
  await drop();
  await rm(folder, { recursive: true });
});

async function write(name: string, script: string): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'migration.sql'), script);
}

async function query(text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(text);
  await client.end();
  return rows;
}

function failure(options = { folder }): Promise<MigrationError> {
  return migrate(url, options).then(
    () => Promise.reject(new Error('the migration went well')),
    (error) => error,
  );
}

test('brings an empty database to the newest schema, and finds nothing to do again', async () => {
  const progress: string[] = [];
  const applied = await migrate(url, { onProgress: ({ name, state }) => progress.push(`${state} ${name}`) });
  expect(applied.length).toBeGreaterThan(0);
  expect(progress).toEqual(applied.flatMap((name) => [`applying ${name}`, `applied ${name}`]));
  expect(await migrate(url)).toEqual([]);
  expect(await query('SELECT count(*)::int AS runs FROM runs')).toEqual([{ runs: 0 }]);
});

test('applies each migration once when many processes start together', async () => {
  await write('1_first', 'CREATE TABLE one (id int);');
  await write('2_second', 'INSERT INTO one VALUES (1);');
  const applied = await Promise.all(Array.from({ length: 8 }, () => migrate(url, { folder })));
  expect(applied.flat()).toEqual(['1_first', '2_second']);
  expect(await query('SELECT * FROM one')).toEqual([{ id: 1 }]);
});

test('keeps its record as Prisma does', async () => {
  await write('1_first', 'SELECT 1;');
  await migrate(url, { folder });
  const checksum = '17db4fd369edb9244b9f91d9aeed145c3d04ad8ba6e95d06247f07a63527d11a';
  expect(await query('SELECT * FROM _prisma_migrations')).toEqual([
    {
      ...{ id: expect.stringMatching(/^[0-9a-f-]{36}$/), migration_name: '1_first', checksum, applied_steps_count: 1 },
      ...{ logs: null, rolled_back_at: null, started_at: expect.any(Date), finished_at: expect.any(Date) },
    },
  ]);
});

test('undoes a migration that fails half-way, and keeps those before it', async () => {
  await write('1_good', 'CREATE TABLE good (id int);');
  await write('2_bad', 'CREATE TABLE half (id int); SELECT 1/0;');
  const error = await failure();
  expect(error).toMatchObject({ name: 'MigrationError', code: 'MIGRATION_FAILED' });
  expect(error.message).toContain('2_bad');
  expect(await query(`SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`)).toEqual([
    { tablename: '_prisma_migrations' },
    { tablename: 'good' },
  ]);
  await write('2_bad', 'CREATE TABLE half (id int);');
  expect(await migrate(url, { folder })).toEqual(['2_bad']);
});

test('runs a script with semicolons inside a body as one', async () => {
  await write('1_body', `DO $$ BEGIN CREATE TABLE a (id int); CREATE TABLE b (id int); END $$;`);
  expect(await migrate(url, { folder })).toEqual(['1_body']);
});

test('refuses a migration that was changed after it was applied', async () => {
  await write('1_first', 'SELECT 1;');
  await migrate(url, { folder });
  await write('1_first', 'SELECT 2;');
  expect((await failure()).code).toBe('MIGRATION_CHANGED');
});

test('refuses a database that has a migration which is not on disk', async () => {
  await write('1_first', 'SELECT 1;');
  await write('2_newer', 'SELECT 1;');
  await migrate(url, { folder });
  await rm(join(folder, '2_newer'), { recursive: true });
  expect((await failure()).code).toBe('MIGRATION_MISSING');
});

test('refuses a database in which another tool left a migration unfinished', async () => {
  await write('1_first', 'SELECT 1;');
  await migrate(url, { folder });
  await query('UPDATE _prisma_migrations SET finished_at = NULL');
  expect((await failure()).code).toBe('MIGRATION_FAILED');
});

test('says that PostgreSQL is away', async () => {
  const port = await freePort();
  await expect(migrate(`postgresql://perdura@127.0.0.1:${port}/x`)).rejects.toBeInstanceOf(DatabaseUnavailable);
});

test('folders and files beside the migrations do not matter', async () => {
  await write('1_first', 'SELECT 1;');
  await cp(join(folder, '1_first/migration.sql'), join(folder, 'migration_lock.toml'));
  expect(await migrate(url, { folder })).toEqual(['1_first']);
});

test('versions from before it was noted what they wait for are read for that', async () => {
  const all = (await readdir(MIGRATIONS_FOLDER)).toSorted();
  const noted = all.findIndex((name) => name.endsWith('_awaited_events'));
  for (const name of all.slice(0, noted))
    await cp(join(MIGRATIONS_FOLDER, name), join(folder, name), { recursive: true });
  await migrate(url, { folder });
  await query(OLD_VERSIONS);
  await migrate(url);
  expect(await query('SELECT * FROM awaited_events ORDER BY event')).toEqual([
    { project_id: 'p', event: '*', version_id: 'nested' },
    { project_id: 'p', event: 'order.paid', version_id: 'nested' },
  ]);
});

const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url));

const OLD_VERSIONS = `
  INSERT INTO projects (id, name) VALUES ('p', 'p');
  INSERT INTO workflows (id, project_id, user_id, name, current_version, trigger, trigger_type)
  VALUES ('w', 'p', 'u', 'w', 2, '{}', 'manual');
  INSERT INTO workflow_versions (id, workflow_id, version, name, definition, hash, author_id, plan) VALUES
    ('plain', 'w', 1, 'w', '{}', '', 'u', '{"nodes": [{"type": "condition", "config": {"expression": "1"}}]}'),
    ('nested', 'w', 2, 'w', '{}', '', 'u', '{"nodes": [
      {"type": "wait-for-event", "config": {"event": "order.paid"}, "body": null},
      {"type": "while", "config": {"condition": "1"}, "body": {"nodes": [
        {"type": "wait-for-event", "config": {"event": "order.paid"}},
        {"type": "wait-for-event", "config": {"event": "order.{{ index }}"}}]}}]}');`;
