import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { SIGNATURE_SCHEMES, textList } from '@perdura/definition';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

const PAGE = readFileSync(fileURLToPath(new URL('../../../../../docs/webhooks.md', import.meta.url)), 'utf8');
const run = promisify(execFile);

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
});

afterAll(async () => {
  await api.close();
});

/** The first block of a language below a heading. */
function blockOf(heading: string, language: string): string {
  const section = new RegExp(`^### ${heading}\\n(.*?)(?=^##|$(?![\\s\\S]))`, 'ms').exec(PAGE)?.[1] ?? '';
  return new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(section)?.[1] ?? '';
}

interface Trigger {
  signature: { secret?: string };
}

test.each(SIGNATURE_SCHEMES)('the example of %s works from a shell as it is written', async (scheme) => {
  const trigger = JSON.parse(blockOf(scheme, 'json')) as Trigger;
  const made = await api.call('POST', '/v1/workflows', { body: { name: scheme, trigger } });
  expect(made.status).toBe(201);
  const shell = blockOf(scheme, 'sh');
  const [secret = ''] = textList(trigger.signature.secret);
  const send = async (signedWith: string) => {
    const PERDURA = `http://127.0.0.1:${api.port}`;
    const env = { PATH: process.env.PATH ?? '', PERDURA, SECRET: signedWith };
    return JSON.parse((await run('sh', ['-c', shell], { env })).stdout) as { runId?: string; code?: string };
  };
  const { runId } = await send(secret);
  expect(await api.database.runs.get(api.projectId, runId ?? '')).toMatchObject({ triggeredBy: 'webhook' });
  if (secret !== '') expect((await send('whsec_YW5vdGhlciBzZWNyZXQ=')).code).toBe('WEBHOOK_SIGNATURE_INVALID');
});

test('the other definitions of the page are taken as they are', async () => {
  const [workflow = '', connection = ''] = Array.from(PAGE.matchAll(/```json\n(.*?)```/gs), ([, text = '']) => text);
  expect((await api.call('POST', '/v1/workflows', { body: JSON.parse(workflow) })).status).toBe(201);
  expect((await api.call('POST', '/v1/connections', { body: JSON.parse(connection) })).status).toBe(201);
});
