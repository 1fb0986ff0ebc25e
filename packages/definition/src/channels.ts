/** What a channel is for; how its replies are sent follows from its settings. */
export const CHANNEL_TYPES = [
  ...(['whatsapp', 'web', 'email', 'telegram', 'line', 'wechat'] as const),
  ...(['sms', 'slack', 'teams', 'custom'] as const),
] as const;
export type ChannelType = (typeof CHANNEL_TYPES)[number];

/** Who wrote a message. */
export interface ChannelSender {
  id: string;
  name?: string;
}

/** A file beside a message, where it can be read. */
export interface ChannelAttachment {
  url: string;
  name?: string;
  contentType?: string;
}

/** The type of the events that messages of a channel are; nobody else can publish one, since it is no event type. */
export function channelEvent(channelName: string): string {
  return `${CHANNEL_EVENT}${channelName}`;
}

const CHANNEL_EVENT = 'channel:';

/** Name of the channel whose message an event is; null for all other events. */
export function channelOfEvent(type: string): string | null {
  return type.startsWith(CHANNEL_EVENT) ? type.slice(CHANNEL_EVENT.length) : null;
}

/** The piece by which flows take and answer messages, and its trigger. */
export const CHANNEL_PIECE = { pieceName: '@activepieces/piece-channels', triggerName: 'new_message' } as const;
