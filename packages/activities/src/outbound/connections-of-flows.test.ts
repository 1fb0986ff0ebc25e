import type { JsonObject } from '@perdura/definition';
import { httpRequest } from '../nodes/http-request.ts';
import { HttpPeer } from '../testing/http-peer.ts';
import { contextOn, failureOf, openStage, type Stage } from '../testing/stage.ts';
import { asWorkflowConnection } from './connections-of-flows.ts';

let stage: Stage;
let peer: HttpPeer;

beforeAll(async () => {
  [stage, peer] = await Promise.all([openStage(), new HttpPeer().listen()]);
});

afterAll(async () => {
  await Promise.all([stage.close(), peer.close()]);
});

const connectionOf = (type: string, value: JsonObject, metadata: JsonObject | null = null) =>
  asWorkflowConnection({ name: 'c', type, value, metadata, allowedHosts: [] });

test.each([
  ['SECRET_TEXT', { secret_text: 's' }, { type: 'bearer', value: { token: 's' } }],
  ['BASIC_AUTH', { username: 'u', password: 'p' }, { type: 'basic' }],
  ['OAUTH2', { access_token: 't', refresh_token: 'r' }, { type: 'bearer', value: { token: 't' } }],
  ['CUSTOM_AUTH', { props: { token: 't' } }, { type: 'bearer' }],
  ['CUSTOM_AUTH', { props: { api_key: 'k', domain: 'd' } }, { type: 'bearer', value: { token: 'k' } }],
  ['CUSTOM_AUTH', { props: { name: 'X-Key', value: 'v' } }, { type: 'header' }],
  ['CUSTOM_AUTH', { props: { username: 'u', password: 'p' } }, { type: 'basic' }],
  ['CUSTOM_AUTH', { props: { baseUrl: 'https://ai.example.com', apiKey: 'k' } }, { type: 'openai-compatible' }],
  ['CUSTOM_AUTH', { props: { url: 'smtp://h' } }, { type: 'smtp', value: { url: 'smtp://h' } }],
  [
    'CUSTOM_AUTH',
    { props: { host: 'mail.example.com', port: 465, email: 'a@b', password: 'p%' } },
    { type: 'smtp', value: { url: 'smtps://a%40b:p%25@mail.example.com:465' } },
  ],
  ['CUSTOM_AUTH', { props: { tenant: 't' } }, { type: 'CUSTOM_AUTH' }],
  ['NO_AUTH', {}, { type: 'NO_AUTH' }],
  ['bearer', { token: 't' }, { type: 'bearer', value: { token: 't' } }],
])('a %s with %j stands for what holds the same', (type, value, expected) => {
  expect(connectionOf(type, value)).toMatchObject(expected);
});

test('metadata names the header of a secret text', () => {
  expect(connectionOf('SECRET_TEXT', { secret_text: 's' }, { header: 'X-Key' })).toMatchObject({
    ...{ type: 'header', value: { name: 'X-Key', value: 's' } },
  });
});

test('an http-request node uses one, within its hosts, and hides what is echoed', async () => {
  const { appConnections } = stage.dependencies.database;
  const input = { type: 'SECRET_TEXT', value: { secret_text: 'canary-secret' }, ownerId: 'a'.repeat(24) };
  await appConnections.put(stage.projectId, { ...input, name: 'crm', allowedHosts: [`127.0.0.1:${peer.port}`] });
  peer.answer = ({ headers }, response) => response.end(headers.authorization);
  const call = (url: string, connection: string) => httpRequest({ url, connection }, contextOn(stage));
  expect(await call(peer.url, 'crm')).toMatchObject({ body: 'Bearer [redacted]' });
  expect(peer.seen[0]?.headers.authorization).toBe('Bearer canary-secret');
  expect(await failureOf(call('http://localhost:1/', 'crm'))).toMatchObject({ code: 'CONNECTION_HOST_NOT_ALLOWED' });
  await appConnections.put(stage.projectId, {
    ...input,
    name: 'odd',
    type: 'CUSTOM_AUTH',
    value: { props: { a: 'b' } },
  });
  const failure = await failureOf(call(peer.url, 'odd'));
  expect(failure).toMatchObject({ code: 'CONNECTION_TYPE_MISMATCH', message: expect.stringContaining('CUSTOM_AUTH') });
});
