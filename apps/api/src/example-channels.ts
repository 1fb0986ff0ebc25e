import { createHash, randomBytes } from 'node:crypto';
import { type Database, idAt, NameTaken, type ProjectRow } from '@perdura/database';
import type { ChannelType, Definition } from '@perdura/definition';
import { compiledDefinition } from './resources/workflows/definition-check.ts';

interface ChannelExample {
  channel: { name: string; type: ChannelType };
  name: string;
  description: string;
  definition: Definition;
}

const WHATSAPP: ChannelExample = {
  channel: { name: 'whatsapp', type: 'whatsapp' },
  name: 'Example: greet on WhatsApp',
  description: 'Answers each message that comes in by WhatsApp.',
  definition: {
    trigger: { type: 'channel', channel: 'whatsapp' },
    nodes: [
      {
        id: 'answer',
        type: 'channel-reply',
        config: { text: 'Hello {{ trigger.data.message.from.name }}, we have your message and will answer soon.' },
      },
    ],
    edges: [],
  },
};

const WEB_CHAT: ChannelExample = {
  channel: { name: 'web-chat', type: 'web' },
  name: 'Example: assistant of a web chat',
  description: 'Lets a language model answer what is asked in a chat on a web page.',
  definition: {
    trigger: { type: 'channel', channel: 'web-chat' },
    nodes: [
      {
        id: 'draft',
        type: 'ai-generate',
        config: { prompt: 'Answer in one friendly sentence: {{ trigger.data.message.text }}' },
      },
      { id: 'answer', type: 'channel-reply', config: { text: '{{ draft.result }}' } },
    ],
    edges: [{ from: 'draft', to: 'answer' }],
  },
};

/** Channels of a project for development, each with a workflow that its messages start. */
export const CHANNEL_EXAMPLES: readonly ChannelExample[] = [WHATSAPP, WEB_CHAT];

/** Makes the examples of a project that it never had: a repeat makes none, even where somebody deleted them. */
export async function ensureExampleChannels(
  database: Pick<Database, 'channels' | 'workflows'>,
  project: ProjectRow,
  userId: string,
): Promise<void> {
  for (const example of CHANNEL_EXAMPLES) await ensureExample(database, project, userId, example);
}

async function ensureExample(
  { channels, workflows }: Pick<Database, 'channels' | 'workflows'>,
  project: ProjectRow,
  userId: string,
  { channel, name, description, definition }: ChannelExample,
): Promise<void> {
  const hash = createHash('sha256').update(`example channel ${channel.name} of ${project.id}`).digest('hex');
  const id = idAt(project.createdAt, hash);
  if ((await workflows.get(project.id, id, { deleted: true })) !== null) return;
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  try {
    await channels.create(project.id, { ...channel, id, userId, enabled: true, settings: {}, secret });
  } catch (error) {
    if (!(error instanceof NameTaken)) throw error;
  }
  await workflows.create(project.id, {
    ...{ id, userId, name, description, enabled: true, tags: ['example'], scheduleDesired: null },
    compiled: compiledDefinition(definition),
    // Another process may be making it just now.
    idempotency: { key: `example ${id}`, bodyHash: 'example' },
  });
}
