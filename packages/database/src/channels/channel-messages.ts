import type { JsonObject } from '@perdura/definition';
import { channelEvent } from '@perdura/definition';
import { EVENT_FIELDS, type EventRow } from '../events.ts';
import { newId } from '../ids.ts';
import { type Page, type PageRequest, toPage } from '../paging.ts';
import { columns, type Store } from '../store.ts';
import type { ChannelRow } from './channels.ts';

/** `received`; of a reply `pending` until it is out: `sent`, or `kept` for whoever reads it here. */
export type ChannelMessageStatus = 'received' | 'pending' | 'sent' | 'kept';

/** A message that came in, or a reply. */
export interface ChannelMessageRow {
  id: string;
  projectId: string;
  channelId: string;
  direction: 'in' | 'out';
  /** The sender's id of it; of a reply, the idempotency key of its step. */
  externalId: string;
  conversation: string;
  /** Who wrote it; null for replies. */
  sender: string | null;
  /** `{text?, attachments?, data?, senderName?, sentAt?}` */
  content: JsonObject;
  /** The run that wrote a reply. */
  runId: string | null;
  eventId: string | null;
  status: ChannelMessageStatus;
  /** Why the last try to send a reply failed. */
  error: string | null;
  createdAt: Date;
}

/** A message with the runs that it started, or the one that wrote it. */
export interface ListedMessage extends ChannelMessageRow {
  runIds: string[];
}

export interface NewMessage {
  /** Chosen beforehand: the data of its event names it. */
  id: string;
  /** The sender's id: a repeat is the same message. */
  externalId: string;
  conversation: string;
  sender: string;
  content: JsonObject;
  /** What workflows see of it. */
  eventData: JsonObject;
}

export interface NewReply {
  channelId: string;
  /** Names it: another try is the same reply. */
  key: string;
  conversation: string;
  content: JsonObject;
  runId: string | null;
}

export interface MessageFilter {
  conversation?: string;
  direction?: 'in' | 'out';
  /** Only those behind this message, oldest first. */
  after?: string;
}

/** What was said by channels. */
export interface ChannelMessageRepository {
  /** Keeps a message with the event that it is, in one statement; a repeat answers the first one. */
  receive(
    channel: ChannelRow,
    input: NewMessage,
  ): Promise<{ message: ChannelMessageRow; event: EventRow | null; duplicate: boolean }>;
  /** Keeps a reply before it goes out; a repeat of the key answers the first one. */
  openReply(projectId: string, input: NewReply): Promise<ChannelMessageRow>;
  /** Notes what came of a reply. What is out stays out. */
  settleReply(
    projectId: string,
    id: string,
    outcome: { status: 'sent' | 'kept'; error: null } | { status: 'pending'; error: string },
  ): Promise<void>;
  /** Newest first; behind a message, oldest first. */
  list(projectId: string, channelId: string, filter: MessageFilter, page: PageRequest): Promise<Page<ListedMessage>>;
}

export function channelMessageRepository({ sql }: Pick<Store, 'sql'>): ChannelMessageRepository {
  return {
    async receive(channel, { id, externalId, conversation, sender, content, eventData }) {
      const own = [id, channel.projectId, channel.id, externalId, conversation, sender, JSON.stringify(content)];
      const event = [channelEvent(channel.name), JSON.stringify(eventData)];
      const [made] = await sql<ChannelMessageRow>(RECEIVE, [...own, ...event], 'receive-message');
      const [message = made] =
        made === undefined ? await sql<ChannelMessageRow>(FIND, [channel.id, externalId], 'find-message') : [];
      if (message === undefined) throw new Error(`message ${externalId} was neither stored nor found`);
      const [published = null] = await sql<EventRow>(EVENT, [message.eventId, channel.projectId], 'message-event');
      return { message, event: published, duplicate: made === undefined };
    },
    async openReply(projectId, { channelId, key, conversation, content, runId }) {
      const values = [newId(), projectId, channelId, key, conversation, JSON.stringify(content), runId];
      const [row] = await sql<ChannelMessageRow>(OPEN_REPLY, values);
      if (row === undefined) throw new Error(`reply ${key} belongs to another project`);
      return row;
    },
    async settleReply(projectId, id, { status, error }) {
      await sql(SETTLE, [id, projectId, status, error]);
    },
    async list(projectId, channelId, { conversation = null, direction = null, after = null }, { limit, cursor }) {
      const filter = [projectId, channelId, conversation, direction];
      const place = after ?? cursor ?? null;
      const text = after === null ? NEWEST : BEHIND;
      const [rows, [count]] = await Promise.all([
        sql<ListedMessage>(text, [...filter, place, limit + 1]),
        sql<{ total: number }>(`SELECT count(*)::int AS total FROM channel_messages m WHERE ${FILTER}`, filter),
      ]);
      return toPage(rows, limit, count?.total ?? 0);
    },
  };
}

const FIELDS = [
  ...(['id', 'projectId', 'channelId', 'direction', 'externalId', 'conversation', 'sender', 'content'] as const),
  ...(['runId', 'eventId', 'status', 'error', 'createdAt'] as const),
] as const satisfies readonly (keyof ChannelMessageRow)[];

const COLUMNS = columns(FIELDS);

/** The event has the id of its message. */
const RECEIVE = `
  WITH made AS (
    INSERT INTO channel_messages (id, project_id, channel_id, direction, external_id, conversation, sender, content, event_id)
    VALUES ($1, $2, $3, 'in', $4, $5, $6, $7::jsonb, $1)
    ON CONFLICT (channel_id, direction, external_id) DO NOTHING
    RETURNING *
  ), told AS (
    INSERT INTO events (id, project_id, type, data) SELECT made.event_id, made.project_id, $8, $9::jsonb FROM made
  )
  SELECT ${COLUMNS} FROM made`;

const FIND = `
  SELECT ${COLUMNS} FROM channel_messages WHERE channel_id = $1 AND direction = 'in' AND external_id = $2`;

const EVENT = `SELECT ${columns(EVENT_FIELDS)} FROM events WHERE id = $1 AND project_id = $2`;

const OPEN_REPLY = `
  INSERT INTO channel_messages AS m (id, project_id, channel_id, direction, external_id, conversation, content, run_id, status)
  SELECT $1, c.project_id, c.id, 'out', $4, $5, $6::jsonb, $7, 'pending'
  FROM channels c WHERE c.id = $3 AND c.project_id = $2
  ON CONFLICT (channel_id, direction, external_id) DO UPDATE SET external_id = m.external_id
  RETURNING ${columns(FIELDS, 'm')}`;

const SETTLE = `
  UPDATE channel_messages SET status = $3, error = $4
  WHERE id = $1 AND project_id = $2 AND direction = 'out' AND status = 'pending'`;

const FILTER = `
  m.project_id = $1 AND m.channel_id = $2 AND ($3::text IS NULL OR m.conversation = $3)
  AND ($4::text IS NULL OR m.direction = $4)`;

const LISTED = `
  SELECT ${columns(FIELDS, 'm')}, CASE WHEN m.run_id IS NOT NULL THEN ARRAY[m.run_id]
    ELSE ARRAY(SELECT r.id FROM runs r WHERE r.event_id = m.event_id ORDER BY r.id) END AS "runIds"
  FROM channel_messages m WHERE ${FILTER}`;

const NEWEST = `${LISTED} AND ($5::text IS NULL OR m.id < $5) ORDER BY m.id DESC LIMIT $6`;
const BEHIND = `${LISTED} AND m.id > $5 ORDER BY m.id LIMIT $6`;
