import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type CommandAnswer, type CommandLine, commandLine } from './testing/command-line.ts';
import { commandLineTour, ROOT } from './testing/handbook.ts';
import { installPacked } from './testing/packed.ts';
import { type Stack, startStack } from './testing/stack.ts';
import { openTerminal } from './testing/tmux.ts';

const run = promisify(execFile);
const ADMIN = 'admin@example.com';
const PASSWORD = 'a plotter for the office';

let stack: Stack;
let folder: string;
let perdura: CommandLine;

beforeAll(async () => {
  stack = await startStack({ sharedStores: true, environment: { ADMIN_EMAIL: ADMIN, ADMIN_PASSWORD: PASSWORD } });
  folder = await mkdtemp(join(tmpdir(), 'perdura-cli-'));
  const env = { HOME: folder, PERDURA_API_URL: stack.api.url, PERDURA_API_KEY: stack.apiKey, LANG: 'en' };
  perdura = commandLine(folder, env);
}, 180_000);

afterAll(async () => {
  await stack?.dispose();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

/** What a command answered as JSON. @throws when it failed */
async function answer<Value>(...argv: string[]): Promise<Value> {
  const { exitCode, stdout, stderr } = await perdura([...argv, '--json']);
  if (exitCode !== 0) throw new Error(`perdura ${argv.join(' ')} ended with ${exitCode}: ${stderr}`);
  return JSON.parse(stdout) as Value;
}

interface PlanDocument {
  summary: Record<string, number>;
  changes: { action: string; kind: string; key: string; id: string | null; differences: { path: string }[] }[];
}

const WEBHOOK = { pieceName: '@activepieces/piece-webhook', pieceVersion: '~0.1.29', propertySettings: {} };

function workflowDocument(number: number): object {
  return {
    name: `Sum ${number}`,
    description: `Number ${number}`,
    tags: ['sums'],
    nodes: [{ id: 'sum', type: 'transform', config: { expression: `trigger.data.value + ${number}` } }],
    ...(number === 0 ? {} : { onFailure: { workflowId: '@file:workflows/sum-0' } }),
  };
}

function flowDocument(number: number): object {
  const code = { code: 'export const code = async ({ value }) => value * 2;', packageJson: '{}' };
  return {
    displayName: `Double ${number}`,
    folder: 'Doubles',
    trigger: {
      name: 'trigger',
      type: 'PIECE_TRIGGER',
      displayName: 'Call',
      settings: { ...WEBHOOK, triggerName: 'catch_webhook', input: { authType: 'none' } },
      nextAction: {
        name: 'double',
        type: 'CODE',
        displayName: 'Double it',
        settings: { sourceCode: code, input: { value: `{{trigger.body.value}}`, number } },
      },
    },
  };
}

describe('a folder as code', () => {
  const WORKFLOWS = 38;
  const FLOWS = 12;
  const COUNT = WORKFLOWS + FLOWS;
  let root: string;
  const write = (path: string, document: object) => writeFile(join(root, path), JSON.stringify(document, null, 2));

  beforeAll(async () => {
    root = join(folder, 'shop');
    await mkdir(join(root, 'workflows'), { recursive: true });
    await mkdir(join(root, 'flows'));
    for (let number = 0; number < WORKFLOWS; number += 1) {
      await write(`workflows/sum-${number}.json`, workflowDocument(number));
    }
    for (let number = 0; number < FLOWS; number += 1) await write(`flows/double-${number}.yaml`, flowDocument(number));
  });

  const plan = () => answer<PlanDocument>('plan', 'shop');

  test('is made as the plan says, and a second time nothing is left to do', async () => {
    const before = await plan();
    expect(before.summary).toMatchObject({ create: COUNT, update: 0, delete: 0, unchanged: 0 });

    const made = await answer<PlanDocument>('apply', 'shop', '--yes');
    expect(made.changes.every(({ id }) => id !== null)).toBe(true);
    const versions = await answer<{ id: string; version: number }[]>('workflows', 'list', '--all');

    expect((await plan()).summary).toMatchObject({ create: 0, update: 0, delete: 0, unchanged: COUNT });
    await answer('apply', 'shop', '--yes');
    expect(await answer('workflows', 'list', '--all')).toEqual(versions);

    const [flow] = await answer<{ id: string; status: string }[]>('flows', 'list', '--search', 'Double 3');
    expect(flow?.status).toBe('ENABLED');
  });

  test('tells and makes exactly what was edited, moved, and removed', async () => {
    await write('workflows/sum-1.json', { ...workflowDocument(1), timeoutMs: 60_000 });
    await write('workflows/sum-2.json', {
      ...workflowDocument(2),
      nodes: [{ id: 'sum', type: 'transform', config: { expression: '7' } }],
    });
    await write('flows/double-4.yaml', { ...flowDocument(4), folder: 'Others' });
    await write('flows/double-5.yaml', flowDocument(500));
    await rename(join(root, 'workflows/sum-6.json'), join(root, 'workflows/moved.json'));
    await rm(join(root, 'workflows/sum-7.json'));
    await rm(join(root, 'flows/double-7.yaml'));
    await write('workflows/new.yaml', { ...workflowDocument(90), name: 'New' });

    const before = await plan();
    expect(before.summary).toMatchObject({ create: 1, update: 4, move: 1, delete: 2 });
    const paths = Object.fromEntries(
      before.changes
        .filter(({ action }) => action === 'update')
        .map(({ key, differences }) => [key, differences.map(({ path }) => path)]),
    );
    expect(paths).toEqual({
      'workflows/sum-1': ['/timeoutMs'],
      'workflows/sum-2': ['/nodes/sum/config/expression'],
      'flows/double-4': ['/folder'],
      'flows/double-5': ['/displayName', '/steps/double/settings/input/number'],
    });
    const moved = before.changes.find(({ action }) => action === 'move');

    await answer('apply', 'shop', '--yes');
    expect((await plan()).summary).toMatchObject({
      create: 0,
      update: 0,
      move: 0,
      delete: 0,
      unchanged: COUNT - 1,
    });
    const [after] = await answer<{ id: string; tags: string[] }[]>('workflows', 'list', '--search', 'Sum 6');
    expect(after).toMatchObject({ id: moved?.id, tags: ['sums', 'as-code:shop/workflows/moved'] });
  });

  test('touches nothing of others, and takes back what others changed of it', async () => {
    const others = await answer<{ id: string }>(
      'workflows',
      'apply',
      await file('other.json', { ...workflowDocument(0), name: 'Other' }),
    );
    const [mine] = await answer<{ id: string }[]>('workflows', 'list', '--search', 'Sum 9');
    await stack.call('PUT', `/v1/workflows/${mine?.id}`, { body: { timeoutMs: 5_000 } });
    await answer('workflows', 'disable', mine?.id ?? '');

    const found = await plan();
    expect(found.summary).toMatchObject({ update: 1, delete: 0 });
    await answer('apply', 'shop', '--yes');
    const workflow = await answer<{ timeoutMs?: number; enabled: boolean }>('workflows', 'get', mine?.id ?? '');
    expect(workflow).toMatchObject({ enabled: false });
    expect(workflow.timeoutMs).toBeUndefined();
    await answer('workflows', 'get', others.id);
  });

  test('names file and line of what the server refuses', async () => {
    await write('workflows/sum-8.json', {
      ...workflowDocument(8),
      nodes: [{ id: 'sum', type: 'transform', config: { expression: 'a +' } }],
    });
    const { exitCode, stderr } = await perdura(['apply', 'shop', '--yes']);
    expect(exitCode).toBe(5);
    expect(stderr).toMatch(/workflows\/sum-8\.json:\d+ \/nodes\/0\/config\/expression/);
    await write('workflows/sum-8.json', workflowDocument(8));
  });

  test('is exported so that applying it changes nothing', async () => {
    await answer('export', 'exported');
    await writeFile(join(folder, 'exported/perdura.yaml'), 'name: shop\n');
    const found = await answer<PlanDocument>('plan', 'exported');
    expect(found.summary).toMatchObject({ create: 0, update: 0, delete: 0 });
    expect(found.changes.flatMap(({ key, differences }) => differences.map(({ path }) => `${key}${path}`))).toEqual([]);

    await writeFile(join(folder, 'exported/perdura.yaml'), 'name: another\n');
    const refused = await perdura(['apply', 'exported', '--yes']);
    expect(refused).toMatchObject({ exitCode: 5, stderr: expect.stringContaining('belongs to another folder') });
  });

  test('is destroyed as a whole, and alone', async () => {
    const found = await answer<PlanDocument>('destroy', 'shop', '--yes');
    expect(found.summary).toMatchObject({ delete: COUNT - 1 });
    const left = await answer<{ name: string }[]>('workflows', 'list', '--all');
    expect(left.filter(({ name }) => name.startsWith('Sum'))).toEqual([]);
    expect(left.map(({ name }) => name)).toContain('Other');
  });
});

async function file(name: string, document: object): Promise<string> {
  await writeFile(join(folder, name), JSON.stringify(document));
  return name;
}

describe('runs', () => {
  test('are watched to their end, which the exit code tells', async () => {
    await answer(
      'workflows',
      'apply',
      await file('watched.json', { ...workflowDocument(3), onFailure: undefined, name: 'Watched' }),
    );
    const good = await perdura(['run', 'Watched', '--data', '{"value": 4}', '--wait']);
    expect(good).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/sum {2}success.* 7\n[\s\S]*run {2}\w+ {2}completed[\s\S]*\n7\n$/),
    });
    const bad = await perdura(['run', 'Watched', '--data', '{"value": {"toString": 1}}', '--wait', '--json']);
    const events = bad.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; data: { status: string } });
    expect({ exitCode: bad.exitCode, last: events.at(-1)?.data.status }).toEqual({ exitCode: 7, last: 'failed' });
  });

  test('go on when Ctrl-C ends the watching', async () => {
    const nodes = [{ id: 'wait', type: 'delay', config: { duration: '1h' } }];
    await answer('workflows', 'apply', await file('long.json', { name: 'Long', nodes }));
    let run = '';
    let interrupted = false;
    const watched = await perdura(['run', 'Long', '--wait'], {
      onOutput(written, interrupt) {
        run = /run {2}(\w+)/.exec(written)?.[1] ?? '';
        if (!interrupted && written.includes('wait  waiting')) {
          interrupted = true;
          interrupt();
        }
      },
    });
    expect(watched).toMatchObject({ exitCode: 130, stderr: expect.stringContaining(`perdura runs watch ${run}`) });
    expect(await answer('runs', 'show', run)).toMatchObject({ status: 'waiting' });
    const late = await perdura(['runs', 'watch', run, '--timeout', '1']);
    expect(late.exitCode).toBe(8);
    await answer('runs', 'cancel', run);
    expect((await perdura(['runs', 'watch', run])).exitCode).toBe(7);
    const found = await answer<{ id: string }[]>('runs', 'search', '--workflow', 'Long', '--status', 'cancelled');
    expect(found.map(({ id }) => id)).toEqual([run]);
    const table = await perdura(['runs', 'search', '--workflow', 'Long']);
    expect(table.stdout).toMatch(new RegExp(`^RUN +STATUS +WORKFLOW .*\n${run} +cancelled +Long +api`));
    expect((await perdura(['runs', 'show', run])).stdout).toMatch(/^workflow +Long\nworkflow id +\w+, version 1$/m);
  });
});

test('what goes wrong has an exit code and says what to do', async () => {
  const ended = async (argv: string[], env: Record<string, string> = {}, stdin?: string): Promise<CommandAnswer> =>
    perdura(argv, { env, ...(stdin === undefined ? {} : { stdin }) });
  expect((await ended(['workflows', 'lst'])).exitCode).toBe(2);
  const misread = await ended(['workflows', 'lst', '--json']);
  expect(JSON.parse(misread.stderr)).toMatchObject({
    error: { message: expect.stringContaining("'lst'"), exitCode: 2 },
  });
  expect((await ended(['runs', 'watch', ''])).exitCode).toBe(2);
  expect((await ended(['workflows', 'list'], { PERDURA_API_KEY: 'claw_bad' })).exitCode).toBe(3);
  expect((await ended(['keys', 'create', 'x'], { PERDURA_API_KEY: stack.readOnlyApiKey })).exitCode).toBe(3);
  expect((await ended(['runs', 'show', '0'.repeat(24)])).exitCode).toBe(4);
  const away = await ended(['workflows', 'list'], { PERDURA_API_URL: 'http://127.0.0.1:9' });
  expect(away).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('perdura doctor') });
  const unasked = await ended(['workflows', 'delete', 'Other']);
  expect(unasked).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--yes') });
});

test('signs in, and keeps credentials for nobody else to read', async () => {
  const env = { PERDURA_API_KEY: '', PERDURA_API_URL: '' };
  const signedIn = await perdura(['login', '--api-url', stack.api.url, '--profile', 'work'], {
    env,
    stdin: `${stack.apiKey}\n`,
  });
  expect(signedIn).toMatchObject({ exitCode: 0 });
  expect(signedIn.stdout + signedIn.stderr).not.toContain(stack.apiKey);
  const me = await perdura(['whoami', '--json'], { env });
  expect(JSON.parse(me.stdout)).toMatchObject({ profile: 'work', apiUrl: stack.api.url });
  expect(JSON.parse((await perdura(['doctor', '--json'], { env })).stdout)).toMatchObject({ ok: true });
  const stored = await readFile(join(folder, '.config/perdura/credentials.json'), 'utf8');
  expect(stored).toContain(stack.apiKey);
  expect((await perdura(['logout'], { env })).exitCode).toBe(0);
  expect((await perdura(['whoami'], { env })).exitCode).toBe(3);
});

test('a session is signed in by password, and ended by signing out', async () => {
  const env = { PERDURA_API_KEY: '' };
  const argv = ['login', '--email', ADMIN, '--profile', 'person'];
  expect(await perdura(argv, { env, stdin: 'wrong' })).toMatchObject({ exitCode: 3 });
  expect(await perdura(argv, { env, stdin: `${PASSWORD}\n` })).toMatchObject({ exitCode: 0 });
  const file = join(folder, '.config/perdura/credentials.json');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const { profiles } = JSON.parse(await readFile(file, 'utf8')) as { profiles: { person: { credential: string } } };
  const me = await perdura(['whoami', '--json', '--profile', 'person'], { env });
  expect(JSON.parse(me.stdout)).toMatchObject({ user: { email: ADMIN }, profile: 'person' });
  expect(await perdura(['logout', '--profile', 'person'], { env })).toMatchObject({ exitCode: 0 });
  const after = await stack.call('GET', '/v1/me', { key: profiles.person.credential });
  expect(after.status).toBe(401);
});

describe('each kind of thing', () => {
  const rows = (...argv: string[]) => answer<Record<string, unknown>[]>(...argv);

  test('connections take their secret from standard input, and never show it', async () => {
    const stored = await perdura(['connections', 'set', 'meters', '--type', 'bearer', '--json'], {
      stdin: 'secret-1\n',
    });
    expect(stored).toMatchObject({ exitCode: 0, stdout: expect.not.stringContaining('secret-1') });
    await perdura(['connections', 'set', 'slack', '--type', 'SECRET_TEXT'], { stdin: 'secret-2\n' });
    const again = await perdura(['connections', 'set', 'meters', '--type', 'basic'], {
      stdin: '{"username": "u", "password": "p"}',
    });
    expect(again.exitCode).toBe(0);
    expect(await rows('connections', 'list')).toMatchObject([
      { name: 'meters', type: 'basic', usedBy: 'workflows' },
      { name: 'slack', type: 'SECRET_TEXT', usedBy: 'flows' },
    ]);
    expect(await answer('connections', 'get', 'slack')).toMatchObject({ externalId: 'slack' });
    for (const name of ['meters', 'slack']) await answer('connections', 'delete', name, '--yes');
    expect(await rows('connections', 'list')).toEqual([]);
  });

  test('tables are filled from CSV, searched, and written as CSV', async () => {
    await stack.call('POST', '/v1/tables', { body: { name: 'Leads', fields: [] } });
    await writeFile(join(folder, 'leads.csv'), 'Email,City\nada@example.com,London\nkonrad@example.com,Berlin\n');
    expect(await answer('tables', 'import', 'Leads', 'leads.csv', '--create-fields')).toMatchObject({ records: 2 });
    const found = await perdura(['tables', 'records', 'Leads', '--where', 'City eq Berlin']);
    expect(found.stdout).toMatch(/^RECORD +Email +City\n\w+ +konrad@example.com +Berlin\n$/);
    expect((await perdura(['tables', 'export', 'Leads'])).stdout).toContain('ada@example.com,London');
    expect(await answer('tables', 'show', 'Leads')).toMatchObject({ fields: [{ name: 'Email' }, { name: 'City' }] });
    expect(await perdura(['tables', 'records', 'Leads', '--where', 'Town eq x'])).toMatchObject({ exitCode: 2 });
  });

  test('keys are shown once, rotated, and revoked', async () => {
    const made = await perdura(['keys', 'create', 'reports', '--scope', 'read']);
    const key = made.stdout.trim();
    expect(key).toMatch(/^claw_/);
    expect(await perdura(['whoami', '--json'], { env: { PERDURA_API_KEY: key } })).toMatchObject({ exitCode: 0 });
    const [listed] = await rows('keys', 'list', '--limit', '1');
    await answer('keys', 'rotate', String(listed?.id));
    expect(await perdura(['whoami'], { env: { PERDURA_API_KEY: key } })).toMatchObject({ exitCode: 3 });
    const [newest] = await rows('keys', 'list', '--limit', '1');
    await answer('keys', 'revoke', String(newest?.id), '--yes');
    expect((await rows('keys', 'list', '--limit', '1'))[0]?.revokedAt).not.toBeNull();
  });

  test('MCP servers are made, turned into a client’s settings, and rotated', async () => {
    const made = await answer<{ id: string; token: string; url: string }>('mcp', 'create', 'Assistants');
    const settings = JSON.parse((await perdura(['mcp', 'config', 'Assistants'])).stdout) as object;
    const headers = { Authorization: `Bearer ${made.token}` };
    expect(settings).toEqual({ mcpServers: { Assistants: { type: 'http', url: made.url, headers } } });
    expect((await perdura(['mcp', 'show', 'Assistants'])).stdout).not.toContain(made.token);
    expect(await answer<{ token: string }>('mcp', 'rotate', made.id, '--yes')).not.toMatchObject({ token: made.token });
    await answer('mcp', 'delete', made.id, '--yes');
  });

  test('events start workflows, schedules are paused, people invited', async () => {
    const nodes = [{ id: 'echo', type: 'transform', config: { expression: 'trigger.data.n' } }];
    const onEvent = { name: 'On event', trigger: { type: 'event', event: 'order.made' }, nodes };
    await answer('workflows', 'apply', await file('event.json', onEvent));
    const published = await answer<{ runIds: string[] }>('events', 'publish', 'order.made', '--data', '{"n": 5}');
    expect((await perdura(['runs', 'watch', published.runIds[0] ?? ''])).stdout).toMatch(/\n5\n$/);

    const hourly = { name: 'Hourly', trigger: { type: 'cron', schedule: '0 * * * *' }, nodes };
    await answer('workflows', 'apply', await file('hourly.json', hourly));
    expect(await rows('schedules', 'next')).toContainEqual(expect.objectContaining({ name: 'Hourly' }));
    expect(await answer('schedules', 'pause', 'Hourly', '--note', 'holiday')).toMatchObject({
      paused: true,
      note: 'holiday',
    });
    expect((await perdura(['schedules', 'list'])).stdout).toMatch(/Hourly +0 \* \* \* \* UTC +paused/);
    expect(await answer('schedules', 'resume', 'Hourly')).toMatchObject({ paused: false });

    expect(await answer('invitations', 'create', 'li@example.com', '--role', 'operator')).toMatchObject({
      status: 'PENDING',
    });
    const [invited] = await rows('invitations', 'list');
    await answer('invitations', 'delete', String(invited?.id));
    expect(await rows('invitations', 'list')).toEqual([]);
    expect((await perdura(['members', 'list'])).stdout).toContain(ADMIN);
    expect((await rows('channels', 'list')).length).toBeGreaterThanOrEqual(2);
    expect((await perdura(['pieces', 'show', 'webhook'])).stdout).toContain('catch_webhook');
    expect((await rows('pieces', 'list', '--search', 'webhook')).length).toBeGreaterThan(0);
  });
});

test('a shell completes commands', async () => {
  const { stdout } = await perdura(['completion', 'bash']);
  await writeFile(join(folder, 'completion.sh'), stdout);
  const asked = `source completion.sh; COMP_WORDS=(perdura runs s); COMP_CWORD=2; _perdura; echo "\${COMPREPLY[@]}"`;
  expect((await run('bash', ['-c', asked], { cwd: folder })).stdout).toBe('search show\n');
  expect((await perdura(['completion', 'tcsh'])).exitCode).toBe(2);
});

test('the packed program is installed for everybody, and depends on what it was packed with', async () => {
  const place = join(folder, 'packed');
  await mkdir(place);
  const program = await installPacked(place);
  const env = { PATH: process.env.PATH ?? '', HOME: place };
  const { stdout } = await run(program, ['version', '--json'], { cwd: place, env });
  expect(JSON.parse(stdout)).toMatchObject({ cli: expect.stringMatching(/^\d+\.\d+\.\d+/), server: null });
  const stacked = { ...env, PERDURA_API_URL: stack.api.url, PERDURA_API_KEY: stack.apiKey };
  expect((await run(program, ['whoami'], { cwd: place, env: stacked })).stdout).toContain(ADMIN);
});

test('the tour of the front page is walked in a terminal, by the command line alone', async () => {
  const checkout = join(folder, 'checkout');
  await mkdir(join(checkout, 'bin'), { recursive: true });
  await mkdir(join(checkout, '.perdura'));
  const facts = { apiUrl: stack.api.url, apiKey: stack.apiKey };
  await writeFile(join(checkout, '.perdura/dev.json'), JSON.stringify(facts));
  const main = join(ROOT, 'packages/cli/dist/main.js');
  await writeFile(join(checkout, 'bin/perdura'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
  await chmod(join(checkout, 'bin/perdura'), 0o755);
  const window = await openTerminal(checkout, {
    PATH: process.env.PATH ?? '',
    HOME: checkout,
    LANG: 'C.UTF-8',
    PS1: '$ ',
  });
  try {
    const blocks = commandLineTour();
    expect(blocks).toHaveLength(7);
    await window.type("trap 'echo failed with $?' ERR");
    await window.press('Enter');
    const read = async (number: number, ...wanted: (string | RegExp)[]) => {
      const [block = ''] = blocks.slice(number - 1);
      await writeFile(join(checkout, `step-${number}.sh`), block);
      await window.type(`. ./step-${number}.sh; echo end of step ${number}; clear -x`);
      await window.press('Enter');
      for (const text of wanted) await window.shows(text);
    };
    await read(1, '✓ Worker', '✓ Credential', /^end of step 1/m);
    await read(2, '+ workflow fleet', '3 to create', 'Apply this? [y/N]');
    await window.type('y');
    await window.press('Enter');
    await window.shows(/^end of step 2/m);
    await read(3, /report {2}success.*A: \d+ devices/, '"total": 42', 'SUCCEEDED', /^end of step 3/m);
    await read(4, 'Buy a plotter?', /is approved/, /ask {2}success/, /^end of step 4/m);
    await read(
      5,
      '~ workflow fleet',
      '/nodes/report/config/expression',
      'Done: 1 changed',
      /^3 unchanged\.\n+end of step 5/m,
    );
    await read(6, /report {2}failed/, /report {2}success.*B: \d+ machines/, /^end of step 6/m);
    await read(7, '3 to delete', /^end of step 7/m);

    const failures = (await window.text()).match(/^failed with \d+/gm);
    // The watch that was to end early, and the run that was to fail.
    expect(failures).toEqual(['failed with 8', 'failed with 7']);
    expect(await window.text({ colors: true })).toContain('\u001b[32mcompleted');
  } finally {
    await window.close();
  }
}, 180_000);
