import { type AcceptedRun, runRequestOf } from '@perdura/control-plane';
import { compileFlow, type FlowTrigger, type JsonObject } from '@perdura/definition';
import { eventually, type OAuthServer, startOAuthServer } from '@perdura/testkit';
import { Client } from 'pg';
import { openWorkerBench, type WorkerBench } from './fixtures/worker-bench.ts';

const ECHO = `export const code = async ({ url, auth }) => {
  const answer = await fetch(url, { headers: { authorization: 'Bearer ' + auth.access_token } });
  console.log('used', auth.access_token);
  return { status: answer.status, echo: auth };
};`;

let bench: WorkerBench;
let server: OAuthServer;
/** All tokens, codes and secrets that there were. */
const secrets = new Set<string>();

beforeAll(async () => {
  const allowed = { OUTBOUND_ALLOW_HOSTS: '127.0.0.1' };
  [bench, server] = await Promise.all([openWorkerBench('connections', allowed), startOAuthServer()]);
  secrets.add(server.client.client_secret);
});

afterAll(() => Promise.all([bench.close(), server.close()]));

/** Stores a connection as the API does, and asks a worker for its tokens. */
async function claim(name: string, value: JsonObject) {
  const whole = { ...server.client, token_url: server.tokenUrl, ...value };
  const { connection } = await bench.database.appConnections.put(bench.projectId, {
    ...{ name, type: 'OAUTH2', value: whole, ownerId: bench.userId, status: 'MISSING' },
  });
  const call = { kind: 'claim', projectId: bench.projectId, pieceName: 'mailer', pieceVersion: '' } as const;
  return await bench.control.callPiece({ ...call, connectionId: connection.id }, 30_000);
}

async function stored(name: string) {
  const connection = await bench.database.appConnections.open(bench.projectId, { name });
  for (const field of ['access_token', 'refresh_token', 'code']) secrets.add(String(connection?.value[field] ?? field));
  return connection;
}

async function runFlow(projectId: string, userId: string): Promise<AcceptedRun['run']> {
  const input = { url: server.userinfoUrl, auth: "{{connections['ada']}}" };
  const settings = { sourceCode: { code: ECHO, packageJson: '{}' }, input };
  const step = { type: 'CODE', name: 'step_1', displayName: 'Use it', valid: true, settings };
  const trigger = {
    ...{ type: 'EMPTY', name: 'trigger', displayName: 'Trigger', valid: true, settings: {}, nextAction: step },
  } as FlowTrigger;
  const content = { displayName: 'Flow', trigger, valid: true, schemaVersion: null, connectionIds: ['ada'], notes: [] };
  const { flow, version } = await bench.database.flows.create(projectId, {
    ...{ userId, folderId: null, metadata: null, version: { ...content, updatedBy: userId } },
  });
  const compiled = { name: 'Flow', plan: compileFlow(trigger), hash: version.id, authorId: userId };
  const runVersion = await bench.database.flowVersions.ensureRunVersion(projectId, version, compiled);
  const request = { projectId, flowId: flow.id, flowVersionId: version.id, version: runVersion, data: null };
  const whole = runRequestOf({ ...request, environment: 'PRODUCTION', origin: 'webhook' });
  return (await bench.control.startRun(whole)).run;
}

async function outputOf(run: AcceptedRun['run']) {
  const ended = await bench.control.waitForRun(run, 60_000);
  const [step] = await bench.database.flowRuns.steps(ended.projectId, run.id, { steps: 5, inputBytes: 10_000 });
  return { status: ended.status, result: step?.result };
}

test('a worker exchanges a code, or says why it is refused', async () => {
  const { code, verifier } = await server.signIn();
  for (const secret of [code, verifier]) secrets.add(secret);
  expect(await claim('ada', { code, code_challenge: verifier })).toEqual({ kind: 'answered', result: { valid: true } });
  const value = { access_token: expect.any(String), code_hash: expect.stringMatching(/^[0-9a-f]{64}$/) };
  expect(await stored('ada')).toMatchObject({ status: 'ACTIVE', value });
  const again = await claim('twice', { code, code_challenge: verifier });
  expect(again).toMatchObject({ kind: 'failed', error: { code: 'CONNECTION_REFUSED' } });
  expect(await stored('twice')).toMatchObject({
    status: 'ERROR',
    statusReason: expect.stringContaining('invalid_grant'),
  });
});

test('flows and workflows use it, and keep nothing of it', async () => {
  const { code, verifier } = await server.signIn();
  for (const secret of [code, verifier]) secrets.add(secret);
  await claim('ada', { code, code_challenge: verifier });
  await stored('ada');
  const config = { url: server.userinfoUrl, connection: 'ada' };
  const nodes = [{ id: 'call', type: 'http-request' as const, config }];
  const run = await bench.start({ nodes, edges: [], trigger: { type: 'manual' } } as never, {});
  expect((await bench.control.waitForRun(run, 60_000)).status).toBe('completed');
  const used = await outputOf(await runFlow(bench.projectId, bench.userId));
  expect(used).toMatchObject({
    status: 'completed',
    result: { value: { status: 200, echo: { type: 'OAUTH2', access_token: '[redacted]' } } },
  });
});

test('a piece says whether a connection is good, and keeps quiet about what it holds', async () => {
  const password = 'canary-of-the-mail-server';
  secrets.add(password);
  const props = { host: '127.0.0.1', port: 1, email: 'a@example.com', password, TLS: false };
  const { connection } = await bench.database.appConnections.put(bench.projectId, {
    ...{ name: 'mail', type: 'CUSTOM_AUTH', value: { props }, ownerId: bench.userId },
  });
  const piece = { pieceName: '@activepieces/piece-smtp', pieceVersion: '>=0.0.0', connectionId: connection.id };
  const asked = { kind: 'validate-auth', projectId: bench.projectId, ...piece } as const;
  const answer = await bench.control.callPiece(asked, 30_000);
  expect(answer).toMatchObject({ kind: 'answered', result: { valid: false, error: expect.stringContaining('ECONN') } });
});

test('a flow of another project finds no connection of this name', async () => {
  const { id: projectId } = await bench.database.projects.create({ name: 'other' });
  const used = await outputOf(await runFlow(projectId, bench.userId));
  expect(used).toMatchObject({ result: { value: { status: 401, echo: '' } } });
});

test('no table and no history of Temporal holds a token, a code or a secret', async () => {
  expect(secrets.size).toBeGreaterThan(5);
  const texts: string[] = [];
  const client = new Client({ connectionString: bench.databaseUrl });
  await client.connect();
  const { rows: tables } = await client.query("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'");
  for (const { name } of tables) {
    const { rows } = await client.query(`SELECT t::text AS row FROM ${client.escapeIdentifier(name)} t`);
    texts.push(...rows.map(({ row }) => String(row)));
  }
  await client.end();
  const { workflow } = bench.temporal.client;
  const executions = await eventually(async () => {
    const found = [];
    for await (const each of workflow.list()) if (each.taskQueue === bench.temporal.taskQueue) found.push(each);
    return found.length >= 6 ? found : null;
  });
  for (const { workflowId, runId } of executions) {
    const { events } = await workflow.getHandle(workflowId, runId).fetchHistory();
    texts.push(textOf(events ?? []));
  }
  const all = texts.join('\n');
  expect(all).toContain('[redacted]');
  expect([...secrets].filter((secret) => secret.length > 15 && all.includes(secret))).toEqual([]);
});

/** All texts within, those that are kept as bytes included. */
function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.values(value).map(textOf).join('\n');
}
