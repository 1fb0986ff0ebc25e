import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, waitUntil } from '@perdura/embedded';
import { createEmptyDatabase, track } from '@perdura/testkit';
import { Client } from 'pg';
import { isObject, readJsonFile } from './json-file.ts';
import { answersOk } from './node-service.ts';
import type { DevOptions } from './options.ts';
import { type DevPaths, devPaths } from './paths.ts';
import { createProgress } from './progress.ts';
import { claimStack, StackRunningError, stopStack } from './running-stack.ts';
import { type DevStack, startStack } from './stack.ts';

const GIVEN = ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'SMTP_URL', 'FAKE_DIRECTORY'];
let paths: DevPaths;
let lines: string[];
let stack: DevStack | null = null;
let untrack = () => {};

/** A checkout with real stores, whose API and worker are stand-ins. */
beforeAll(() => {
  for (const name of GIVEN) delete process.env[name];
  const root = mkdtempSync(join(tmpdir(), 'perdura-dev-'));
  chmodSync(root, 0o755);
  const fixtures = join(__dirname, 'fixtures');
  for (const app of ['api', 'worker']) mkdirSync(join(root, 'apps', app, 'dist'), { recursive: true });
  cpSync(join(fixtures, 'fake-api.js'), join(root, 'apps/api/dist/main.js'));
  cpSync(join(fixtures, 'fake-bootstrap.js'), join(root, 'apps/api/dist/bootstrap-main.js'));
  cpSync(join(fixtures, 'fake-worker.js'), join(root, 'apps/worker/dist/main.js'));
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  mkdirSync(join(root, 'examples/daily-inspection'), { recursive: true });
  writeFileSync(join(root, 'examples/daily-inspection/definition.json'), '{"name":"每日设备巡检"}');
  paths = devPaths(root);
  process.env.FAKE_DIRECTORY = root;
});

afterEach(halt);

afterAll(() => {
  for (const name of GIVEN) delete process.env[name];
  rmSync(paths.root, { recursive: true, force: true });
});

async function start(change: Partial<DevOptions> = {}): Promise<Record<string, unknown>> {
  lines = [];
  const ports = { api: await freePort(), temporal: await freePort(), ...change.ports };
  const options: DevOptions = { detach: false, stop: false, reset: false, ...change, ports };
  const started = await startStack(
    paths,
    options,
    createProgress((line) => lines.push(line)),
  );
  untrack = track('the development stack', started.stop);
  stack = started;
  return facts();
}

async function halt(): Promise<void> {
  untrack();
  await stack?.stop();
  stack = null;
}

function facts(): Record<string, unknown> {
  return readJsonFile(paths.state) ?? {};
}

function pid(name: string): number {
  const { pids } = facts();
  return isObject(pids) ? Number(pids[name]) : 0;
}

async function query(statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: String(facts().databaseUrl) });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

test('the stack comes up, runs the example, and heals after each of its processes is killed', async () => {
  const first = await start();
  expect(first).toMatchObject({ projectId: 'p1', consoleUrl: null, apiKey: expect.stringMatching(/^claw_/) });
  expect(lines.join('\n')).toMatch(/Created 每日设备巡检[\s\S]*completed[\s\S]*Mail to ops@example.com: report/);
  expect(statSync(paths.state).mode & 0o777).toBe(0o600);
  expect(await query("SELECT to_regclass('public.runs') IS NOT NULL AS there")).toEqual([{ there: true }]);
  await query('CREATE TABLE kept (id int)');

  for (const name of ['api', 'worker', 'temporal', 'postgres']) {
    const before = pid(name);
    process.kill(before, 'SIGKILL');
    await waitUntil(() => pid(name) > 0 && pid(name) !== before, { timeoutMs: 90_000, what: `${name} to come back` });
  }
  const { pids, ...addresses } = facts();
  expect(first).toMatchObject(addresses);
  expect(isObject(pids) && Object.keys(pids).sort()).toEqual(['api', 'postgres', 'temporal', 'worker']);
  expect(await answersOk(`${String(first.apiUrl)}/readyz`)).toBe(true);
  expect(await query("SELECT to_regclass('public.kept') IS NOT NULL AS there")).toEqual([{ there: true }]);

  await halt();
  expect(readJsonFile(paths.state)).toBeNull();
}, 180_000);

test('a second start keeps keys and data, and a reset forgets them', async () => {
  const second = await start();
  expect(await query("SELECT to_regclass('public.kept') IS NOT NULL AS there")).toEqual([{ there: true }]);
  await halt();
  const third = await start();
  expect(third.apiKey).toBe(second.apiKey);
  await halt();
  const fresh = await start({ reset: true });
  expect(fresh.apiKey).not.toBe(second.apiKey);
  expect(await query("SELECT to_regclass('public.kept') IS NOT NULL AS there")).toEqual([{ there: false }]);
});

test('with DATABASE_URL and SMTP_URL set nothing embedded starts for these, and stale keys are issued anew', async () => {
  const before = await start();
  await halt();
  const database = await createEmptyDatabase();
  writeFileSync(join(paths.root, 'keys'), '');
  process.env.DATABASE_URL = database.url;
  process.env.SMTP_URL = 'smtp://127.0.0.1:9';
  const external = await start();
  expect(external).toMatchObject({ databaseUrl: database.url, mailboxUrl: null });
  expect(pid('postgres')).toBeNaN();
  expect(external.apiKey).not.toBe(before.apiKey);
  expect(lines.join('\n')).toContain('PostgreSQL: the one that DATABASE_URL names');
  await halt();
  await database.drop();
});

test('a second stack of one checkout is refused, and a stale note is not', async () => {
  writeFileSync(paths.lock, '1');
  claimStack(paths);
  expect(() => claimStack(paths)).not.toThrow(StackRunningError);
  expect(await stopStack(paths)).toBe(false);
});
