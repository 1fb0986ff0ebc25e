import type { ChannelMessageRow, OpenChannel } from '@perdura/database';
import type { ChannelReplyConfig, JsonObject, JsonValue } from '@perdura/definition';
import { loadValues } from '../blobs.ts';
import { StepFailure, toStepFailure } from '../failures.ts';
import { isObject } from '../json-object.ts';
import type { NodeContext } from '../node-context.ts';
import { CHANNEL_CODES } from './codes.ts';
import { sendReply } from './send-reply.ts';

/** Longest name of a conversation, in UTF-16 units. */
const MAX_CONVERSATION = 500;

/**
 * Sends a reply by a channel: `{messageId, status}`. It is kept before it goes out, by the idempotency key of its step,
 * so that another attempt sends the same message under the same id, and none that is known to be out goes out again.
 *
 * @throws {StepFailure} CHANNEL_NOT_FOUND, CHANNEL_DISABLED, REPLY_INVALID, REPLY_REFUSED, and those of calls and mails
 */
export async function replyByChannel(config: ChannelReplyConfig, context: NodeContext): Promise<JsonValue> {
  const { dependencies, run, idempotencyKey } = context;
  const { channelMessages } = dependencies.database;
  const address = await addressOf(config, context);
  const channel = await openChannel(address.channel, context);
  const message = await channelMessages.openReply(run.projectId, {
    ...{ channelId: channel.id, key: idempotencyKey, conversation: address.conversation },
    ...{ content: contentOf(config), runId: run.id },
  });
  if (message.status !== 'pending') return resultOf(message, message.status);
  try {
    const status = await sendReply({ channel, message }, context);
    await channelMessages.settleReply(run.projectId, message.id, { status, error: null });
    return resultOf(message, status);
  } catch (error) {
    const failure = context.secrets.ofFailure(toStepFailure(error));
    await channelMessages.settleReply(run.projectId, message.id, { status: 'pending', error: failure.message });
    throw error;
  }
}

function resultOf({ id }: ChannelMessageRow, status: string): JsonObject {
  return { messageId: id, status };
}

function contentOf({ text, attachments, data }: ChannelReplyConfig): JsonObject {
  const content = {
    ...(text === undefined ? {} : { text }),
    ...(attachments === undefined ? {} : { attachments: attachments.map((each) => ({ ...each })) }),
    ...(data === undefined ? {} : { data }),
  };
  if (Object.keys(content).length > 0) return content;
  throw invalid('The reply says nothing: expected text, attachments or data.');
}

interface ReplyAddress {
  channel: string;
  conversation: string;
}

/** Where a reply goes: what it does not name is that of the message that started the run. */
async function addressOf({ channel, conversation }: ChannelReplyConfig, context: NodeContext): Promise<ReplyAddress> {
  const told = channel !== undefined && conversation !== undefined ? {} : await triggerOf(context);
  const address = { channel: channel ?? told.channel, conversation: conversation ?? told.conversation };
  if (typeof address.channel !== 'string' || address.channel === '') throw unaddressed('channel');
  if (typeof address.conversation !== 'string' || address.conversation === '') throw unaddressed('conversation');
  if (address.conversation.length > MAX_CONVERSATION) {
    throw invalid(
      `The conversation has ${address.conversation.length} characters: expected at most ${MAX_CONVERSATION}.`,
    );
  }
  return { channel: address.channel, conversation: address.conversation };
}

function unaddressed(field: string): StepFailure {
  return invalid(`No message of a channel started this run: expected "${field}" in the reply.`);
}

function invalid(message: string): StepFailure {
  return new StepFailure(CHANNEL_CODES.replyInvalid, message, { retryable: false });
}

/** The channel and conversation of the message that started the run, or that was handed on to it. */
async function triggerOf({
  input,
  run,
  dependencies,
}: NodeContext): Promise<{ channel?: JsonValue; conversation?: JsonValue }> {
  const { database, settings } = dependencies;
  const [data = null] = await loadValues(database, run.projectId, [input.scope.trigger], settings.maxInputBytes);
  const { channel = null, message = null } = isObject(data) ? data : {};
  return {
    ...(isObject(channel) && channel.name !== undefined ? { channel: channel.name } : {}),
    ...(isObject(message) && message.conversation !== undefined ? { conversation: message.conversation } : {}),
  };
}

async function openChannel(name: string, { run, dependencies, secrets }: NodeContext): Promise<OpenChannel> {
  const channel = await dependencies.database.channels.reveal(run.projectId, name);
  if (channel === null) {
    throw new StepFailure(CHANNEL_CODES.notFound, `There is no channel named "${name}".`, { retryable: false });
  }
  secrets.hide([channel.secret]);
  if (channel.enabled) return channel;
  throw new StepFailure(CHANNEL_CODES.disabled, `The channel "${name}" is disabled.`, { retryable: false });
}
