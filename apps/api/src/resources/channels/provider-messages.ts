import type { ChannelProvider } from '@perdura/contracts';
import type { ChannelAttachment, ChannelSender, JsonObject, JsonValue } from '@perdura/definition';

/** A message as it came in, whoever sent it. */
export interface IncomingMessage {
  /** The sender's id of it: a repeat has the same one. */
  externalId: string;
  conversation: string;
  from: ChannelSender;
  text?: string | undefined;
  attachments?: ChannelAttachment[] | undefined;
  data?: JsonObject | undefined;
  /** ISO 8601. */
  sentAt?: string | undefined;
}

/**
 * What people wrote, of a delivery in a provider's own form; receipts, reactions and texts of bots are left out, and so is
 * what no provider names like that.
 */
export function providerMessages(provider: ChannelProvider, delivery: JsonValue): IncomingMessage[] {
  return READERS[provider](object(delivery)).filter(({ externalId, conversation, from }) =>
    [externalId, conversation, from.id].every(isName),
  );
}

/** The longest that messages in the general form have. */
const LONGEST_NAME = 500;

function isName(text: string): boolean {
  return text !== '' && text.length <= LONGEST_NAME && !text.includes('\0');
}

/** What a provider asks back to see that the address is ours; null where it asks nothing. */
export function challengeOf(provider: ChannelProvider, delivery: JsonValue): string | null {
  const { type, challenge } = object(delivery);
  return provider === 'slack' && type === 'url_verification' ? text(challenge) : null;
}

const READERS: Record<ChannelProvider, (delivery: JsonObject) => IncomingMessage[]> = {
  telegram,
  whatsapp,
  line,
  slack,
};

/** https://core.telegram.org/bots/api#update */
function telegram(update: JsonObject): IncomingMessage[] {
  const message = object(update.message ?? update.channel_post);
  const chat = object(message.chat);
  const { id, first_name: first, last_name: last, is_bot: isBot } = object(message.from ?? message.sender_chat);
  if (message.message_id === undefined || isBot === true) return [];
  const name = [first, last].filter((part) => typeof part === 'string').join(' ') || text(chat.title);
  return [
    {
      externalId: `${text(chat.id)}:${text(message.message_id)}`,
      conversation: text(chat.id),
      from: sender(id ?? chat.id, name),
      text: text(message.text ?? message.caption),
      data: update,
      sentAt: timeOf(message.date, 1_000),
    },
  ];
}

/** https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/payload-examples */
function whatsapp(delivery: JsonObject): IncomingMessage[] {
  const values = objects(delivery.entry).flatMap((entry) => objects(entry.changes).map(({ value }) => object(value)));
  return values.flatMap((value) => {
    const names = new Map(
      objects(value.contacts).map(({ wa_id: id, profile }) => [text(id), text(object(profile).name)]),
    );
    const said = objects(value.messages).filter(({ type }) => type !== 'reaction');
    return said.map((message) => ({
      externalId: text(message.id),
      conversation: text(message.from),
      from: sender(message.from, names.get(text(message.from)) ?? ''),
      text: whatsappText(message),
      data: message,
      sentAt: timeOf(message.timestamp, 1_000),
    }));
  });
}

function whatsappText(message: JsonObject): string {
  const { button_reply: button, list_reply: list } = object(message.interactive);
  const media = object(message[text(message.type)] ?? null);
  const texts = [object(message.text).body, object(message.button).text, object(button).title, object(list).title];
  return texts.map(text).find((each) => each !== '') ?? text(media.caption);
}

/** https://developers.line.biz/en/reference/messaging-api/#message-event */
function line(delivery: JsonObject): IncomingMessage[] {
  const said = objects(delivery.events).filter(({ type }) => type === 'message');
  return said.map((event) => {
    const { groupId, roomId, userId } = object(event.source);
    const message = object(event.message);
    const conversation = text(groupId ?? roomId ?? userId);
    return {
      externalId: text(message.id),
      conversation,
      from: sender(userId ?? conversation, ''),
      text: text(message.text),
      data: event,
      sentAt: timeOf(event.timestamp, 1),
    };
  });
}

/** https://docs.slack.dev/reference/events/message; one message may come as two events. */
function slack(delivery: JsonObject): IncomingMessage[] {
  const event = object(delivery.event);
  const isMessage = event.type === 'message' || event.type === 'app_mention';
  const isSaid = event.subtype === undefined || event.subtype === 'file_share';
  if (delivery.type !== 'event_callback' || !isMessage || !isSaid || event.bot_id !== undefined) return [];
  return [
    {
      externalId: `${text(event.channel)}:${text(event.ts)}`,
      conversation: text(event.channel),
      from: sender(event.user, ''),
      text: text(event.text),
      attachments: objects(event.files).map(({ url_private: url, name, mimetype }) => ({
        ...{ url: text(url), name: text(name), contentType: text(mimetype) },
      })),
      data: delivery,
      sentAt: timeOf(event.ts, 1_000),
    },
  ];
}

function sender(id: JsonValue | undefined, name: string): ChannelSender {
  return name === '' ? { id: text(id) } : { id: text(id), name };
}

/** Seconds or milliseconds since 1970, a number or its digits. */
function timeOf(value: JsonValue | undefined, unitMs: number): string | undefined {
  const time = new Date(Number(text(value)) * unitMs);
  return text(value) === '' || Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function object(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

function objects(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.map(object) : [];
}
