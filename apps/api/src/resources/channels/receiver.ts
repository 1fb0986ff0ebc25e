import { type ChannelProvider, channelMessageRoutes, type Locale, newMessage, requestFaults } from '@perdura/contracts';
import type { ReceivedMessage } from '@perdura/control-plane';
import { type NewMessage, newId, type OpenChannel } from '@perdura/database';
import type { JsonObject, JsonValue } from '@perdura/definition';
import type { Request, RequestHandler, Response } from 'express';
import { ApiError, invalid, notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { createLimiter, type Limiter } from '../../middleware/rate-limit.ts';
import { takeWebhookCall } from '../../quotas.ts';
import { contextOf } from '../../request-context.ts';
import { withoutUndefined } from '../../without-undefined.ts';
import { bodyOf, kindOf } from '../hooks/payload.ts';
import { withoutCredentials } from '../hooks/platform-credentials.ts';
import { readRawBody } from '../hooks/raw-body.ts';
import { isSameText, requireProof } from './proof.ts';
import { challengeOf, type IncomingMessage, providerMessages } from './provider-messages.ts';

/** The contracts that the receiver serves. */
export const channelMessageContracts = Object.values(channelMessageRoutes);

const PLACE = /^\/v1\/channels\/([0-9a-f]{24})\/messages$/;

/**
 * Takes messages before credentials are asked for: they are signed. Reading them, at the same address, asks for a
 * credential as everything else; but WhatsApp confirms the address by a question that comes as a reading.
 */
export function channelReceiver(deps: AppDependencies): RequestHandler {
  const { settings } = deps;
  const callers = createLimiter(settings.webhookLimitPerMinute);
  const strangers = createLimiter(settings.failedLoginLimitPerMinute);

  return async (request, response, next) => {
    const [, id] = PLACE.exec(request.path) ?? [];
    const asks = id === undefined ? null : questionIn(request);
    if (id === undefined || (request.method !== 'POST' && asks === null)) return next();
    contextOf(response).route = channelMessageRoutes.receiveChannelMessage.path;
    response.setHeader('Cache-Control', 'no-store');
    const channel = await openedChannel(deps, request, id, { callers, strangers });
    if (asks !== null) return confirm(channel, asks, response);
    await take(deps, channel, request, response);
  };
}

/** The channel, as often as the caller may ask. @throws {ApiError} RATE_LIMITED, CHANNEL_NOT_FOUND */
async function openedChannel(
  deps: AppDependencies,
  request: Request,
  id: string,
  { callers, strangers }: Record<'callers' | 'strangers', Limiter>,
): Promise<OpenChannel> {
  const address = request.ip ?? 'unknown';
  await strangers.check(address);
  await callers.spend(`${address} ${id}`);
  const channel = await deps.database.channels.open(id);
  if (channel === null) {
    await strangers.spend(address);
    throw notFound('CHANNEL_NOT_FOUND', id);
  }
  await takeWebhookCall(deps, channel.projectId, `channels/${id}`);
  return channel;
}

interface Question {
  token: string;
  challenge: string;
}

/** https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests */
function questionIn({ method, url }: Request): Question | null {
  if (method !== 'GET') return null;
  const query = new URLSearchParams(url.split('?').slice(1).join('?'));
  if (query.get('hub.mode') !== 'subscribe') return null;
  return { token: query.get('hub.verify_token') ?? '', challenge: query.get('hub.challenge') ?? '' };
}

function confirm({ settings }: OpenChannel, { token, challenge }: Question, response: Response): void {
  const { provider, verifyToken } = settings;
  if (provider !== 'whatsapp' || typeof verifyToken !== 'string' || !isSameText(token, verifyToken)) {
    throw new ApiError('WEBHOOK_SIGNATURE_INVALID', { detail: 'signatureWrong' });
  }
  // Whatever is asked, it is text: no browser makes a page of it.
  response.status(200).type('text/plain').set('X-Content-Type-Options', 'nosniff').end(challenge.slice(0, 500));
}

async function take(deps: AppDependencies, channel: OpenChannel, request: Request, response: Response): Promise<void> {
  const { bodyLimitBytes: maxBytes, webhookBodySeconds: seconds, jsonDepthLimit: maxDepth } = deps.settings;
  const { locale, log } = contextOf(response);
  const raw = await readRawBody(request, { maxBytes, seconds });
  const { method, headers } = request;
  // Only a type that is known was stored.
  const provider = channel.settings.provider as ChannelProvider | undefined;
  try {
    requireProof(channel, provider, { method, path: `channels/${channel.id}`, headers, body: raw }, Date.now());
  } catch (error) {
    log.warn({ channelId: channel.id, projectId: channel.projectId }, 'a message was refused for its signature');
    throw error;
  }
  const type = headers['content-type'] ?? '';
  if (kindOf(type.split(';')[0]?.trim().toLowerCase() ?? '') !== 'json') {
    throw new ApiError('UNSUPPORTED_MEDIA_TYPE', { values: { found: type.slice(0, 120) } });
  }
  const body = withoutCredentials(bodyOf(raw, type, { maxDepth, locale }));
  if (provider === undefined) {
    const message = generalMessage(body, String(headers['webhook-id']), locale);
    requireEnabled(channel);
    response.status(202).json(await receive(deps, channel, message));
    return;
  }
  const challenge = challengeOf(provider, body);
  if (challenge !== null) return void response.status(200).json({ challenge });
  requireEnabled(channel);
  const messages: ReceivedMessage[] = [];
  for (const each of providerMessages(provider, body)) messages.push(await receive(deps, channel, each));
  response.status(200).json({ messages });
}

function requireEnabled({ enabled, name }: OpenChannel): void {
  if (!enabled) throw new ApiError('CHANNEL_DISABLED', { values: { name } });
}

/** A message in the general form; its own id names it, else that of its delivery. @throws {ApiError} VALIDATION_FAILED */
function generalMessage(body: JsonValue, deliveryId: string, locale: Locale): IncomingMessage {
  const { value, faults } = requestFaults(newMessage, body, locale);
  if (value === null) throw invalid(faults);
  const { id, conversation, from, text, attachments, data, sentAt } = value;
  return {
    externalId: id ?? `delivery:${deliveryId.slice(0, 500)}`,
    ...{ conversation, text, data, sentAt: sentAt?.toISOString() },
    from: withoutUndefined(from),
    attachments: attachments?.map(withoutUndefined),
  };
}

async function receive(
  deps: AppDependencies,
  channel: OpenChannel,
  message: IncomingMessage,
): Promise<ReceivedMessage> {
  const received = await deps.control.receiveMessage(channel, storedMessage(channel, message));
  deps.metrics.eventsPublished.inc({ duplicate: String(received.duplicate) });
  return received;
}

function storedMessage({ id, name, type }: OpenChannel, message: IncomingMessage): NewMessage {
  const { externalId, conversation, from, text, attachments, data, sentAt } = message;
  const messageId = newId();
  const plainFrom = { ...from };
  const files = attachments?.map((file) => ({ ...file }));
  const content: JsonObject = withoutUndefined({ text, attachments: files, data, senderName: from.name, sentAt });
  return {
    ...{ id: messageId, externalId, conversation, sender: from.id, content },
    eventData: {
      channel: { id, name, type },
      message: {
        ...{ id: messageId, externalId, conversation, from: plainFrom, text: text ?? '' },
        ...{ attachments: files ?? [], data: data ?? {}, sentAt: sentAt ?? null },
      },
    },
  };
}
