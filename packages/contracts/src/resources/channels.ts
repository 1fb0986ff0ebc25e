import { CHANNEL_TYPES } from '@perdura/definition';
import { z } from 'zod';
import {
  bothIds,
  httpUrl,
  id,
  idParams,
  idText,
  jsonObject,
  lineOf,
  pageFields,
  pageQuery,
  queryEnum,
  textOf,
  timestamp,
  timeText,
  title,
} from '../fields.ts';
import { defineRoute } from '../route.ts';
import { connectionName } from './connections.ts';
import { givenList } from './engine/engine-fields.ts';

/** Providers whose own form of messages a channel may take. */
export const CHANNEL_PROVIDERS = ['telegram', 'whatsapp', 'line', 'slack'] as const;
export type ChannelProvider = (typeof CHANNEL_PROVIDERS)[number];

const type = z.enum(CHANNEL_TYPES).meta({ description: 'What the channel is for' });

/** Name by which workflows, flows and replies refer to a channel. */
const channelName = textOf(
  /^[\p{L}\p{N}_][\p{L}\p{N}_. -]{0,63}$/u,
  'a letter, digit or underscore, then also ".", "-" and spaces, at most 64 characters',
  64,
);

const settings = z
  .strictObject({
    provider: z
      .enum(CHANNEL_PROVIDERS)
      .optional()
      .meta({ description: 'Who sends the messages, in a form of its own; the general form unless told' }),
    replyUrl: httpUrl.optional().meta({ description: 'Where replies are sent, signed by the secret' }),
    connection: connectionName.optional().meta({
      description: 'What replies go out with: a token of the provider, a mail server, what `replyUrl` asks for',
    }),
    baseUrl: httpUrl.optional().meta({ description: 'The provider’s API, where it is another than its own' }),
    sender: z.string().min(1).max(100).optional().meta({ description: 'whatsapp: id of the number that replies' }),
    verifyToken: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({ description: 'whatsapp: the text by which the address is confirmed' }),
    address: z.email().max(254).optional().meta({ description: 'email: who replies' }),
    subject: title(200).optional().meta({ description: 'email: subject of replies; the channel’s name unless told' }),
  })
  .meta({ id: 'ChannelSettings' });

/** What signs messages of providers is theirs; what signs the general form is as Standard Webhooks has it. */
const secret = z
  .string()
  .min(8)
  .max(300)
  .meta({ description: 'Made when absent; of a channel with a `provider`, that provider’s own' });

export const newChannel = z
  .strictObject({
    name: channelName,
    type,
    enabled: z.boolean().optional(),
    settings: settings.optional(),
    secret: secret.optional(),
  })
  .meta({ id: 'NewChannel', example: { name: 'support', type: 'web' } });

export const channelChange = z
  .strictObject({
    name: channelName.optional(),
    type: type.optional(),
    enabled: z.boolean().optional(),
    settings: settings.optional().meta({ description: 'In place of all settings' }),
  })
  .meta({ id: 'ChannelChange', example: { enabled: false } });

const channelFields = {
  ...bothIds,
  name: z.string(),
  type,
  enabled: z.boolean(),
  settings,
  messagesUrl: z.string().meta({ description: 'Where messages come in, on this server' }),
  createdAt: timestamp,
  updatedAt: timestamp,
};

/** A channel, without its secret. */
export const channelDocument = z.object(channelFields).meta({ id: 'Channel' });

const channelWithSecret = z
  .object({ ...channelFields, secret: z.string().meta({ description: 'Shown this once' }) })
  .meta({ id: 'ChannelWithSecret' });

const createChannel = defineRoute({
  method: 'post',
  path: '/v1/channels',
  operationId: 'createChannel',
  summary: 'Make a channel',
  tag: 'Channels',
  scope: 'write',
  audit: 'channel.create',
  body: { schema: newChannel, required: true },
  responses: { 201: { description: 'The channel, with its secret this once', schema: channelWithSecret } },
  faults: ['NAME_TAKEN'],
});

const listChannels = defineRoute({
  method: 'get',
  path: '/v1/channels',
  operationId: 'listChannels',
  summary: 'List the channels of the project',
  tag: 'Channels',
  scope: 'read',
  query: z.strictObject({ ...pageQuery, type: queryEnum(CHANNEL_TYPES, 'Only those of this type').optional() }),
  responses: {
    200: {
      description: 'Channels',
      schema: z.object({ channels: z.array(channelDocument), ...pageFields }).meta({ id: 'ChannelList' }),
    },
  },
});

const getChannel = defineRoute({
  method: 'get',
  path: '/v1/channels/{id}',
  operationId: 'getChannel',
  summary: 'Get a channel',
  tag: 'Channels',
  scope: 'read',
  params: idParams,
  responses: { 200: { description: 'The channel', schema: channelDocument } },
  notFound: 'CHANNEL_NOT_FOUND',
});

const updateChannel = defineRoute({
  method: 'put',
  path: '/v1/channels/{id}',
  operationId: 'updateChannel',
  summary: 'Change the given fields of a channel',
  tag: 'Channels',
  scope: 'write',
  audit: 'channel.update',
  params: idParams,
  body: { schema: channelChange, required: true },
  responses: { 200: { description: 'The channel', schema: channelDocument } },
  notFound: 'CHANNEL_NOT_FOUND',
  faults: ['NAME_TAKEN', 'CHANNEL_IN_USE'],
});

const deleteChannel = defineRoute({
  method: 'delete',
  path: '/v1/channels/{id}',
  operationId: 'deleteChannel',
  summary: 'Remove a channel, with its messages',
  tag: 'Channels',
  scope: 'write',
  audit: 'channel.delete',
  params: idParams,
  responses: {
    200: { description: 'It is gone', schema: z.object({ success: z.literal(true) }).meta({ id: 'Success' }) },
  },
  notFound: 'CHANNEL_NOT_FOUND',
  faults: ['CHANNEL_IN_USE'],
});

const rotateChannelSecret = defineRoute({
  method: 'post',
  path: '/v1/channels/{id}/rotate-secret',
  operationId: 'rotateChannelSecret',
  summary: 'Give a channel another secret; the one before is worth nothing from then on',
  tag: 'Channels',
  scope: 'write',
  audit: 'channel.rotate-secret',
  params: idParams,
  body: {
    schema: z.strictObject({ secret: secret.optional() }).meta({ id: 'ChannelSecret' }),
    required: false,
  },
  responses: { 200: { description: 'The channel, with its secret this once', schema: channelWithSecret } },
  notFound: 'CHANNEL_NOT_FOUND',
});

const attachment = z.strictObject({
  url: httpUrl,
  name: z.string().max(300).optional(),
  contentType: z.string().max(200).optional(),
});

/** A message in the general form. */
export const newMessage = z
  .strictObject({
    id: lineOf(200).optional().meta({ description: 'The sender’s id: makes a repeat harmless' }),
    conversation: lineOf(500).meta({ description: 'What replies go to: a chat, a thread, an address' }),
    from: z.strictObject({ id: lineOf(500), name: z.string().max(300).optional() }),
    text: z.string().max(100_000).optional(),
    attachments: z.array(attachment).max(50).optional(),
    data: jsonObject.optional(),
    sentAt: timeText('When it was written').optional(),
  })
  .meta({ id: 'NewChannelMessage', example: { conversation: 'c-17', from: { id: 'u-4' }, text: 'Hello' } });

const accepted = z
  .object({
    messageId: id,
    runIds: z.array(id).meta({ description: 'Runs that it started' }),
    duplicate: z.boolean().meta({ description: 'It was here before; the runs are its own' }),
  })
  .meta({ id: 'AcceptedChannelMessage' });

const receiveChannelMessage = defineRoute({
  method: 'post',
  path: '/v1/channels/{id}/messages',
  operationId: 'receiveChannelMessage',
  summary: 'Take a message: starts every enabled workflow and flow whose trigger the channel is',
  description:
    'It asks for no key: the message is signed by the channel’s secret, as Standard Webhooks has it. A channel with a `provider` takes what that provider sends, ' +
    'signed as it signs. A repeat, by `id` or else by `webhook-id`, answers the first message.',
  tag: 'Channels',
  scope: 'public',
  audit: { none: 'the message itself is kept, with the runs that it started' },
  params: idParams,
  body: { schema: newMessage, required: true },
  responses: {
    200: {
      description: 'Of a provider: its messages, or what it asks for',
      schema: z.union([
        z.object({ messages: z.array(accepted) }),
        z.object({ challenge: z.string() }).meta({ description: 'Proves that the address is ours' }),
      ]),
    },
    202: { description: 'The message is accepted', schema: accepted },
  },
  faults: [
    ...(['CHANNEL_NOT_FOUND', 'CHANNEL_DISABLED', 'WEBHOOK_SIGNATURE_INVALID', 'INVALID_JSON'] as const),
    ...(['VALIDATION_FAILED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'REQUEST_TIMEOUT'] as const),
    ...(['RATE_LIMITED', 'QUOTA_EXCEEDED', 'DATABASE_UNAVAILABLE'] as const),
  ],
});

const shownAttachment = z.object({
  url: z.string(),
  name: z.string().optional(),
  contentType: z.string().optional(),
});

export const messageDocument = z
  .object({
    ...bothIds,
    channelId: id,
    direction: z.enum(['in', 'out']),
    externalId: z.string().meta({ description: 'The sender’s id; of a reply, what names its step' }),
    conversation: z.string(),
    from: z
      .object({ id: z.string(), name: z.string().optional() })
      .nullable()
      .meta({ description: 'Who wrote it; null for replies' }),
    text: z.string().nullable(),
    attachments: z.array(shownAttachment),
    data: jsonObject,
    sentAt: timestamp.nullable(),
    status: z
      .enum(['received', 'pending', 'sent', 'kept'])
      .meta({ description: 'Of a reply `pending` until it is `sent`, or `kept` for whoever reads it here' }),
    error: z.string().nullable().meta({ description: 'Why the last try to send a reply failed' }),
    runIds: z.array(id).meta({ description: 'Runs that it started, or the one that wrote it' }),
    createdAt: timestamp,
  })
  .meta({ id: 'ChannelMessage' });

const listChannelMessages = defineRoute({
  method: 'get',
  path: '/v1/channels/{id}/messages',
  operationId: 'listChannelMessages',
  summary: 'List the messages of a channel, newest first; behind a message, oldest first',
  tag: 'Channels',
  scope: 'read',
  params: idParams,
  query: z.strictObject({
    ...pageQuery,
    conversation: z.string().max(500).optional().meta({ description: 'Only those of this conversation' }),
    direction: queryEnum(['in', 'out'], 'Only those that came in, or the replies').optional(),
    after: idText('Only those behind this message').optional(),
  }),
  responses: {
    200: {
      description: 'Messages',
      schema: z.object({ messages: z.array(messageDocument), ...pageFields }).meta({ id: 'ChannelMessageList' }),
    },
  },
  notFound: 'CHANNEL_NOT_FOUND',
});

export const automationDocument = z
  .object({
    id: z.string().meta({ description: 'Of the workflow, or of the flow as the flow engine writes it' }),
    name: z.string(),
    description: z.string(),
    active: z.boolean(),
    tags: z.array(z.object({ id: z.string(), name: z.string() })),
    channelType: type,
    channel: z.object({ id, name: z.string() }),
    form: z.enum(['workflow', 'flow']),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'ChannelAutomation' });

/** What both addresses of the list share: they are of clients of the flow engine, and as lenient. */
const automations = {
  method: 'get',
  engine: true,
  tag: 'Channels',
  scope: 'read',
  query: z.object({
    channelType: givenList('Only those of channels of this type, or of one of these').optional(),
  }),
  responses: {
    200: {
      description: 'Workflows and flows that messages start, newest first, at most 1,000',
      schema: z.object({ data: z.array(automationDocument) }).meta({ id: 'ChannelAutomationList' }),
    },
  },
} as const;

const listChannelAutomation = defineRoute({
  ...automations,
  path: '/v2/backend/workflows/channel_automation',
  operationId: 'listChannelAutomation',
  summary: 'List the workflows and flows that messages of channels start',
});

const listChannelAutomationOfService = defineRoute({
  ...automations,
  path: '/channel-service/v1/workflows/channel_automation',
  operationId: 'listChannelAutomationOfService',
  summary: 'The same list, at the address of older clients',
});

/** Channels and their messages. The message that comes in first: its route is served before credentials are asked for. */
export const channelRoutes = {
  createChannel,
  listChannels,
  getChannel,
  updateChannel,
  deleteChannel,
  rotateChannelSecret,
  listChannelMessages,
  listChannelAutomation,
  listChannelAutomationOfService,
};

/** Where messages come in. */
export const channelMessageRoutes = { receiveChannelMessage };
