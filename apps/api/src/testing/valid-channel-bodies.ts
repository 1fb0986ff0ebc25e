import { newId } from '@perdura/database';
import { CHANNEL_TYPES } from '@perdura/definition';
import fc from 'fast-check';
import { object, word } from './body-values.ts';
import { signatureOf } from './channel-calls.ts';
import type { WriteCase } from './write-case.ts';

const url = word.map((part) => `https://${part}.example.com/replies`);
const type = fc.constantFrom(...CHANNEL_TYPES);
const settings = fc.record({ replyUrl: url, baseUrl: url, sender: word, subject: word }, { requiredKeys: [] });
const fields = { type, settings, enabled: fc.constant(true) };

const message = fc.record(
  {
    id: word.map((part) => `${part}-${newId()}`),
    conversation: word,
    from: fc.record({ id: word, name: word }, { requiredKeys: ['id'] }),
    text: fc.constantFrom('', 'Hello', '你好'),
    attachments: fc.array(fc.record({ url, name: word }, { requiredKeys: ['url'] }), { maxLength: 3 }),
    data: object,
    sentAt: fc.constantFrom('2026-04-12T08:00:00Z', '2026-04-12T08:00:00.5+08:00'),
  },
  { requiredKeys: ['conversation', 'from'] },
);

/** Bodies of the routes of channels. */
export const CHANNEL_CASES: WriteCase[] = [
  {
    operationId: 'createChannel',
    path: () => '/v1/channels',
    body: fc.record(fields, { requiredKeys: ['type'] }).map((body) => ({ ...body, name: `c-${newId()}` })),
    answers: [201],
  },
  {
    operationId: 'updateChannel',
    path: (to) => `/v1/channels/${to.channelId}`,
    body: fc.record(fields, { requiredKeys: [] }),
    answers: [200],
  },
  {
    operationId: 'receiveChannelMessage',
    path: (to) => `/v1/channels/${to.channelId}/messages`,
    headers: (to, body) => signatureOf(to.channelSecret, body),
    body: message,
    answers: [202],
  },
  // Behind the messages: a body that is cut off to nothing gives the target another secret.
  {
    operationId: 'rotateChannelSecret',
    path: (to) => `/v1/channels/${to.channelId}/rotate-secret`,
    body: fc.constant({ secret: 'too short' }),
    answers: [400],
  },
];
