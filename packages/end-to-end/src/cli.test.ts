import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommandAnswer, type CommandLine, commandLine } from './testing/command-line.ts';
import { commandLineTour, ROOT } from './testing/handbook.ts';
import { type Stack, startStack } from './testing/stack.ts';
import { openTerminal } from './testing/tmux.ts';

let stack: Stack;
let folder: string;
let perdura: CommandLine;

beforeAll(async () => {
  stack = await startStack();
  folder = await mkdtemp(join(tmpdir(), 'perdura-cli-'));
  const env = { HOME: folder, PERDURA_API_URL: stack.api.url, PERDURA_API_KEY: stack.apiKey, LANG: 'en' };
  perdura = commandLine(folder, env);
}, 180_000);

afterAll(async () => {
  await stack?.dispose();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}, 60_000);

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
  const COUNT = 25;
  let root: string;
  const write = (path: string, document: object) => writeFile(join(root, path), JSON.stringify(document, null, 2));

  beforeAll(async () => {
    root = join(folder, 'shop');
    await mkdir(join(root, 'workflows'), { recursive: true });
    await mkdir(join(root, 'flows'));
    for (let number = 0; number < COUNT; number += 1) {
      await write(`workflows/sum-${number}.json`, workflowDocument(number));
      await write(`flows/double-${number}.yaml`, flowDocument(number));
    }
  });

  const plan = () => answer<PlanDocument>('plan', 'shop');

  test('is made as the plan says, and a second time nothing is left to do', async () => {
    const before = await plan();
    expect(before.summary).toMatchObject({ create: 2 * COUNT, update: 0, delete: 0, unchanged: 0 });

    const made = await answer<PlanDocument>('apply', 'shop', '--yes');
    expect(made.changes.every(({ id }) => id !== null)).toBe(true);
    const versions = await answer<{ id: string; version: number }[]>('workflows', 'list', '--all');

    expect((await plan()).summary).toMatchObject({ create: 0, update: 0, delete: 0, unchanged: 2 * COUNT });
    await answer('apply', 'shop', '--yes');
    expect(await answer('workflows', 'list', '--all')).toEqual(versions);

    const [flow] = await answer<{ id: string; status: string }[]>('flows', 'list', '--search', 'Double 3');
    expect(flow?.status).toBe('ENABLED');
  }, 120_000);

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
      unchanged: 2 * COUNT - 1,
    });
    const [after] = await answer<{ id: string; tags: string[] }[]>('workflows', 'list', '--search', 'Sum 6');
    expect(after).toMatchObject({ id: moved?.id, tags: ['sums', 'as-code:shop/workflows/moved'] });
  }, 120_000);

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
  }, 60_000);

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
  }, 60_000);

  test('is destroyed as a whole, and alone', async () => {
    const found = await answer<PlanDocument>('destroy', 'shop', '--yes');
    expect(found.summary).toMatchObject({ delete: 2 * COUNT - 1 });
    const left = await answer<{ name: string }[]>('workflows', 'list', '--all');
    expect(left.filter(({ name }) => name.startsWith('Sum'))).toEqual([]);
    expect(left.map(({ name }) => name)).toContain('Other');
  }, 60_000);
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
  }, 60_000);

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
  }, 60_000);
});

test('what goes wrong has an exit code and says what to do', async () => {
  const ended = async (argv: string[], env: Record<string, string> = {}, stdin?: string): Promise<CommandAnswer> =>
    perdura(argv, { env, ...(stdin === undefined ? {} : { stdin }) });
  expect((await ended(['workflows', 'lst'])).exitCode).toBe(2);
  expect((await ended(['workflows', 'list'], { PERDURA_API_KEY: 'claw_bad' })).exitCode).toBe(3);
  expect((await ended(['keys', 'create', 'x'], { PERDURA_API_KEY: stack.readOnlyApiKey })).exitCode).toBe(3);
  expect((await ended(['runs', 'show', '0'.repeat(24)])).exitCode).toBe(4);
  const away = await ended(['workflows', 'list'], { PERDURA_API_URL: 'http://127.0.0.1:9' });
  expect(away).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('perdura doctor') });
  const unasked = await ended(['workflows', 'delete', 'Other']);
  expect(unasked).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--yes') });
}, 60_000);

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
}, 60_000);

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
    await read(2, '+ workflow inspection', '3 to create', 'Apply this? [y/N]');
    await window.type('y');
    await window.press('Enter');
    await window.shows(/^end of step 2/m);
    await read(3, /report {2}success.*A: \d+ devices/, 'SUCCEEDED', /^end of step 3/m);
    await read(4, 'Buy a plotter?', /is approved/, /ask {2}success/, /^end of step 4/m);
    await read(
      5,
      '~ workflow inspection',
      '/nodes/report/config/expression',
      'Done: 1 to change',
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
