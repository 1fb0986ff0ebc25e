import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue } from '@perdura/definition';
import { StepFailure } from '../failures.ts';
import { isObject } from '../json-object.ts';
import { CHANNEL_CODES } from './codes.ts';
import { textWithLinks } from './reply-text.ts';

/** Providers whose own API replies go to. */
export const REPLY_PROVIDERS = ['telegram', 'whatsapp', 'line', 'slack'] as const;
export type ReplyProvider = (typeof REPLY_PROVIDERS)[number];

/** Whether replies to a provider, or of a type of channels, have a form of their own. */
export function isReplyProvider(name: unknown): name is ReplyProvider {
  return REPLY_PROVIDERS.some((known) => known === name);
}

export interface ProviderReply {
  settings: JsonObject;
  conversation: string;
  content: JsonObject;
  /** Idempotency key of the step. */
  key: string;
  /** The token, for providers that want it in the address. */
  token(): string;
}

export interface ProviderRequest {
  /** Where the API is unless the channel says otherwise. */
  baseUrl: string;
  path: string;
  headers?: Record<string, string>;
  body: JsonObject;
  /** Whether the address itself carries the credential. */
  isTold?: boolean;
  /** Why an answer of success refuses all the same; null where it does not. */
  refusal?(answer: JsonValue): string | null;
  /** Whether a failure says that the same reply was taken before. */
  isRepeat?(failure: StepFailure): boolean;
}

/** The request that replies by each provider. `data` of a reply is laid over its body. */
export const PROVIDER_REQUESTS: Record<ReplyProvider, (reply: ProviderReply) => ProviderRequest> = {
  telegram,
  whatsapp,
  line,
  slack,
};

/** https://core.telegram.org/bots/api#sendmessage */
function telegram({ conversation, content, token }: ProviderReply): ProviderRequest {
  return {
    baseUrl: 'https://api.telegram.org',
    path: `bot${encodeURIComponent(token()).replace('%3A', ':')}/sendMessage`,
    isTold: true,
    body: { chat_id: conversation, text: textWithLinks(content), ...dataOf(content) },
  };
}

/** https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages */
function whatsapp({ settings, conversation, content }: ProviderReply): ProviderRequest {
  const { sender } = settings;
  if (typeof sender !== 'string') {
    const message =
      'The channel has no "sender" in its settings: expected the id of the telephone number that replies.';
    throw new StepFailure(CHANNEL_CODES.replyInvalid, message, { retryable: false });
  }
  const text = { type: 'text', text: { body: textWithLinks(content) } };
  return {
    baseUrl: 'https://graph.facebook.com/v21.0',
    path: `${encodeURIComponent(sender)}/messages`,
    body: {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: conversation,
      ...text,
      ...dataOf(content),
    },
  };
}

/** https://developers.line.biz/en/reference/messaging-api/#send-push-message, with a key that makes a repeat harmless */
function line({ conversation, content, key }: ProviderReply): ProviderRequest {
  return {
    baseUrl: 'https://api.line.me',
    path: 'v2/bot/message/push',
    headers: { 'x-line-retry-key': uuidOf(key) },
    body: { to: conversation, messages: [{ type: 'text', text: textWithLinks(content) }], ...dataOf(content) },
    isRepeat: ({ message }) => / answered 409\b/.test(message),
  };
}

/** https://docs.slack.dev/reference/methods/chat.postMessage */
function slack({ conversation, content }: ProviderReply): ProviderRequest {
  return {
    baseUrl: 'https://slack.com/api',
    path: 'chat.postMessage',
    body: { channel: conversation, text: textWithLinks(content), ...dataOf(content) },
    refusal: (answer) => (isObject(answer) && answer.ok === false ? String(answer.error ?? 'without a reason') : null),
  };
}

function dataOf({ data = null }: JsonObject): JsonObject {
  return isObject(data) ? data : {};
}

/** The same UUID for the same key. */
function uuidOf(key: string): string {
  const hash = createHash('sha256').update(key).digest('hex');
  const parts = [hash.slice(0, 8), hash.slice(8, 12), `4${hash.slice(13, 16)}`, `8${hash.slice(17, 20)}`];
  return [...parts, hash.slice(20, 32)].join('-');
}
