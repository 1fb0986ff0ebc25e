import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildPackage } from '../scripts/build-package.ts';
import { json, type ScriptedServer, startScriptedServer } from './testing/scripted-server.ts';

const run = promisify(execFile);
const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const PAGE = fileURLToPath(new URL('../../../docs/sdk.md', import.meta.url));
const PROGRAM = `
const client = createClient({ baseUrl: process.argv[2], apiKey: 'claw_key' });
client.workflows.listFlows().then(({ data }) => console.log(data.length, isPerduraError(new NotFoundError({ status: 404, code: 'X', detail: 'x' }))));
`;
const NAMES = 'createClient, isPerduraError, NotFoundError';
const STRICT = {
  ...{ strict: true, noEmit: true, target: 'es2022', lib: ['es2023', 'dom', 'dom.iterable'], types: [] },
  skipLibCheck: true,
};

/** What stands for the reader's own parts in the examples. */
const AT_HAND = `
import { createClient as begin } from '@perdura/sdk';
declare const process: { env: Record<string, string | undefined> };
declare const readToken: (kind: string, who: string) => Promise<string>;
declare const receiver: { url: string; next(): Promise<{ body: string; headers: Record<string, string> }> };
`;

let folder: string;
let project: string;
let tarball: string;
let server: ScriptedServer;

/** Packs the package as it is published, and installs it into an empty project, without any registry. */
beforeAll(async () => {
  server = await startScriptedServer();
  folder = await mkdtemp(join(tmpdir(), 'perdura-sdk-'));
  const source = join(folder, 'source');
  await buildPackage(join(source, 'dist'));
  for (const entry of ['package.json', 'README.md', 'LICENSE', 'src']) {
    await cp(join(PACKAGE, entry), join(source, entry), { recursive: true });
  }
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: source,
  });
  const [packed] = JSON.parse(stdout) as { filename: string }[];
  tarball = join(folder, packed?.filename.replace('@', '').replace('/', '-') ?? '');
  project = join(folder, 'project');
  await mkdir(project);
  await writeFile(join(project, 'package.json'), '{ "name": "project", "private": true }');
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: project });
});

afterAll(async () => {
  await server?.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

test('the package holds what is published and nothing else, and depends on nothing', async () => {
  const installed = join(project, 'node_modules', '@perdura', 'sdk');
  expect((await readdir(installed)).sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json', 'src']);
  expect((await readdir(join(project, 'node_modules'))).filter((name) => !name.startsWith('.'))).toEqual(['@perdura']);
  const files = (await readdir(installed, { recursive: true })).filter((name) => name.endsWith('.js'));
  expect(files.length).toBeGreaterThan(40);
  for (const file of files) {
    const text = await readFile(join(installed, file), 'utf8');
    const imported = Array.from(text.matchAll(/(?:from|require\() ?"([^"]+)"/g), ([, name]) => name);
    expect(imported.filter((name) => !name?.startsWith('.'))).toEqual([]);
  }
  expect(files.filter((name) => name.includes('test'))).toEqual([]);
});

test.each([
  ['an ES module', 'run.mjs', `import { ${NAMES} } from '@perdura/sdk';`],
  ['CommonJS', 'run.cjs', `const { ${NAMES} } = require('@perdura/sdk');`],
])('it runs as %s', async (_what, file, head) => {
  server.script(json(200, { data: [{}, {}], next: null, previous: null }));
  await writeFile(join(project, file), head + PROGRAM);
  const { stdout } = await run(process.execPath, [file, server.url], { cwd: project });
  expect(stdout.trim()).toBe('2 true');
});

test('its types hold for modules of Node, of either kind', async () => {
  const checks = `const client = createClient({ baseUrl: 'http://x' });
export const page = client.workflows.listFlows({ limit: 1 }).then(({ data }) => data[0]?.version.displayName satisfies string | undefined);
// @ts-expect-error: there is no such parameter
void client.workflows.listFlows({ limits: 1 });
// @ts-expect-error: there is no such node
workflow('W').node('read', 'tool-call', { tool: 'iot_read' }).edge('read', 'nowhere');`;
  await writeFile(join(project, 'types.mts'), `import { createClient, workflow } from '@perdura/sdk';\n${checks}`);
  await writeFile(join(project, 'types.cts'), `import { createClient, workflow } from '@perdura/sdk';\n${checks}`);
  expect(await compile({ module: 'node16', moduleResolution: 'node16' }, ['types.mts', 'types.cts'])).toBe('');
}, 60_000);

test('its types hold for bundlers, in every example of its page', async () => {
  const [, ...parts] = (await readFile(PAGE, 'utf8')).split(/^## /m);
  const files = await Promise.all(
    parts.map(async (part, index) => {
      const program = Array.from(part.matchAll(/^```ts\n([\s\S]*?)^```$/gm), ([, block = '']) => block).join('\n');
      const imports = program.match(/^import .*$/gm) ?? [];
      const given = program.includes('const client = ') ? '' : "const client = begin({ baseUrl: '' });\n";
      const body = program.replaceAll(/^import .*$/gm, '');
      const text = `${AT_HAND}${imports.join('\n')}\n${given}export async function program() {\n${body}\n}\nvoid begin;`;
      const file = `section-${index}.ts`;
      await writeFile(join(project, file), text);
      return file;
    }),
  );
  expect(await compile({ module: 'esnext', moduleResolution: 'bundler' }, files)).toBe('');
});

test.each(['attw', 'publint'])(
  '%s finds nothing wrong',
  async (program) => {
    const options =
      program === 'attw' ? [tarball] : [join(project, 'node_modules/@perdura/sdk'), '--pack', 'false', '--strict'];
    const found = await run(join(PACKAGE, 'node_modules', '.bin', program), options).catch((failed) => failed);
    expect(`${found.stdout}${found.stderr}`).toMatch(/No problems found|All good!/);
  },
  60_000,
);

/** What the compiler finds; empty for nothing. */
async function compile(options: Record<string, string>, files: string[]): Promise<string> {
  const config = `tsconfig.${options.moduleResolution}.json`;
  await writeFile(join(project, config), JSON.stringify({ compilerOptions: { ...STRICT, ...options }, files }));
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const found = await run(process.execPath, [compiler, '-p', config], { cwd: project }).catch((failed) => failed);
  return `${found.stdout}${found.stderr}`;
}
