import { createHmac, randomBytes } from 'node:crypto';
import { CHANNEL_TYPES, storedId } from '@perdura/definition';
import { type Accepted, channelCalls, HELLO, signatureOf } from '../../testing/channel-calls.ts';
import { codeStep, flowCalls } from '../../testing/flow-calls.ts';
import { type RawAnswer, send } from '../../testing/http-client.ts';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';
import { codeOf } from '../../testing/webhook-calls.ts';

const PATHS = ['/v2/backend/workflows/channel_automation', '/channel-service/v1/workflows/channel_automation'];

let api: TestApi;
const { made, listening, post, deliver } = channelCalls(() => api);
const { published, drafted, operate } = flowCalls(() => api);

beforeAll(async () => {
  api = await openTestApi({ settings: { bodyLimitBytes: 100_000 } });
});

afterAll(async () => {
  await api.close();
});

const acceptedOf = ({ status, json, text }: RawAnswer): Accepted => {
  if (status !== 202) throw new Error(text);
  return json as Accepted;
};

const runOf = async (runId: string | undefined) => {
  const run = await api.database.runs.get(api.projectId, runId ?? '');
  return { ...run, triggerData: run && 'value' in run.triggerData ? run.triggerData.value : null };
};

const messagesOf = async (channelId: string, query = '') =>
  (await api.call('GET', `/v1/channels/${channelId}/messages${query}`)).json as { messages: object[]; total: number };

describe('a channel', () => {
  test('shows its secret once, and not in lists, logs and the audit log', async () => {
    const { json, status } = await api.call('POST', '/v1/channels', { body: { name: 'once', type: 'email' } });
    const { id, secret } = json as { id: string; secret: string };
    expect([status, json]).toMatchObject([
      201,
      { type: 'email', enabled: true, settings: {}, secret: expect.stringMatching(/^whsec_/) },
    ]);
    const shown = [`/v1/channels/${id}`, '/v1/channels?type=email', `/v1/audit?target=${id}`];
    for (const path of shown) expect((await api.call('GET', path)).text).not.toContain(secret);
    const rotated = await api.call('POST', `/v1/channels/${id}/rotate-secret`);
    expect((rotated.json as { secret: string }).secret).not.toBe(secret);
    expect((await deliver({ id, name: 'once', secret }, HELLO)).status).toBe(401);
    expect(api.logs.join('')).not.toContain(secret);
    expect((await api.call('POST', '/v1/channels', { body: { name: 'once', type: 'web' } })).json).toMatchObject({
      code: 'NAME_TAKEN',
    });
  });

  test.each([
    [{ type: 'pigeon' }, '/type'],
    [{ name: '' }, '/name'],
    [{ settings: { replyUrl: 'ftp://x' } }, '/settings/replyUrl'],
    [{ secret: 'no signing secret' }, '/secret'],
    [{ settings: { provider: 'slack' } }, '/secret'],
  ])('is refused with %j', async (part, pointer) => {
    const { json } = await api.call('POST', '/v1/channels', { body: { name: 'x', type: 'web', ...part } });
    expect(json).toMatchObject({ status: 400, errors: [{ pointer }] });
  });

  test('that workflows name can be changed, but neither renamed nor deleted', async () => {
    const { id, name } = await made();
    const workflow = await listening(name);
    const nodes = [{ id: 'a', type: 'channel-reply', config: { channel: name, text: 'x' } }];
    await api.call('POST', '/v1/workflows', { body: { name: 'replies', nodes } });
    const renamed = await api.call('PUT', `/v1/channels/${id}`, { body: { name: `${name}-2` } });
    expect(renamed.json).toMatchObject({
      code: 'CHANNEL_IN_USE',
      detail: expect.stringContaining(`"on ${name}", "replies"`),
    });
    expect(codeOf(await api.call('DELETE', `/v1/channels/${id}`))).toEqual([409, 'CHANNEL_IN_USE']);
    expect((await api.call('PUT', `/v1/channels/${id}`, { body: { type: 'sms' } })).json).toMatchObject({
      type: 'sms',
    });
    await api.call('DELETE', `/v1/workflows/${workflow}`);
    expect((await api.call('DELETE', `/v1/channels/${id}`)).status).toBe(409);
    const spare = await made();
    expect((await api.call('DELETE', `/v1/channels/${spare.id}`)).json).toEqual({ success: true });
    expect((await deliver(spare, HELLO)).status).toBe(404);
  });

  test('that does not exist is refused where a workflow names it', async () => {
    const trigger = { type: 'channel', channel: 'nobody', filter: 'massage.text' };
    const nodes = [{ id: 'a', type: 'channel-reply', config: { channel: 'nobody' } }];
    const { json } = await api.call('POST', '/v1/workflows', { body: { name: 'x', trigger, nodes } });
    const { errors } = json as { errors: { pointer: string }[] };
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual([
      ...['/nodes/0/config/channel', '/nodes/0/config/text', '/trigger/channel', '/trigger/filter'],
    ]);
  });
});

describe('a message', () => {
  test('starts every enabled workflow of its channel that its filter lets pass, and is listed with its runs', async () => {
    const channel = await made({ type: 'whatsapp' });
    const workflow = await listening(channel.name);
    await listening(channel.name, { enabled: false });
    await listening(channel.name, {}, { filter: "message.text !== 'Hello'" });
    await listening((await made()).name);
    const sent = { ...HELLO, id: 'm-1', data: { a: 1 }, sentAt: '2026-04-12T08:00:00Z' };
    const { messageId, runIds } = acceptedOf(await deliver(channel, sent));
    expect(runIds).toHaveLength(1);
    expect(await runOf(runIds[0])).toMatchObject({
      ...{ workflowId: workflow, triggeredBy: 'channel' },
      triggerData: {
        channel: { id: channel.id, name: channel.name, type: 'whatsapp' },
        message: { ...sent, id: messageId, externalId: 'm-1', attachments: [], sentAt: '2026-04-12T08:00:00.000Z' },
      },
    });
    expect(await messagesOf(channel.id)).toMatchObject({
      messages: [{ id: messageId, direction: 'in', status: 'received', runIds, from: HELLO.from, text: 'Hello' }],
      total: 1,
    });
  });

  test('that comes fifty times at once is one, and starts one run', async () => {
    const channel = await made();
    const workflow = await listening(channel.name);
    const same = { ...HELLO, id: 'same' };
    const answers = await Promise.all(Array.from({ length: 50 }, () => deliver(channel, same)));
    const accepted = answers.map(acceptedOf);
    expect(new Set(accepted.map(({ messageId }) => messageId)).size).toBe(1);
    expect(accepted.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    const [again] = [acceptedOf(await deliver(channel, same))];
    expect(again).toMatchObject({ duplicate: true, runIds: [expect.any(String)] });
    expect((await api.call('GET', `/v1/workflows/${workflow}/runs`)).json).toMatchObject({ total: 1 });
    expect(await messagesOf(channel.id)).toMatchObject({ total: 1 });
    const untold = { id: 'delivery-1' };
    const [one, two] = [
      acceptedOf(await deliver(channel, HELLO, untold)),
      acceptedOf(await deliver(channel, HELLO, untold)),
    ];
    expect([two.messageId, two.duplicate]).toEqual([one.messageId, true]);
  });

  test('behind another is read in its order', async () => {
    const channel = await made();
    const ids: string[] = [];
    for (const text of ['1', '2', '3']) ids.push(acceptedOf(await deliver(channel, { ...HELLO, text })).messageId);
    await deliver(channel, { ...HELLO, conversation: 'other' });
    const { messages } = await messagesOf(channel.id, `?conversation=c-1&after=${ids[0]}`);
    expect(messages).toMatchObject([{ text: '2' }, { text: '3' }]);
    expect(await messagesOf(channel.id, '?conversation=c-1&limit=1')).toMatchObject({
      messages: [{ text: '3' }],
      nextCursor: ids[2],
      total: 3,
    });
  });

  test('is refused unless it is signed, by this secret, for this body, now', async () => {
    const channel = await made();
    const other = await made();
    const body = Buffer.from(JSON.stringify(HELLO));
    const headers = signatureOf(channel.secret, body);
    const refused = [401, 'WEBHOOK_SIGNATURE_INVALID'];
    const { 'webhook-signature': _signature, ...unsigned } = headers;
    const attempts = [
      post(channel.id, body),
      post(channel.id, body, unsigned),
      post(channel.id, body, { ...headers, 'webhook-signature': 'v1,' }),
      post(channel.id, Buffer.from(JSON.stringify({ ...HELLO, text: 'Other' })), headers),
      post(channel.id, body, { ...headers, 'webhook-id': 'other' }),
      post(channel.id, body, { ...headers, 'webhook-timestamp': String(Math.floor(Date.now() / 1_000) + 1) }),
      post(other.id, body, headers),
      deliver(channel, HELLO, { secret: other.secret }),
      deliver(channel, HELLO, { secret: 'whsec_' }),
      deliver(channel, HELLO, { at: Date.now() - 301_000 }),
      deliver(channel, HELLO, { at: Date.now() + 302_000 }),
      deliver(channel, '{"broken', { secret: other.secret }),
    ];
    for (const attempt of await Promise.all(attempts)) expect(codeOf(attempt)).toEqual(refused);
    expect(await messagesOf(channel.id)).toMatchObject({ total: 0 });
    expect((await post(channel.id, body, headers)).status).toBe(202);
    expect(await post(channel.id, body, headers)).toMatchObject({ status: 202, json: { duplicate: true } });
  });

  test.each([
    [{}, ['/conversation', '/from']],
    [{ ...HELLO, extra: 1 }, ['/extra']],
    [{ ...HELLO, from: { id: '' } }, ['/from/id']],
    [{ ...HELLO, attachments: [{ url: 'javascript:x' }] }, ['/attachments/0/url']],
  ])('with faults is told of them: %j', async (message, pointers) => {
    const { json } = await deliver(await made(), message);
    const { errors } = json as { errors: { pointer: string }[] };
    expect(errors.map(({ pointer }) => pointer)).toEqual(pointers);
  });

  test('of another type, too large, or for a channel that is off is refused', async () => {
    const channel = await made();
    expect((await deliver(channel, HELLO, { headers: { 'content-type': 'text/plain' } })).status).toBe(415);
    expect((await deliver(channel, '{"a":')).status).toBe(400);
    expect((await deliver(channel, { ...HELLO, data: { a: 'x'.repeat(100_000) } })).status).toBe(413);
    await api.call('PUT', `/v1/channels/${channel.id}`, { body: { enabled: false } });
    expect(codeOf(await deliver(channel, HELLO))).toEqual([409, 'CHANNEL_DISABLED']);
  });

  test('carries no credential of the platform to the run', async () => {
    const channel = await made();
    await listening(channel.name);
    const { runIds } = acceptedOf(await deliver(channel, { ...HELLO, text: `key ${api.apiKey}` }));
    expect(await runOf(runIds[0])).toMatchObject({ triggerData: { message: { text: 'key ***' } } });
  });
});

describe('a flow', () => {
  const listeningFlow = (channel: string) => ({
    ...{ type: 'PIECE_TRIGGER', name: 'trigger', displayName: 'New Message', valid: true },
    settings: {
      ...{ pieceName: '@activepieces/piece-channels', pieceVersion: '~0.1.0', triggerName: 'new_message' },
      ...{ input: { channel }, propertySettings: {} },
    },
    nextAction: codeStep('step_1', 'export const code = () => 1'),
  });

  test('is started by messages of its channel while it is on, and is listed', async () => {
    const channel = await made({ type: 'telegram' });
    const { id } = await published(listeningFlow(channel.name));
    const sent = { ...HELLO, id: 'm-1' };
    const { runIds } = acceptedOf(await deliver(channel, sent));
    expect(await runOf(runIds[0])).toMatchObject({
      ...{ workflowId: storedId(id), triggeredBy: 'channel' },
      triggerData: { channel: { name: channel.name }, message: { text: 'Hello' } },
    });
    expect(acceptedOf(await deliver(channel, sent))).toMatchObject({ duplicate: true, runIds });
    const { data } = (await api.call('GET', `${PATHS[0]}?channelType=telegram`)).json as { data: object[] };
    expect(data).toMatchObject([{ id, name: 'Orders', active: true, form: 'flow', channelType: 'telegram' }]);
    expect(codeOf(await api.call('DELETE', `/v1/channels/${channel.id}`))).toEqual([409, 'CHANNEL_IN_USE']);
    await operate(id, 'CHANGE_STATUS', { status: 'DISABLED' });
    expect(acceptedOf(await deliver(channel, { ...sent, id: 'm-2' })).runIds).toEqual([]);
    expect((await api.call('GET', `${PATHS[0]}?channelType=telegram`)).json).toMatchObject({
      data: [{ active: false }],
    });
  });

  test('of a channel that does not exist is not published', async () => {
    const { id } = await drafted(listeningFlow('nobody'));
    const answer = await api.call('POST', `/v1/flows/${id}`, { body: { type: 'LOCK_AND_PUBLISH', request: {} } });
    expect(answer.json).toMatchObject({ code: 'TRIGGER_FAILED', detail: expect.stringContaining('"nobody"') });
  });
});

describe('a provider', () => {
  const hmac = (secret: string, body: Buffer) => createHmac('sha256', secret).update(body);
  const secret = 'the-secret-of-the-provider';
  const IDS = new Set(['message_id', 'id', 'ts']);
  const seconds = () => String(Math.floor(Date.now() / 1_000));

  const CASES: [string, object, (body: Buffer, secret: string) => Record<string, string>, object][] = [
    [
      'telegram',
      {
        update_id: 1,
        message: {
          message_id: 5,
          from: { id: 7, is_bot: false, first_name: 'Ada' },
          chat: { id: -7, type: 'group' },
          date: 1_775_980_800,
          text: 'Hi',
        },
      },
      (_, given) => ({ 'x-telegram-bot-api-secret-token': given }),
      { externalId: '-7:5', conversation: '-7', from: { id: '7', name: 'Ada' }, text: 'Hi' },
    ],
    [
      'whatsapp',
      {
        object: 'whatsapp_business_account',
        entry: [
          {
            changes: [
              {
                field: 'messages',
                value: {
                  contacts: [{ wa_id: '4917', profile: { name: 'Ada' } }],
                  messages: [
                    { id: 'wamid.1', from: '4917', timestamp: '1775980800', type: 'text', text: { body: 'Hi' } },
                  ],
                },
              },
              { field: 'messages', value: { statuses: [{ id: 'wamid.0', status: 'read' }] } },
            ],
          },
        ],
      },
      (body, given) => ({ 'x-hub-signature-256': `sha256=${hmac(given, body).digest('hex')}` }),
      { externalId: 'wamid.1', conversation: '4917', from: { id: '4917', name: 'Ada' }, text: 'Hi' },
    ],
    [
      'line',
      {
        destination: 'U0',
        events: [
          { type: 'follow', source: { type: 'user', userId: 'U1' } },
          {
            type: 'message',
            timestamp: 1_775_980_800_000,
            source: { type: 'group', groupId: 'G1', userId: 'U1' },
            message: { id: '99', type: 'text', text: 'Hi' },
          },
        ],
      },
      (body, given) => ({ 'x-line-signature': hmac(given, body).digest('base64') }),
      { externalId: '99', conversation: 'G1', from: { id: 'U1' }, text: 'Hi' },
    ],
    [
      'slack',
      {
        type: 'event_callback',
        event_id: 'Ev1',
        event: { type: 'app_mention', channel: 'C1', user: 'U1', text: 'Hi', ts: '1775980800.000100' },
      },
      (body, given) => {
        const time = seconds();
        const mac = createHmac('sha256', given).update(`v0:${time}:`).update(body).digest('hex');
        return { 'x-slack-request-timestamp': time, 'x-slack-signature': `v0=${mac}` };
      },
      { externalId: 'C1:1775980800.000100', conversation: 'C1', from: { id: 'U1' }, text: 'Hi' },
    ],
  ];

  test.each(CASES)('%s sends messages in its own form, and proves who it is', async (provider, sent, prove, seen) => {
    const channel = await made({ settings: { provider }, secret });
    await listening(channel.name);
    const body = Buffer.from(JSON.stringify(sent));
    expect((await post(channel.id, body)).status).toBe(401);
    expect((await post(channel.id, body, prove(body, 'another secret'))).status).toBe(401);
    expect((await post(channel.id, body, signatureOf(secret, body))).status).toBe(401);
    const { status, json } = await post(channel.id, body, prove(body, secret));
    const { messages } = json as { messages: Accepted[] };
    expect([status, messages]).toMatchObject([200, [{ duplicate: false, runIds: [expect.any(String)] }]]);
    expect((await post(channel.id, body, prove(body, secret))).json).toMatchObject({ messages: [{ duplicate: true }] });
    expect(await runOf(messages[0]?.runIds[0])).toMatchObject({
      triggerData: { message: { ...seen, sentAt: expect.stringContaining('2026-04-12T08:00:00') } },
    });
    const nothing = Buffer.from('{"event":{"type":"reaction_added"}}');
    expect((await post(channel.id, nothing, prove(nothing, secret))).json).toEqual({ messages: [] });
    // Ids that no index could hold, or PostgreSQL at all.
    for (const id of [randomBytes(4_000).toString('hex'), 'a\u0000b']) {
      const strange = Buffer.from(JSON.stringify(sent, (name, value) => (IDS.has(name) ? id : value)));
      expect((await post(channel.id, strange, prove(strange, secret))).status).toBeLessThan(500);
    }
  });

  test('slack and whatsapp ask whether the address is ours', async () => {
    const [, , prove] = CASES[3] ?? (CASES[0] as (typeof CASES)[0]);
    const slack = await made({ settings: { provider: 'slack' }, secret });
    const body = Buffer.from('{"type":"url_verification","challenge":"c"}');
    expect((await post(slack.id, body)).status).toBe(401);
    expect((await post(slack.id, body, prove(body, secret))).json).toEqual({ challenge: 'c' });
    const whatsapp = await made({ settings: { provider: 'whatsapp', verifyToken: 'v-1' }, secret });
    const ask = (id: string, token: string) =>
      send(api.port, {
        method: 'GET',
        path: `/v1/channels/${id}/messages?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=42%3Cb%3E`,
      });
    const answered = await ask(whatsapp.id, 'v-1');
    expect([answered.status, answered.text, answered.headers['content-type']]).toEqual([
      ...[200, '42<b>', expect.stringContaining('text/plain')],
    ]);
    expect((await ask(whatsapp.id, 'v-2')).status).toBe(401);
    expect((await ask(slack.id, '')).status).toBe(401);
  });
});

describe('automations', () => {
  test.each(PATHS)('%s lists what messages start, by the type of the channel', async (path) => {
    const channel = await made({ type: 'line' });
    const id = await listening(channel.name, { tags: ['vip'] });
    const off = await listening(channel.name, { enabled: false });
    const { json } = await api.call('GET', `${path}?channelType=line&unknown=1`);
    const { data } = json as { data: { id: string }[] };
    expect(data.find((each) => each.id === id)).toMatchObject({
      ...{ name: `on ${channel.name}`, active: true, channelType: 'line' },
      tags: [{ id: 'vip', name: 'vip' }],
    });
    expect(data.find((each) => each.id === off)).toMatchObject({ active: false });
    expect(((await api.call('GET', path)).json as { data: object[] }).data.length).toBeGreaterThan(0);
    expect((await api.call('GET', `${path}?channelType=pigeon`)).json).toEqual({ data: [] });
    expect(CHANNEL_TYPES).not.toContain('pigeon');
    for (const header of ['x-api-key', 'x-access-token', 'authorization']) {
      const value = header === 'authorization' ? `Bearer ${api.apiKey}` : api.apiKey;
      const headers = { [header]: value, 'x-organization-id': api.projectId };
      expect((await api.call('GET', path, { key: null, headers })).status).toBe(200);
    }
    const stranger = { 'x-organization-id': '665f1a2b3c4d5e6f7a8b9c0d' };
    expect(codeOf(await api.call('GET', path, { headers: stranger }))).toEqual([403, 'PROJECT_FORBIDDEN']);
    const { apiKey: key } = await api.otherProject();
    expect((await api.call('GET', path, { key })).json).toEqual({ data: [] });
  });
});
