import { randomBytes } from 'node:crypto';
import { eventually } from '@perdura/testkit';
import { SHOWS_MCP_TOKEN, usedSecrets } from './testing/account-secrets.ts';
import { AiPeer } from './testing/ai-peer.ts';
import { queryRows } from './testing/database-rows.ts';
import { HttpLedger, type LedgerAnswer, type LedgerEntry } from './testing/http-ledger.ts';
import { createWorkflow, endedRun, type NodeSpec, startRun } from './testing/runs.ts';
import { SmtpPeer } from './testing/smtp-peer.ts';
import { type Stack, startStack } from './testing/stack.ts';

const canary = (name: string) => `canary-${name}-${randomBytes(12).toString('hex')}`;
const SECRETS = {
  bearer: canary('bearer'),
  header: canary('header'),
  basic: canary('basic'),
  smtp: canary('smtp'),
  ai: canary('ai'),
  app: canary('app'),
  token: canary('token'),
  webhook: `whsec_${randomBytes(24).toString('base64')}`,
};

/** A service that tells everybody what it was sent, as badly written ones do. */
function echo(entry: LedgerEntry): LedgerAnswer {
  const status = Number(/status=(\d+)/.exec(entry.path)?.[1] ?? 200);
  return { status, body: { error: { message: `wrong: ${JSON.stringify(entry.headers)}` }, got: entry.headers } };
}

let stack: Stack;
const service = new HttpLedger({ answer: echo });
const ai = new AiPeer({ answer: (entry) => (entry.body.includes('refuse') ? { ...echo(entry), status: 401 } : null) });
const mail = new SmtpPeer({ refuse: (password) => `5.7.8 wrong password ${password}` });
const runIds: string[] = [];
/** Of people, assistants and channels. */
let used: Record<string, string> = {};

beforeAll(async () => {
  await Promise.all([service.listen(), ai.listen(), mail.listen()]);
  // The loudest level: what never is logged there is logged nowhere.
  stack = await startStack({
    environment: { LOG_LEVEL: 'trace', SMTP_URL: mail.url, MAIL_FROM: 'perdura@example.com' },
  });
  await connect('bearer', 'bearer', { token: SECRETS.bearer });
  await connect('header', 'header', { name: 'X-Secret', value: SECRETS.header });
  await connect('basic', 'basic', { username: 'meter', password: SECRETS.basic });
  await connect('smtp', 'smtp', { url: `smtp://user:${SECRETS.smtp}@127.0.0.1:${mail.port}` });
  await post('/v1/app-connections', { name: 'app', type: 'SECRET_TEXT', value: { secret_text: SECRETS.app } });
  const tokens = { access_token: SECRETS.token, refresh_token: SECRETS.token, client_secret: SECRETS.token };
  await post('/v1/app-connections', { name: 'oauth', type: 'OAUTH2', value: tokens });
  await connect('ai', 'openai-compatible', { baseUrl: ai.url, apiKey: SECRETS.ai });
  await post('/v1/events/webhooks', {
    event: 'workflow.failed',
    url: `${service.url}/hook?status=500`,
    secret: SECRETS.webhook,
  });
  await post('/v1/tools', {
    name: 'leaky',
    description: 'echoes its headers',
    input_schema: { type: 'object' },
    execution: { type: 'http', method: 'GET', url: `${service.url}/tool`, connection: 'bearer' },
  });
  for (const node of nodes())
    runIds.push(await startRun(stack, await createWorkflow(stack, { nodes: [node], edges: [] })));
  for (const runId of runIds) await endedRun(stack, runId);
  await post('/v1/tools/leaky/test', { input: {} });
  used = await usedSecrets(stack, mail);
}, 240_000);

afterAll(async () => {
  await stack?.dispose();
  await Promise.all([service, ai, mail].map((peer) => peer.close()));
});

test('the peers did get the secrets, each with a success and a failure', async () => {
  const got = JSON.stringify([...service.arrivals, ...ai.requests].map(({ headers }) => headers));
  for (const name of ['bearer', 'header', 'ai', 'app', 'token'] as const) expect(got).toContain(SECRETS[name]);
  expect(got).toContain(Buffer.from(`meter:${SECRETS.basic}`).toString('base64'));
  expect(mail.passwords).toContain(SECRETS.smtp);
  await eventually(() => service.arrivals.some(({ path }) => path.startsWith('/hook')), { what: 'a delivery' });
  for (const [name, secret] of Object.entries(used)) expect([name, secret.length > 20]).toEqual([name, true]);
  const runs = await Promise.all(runIds.map((runId) => endedRun(stack, runId)));
  expect(new Set(runs.map(({ status }) => status))).toEqual(new Set(['completed', 'failed']));
});

test('no answer of the API shows a secret', async () => {
  const { body } = await stack.call<OpenApi>('GET', '/openapi.json');
  // A stream of what is to come does not end; that of an ended run does. Without a provider there is no such way in.
  const paths = Object.entries(body.paths).flatMap(([path, { get }]) => {
    const isWhole = get !== undefined && !get.parameters?.some((each) => each.in === 'query' && each.required);
    return isWhole && path !== '/v1/runs/events' && !path.startsWith('/v1/auth/oidc/') ? [path] : [];
  });
  const ids = await idsOf(['workflows', 'runs', 'connections', 'events/webhooks']);
  const workflowId = ids.workflows?.[0] ?? '';
  const concrete = [
    ...paths.filter((path) => !path.includes('{')),
    ...['workflows', 'runs', 'connections'].flatMap((name) => (ids[name] ?? []).map((id) => `/v1/${name}/${id}`)),
    ...(ids.runs ?? []).flatMap((id) => [`/v1/runs/${id}/events`, `/v1/runs/${id}/lineage`]),
    ...(ids.workflows ?? []).flatMap((id) => [`/v1/workflows/${id}/runs`, `/v1/workflows/${id}/versions`]),
    ...(ids['events/webhooks'] ?? []).map((id) => `/v1/events/webhooks/${id}/deliveries`),
    `/v1/workflows/${workflowId}/versions/1`,
    '/v1/tools/leaky',
  ];
  expect(concrete.length).toBeGreaterThan(30);
  for (const path of concrete) {
    const answer = await stack.call('GET', path);
    expect({ path, status: answer.status }).toEqual({ path, status: 200 });
    expectNoSecret(path, JSON.stringify([answer.body, [...answer.headers]]), path === SHOWS_MCP_TOKEN ? used.mcp : '');
  }
});

test('the results of the runs are there, with the secrets taken out', async () => {
  const runs = JSON.stringify(await Promise.all(runIds.map((runId) => endedRun(stack, runId))));
  expect(runs).toContain('Bearer [redacted]');
  expect(runs).toContain('wrong password [redacted]');
});

test('no table of the database holds a secret', async () => {
  const tables = await queryRows<{ name: string }>(
    stack,
    "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'",
  );
  expect(tables.length).toBeGreaterThan(10);
  for (const { name } of tables) {
    // Blobs are bytes: their text is searched as well.
    const rows = await queryRows<{ row: string }>(stack, `SELECT row_to_json(t)::text AS row FROM ${name} AS t`);
    const bytes = rows.flatMap(({ row }) => [...row.matchAll(/\\\\x([0-9a-f]+)/g)].map(([, hex]) => hex ?? ''));
    const texts = bytes.map((hex) => Buffer.from(hex, 'hex').toString('utf8'));
    expectNoSecret(`table ${name}`, [...rows.map(({ row }) => row), ...texts].join('\n'));
  }
  const connections = await queryRows(stack, 'SELECT secret FROM connections');
  expect(connections).toHaveLength(7);
});

test("Temporal's histories hold no secret", async () => {
  let histories = 0;
  for await (const { workflowId, runId } of stack.temporalClient.workflow.list()) {
    const { events } = await stack.temporalClient.workflow.getHandle(workflowId, runId).fetchHistory();
    expectNoSecret(`history of ${workflowId}`, textOf(events ?? []));
    histories += 1;
  }
  expect(histories).toBeGreaterThan(runIds.length);
});

test('logs and metrics hold no secret', async () => {
  const worker = stack.workers[0];
  expect(worker).toBeDefined();
  const logs = { api: await stack.api.log(), worker: (await worker?.log()) ?? '' };
  for (const [name, log] of Object.entries(logs)) {
    expect(log.length).toBeGreaterThan(500);
    expectNoSecret(`log of ${name}`, log);
  }
  for (const { url } of [stack.api, ...stack.workers]) {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('# HELP');
    expectNoSecret(`metrics of ${url}`, metrics);
  }
});

interface OpenApi {
  paths: Record<string, { get?: { parameters?: { in: string; required?: boolean }[] } }>;
}

function nodes(): NodeSpec[] {
  const http = (connection: string, status: number): NodeSpec => ({
    id: 'call',
    type: 'http-request',
    config: { url: `${service.url}/echo?status=${status}`, connection },
    retry: { attempts: 2, initial: '100ms' },
  });
  const prompt = (text: string): NodeSpec => ({
    id: 'ask',
    type: 'ai-generate',
    config: { prompt: text, connection: 'ai' },
    retry: { attempts: 1 },
  });
  return [
    ...['bearer', 'header', 'basic', 'app', 'oauth'].flatMap((name) =>
      [200, 401, 500].map((status) => http(name, status)),
    ),
    prompt('answer'),
    prompt('refuse'),
    { id: 'tool', type: 'tool-call', config: { tool: 'leaky', input: {} } },
    {
      id: 'mail',
      type: 'email-send',
      config: { to: 'a@example.com', subject: 's', body: 'b', connection: 'smtp' },
      retry: { attempts: 1 },
    },
  ];
}

/** Every spelling in which a secret could slip out; the API key that all requests carry is one too. */
function spellings(shown: string): string[] {
  const hidden = Object.values(used).filter((secret) => secret !== shown);
  const secrets = [...Object.values(SECRETS), ...hidden, stack.apiKey, stack.readOnlyApiKey];
  return secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    Buffer.from(`meter:${secret}`).toString('base64').replace(/=+$/, ''),
  ]);
}

/** @param shown a secret that may stand there */
function expectNoSecret(place: string, text: string, shown = ''): void {
  const found = spellings(shown).filter((spelling) => text.includes(spelling));
  expect({ place, found }).toEqual({ place, found: [] });
}

/** All texts within, those that are kept as bytes included. */
function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.values(value).map(textOf).join('\n');
}

async function connect(name: string, type: string, value: object): Promise<void> {
  await post('/v1/connections', { name, type, value });
}

async function post(path: string, body: object): Promise<void> {
  const answer = await stack.call('POST', path, { body });
  if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
}

async function idsOf(names: string[]): Promise<Record<string, string[]>> {
  const lists: Record<string, string[]> = {};
  for (const name of names) {
    const { body } = await stack.call<Record<string, { id: string }[]>>('GET', `/v1/${name}?limit=100`);
    lists[name] = (body[name === 'events/webhooks' ? 'webhooks' : name] ?? []).map(({ id }) => id);
  }
  return lists;
}
