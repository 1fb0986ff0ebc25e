import { createDatabase, DEVELOPMENT_ENCRYPTION_KEYS } from '@perdura/database';
import type { JsonObject } from '@perdura/definition';
import { type OAuthServer, startOAuthServer } from '@perdura/testkit';
import { createOutbound } from '../../outbound/outbound.ts';
import { failureOf, openStage, type Stage } from '../../testing/stage.ts';
import { flowConnections } from './flow-connections.ts';

let stage: Stage;
let server: OAuthServer;
/** Long ago, so that a token is to be renewed. */
const LONG_AGO = 1_000;

beforeAll(async () => {
  [stage, server] = await Promise.all([openStage(), startOAuthServer()]);
});

afterAll(async () => {
  await Promise.all([stage.close(), server.close()]);
});

async function connect(name: string, value: JsonObject): Promise<void> {
  const { client, tokenUrl } = server;
  const whole = { ...client, token_url: tokenUrl, ...value };
  const input = { name, type: 'OAUTH2', value: whole, ownerId: 'a'.repeat(24), status: 'MISSING' as const };
  await stage.dependencies.database.appConnections.put(stage.projectId, input);
}

const open = (name: string) => stage.dependencies.pieces.connections.open(stage.projectId, { name });

async function tokens(name: string): Promise<JsonObject> {
  return (await open(name))?.value ?? {};
}

async function statusOf(name: string) {
  const row = await stage.dependencies.database.appConnections.open(stage.projectId, { name });
  return { status: row?.status, reason: row?.statusReason };
}

async function whoIs({ access_token }: JsonObject): Promise<number> {
  return (await fetch(server.userinfoUrl, { headers: { authorization: `Bearer ${access_token}` } })).status;
}

/** Makes the stored token one that ends at once. */
async function age(name: string): Promise<void> {
  const { appConnections } = stage.dependencies.database;
  const row = await appConnections.open(stage.projectId, { name });
  if (row === null) throw new Error(`no ${name}`);
  const value = { ...row.value, claimed_at: LONG_AGO };
  await appConnections.renew(stage.projectId, row, { value, status: 'ACTIVE', statusReason: null });
}

test('a code is exchanged with its verifier when the connection is first used', async () => {
  const { code, verifier } = await server.signIn();
  await connect('ada', { code, code_challenge: verifier });
  const value = await tokens('ada');
  expect(await whoIs(value)).toBe(200);
  expect(value).toMatchObject({ refresh_token: expect.any(String), expires_in: 3600, claimed_at: expect.any(Number) });
  expect(Object.keys(value)).not.toContain('code');
  expect(await statusOf('ada')).toEqual({ status: 'ACTIVE', reason: null });
  expect(await tokens('ada')).toEqual(value);
});

test.each([
  ['another verifier', { code_challenge: 'wrong'.repeat(10) }],
  ['no verifier', {}],
])('a code with %s is refused, and the connection says why', async (what, change) => {
  const { code } = await server.signIn();
  await connect(what, { code, ...change });
  const failure = await failureOf(open(what));
  expect(failure).toMatchObject({ code: 'CONNECTION_REFUSED', retryable: false });
  expect(await statusOf(what)).toMatchObject({ status: 'ERROR', reason: expect.stringContaining('invalid_grant') });
  for (const secret of [code, server.client.client_secret]) expect(failure.message).not.toContain(secret);
  const before = await server.given();
  expect((await failureOf(open(what))).code).toBe('CONNECTION_REFUSED');
  expect(await server.given()).toEqual(before);
});

test('workers who renew a token at once ask once, and all use what came', async () => {
  const { code, verifier } = await server.signIn();
  await connect('shared', { code, code_challenge: verifier });
  const first = await tokens('shared');
  await age('shared');
  const before = (await server.given()).refresh_token ?? 0;
  const outbound = createOutbound({ allowHosts: ['127.0.0.1'] });
  const databases = [0, 1, 2].map(() =>
    createDatabase({ url: stage.url, encryptionKeys: DEVELOPMENT_ENCRYPTION_KEYS, poolSize: 3 }),
  );
  const workers = databases.map((database) => flowConnections({ database, outbound }));
  const uses = workers.flatMap((worker) => [0, 1, 2].map(() => worker.value(stage.projectId, 'shared')));
  const values = (await Promise.all(uses)) as JsonObject[];
  expect((await server.given()).refresh_token).toBe(before + 1);
  expect(new Set(values.map(({ access_token }) => access_token)).size).toBe(1);
  expect(values[0]?.access_token).not.toBe(first.access_token);
  expect(values[0]?.refresh_token).not.toBe(first.refresh_token);
  expect(values[0]).toMatchObject({ type: 'OAUTH2' });
  expect(await whoIs(values[0] ?? {})).toBe(200);
  await Promise.all([...databases.map((database) => database.close()), outbound.close()]);
});

test('a refused refresh leaves the last token in use until it ends', async () => {
  const now = Math.floor(Date.now() / 1000);
  const stale = { access_token: 'last', refresh_token: 'revoked', expires_in: 3600 };
  await connect('ending', { ...stale, claimed_at: now - 3_500 });
  expect(await tokens('ending')).toMatchObject({ access_token: 'last' });
  expect(await statusOf('ending')).toMatchObject({ status: 'ERROR', reason: expect.stringContaining('invalid_grant') });
  await connect('ended', { ...stale, claimed_at: now - 3_700 });
  expect(await failureOf(open('ended'))).toMatchObject({ code: 'CONNECTION_REFUSED' });
});

test('a client signs in by itself, with its secret in the header', async () => {
  await connect('machine', {
    ...{ client_id: `${server.client.client_id}-header`, grant_type: 'client_credentials' },
    authorization_method: 'HEADER',
  });
  const { access_token: token, refresh_token: none } = await tokens('machine');
  expect([typeof token, none]).toEqual(['string', undefined]);
  await age('machine');
  expect((await tokens('machine')).access_token).not.toBe(token);
});

test('a service that is away fails an unclaimed code for now, and spares a token that lasts', async () => {
  const away = { token_url: 'http://127.0.0.1:1/token' };
  await connect('unclaimed', { ...away, code: 'x' });
  expect(await failureOf(open('unclaimed'))).toMatchObject({ code: 'NETWORK_ERROR', retryable: true });
  expect(await statusOf('unclaimed')).toMatchObject({ status: 'MISSING' });
  const claimedAt = Math.floor(Date.now() / 1000) - 3_000;
  await connect('lasting', { ...away, access_token: 't', refresh_token: 'r', expires_in: 3600, claimed_at: claimedAt });
  expect(await tokens('lasting')).toMatchObject({ access_token: 't' });
});

test('tokens that were given as they are stay so', async () => {
  const { database } = stage.dependencies;
  const input = { type: 'OAUTH2', value: { access_token: 'xoxb-xxx' }, ownerId: 'a'.repeat(24) };
  await database.appConnections.put(stage.projectId, { ...input, name: 'slack' });
  expect(await stage.dependencies.pieces.connections.value(stage.projectId, 'slack')).toEqual({
    ...{ type: 'OAUTH2', access_token: 'xoxb-xxx' },
  });
  expect(await open('nobody')).toBeNull();
});
