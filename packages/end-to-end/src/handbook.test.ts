import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { alertedMetrics, exampleOfFlow, frontPageFlow, handbookPages, ROOT, scriptOf } from './testing/handbook.ts';
import { type Stack, startStack } from './testing/stack.ts';

const run = promisify(execFile);
const PAGES = handbookPages();
/** A worker tells of it only once it has happened. */
const SELDOM = ['temporal_workflow_task_execution_failed_total'];
/** Pages whose outcome has a test of its own. */
const LOOKED_INTO = ['README.md', 'runs.md', 'starts.md', 'keys.md'];
const ENCRYPTION_KEYS = `handbook:${Buffer.alloc(32, 5).toString('base64')}`;

let stack: Stack;
let folder: string;

beforeAll(async () => {
  stack = await startStack({ sharedStores: true, environment: { ENCRYPTION_KEYS } });
  folder = await installationFolder();
}, 180_000);

afterAll(async () => {
  await stack?.dispose();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

/** A folder that looks to a reader of the handbook as a checkout does in which `bin/dev` runs. */
async function installationFolder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'perdura-handbook-'));
  await mkdir(join(made, '.perdura'));
  const facts = { apiUrl: stack.api.url, apiKey: stack.apiKey, databaseUrl: stack.databaseUrl };
  await writeFile(join(made, '.perdura', 'dev.json'), JSON.stringify(facts));
  await writeFile(join(made, '.perdura', 'settings.json'), JSON.stringify({ encryptionKeys: ENCRYPTION_KEYS }));
  for (const name of ['packages', 'examples']) await symlink(join(ROOT, name), join(made, name));
  return made;
}

/** What the commands of a page write. @throws when one of them fails */
async function readAndType(name: string): Promise<string> {
  const page = PAGES.find((each) => each.name === name);
  if (page === undefined) throw new Error(`The handbook has no page ${name}`);
  return type(scriptOf(PAGES, page));
}

async function type(script: string): Promise<string> {
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' };
  const { stdout } = await run('bash', ['-c', script], { cwd: folder, env, timeout: 120_000 });
  return stdout;
}

test('the first page shows an installation that is ready', async () => {
  const shown = await readAndType('README.md');
  expect(shown).toContain('"missing":[]');
  expect(shown).toContain('"liveRuns":{"used":0,"limit":null}');
});

test('failed runs are found and repaired, one by one and all at once', async () => {
  const shown = await readAndType('runs.md');
  expect(shown).toContain("code: 'EXPRESSION_FAILED'");
  expect(shown).toContain('{"counts":{"failed":4}}');
  expect(shown).toContain('{"total":4}');
  expect(shown.match(/"outcome":"succeeded"/g)).toHaveLength(4);
}, 180_000);

test('missed times of a schedule are made up for once', async () => {
  const shown = await readAndType('starts.md');
  expect(shown).toMatch(/"fires":3,"started":3/);
  expect(shown).toMatch(/"fires":3,"started":0/);
});

test('all secrets are encrypted with a new key', async () => {
  await stack.call('POST', '/v1/connections', {
    body: { name: 'crm', type: 'bearer', value: { token: 'token' }, allowedHosts: ['api.example.com'] },
  });
  expect(await readAndType('keys.md')).toContain('connections: 1 renewed, 0 unreadable');
});

test('the flows of the front page and of the examples are built, called and looked at', async () => {
  const shown = await type(frontPageFlow());
  expect(shown).toContain('true LOCKED ENABLED');
  expect(shown).toContain('{"total":42}');
  expect(shown).toContain('"status":"SUCCEEDED"');
  expect(await type(exampleOfFlow())).toContain('{"total":50,"percent":10,"pay":45}');
});

const OTHERS = PAGES.filter(({ blocks, name }) => blocks.length > 0 && !LOOKED_INTO.includes(name));

test.each(OTHERS.map(({ name }) => name))(
  'what %s asks to type works',
  async (name) => {
    await expect(readAndType(name)).resolves.toEqual(expect.any(String));
  },
  180_000,
);

test('every metric that an alert names is one that a process tells', async () => {
  const texts = [stack.api, ...stack.workers].map(async ({ url }) => (await fetch(`${url}/metrics`)).text());
  const told = (await Promise.all(texts)).join('\n');
  const names = alertedMetrics();
  expect(names.length).toBeGreaterThan(8);
  const missing = names.filter((name) => !told.includes(`# TYPE ${name} `));
  expect(missing.filter((name) => !SELDOM.includes(name))).toEqual([]);
});
