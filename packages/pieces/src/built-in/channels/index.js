import { definePiece, json, longText, shortText } from '../define-piece.js';

/** @import { Action, Trigger } from '../piece-context.ts' */

const SAMPLE = {
  channel: { id: '665f1a2b3c4d5e6f7a8b9c0d', name: 'support', type: 'web' },
  message: {
    id: '665f1a2b3c4d5e6f7a8b9c0e',
    externalId: 'm-1',
    conversation: 'c-17',
    from: { id: 'u-4', name: 'Ada' },
    text: 'Where is my order?',
    attachments: [],
    data: {},
    sentAt: null,
  },
};

/**
 * The platform itself starts the runs of this trigger: messages are signed, and what is sent to the flow's webhook is not.
 *
 * @type {Trigger}
 */
const newMessage = {
  name: 'new_message',
  displayName: 'New Message',
  description: 'Starts the flow for each message that comes in by a channel.',
  type: 'WEBHOOK',
  props: { channel: shortText('Channel', { required: true, description: 'Name of the channel.' }) },
  sampleData: SAMPLE,
  run: async () => [],
  test: async () => [SAMPLE],
};

/** @type {Action} */
const reply = {
  name: 'reply',
  displayName: 'Reply',
  description: 'Answers the message that started the flow, or writes to another conversation.',
  props: {
    text: longText('Text'),
    channel: shortText('Channel', { description: 'Name of the channel; that of the message unless told.' }),
    conversation: shortText('Conversation', { description: 'That of the message unless told.' }),
    data: json('Data', { description: 'What the other side takes beside text.' }),
  },
  async run({ propsValue: { text, channel, conversation, data }, channels }) {
    return await channels.reply({
      ...told('text', text),
      ...told('channel', channel),
      ...told('conversation', conversation),
      ...(typeof data === 'object' && data !== null && !Array.isArray(data) ? { data } : {}),
    });
  },
};

/**
 * @param {string} name
 * @param {unknown} value
 * @returns {Record<string, string>}
 */
function told(name, value) {
  return value === undefined || value === null || value === '' ? {} : { [name]: String(value) };
}

export const channels = definePiece({
  name: 'channels',
  version: '0.1.0',
  displayName: 'Channels',
  description: 'Takes messages of people by channels, and replies to them',
  logo: 'chat.svg',
  categories: ['CORE', 'COMMUNICATION'],
  actions: [reply],
  triggers: [newMessage],
});
