import { createHash } from 'node:crypto';
import { newId } from '@perdura/database';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

const CANARY = 'canary-7a91e0';

interface AppConnection {
  id: string;
  metadata: object | null;
}

let api: TestApi;
/** Where nobody can exchange a code. */
let alone: TestApi;

beforeAll(async () => {
  api = await openTestApi({ worker: true });
  alone = await openTestApi({ temporalAddress: '127.0.0.1:1' });
});

afterAll(async () => {
  await Promise.all([api.close(), alone.close()]);
});

async function put(body: object, to = api) {
  const { status, json, text } = await to.call('POST', '/v1/app-connections', { body });
  return { status, text, json: json as AppConnection & { errors: { pointer: string }[] } };
}

const storedValue = async (name: string, of = api) =>
  (await of.database.appConnections.open(of.projectId, { name }))?.value;

test('what the SDK sends is stored, and answered without its value', async () => {
  const slack = { name: 'slack-integration', type: 'OAUTH2', value: { access_token: `xoxb-${CANARY}` } };
  const { status, json, text } = await put(slack);
  expect(status).toBe(200);
  expect(json).toMatchObject({
    id: expect.stringMatching(/^[0-9A-Za-z]{21}$/),
    ...{ externalId: slack.name, name: slack.name, displayName: slack.name, type: 'OAUTH2', pieceName: null },
    ...{ projectId: api.projectId, projectIds: [api.projectId], scope: 'PROJECT', status: 'ACTIVE' },
    ...{ metadata: null, flowIds: [], platformId: null, owner: { email: 'admin@example.com' } },
  });
  const paths = ['/v1/app-connections', `/v1/app-connections/${json.id}`, '/v1/connections', '/v1/audit'];
  const shown = await Promise.all(paths.map(async (path) => (await api.call('GET', path)).text));
  for (const each of [text, ...shown, api.logs.join('')]) expect(each).not.toContain(CANARY);
  expect(await storedValue(slack.name)).toMatchObject({ access_token: `xoxb-${CANARY}` });
});

test.each([
  ['SECRET_TEXT', { secret_text: 's', more: 1 }],
  ['BASIC_AUTH', { username: 'u', password: '' }],
  ['CUSTOM_AUTH', { props: { host: 'h', nested: { a: [1] } } }],
  ['CLOUD_OAUTH2', { access_token: 't', data: { team: { id: 'T1' } }, expires_in: '3600' }],
  ['PLATFORM_OAUTH2', { access_token: 't', refresh_token: null }],
  ['NO_AUTH', undefined],
])('a %s keeps its value as it was given', async (type, value) => {
  const typed = value === undefined ? value : { ...value, type };
  const body = { externalId: `of-${type}`, type, value: typed, pieceType: 'OFFICIAL', displayName: 'Shown' };
  const { status, json } = await put(body);
  expect([status, json]).toMatchObject([
    200,
    { externalId: `of-${type}`, displayName: 'Shown', type, status: 'ACTIVE' },
  ]);
  expect(await storedValue(`of-${type}`)).toMatchObject(value ?? {});
});

test.each([
  [{ type: 'SECRET_TEXT', value: {} }, '/value/secret_text'],
  [{ type: 'SECRET_TEXT', value: { secret_text: '' } }, '/value/secret_text'],
  [{ type: 'SECRET_TEXT' }, '/value'],
  [{ type: 'SECRET_TEXT', value: { type: 'OAUTH2', secret_text: 'x' } }, '/value/type'],
  [{ type: 'BASIC_AUTH', value: { username: 'u' } }, '/value/password'],
  [{ type: 'CUSTOM_AUTH', value: { key: 'x' } }, '/value/props'],
  [{ type: 'OAUTH2', value: { scope: 'x' } }, '/value/access_token'],
  [{ type: 'OAUTH2', value: { code: 'x' } }, '/value/access_token'],
  [{ type: 'OAUTH2', value: { access_token: 't', token_url: 'file:///x' } }, '/value/token_url'],
  [{ type: 'bearer', value: { token: 't' } }, '/type'],
  [{ value: {} }, '/type'],
  [{ name: '', type: 'NO_AUTH' }, '/name'],
  [{ type: 'NO_AUTH', allowedHosts: ['http://x'] }, '/allowedHosts/0'],
  [{ type: 'NO_AUTH', metadata: { allowedHosts: ['http://x'] } }, '/metadata/allowedHosts/0'],
])('refuses %j at its place', async (body, pointer) => {
  const { status, json } = await put({ name: 'wrong', ...body });
  expect(status).toBe(400);
  expect(json.errors.map((error) => error.pointer)).toContain(pointer);
  expect((await put({ type: 'NO_AUTH' })).json.errors[0]?.pointer).toBe('/name');
});

test('a connection is replaced by its external id, renamed, bound to hosts, and removed', async () => {
  const first = { externalId: 'crm', name: 'CRM', type: 'SECRET_TEXT', value: { secret_text: 'one' } };
  const { json: made } = await put({ ...first, pieceName: 'hubspot', metadata: { team: 1 } });
  expect(made).toMatchObject({ name: 'CRM', displayName: 'CRM', metadata: { team: 1 } });
  const { json: again } = await put({ externalId: 'crm', type: 'NO_AUTH', allowedHosts: ['*.example.com'] });
  expect(again).toMatchObject({
    ...{ id: made.id, type: 'NO_AUTH', pieceName: 'hubspot', displayName: 'CRM' },
    metadata: { team: 1, allowedHosts: ['*.example.com'] },
  });
  const path = `/v1/app-connections/${made.id}`;
  const change = { displayName: 'Ours', metadata: { allowedHosts: [], error: 'forged' } };
  const changed = await api.call('POST', path, { body: change });
  expect([changed.status, changed.json]).toMatchObject([200, { displayName: 'Ours', metadata: {} }]);
  expect((changed.json as AppConnection).metadata).toEqual({});
  const gone = await api.call('DELETE', path);
  expect([gone.status, gone.headers['content-length']]).toEqual([204, '0']);
  expect([(await api.call('GET', path)).status, (await api.call('DELETE', path)).status]).toEqual([404, 404]);
});

test('lists are filtered and paged, and what matches nothing is an empty page', async () => {
  for (const pieceName of ['listed', '@activepieces/piece-listed']) {
    await put({ name: `of ${pieceName}`, type: 'NO_AUTH', pieceName, displayName: 'Listed 100%' });
  }
  const names = async (query: string) => {
    const { json } = await api.call('GET', `/activepieces/v1/app-connections?${query}`);
    const { data, next } = json as { data: { name: string }[]; next: string | null };
    return { names: data.map(({ name }) => name), next };
  };
  const both = { names: ['of @activepieces/piece-listed', 'of listed'], next: null };
  expect(await names('pieceName=listed')).toEqual(both);
  expect(await names('pieceName=%40activepieces%2Fpiece-listed&status=ACTIVE,ERROR&scope=PROJECT')).toEqual(both);
  expect(await names('displayName=100%25')).toEqual(both);
  expect((await names('status=STOPPED')).names).toEqual([]);
  expect((await names('scope=PLATFORM')).names).toEqual([]);
  const first = await names('pieceName=listed&limit=1');
  expect(first.names).toEqual(['of @activepieces/piece-listed']);
  expect(await names(`pieceName=listed&limit=1&cursor=${first.next}`)).toEqual({ names: ['of listed'], next: null });
  const { json } = await api.call('GET', '/v1/app-connections/owners');
  expect(json).toMatchObject({ data: [{ email: 'admin@example.com' }] });
});

test('the flows that name a connection are shown', async () => {
  await put({ name: 'named', type: 'NO_AUTH' });
  const { json } = await api.call('POST', '/v1/flows', { body: { displayName: 'Uses it' } });
  const { id: flowId } = json as { id: string };
  const settings = { pieceName: '@activepieces/piece-slack', pieceVersion: '0.10.2', actionName: 'send' };
  const action = {
    ...{ name: 'step_1', type: 'PIECE', displayName: 'Send', valid: true },
    settings: { ...settings, input: { auth: "{{connections['named']}}" }, propertySettings: {} },
  };
  const request = { type: 'ADD_ACTION', request: { parentStep: 'trigger', action } };
  expect((await api.call('POST', `/v1/flows/${flowId}`, { body: request })).status).toBe(200);
  const { json: page } = await api.call('GET', '/v1/app-connections?displayName=named');
  expect((page as { data: object[] }).data).toMatchObject([{ externalId: 'named', flowIds: [flowId] }]);
});

test('names are shared with connections of the workflow API, which shows both', async () => {
  const native = { name: 'native', type: 'bearer', value: { token: 't' } };
  await api.call('POST', '/v1/connections', { body: native });
  expect((await put({ name: 'native', type: 'NO_AUTH' })).status).toBe(409);
  const { json } = await put({ name: 'ours', type: 'SECRET_TEXT', value: { secret_text: 'one' } });
  const { id } = (await api.database.appConnections.open(api.projectId, { name: 'ours' })) ?? { id: '' };
  const change = (body: object) => api.call('PUT', `/v1/connections/${id}`, { body });
  expect((await api.call('GET', `/v1/connections/${id}`)).json).toMatchObject({ name: 'ours', type: 'SECRET_TEXT' });
  expect((await change({ value: { token: 'x' } })).status).toBe(400);
  expect((await change({ type: 'bearer', value: { token: 'x' } })).status).toBe(400);
  expect((await change({ allowedHosts: ['a.example.com'] })).status).toBe(200);
  expect((await change({ value: { secret_text: 'two' } })).status).toBe(200);
  expect(await storedValue('ours')).toEqual({ secret_text: 'two' });
  const { json: shown } = await api.call('GET', `/v1/app-connections/${json.id}`);
  expect(shown).toMatchObject({ metadata: { allowedHosts: ['a.example.com'] } });
});

test('a workflow may name a connection of the flow engine where its type fits', async () => {
  await put({ name: 'fitting', type: 'SECRET_TEXT', value: { secret_text: 'one' } });
  const node = { id: 'call', type: 'http-request', config: { url: 'https://example.com', connection: 'fitting' } };
  const save = (nodes: object[]) => api.call('POST', '/v1/workflows', { body: { name: newId(), nodes } });
  expect((await save([node])).status).toBe(201);
  const mail = { to: 'a@example.com', subject: 's', body: 'b', connection: 'fitting' };
  expect((await save([{ id: 'mail', type: 'email-send', config: mail }])).status).toBe(400);
});

test('without a worker, a code is kept until one exchanges it', async () => {
  const value = { client_id: 'c', client_secret: CANARY, code: `code-${CANARY}`, props: { level: 'write' } };
  const { status, json, text } = await put({ name: 'early', type: 'OAUTH2', pieceName: 'mailer', value }, alone);
  expect([status, json]).toMatchObject([200, { status: 'MISSING', pieceName: 'mailer' }]);
  for (const each of [text, alone.logs.join('')]) expect(each).not.toContain(CANARY);
  expect(await storedValue('early', alone)).toMatchObject({
    ...{ code: `code-${CANARY}`, token_url: 'http://127.0.0.1:9/mail.example.com/token' },
    ...{ authorization_method: 'HEADER', props: { host: 'mail.example.com', level: 'write' } },
  });
});

test.each([
  ['a code', { type: 'OAUTH2', value: { client_id: 'c', code: 'x', token_url: 'https://x.example.com' } }, ''],
  ['a key', { type: 'SECRET_TEXT', value: { secret_text: 'wrong' } }, '?validate=true'],
])('%s that is refused leaves everything as it was', async (_, body, query) => {
  const path = `/v1/app-connections${query}`;
  const name = `kept ${body.type}`;
  const refused = async () => await api.call('POST', path, { body: { ...body, name, pieceName: 'refusing' } });
  expect((await refused()).json).toMatchObject({
    ...{ status: 400, code: 'CONNECTION_REFUSED', errors: [{ pointer: '/value' }] },
    detail: expect.stringMatching(/no token \(gone\)|wrong key/),
  });
  expect(await storedValue(name)).toBeUndefined();
  await put({ name, type: 'SECRET_TEXT', value: { secret_text: 'good' }, displayName: 'Good' });
  expect((await refused()).status).toBe(400);
  expect(await storedValue(name)).toEqual({ secret_text: 'good' });
  const good = await api.call('POST', path, { body: { ...body, name, pieceName: 'agreeing' } });
  expect([good.status, good.json]).toMatchObject([200, { pieceName: 'agreeing', displayName: 'Good' }]);
});

test('a code that is sent again is not exchanged again', async () => {
  const value = { client_id: 'c', code: 'sent-twice', token_url: 'https://x.example.com' };
  const send = () => put({ name: 'twice', type: 'OAUTH2', pieceName: 'agreeing', value });
  const { json: first } = await send();
  const { appConnections } = api.database;
  const row = await appConnections.open(api.projectId, { name: 'twice' });
  if (row === null) throw new Error('the connection is not there');
  const hash = createHash('sha256').update('sent-twice').digest('hex');
  const claimed = { client_id: 'c', access_token: 't', code_hash: hash };
  await appConnections.renew(api.projectId, row, { value: claimed, status: 'ACTIVE', statusReason: null });
  expect((await send()).json).toMatchObject({ id: first.id, status: 'ACTIVE' });
  expect(await storedValue('twice')).toEqual(claimed);
});

test('a browser is sent to where the piece signs in, with a challenge', async () => {
  const body = { pieceName: 'mailer', clientId: 'c 1', redirectUrl: 'https://x.example.com/redirect', state: 's' };
  const path = '/v1/app-connections/oauth2/authorization-url';
  const { json } = await api.call('POST', path, { body: { ...body, props: { level: 'full' } } });
  const { authorizationUrl, codeVerifier } = json as { authorizationUrl: string; codeVerifier: string };
  const { origin, pathname, searchParams } = new URL(authorizationUrl);
  expect([origin, pathname]).toEqual(['https://mail.example.com', '/authorize']);
  expect(Object.fromEntries(searchParams)).toEqual({
    ...{ keep: '1', audience: 'mail', response_type: 'code', client_id: 'c 1', state: 's', scope: 'read full' },
    ...{ redirect_uri: body.redirectUrl, access_type: 'offline', code_challenge_method: 'S256' },
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
  });
  expect(codeVerifier.length).toBeGreaterThan(43);
  expect((await api.call('POST', path, { body: { ...body, pieceName: 'slack' } })).status).toBe(404);
  expect((await api.call('POST', path, { body: { ...body, pieceName: 'nobody' } })).status).toBe(404);
});

test('variables are put by name, listed and removed', async () => {
  const variable = async (name: string, value: string) =>
    (await api.call('POST', '/v1/variables', { body: { name, value } })).json as { id: string };
  const { id } = await variable('CHANNEL', 'C1');
  expect(await variable('CHANNEL', 'C2')).toMatchObject({ id, name: 'CHANNEL', value: 'C2' });
  expect((await api.call('GET', '/v1/variables?name=CHANNEL')).json).toMatchObject({ data: [{ value: 'C2' }] });
  expect((await api.call('POST', '/v1/variables', { body: { name: "a'b", value: '' } })).status).toBe(400);
  expect((await api.call('DELETE', `/v1/variables/${id}`)).status).toBe(204);
  expect((await api.call('DELETE', `/v1/variables/${id}`)).status).toBe(404);
});
