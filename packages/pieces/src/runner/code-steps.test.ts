import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@perdura/definition';
import { createPieceRunner } from './create-piece-runner.ts';
import { codeCall, errorOf, memoryHost, outputOf } from './fixtures/stage.ts';

const runner = createPieceRunner({ outbound: { refusal: () => 'Nothing is called here.' }, maxProcesses: 2 });
let packages: string;

beforeAll(async () => {
  packages = await realpath(await mkdtemp(join(tmpdir(), 'perdura-code-')));
  await install('plain', 'module.exports = { double: (n) => n * 2 };', {});
  await install('modern', 'export const half = (n) => n / 2; export default (n) => n + 1;', {
    type: 'module',
    exports: './index.js',
  });
});

afterAll(async () => {
  await runner.close();
  await rm(packages, { recursive: true });
});

test('TypeScript and JavaScript run, by whichever name they export their function', async () => {
  const typed =
    'interface In { a: number }\nexport const code = async ({ a }: In): Promise<number> => (a as number) + 1;';
  expect(await run(typed, { a: 1 })).toBe(2);
  expect(await run('export default function (inputs) { return inputs.a }', { a: 3 })).toBe(3);
  expect(await run('exports.code = (inputs) => inputs', { a: 4 })).toEqual({ a: 4 });
  expect(await run('module.exports = () => [undefined, 1]')).toEqual([null, 1]);
});

test('packages are found, CommonJS and ES modules, and built-in ones', async () => {
  const source = `
    import { double } from 'plain';
    import increment, { half } from 'modern';
    import { createHash } from 'node:crypto';
    export const code = async ({ n }: { n: number }) => {
      const { half: again } = await import('modern');
      return [double(n), half(n), increment(n), again(n), require('plain').double(1), createHash('md5').update('a').digest('hex').length];
    };`;
  expect(outputOf(await runner.call(codeCall(source, { n: 8 }, packages), memoryHost()))).toEqual([16, 4, 9, 4, 2, 32]);
});

test('each call begins with fresh variables, in the same process', async () => {
  const source = 'let calls = 0; export const code = () => [++calls, process.pid];';
  const [first, second] = [await run(source), await run(source)];
  expect(first).toEqual([1, expect.any(Number)]);
  expect(second).toEqual(first);
});

test('failures tell the line, and sources that cannot be read say why', async () => {
  const failing = 'export const code = async () => {\n\n  throw new TypeError("no such thing");\n};';
  expect(await fault(failing)).toBe('CODE_FAILED: no such thing (line 3)');
  expect(await fault('export const code = (')).toMatch(/^CODE_FAILED: The source cannot be read: .*\(1:22\)/);
  expect(await fault('export const cold = 1')).toContain('CODE_FAILED: The source exports no function `code`');
  expect(await fault("import x from 'absent'; export const code = () => x.y")).toContain("Cannot find module 'absent'");
  expect(await fault("export const code = () => { throw 'a text' }")).toBe('CODE_FAILED: a text');
});

async function run(source: string, input: JsonObject = {}) {
  return outputOf(await runner.call(codeCall(source, input), memoryHost()));
}

async function fault(source: string) {
  return errorOf(await runner.call(codeCall(source), memoryHost()));
}

async function install(name: string, source: string, more: object) {
  const folder = join(packages, 'node_modules', name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'index.js'), source);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name, version: '1.0.0', main: 'index.js', ...more }));
}
