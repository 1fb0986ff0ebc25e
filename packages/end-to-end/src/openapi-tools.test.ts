import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runPython } from './testing/python-tools.ts';
import { type Stack, startStack } from './testing/stack.ts';

const FIXTURES = join(__dirname, 'fixtures/openapi');
const SEED = 20_261_122;
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];
/** What may end the very key that asks: the tool uses ids that it has seen in answers. These come last. */
const ENDS_KEYS = '^(revokeApiKey|rotateApiKey|updateUser|updateMember|removeMember)$';

let stack: Stack;
let folder: string;
/** Path of the document, as the API serves it. */
let document: string;

beforeAll(async () => {
  const limits = ['RATE_LIMIT_PER_MINUTE', 'FAILED_LOGIN_LIMIT_PER_MINUTE', 'WEBHOOK_LIMIT_PER_MINUTE'];
  stack = await startStack({ environment: Object.fromEntries(limits.map((name) => [name, '1000000'])) });
  folder = await mkdtemp(join(tmpdir(), 'perdura-openapi-'));
  document = join(folder, 'openapi.json');
  await writeFile(document, JSON.stringify((await stack.call('GET', '/openapi.json')).body));
}, 180_000);

afterAll(async () => {
  await stack?.dispose();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

interface Document {
  paths: Record<string, Record<string, { operationId?: string }>>;
}

async function operationIds(): Promise<string[]> {
  const { body } = await stack.call<Document>('GET', '/openapi.json');
  const operations = Object.values(body.paths).flatMap((path) => Object.values(path));
  return operations.flatMap(({ operationId }) => operationId ?? []);
}

/** Lets schemathesis ask each of these operations with bodies and parameters of its own; answers what it printed. */
async function fuzz(selection: string[]): Promise<string> {
  const bounds = ['--seed', String(SEED), '--max-examples', '4', '--phases', 'examples,fuzzing', '--no-shrink'];
  const ways = ['--checks', CHECKS.join(','), '--continue-on-failure', '--warnings', 'off', '--workers', '2'];
  const leave = ['--suppress-health-check', 'all'];
  const place = [document, '--url', stack.api.url, '--header', `X-API-Key: ${stack.apiKey}`];
  const tool = ['-m', 'schemathesis.cli', 'run'];
  const args = [...tool, ...place, ...bounds, ...ways, ...leave, ...selection];
  const { output } = await runPython(args, { cwd: folder, timeoutMs: 400_000 });
  return output;
}

const outcome = (output: string) => ({
  selected: /(\d+) selected/.exec(output)?.[1],
  tested: /Tested: +(\d+)/.exec(output)?.[1],
  faults: /={3,} (?:FAILURES|ERRORS) =[\s\S]*/.exec(output)?.[0] ?? '',
});

test('an independent fuzzer finds no 5xx, and no answer that the document does not promise, on any route', async () => {
  const last = (await operationIds()).filter((id) => new RegExp(ENDS_KEYS).test(id));
  expect(last).toHaveLength(5);
  const count = (await operationIds()).length - last.length;
  const most = await fuzz(['--exclude-operation-id-regex', ENDS_KEYS]);
  expect(outcome(most)).toEqual({ selected: String(count), tested: String(count), faults: '' });
  // Otherwise most of it was said to nobody.
  expect((await stack.call('GET', '/v1/workflows')).status).toBe(200);
}, 480_000);

test('a client that an independent generator makes of the document works', async () => {
  const target = ['--path', document, '--output-path', join(folder, 'generated'), '--meta', 'none'];
  const config = ['--config', join(FIXTURES, 'generator.yml')];
  const made = await runPython(['-m', 'openapi_python_client', 'generate', ...target, ...config], {
    cwd: folder,
    timeoutMs: 120_000,
  });
  expect(made).toMatchObject({ code: 0 });
  const modules = (await readdir(join(folder, 'generated/api'), { recursive: true })).filter(isOperation);
  expect(modules).toHaveLength((await operationIds()).length);
  const nodes = JSON.stringify([{ id: 'sum', type: 'transform', config: { expression: '1 + 1' } }]);
  const calls = [join(FIXTURES, 'use_client.py'), stack.api.url, stack.apiKey, nodes];
  const used = await runPython(calls, { cwd: folder, timeoutMs: 120_000 });
  expect(used).toMatchObject({ code: 0, output: 'used\n' });
}, 300_000);

const isOperation = (file: string) => file.endsWith('.py') && !file.endsWith('__init__.py');

test('operations that end keys and memberships answer as the document promises', async () => {
  expect(outcome(await fuzz(['--include-operation-id-regex', ENDS_KEYS]))).toMatchObject({ tested: '5', faults: '' });
}, 240_000);
