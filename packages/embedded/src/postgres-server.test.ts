import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from './ports.ts';
import { placeDataDirectory } from './postgres-data.ts';
import { answers, type PostgresOptions, type PostgresServer, startPostgres } from './postgres-server.ts';
import { unprivilegedUser } from './service-user.ts';

let directory: string;
let options: PostgresOptions;
let server: PostgresServer;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'perdura-postgres-'));
  await chmod(directory, 0o755);
  options = {
    dataDirectory: join(directory, 'data'),
    port: await freePort(),
    password: 'p@ss/w:rd',
    durable: false,
    logFile: join(directory, 'log'),
  };
  server = await startPostgres(options);
  await query('CREATE TABLE ledger (id serial PRIMARY KEY, note text)');
});

afterAll(async () => {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: server.url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function query(statement: string): Promise<Record<string, unknown>[]> {
  const client = await connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

async function killPostmaster(): Promise<void> {
  process.kill(server.pid, 'SIGKILL');
  await server.process.exited;
}

test('a wrong password is refused', async () => {
  const wrong = new URL(server.url);
  wrong.password = 'guess';
  expect(await answers(server.url)).toBe(true);
  expect(await answers(wrong.href)).toBe(false);
});

test('texts sort and fold in the same way on every platform', async () => {
  expect(await query("SELECT lower('ÄÉ设备') AS low, current_setting('timezone') AS zone")).toEqual([
    { low: 'äé设备', zone: 'UTC' },
  ]);
});

test('a killed server comes back on the same port, with sessions still busy and every commit kept', async () => {
  await query("INSERT INTO ledger (note) VALUES ('before')");
  const busy = await connect();
  const sleeping = busy.query('SELECT pg_sleep(120)').catch((error: Error) => error);
  await query("INSERT INTO ledger (note) VALUES ('committed')");
  await killPostmaster();
  server = await startPostgres(options);
  expect(await sleeping).toBeInstanceOf(Error);
  expect(await query('SELECT note FROM ledger ORDER BY id')).toEqual([{ note: 'before' }, { note: 'committed' }]);
  await busy.end().catch(() => undefined);
});

test('a pid file that names a living stranger does not keep it from starting', async () => {
  await killPostmaster();
  await writeFile(join(server.dataDirectory, 'postmaster.pid'), `${process.pid}\n${server.dataDirectory}\n`);
  server = await startPostgres(options);
  expect(await answers(server.url)).toBe(true);
});

test('a postmaster that nobody supervises any more is ended before a new one starts', async () => {
  const orphan = server.pid;
  server = await startPostgres(options);
  expect(server.pid).not.toBe(orphan);
  expect(await query('SELECT count(*)::int AS n FROM ledger')).toEqual([{ n: 2 }]);
});

test('a first start that was interrupted is done again', async () => {
  const dataDirectory = join(directory, 'half');
  await mkdir(dataDirectory);
  await writeFile(join(dataDirectory, 'rubbish'), 'x');
  const other = await startPostgres({ dataDirectory, port: await freePort(), durable: false });
  expect(await answers(other.url)).toBe(true);
  await other.stop();
});

test('data moves elsewhere only when the user of the server may not enter the folder', async () => {
  const closed = join(directory, 'closed');
  await mkdir(closed, { mode: 0o700 });
  const messages: string[] = [];
  const user = unprivilegedUser();
  const wanted = join(closed, 'data');
  const placed = placeDataDirectory(wanted, user, (text) => messages.push(text));
  if (user === null) {
    expect(placed).toBe(wanted);
  } else {
    expect(placed).toMatch(/^\/var\/lib\/perdura\/[0-9a-f]{16}\/postgres$/);
    expect(messages.join()).toContain(placed);
    // The pointer is heeded the next time.
    expect(placeDataDirectory(wanted, user)).toBe(placed);
    await rm(join(placed, '..'), { recursive: true, force: true });
  }
  const scratch = await mkdtemp(join(tmpdir(), 'perdura-scratch-'));
  expect(placeDataDirectory(join(scratch, 'data'), user)).toBe(join(scratch, 'data'));
  await rm(scratch, { recursive: true });
});
