import type { Database } from '../database.ts';
import { newId } from '../ids.ts';

/** A channel with a message and a reply. */
export async function furnishChannels(
  database: Database,
  { projectId, userId }: { projectId: string; userId: string },
) {
  const channel = await database.channels.create(projectId, {
    ...{ userId, name: `channel-${projectId}`, type: 'web', enabled: true, settings: {}, secret: 'whsec_canary' },
  });
  const said = { externalId: 'own', conversation: 'own', sender: 'own', content: { text: 'own' }, eventData: {} };
  const { message } = await database.channelMessages.receive(channel, { id: newId(), ...said });
  const reply = await database.channelMessages.openReply(projectId, replyOf(channel.id));
  return { channel, message, reply };
}

function replyOf(channelId: string) {
  return { channelId, key: 'own', conversation: 'own', content: { text: 'own' }, runId: null };
}

type Furnished = Awaited<ReturnType<typeof furnishChannels>>;
type Attempt = (database: Database, stranger: string, own: Furnished) => Promise<unknown>;

const page = { limit: 100 };
const NOTHING = { items: [], total: 0, nextCursor: null };

/** What a stranger who knows every id gets from each method, and the harmless answer. */
export const CHANNEL_ATTEMPTS: Record<string, [Attempt, unknown]> = {
  'channels.automations': [(d, s) => d.channels.automations(s, null, 10), []],
  'channels.get': [(d, s, own) => d.channels.get(s, own.channel.id), null],
  'channels.list': [(d, s) => d.channels.list(s, {}, page), NOTHING],
  'channels.listeningFlows': [(d, s, own) => d.channels.listeningFlows(s, own.channel.name), []],
  'channels.names': [(d, s) => d.channels.names(s), new Set()],
  'channels.remove': [(d, s, own) => d.channels.remove(s, own.channel.id), false],
  'channels.reveal': [(d, s, own) => d.channels.reveal(s, own.channel.name), null],
  'channels.update': [(d, s, own) => d.channels.update(s, own.channel.id, { enabled: false }), null],
  'channels.usedBy': [(d, s, own) => d.channels.usedBy(s, own.channel.name), []],
  'channelMessages.list': [(d, s, own) => d.channelMessages.list(s, own.channel.id, {}, page), NOTHING],
  'channelMessages.openReply': [
    (d, s, own) =>
      d.channelMessages.openReply(s, replyOf(own.channel.id)).then(
        () => 'taken',
        () => 'refused',
      ),
    'refused',
  ],
  'channelMessages.settleReply': [
    (d, s, own) => d.channelMessages.settleReply(s, own.reply.id, { status: 'sent', error: null }),
    undefined,
  ],
};

/** Methods that make rows of their own, and those that any project is found by. */
export const CHANNELS_WITHOUT_FOREIGN_ID = [
  ...['channels.create', 'channels.open', 'channels.rewrap', 'channelMessages.receive'],
  'retention.deleteExpiredMessages',
];
