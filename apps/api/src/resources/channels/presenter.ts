import type { ChannelAutomation, ChannelRow, ListedMessage } from '@perdura/database';
import { type ChannelAttachment, type JsonObject, wireId } from '@perdura/definition';
import { bothIds, time } from '../../page-request.ts';

export function presentChannel(row: ChannelRow) {
  return {
    ...bothIds(row.id),
    name: row.name,
    type: row.type,
    enabled: row.enabled,
    settings: row.settings,
    messagesUrl: `/v1/channels/${row.id}/messages`,
    createdAt: time(row.createdAt),
    updatedAt: time(row.updatedAt),
  };
}

/** What is kept of a message beside its columns: written by the receiver and by replies alone. */
interface MessageContent {
  text?: string;
  attachments?: ChannelAttachment[];
  data?: JsonObject;
  senderName?: string;
  sentAt?: string;
}

export function presentMessage(row: ListedMessage) {
  const { text = null, attachments = [], data = {}, senderName, sentAt = null } = row.content as MessageContent;
  const { channelId, direction, externalId, conversation, sender, status, error, runIds } = row;
  const from = sender === null ? null : { id: sender, ...(senderName === undefined ? {} : { name: senderName }) };
  return {
    ...bothIds(row.id),
    ...{ channelId, direction, externalId, conversation, from, text, attachments, data, sentAt },
    ...{ status, error, runIds, createdAt: time(row.createdAt) },
  };
}

/** A flow's id is written as the flow engine writes it. */
export function presentAutomation(row: ChannelAutomation) {
  const { name, description, active, channelType, form } = row;
  return {
    id: form === 'flow' ? wireId(row.id) : row.id,
    ...{ name, description, active, channelType, form },
    tags: row.tags.map((tag) => ({ id: tag, name: tag })),
    channel: { id: row.channelId, name: row.channelName },
    createdAt: time(row.createdAt),
    updatedAt: time(row.updatedAt),
  };
}
