import type { ChannelMessageRow, OpenChannel } from '@perdura/database';
import type { JsonObject, JsonValue } from '@perdura/definition';
import { signatureHeaders } from '../deliveries/signature-headers.ts';
import { StepFailure } from '../failures.ts';
import { isObject } from '../json-object.ts';
import { composeMessage } from '../mail/message.ts';
import type { NodeContext } from '../node-context.ts';
import { connectionText, type OpenConnection } from '../outbound/connections.ts';
import { callHttp } from '../outbound/http-call.ts';
import { openConnection } from '../outbound/open-connection.ts';
import { CHANNEL_CODES } from './codes.ts';
import { isReplyProvider, PROVIDER_REQUESTS, type ReplyProvider } from './provider-requests.ts';
import { textWithLinks } from './reply-text.ts';

/** A reply with the channel that it goes by. */
export interface ReplyToSend {
  channel: OpenChannel;
  message: ChannelMessageRow;
}

/**
 * Sends a reply as its channel says: to its `replyUrl`, by the provider's own API where there is a connection to it, as
 * a mail; otherwise it is kept for whoever reads it.
 */
export async function sendReply(reply: ReplyToSend, context: NodeContext): Promise<'sent' | 'kept'> {
  const { type, settings } = reply.channel;
  if (typeof settings.replyUrl === 'string') return await post(settings.replyUrl, reply, context);
  const provider = settings.provider ?? type;
  const connection = await openConnection(context.dependencies, context.run.projectId, textOrNull(settings.connection));
  if (isReplyProvider(provider) && connection !== null) return await askProvider(provider, connection, reply, context);
  return type === 'email' ? await mail(connection, reply, context) : 'kept';
}

function textOrNull(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** Signed by the channel's secret; the id of the message is that of the delivery, so that a repeat is known as one. */
async function post(url: string, { channel, message }: ReplyToSend, context: NodeContext): Promise<'sent'> {
  const { id, name, type, settings } = channel;
  const { conversation, content, runId, createdAt } = message;
  const body = JSON.stringify({
    ...{ id: message.id, channel: { id, name, type }, conversation, ...content, runId },
    createdAt: createdAt.toISOString(),
  });
  const connection = await openConnection(context.dependencies, context.run.projectId, textOrNull(settings.connection));
  const headers = { 'content-type': 'application/json', ...signatureHeaders(message.id, channel.secret, body) };
  await callHttp({ url, method: 'POST', headers, body, connection }, context);
  return 'sent';
}

async function askProvider(
  provider: ReplyProvider,
  connection: OpenConnection,
  { channel, message }: ReplyToSend,
  context: NodeContext,
): Promise<'sent'> {
  const request = PROVIDER_REQUESTS[provider]({
    ...{ settings: channel.settings, conversation: message.conversation, content: message.content },
    ...{ key: context.idempotencyKey, token: () => tokenOf(connection, context) },
  });
  const { path, headers = {}, body, isTold = false } = request;
  const base = textOrNull(channel.settings.baseUrl) ?? request.baseUrl;
  const url = `${base.replace(/\/+$/, '')}/${path}`;
  const call = { url, method: 'POST', headers, body, connection: isTold ? null : connection, failOnStatus: true };
  const answered = await callHttp(call, context).catch((error: unknown) => {
    // The same key was taken before: that try went out, and its answer was lost.
    if (error instanceof StepFailure && request.isRepeat?.(error)) return null;
    throw error;
  });
  const reason = answered === null ? null : (request.refusal?.(answered.body) ?? null);
  if (reason === null) return 'sent';
  throw new StepFailure(CHANNEL_CODES.replyRefused, `${provider} refused the reply: ${reason}`, { retryable: false });
}

/** A token that stands in an address is hidden in whatever is kept of the attempt. */
function tokenOf(connection: OpenConnection, { secrets }: NodeContext): string {
  const token = connectionText(connection, 'token');
  secrets.hide([token]);
  return token;
}

async function mail(connection: OpenConnection | null, { channel, message }: ReplyToSend, context: NodeContext) {
  const { mailer } = context.dependencies;
  const { subject, address } = channel.settings;
  const config = {
    to: message.conversation,
    subject: subjectOf(message.content) ?? subject ?? channel.name,
    body: textWithLinks(message.content),
    from: textOrNull(address),
  };
  const defaults = { from: mailer.settings.from, idempotencyKey: context.idempotencyKey };
  const { rejected } = await mailer.send(composeMessage(config, defaults, mailer.settings), connection, context.signal);
  if (rejected.length > 0) context.warn(`The mail server refused these recipients: ${rejected.join(', ')}.`);
  return 'sent' as const;
}

function subjectOf({ data = null }: JsonObject): JsonValue | undefined {
  return isObject(data) ? data.subject : undefined;
}
