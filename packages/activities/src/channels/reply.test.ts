import type { ChannelRow } from '@perdura/database';
import type { ChannelReplyConfig, JsonObject, JsonValue } from '@perdura/definition';
import type { NodeActivityInput } from '@perdura/definition/run';
import { Webhook } from 'standardwebhooks';
import { toValueRef } from '../blobs.ts';
import { answerJson, HttpPeer } from '../testing/http-peer.ts';
import { MailPeer } from '../testing/mail-peer.ts';
import { contextOn, failureOf, openStage, type Stage } from '../testing/stage.ts';
import { replyByChannel } from './reply.ts';

const SECRET = `whsec_${Buffer.from('canary-secret-for-replies-000001').toString('base64')}`;

let stage: Stage;
let peer: HttpPeer;
let count = 0;

beforeAll(async () => {
  stage = await openStage();
  peer = await new HttpPeer().listen();
  await stage.dependencies.database.connections.create(stage.projectId, {
    ...{ name: 'provider', type: 'bearer', value: { token: 'canary-token:1' } },
  });
});
afterAll(async () => {
  await peer.close();
  await stage.close();
});
beforeEach(() => {
  peer.seen.length = 0;
  peer.answer = answerJson({ ok: true });
});

function made(settings: JsonObject = {}, change: Partial<Pick<ChannelRow, 'type' | 'enabled'>> = {}) {
  count += 1;
  const input = { userId: '66a0000000000000000000aa', name: `c-${count}`, type: 'web' as const, enabled: true };
  return stage.dependencies.database.channels.create(stage.projectId, {
    ...input,
    settings,
    secret: SECRET,
    ...change,
  });
}

/** A step of a run that a message of the channel started. */
function contextOf({ id, name, type }: ChannelRow, nodeId = `n-${count}`) {
  const data = { channel: { id, name, type }, message: { conversation: 'c-17', text: 'Hi' } };
  return contextOn(stage, { nodeId, input: inputOf({ value: data }) });
}

function inputOf(trigger: NodeActivityInput['scope']['trigger']): NodeActivityInput {
  return { scope: { trigger, nodes: {} } } as unknown as NodeActivityInput;
}

const messagesOf = async ({ id }: ChannelRow) =>
  (await stage.dependencies.database.channelMessages.list(stage.projectId, id, {}, { limit: 10 })).items;

const reply = (config: ChannelReplyConfig, context: ReturnType<typeof contextOn>) =>
  replyByChannel(config, context) as Promise<{ messageId: string; status: string }>;

test('a reply goes to the address of the channel, signed, and is kept with its run', async () => {
  const channel = await made({ replyUrl: `${peer.url}/replies` });
  const context = contextOf(channel);
  const said = {
    text: 'On its way 雪',
    attachments: [{ url: 'https://example.com/a.pdf', name: 'a.pdf' }],
    data: { a: 1 },
  };
  const { messageId, status } = await reply(said, context);
  const { body, headers, path } = peer.last;
  const verified = new Webhook(SECRET).verify(body, headers as Record<string, string>);
  expect([status, path, headers['webhook-id'], verified]).toMatchObject([
    ...['sent', '/replies', messageId],
    { id: messageId, channel: { name: channel.name }, conversation: 'c-17', ...said, runId: context.run.id },
  ]);
  expect(await messagesOf(channel)).toMatchObject([
    { id: messageId, direction: 'out', status: 'sent', content: said, runIds: [context.run.id], error: null },
  ]);
});

test('what is out does not go out again, and another try goes under the same id', async () => {
  const channel = await made({ replyUrl: `${peer.url}/replies` });
  peer.answer = answerJson({}, 503);
  const failure = await failureOf(reply({ text: 'a' }, contextOf(channel)));
  expect(failure).toMatchObject({ code: 'HTTP_STATUS', retryable: true });
  expect(await messagesOf(channel)).toMatchObject([{ status: 'pending', error: expect.stringContaining('503') }]);
  peer.answer = answerJson({});
  const { messageId } = await reply({ text: 'a' }, contextOf(channel));
  expect(await reply({ text: 'a' }, contextOf(channel))).toEqual({ messageId, status: 'sent' });
  expect(peer.seen.map(({ headers }) => headers['webhook-id'])).toEqual([messageId, messageId]);
  const { idempotencyKey } = contextOf(channel);
  expect(peer.seen.map(({ headers }) => headers['idempotency-key'])).toEqual([idempotencyKey, idempotencyKey]);
  expect(await messagesOf(channel)).toMatchObject([{ status: 'sent', error: null }]);
});

test('without a way out it is kept for whoever reads it', async () => {
  const channel = await made();
  expect(await reply({ text: 'a' }, contextOf(channel))).toMatchObject({ status: 'kept' });
  expect(peer.seen).toEqual([]);
});

test('another channel and conversation can be named, and a trigger may be large', async () => {
  const [channel, other] = [await made(), await made()];
  const named = { channel: other.name, conversation: 'elsewhere', text: 'a' };
  await reply(named, contextOn(stage, { nodeId: 'named', input: inputOf({ value: null }) }));
  expect(await messagesOf(other)).toMatchObject([{ conversation: 'elsewhere' }]);
  const data = { channel: { name: channel.name }, message: { conversation: 'c-1', text: 'x'.repeat(100_000) } };
  const owner = { projectId: stage.projectId, runId: null };
  const stored = await toValueRef(stage.dependencies.database, owner, data);
  await reply({ text: 'a' }, contextOn(stage, { nodeId: 'large', input: inputOf(stored) }));
  expect(await messagesOf(channel)).toMatchObject([{ conversation: 'c-1' }]);
});

const PROVIDERS: [string, JsonObject, string, JsonValue, Record<string, string>][] = [
  ['telegram', {}, '/botcanary-token:1/sendMessage', { chat_id: 'c-17', text: 'a\nhttps://e.com/f', b: 1 }, {}],
  [
    'whatsapp',
    { sender: '10' },
    '/10/messages',
    {
      ...{ messaging_product: 'whatsapp', recipient_type: 'individual', to: 'c-17', type: 'text' },
      ...{ text: { body: 'a\nhttps://e.com/f' }, b: 1 },
    },
    { authorization: 'Bearer canary-token:1' },
  ],
  [
    'line',
    {},
    '/v2/bot/message/push',
    { to: 'c-17', messages: [{ type: 'text', text: 'a\nhttps://e.com/f' }], b: 1 },
    { authorization: 'Bearer canary-token:1', 'x-line-retry-key': expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4/) },
  ],
  [
    'slack',
    {},
    '/chat.postMessage',
    { channel: 'c-17', text: 'a\nhttps://e.com/f', b: 1 },
    { authorization: 'Bearer canary-token:1' },
  ],
];

test.each(PROVIDERS)('%s is answered by its own API', async (provider, settings, path, body, headers) => {
  const base = provider === 'telegram' ? `${peer.url}/` : peer.url;
  const channel = await made({ provider, connection: 'provider', baseUrl: base, ...settings });
  const said = { text: 'a', attachments: [{ url: 'https://e.com/f' }], data: { b: 1 } };
  expect(await reply(said, contextOf(channel))).toMatchObject({ status: 'sent' });
  expect(peer.last.path).toBe(path);
  expect(JSON.parse(peer.last.body)).toEqual(body);
  expect(peer.last.headers).toMatchObject(headers);
});

test('a channel of mail answers by mail, under its subject', async () => {
  const mails = await new MailPeer().listen();
  try {
    const sending = stage.with({ mail: { url: mails.url, from: 'bot@example.com' } });
    const channel = await made({ subject: 'Your order', address: 'support@example.com' }, { type: 'email' });
    const context = { ...contextOf(channel), dependencies: sending.dependencies };
    const said = { text: 'On its way', conversation: 'ada@example.com' };
    expect(await reply(said, context)).toMatchObject({ status: 'sent' });
    await reply(said, context);
    expect(mails.to('ada@example.com')).toMatchObject([
      { subject: 'Your order', from: { address: 'support@example.com' }, text: expect.stringContaining('On its way') },
    ]);
  } finally {
    await mails.close();
  }
});

test('what a provider says against a reply is told, and no token is', async () => {
  const of = (provider: string) => made({ provider, connection: 'provider', baseUrl: peer.url, sender: '1' });
  peer.answer = answerJson({ ok: false, error: 'channel_not_found' });
  const slack = await of('slack');
  expect(await failureOf(reply({ text: 'a' }, contextOf(slack)))).toMatchObject({
    ...{ code: 'REPLY_REFUSED', retryable: false, message: 'slack refused the reply: channel_not_found' },
  });
  peer.answer = answerJson({}, 409);
  expect(await reply({ text: 'a' }, contextOf(await of('line')))).toMatchObject({ status: 'sent' });
  peer.answer = answerJson({ description: 'Unauthorized' }, 401);
  const telegram = await of('telegram');
  const context = contextOf(telegram);
  const failure = context.secrets.ofFailure(await failureOf(reply({ text: 'a' }, context)));
  const [kept] = await messagesOf(telegram);
  expect(`${failure.message} ${kept?.error}`).toContain('401');
  expect(`${failure.message} ${kept?.error} ${stage.logged.join('')}`).not.toMatch(/canary-token/);
});

test.each([
  ['CHANNEL_NOT_FOUND', { channel: 'nobody', conversation: 'c', text: 'a' }],
  ['REPLY_INVALID', {}],
  ['REPLY_INVALID', { conversation: 'x'.repeat(501), text: 'a' }],
])('%s: %j is not tried again', async (code, config) => {
  const channel = await made();
  expect(await failureOf(reply(config, contextOf(channel)))).toMatchObject({ code, retryable: false });
});

test('a reply to nobody, and one by a channel that is off, are refused', async () => {
  const bare = contextOn(stage, { nodeId: 'bare', input: inputOf({ value: { other: 1 } }) });
  expect(await failureOf(reply({ text: 'a' }, bare))).toMatchObject({ code: 'REPLY_INVALID' });
  const off = await made({}, { enabled: false });
  expect(await failureOf(reply({ text: 'a' }, contextOf(off)))).toMatchObject({ code: 'CHANNEL_DISABLED' });
  const whatsapp = await made({ provider: 'whatsapp', connection: 'provider' });
  expect(await failureOf(reply({ text: 'a' }, contextOf(whatsapp)))).toMatchObject({ code: 'REPLY_INVALID' });
});
