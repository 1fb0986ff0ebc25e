import type { PerduraClient } from '@perdura/sdk';
import { isObject, type JsonObject } from '../../as-code/json.ts';
import { CliError, usageError } from '../../cli-error.ts';
import type { Command, CommandGroup } from '../../command.ts';
import type { Context } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import { only } from '../../input/find.ts';
import { showItems } from '../../output/lists.ts';
import { clock } from '../../output/times.ts';
import { askSecret, readAll } from '../../prompts.ts';

/** Both kinds of connections, which are one store in two shapes. */
interface ListedConnection {
  id: string;
  name: string;
  type: string;
  /** What may use it: nodes of workflows, or steps of flows. */
  usedBy: 'workflows' | 'flows';
  updatedAt: string;
}

/** The field of the value that a single secret goes into, by type. */
const SECRET_FIELD: Readonly<Record<string, string>> = {
  bearer: 'token',
  anthropic: 'apiKey',
  smtp: 'url',
  'webhook-secret': 'secret',
  SECRET_TEXT: 'secret_text',
};
const WORKFLOW_TYPES = ['bearer', 'header', 'basic', 'openai-compatible', 'anthropic', 'smtp', 'webhook-secret'];
const FLOW_TYPES = ['SECRET_TEXT', 'BASIC_AUTH', 'CUSTOM_AUTH', 'OAUTH2', 'NO_AUTH'];

async function allConnections({ connections, workflows }: PerduraClient): Promise<ListedConnection[]> {
  const [ofWorkflows, ofFlows] = await Promise.all([
    connections.list({ limit: 200 }).all(),
    workflows.listConnections({ limit: 100 }).all(),
  ]);
  return [
    // Those of flows are in that list as well, under another id.
    ...ofWorkflows
      .filter(({ type }) => WORKFLOW_TYPES.includes(type))
      .map(({ id, name, type, updatedAt }) => ({
        id,
        name,
        type,
        usedBy: 'workflows' as const,
        updatedAt,
      })),
    ...ofFlows.map((found) => ({
      id: found.id,
      name: found.externalId,
      type: found.type,
      usedBy: 'flows' as const,
      updatedAt: found.updated,
    })),
  ];
}

async function findConnection(client: PerduraClient, idOrName: string): Promise<ListedConnection> {
  const all = await allConnections(client);
  return only(
    'connection',
    idOrName,
    all.filter(({ id, name }) => id === idOrName || name === idOrName),
  );
}

const list: Command = {
  name: 'list',
  summary: 'List the connections that workflows and flows use',
  async run(context) {
    return showItems(context, await allConnections(await context.client()), {
      none: 'There is no connection.',
      columns: [
        { heading: 'ID', of: ({ id }) => id },
        { heading: 'NAME', of: ({ name }) => name },
        { heading: 'TYPE', of: ({ type }) => type },
        { heading: 'USED BY', of: ({ usedBy }) => usedBy },
        { heading: 'UPDATED', of: ({ updatedAt }) => clock(updatedAt) },
      ],
    });
  },
};

const get: Command = {
  name: 'get',
  summary: 'Show a connection; its value is never shown',
  arguments: [['<connection>', 'Id or name']],
  async run(context, values) {
    const client = await context.client();
    const { id, usedBy } = await findConnection(client, values.argument(0));
    const found = usedBy === 'flows' ? await client.workflows.getConnection(id) : await client.connections.get(id);
    context.screen.show(found, () => JSON.stringify(found, null, 2));
    return undefined;
  },
};

const set: Command = {
  name: 'set',
  summary: 'Store a connection, or replace its value, which is asked for or read from standard input',
  arguments: [['<name>', 'Name, by which nodes and steps refer to it']],
  options: [
    {
      flags: '-t, --type <type>',
      description: `For workflows: ${WORKFLOW_TYPES.join(', ')}; for flows: ${FLOW_TYPES.join(', ')}`,
      required: true,
    },
    { flags: '--piece <name>', description: 'For flows: the piece that it is for' },
    {
      flags: '--allow-host <host>',
      description: 'A host that it may be sent to; several times for several',
      many: true,
    },
  ],
  examples: [
    ['perdura connections set meters --type bearer', 'Ask for the token'],
    ['echo \'{"username": "u", "password": "p"}\' | perdura connections set shop --type basic', 'Read the whole value'],
  ],
  async run(context, values) {
    const client = await context.client();
    const type = values.text('type') ?? '';
    const name = values.argument(0);
    const hosts = [...values.list('allowHost')];
    if (!WORKFLOW_TYPES.includes(type) && !FLOW_TYPES.includes(type)) {
      throw usageError(
        `${JSON.stringify(type)} is no type; expected ${[...WORKFLOW_TYPES, ...FLOW_TYPES].join(', ')}.`,
      );
    }
    const value = await givenValue(context, type);
    const allowed = hosts.length > 0 ? { allowedHosts: hosts } : {};
    const stored = FLOW_TYPES.includes(type)
      ? await client.workflows.upsertConnection({
          name,
          type,
          value,
          pieceName: values.text('piece'),
          ...allowed,
        } as never)
      : await storeForWorkflows(client, { name, type, value, ...allowed });
    context.screen.show(stored, () => `${name} is stored: ${stored.id}.`);
    return undefined;
  },
};

async function storeForWorkflows(client: PerduraClient, given: { name: string; type: string; value: JsonObject }) {
  const all = await client.connections.list({ limit: 200 }).all();
  const before = all.find(({ name }) => name === given.name);
  if (before === undefined) return await client.connections.create(given as never);
  return await client.connections.update(before.id, given as never);
}

/** The value: JSON from standard input, or a single secret from there or from whoever sits at the terminal. */
async function givenValue(context: Context, type: string): Promise<JsonObject> {
  if (type === 'NO_AUTH') return {};
  const field = SECRET_FIELD[type];
  const piped = context.terminal.stdin.isTTY !== true;
  const question = field === undefined ? 'Value, as JSON: ' : `Value (${field}): `;
  const text = piped ? (await readAll(context.terminal)).trim() : await askSecret(context.terminal, question, '');
  const value = parsedObject(text);
  if (value !== null) return value;
  if (field !== undefined && text !== '') return { [field]: text };
  throw new CliError('The value is no object of JSON.', {
    exitCode: EXIT.usage,
    hint: `Values of type ${type} have several fields; docs/connections.md names them.`,
  });
}

function parsedObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

const remove: Command = {
  name: 'delete',
  summary: 'Delete a connection',
  arguments: [['<connection>', 'Id or name']],
  async run(context, values) {
    const client = await context.client();
    const { id, name, usedBy } = await findConnection(client, values.argument(0));
    await context.requireConsent(`Delete connection ${JSON.stringify(name)}?`);
    if (usedBy === 'flows') await client.workflows.deleteConnection(id);
    else await client.connections.delete(id);
    context.screen.show({ id, deleted: true }, () => `${name} is deleted.`);
    return undefined;
  },
};

export const connections: CommandGroup = { commands: [list, get, set, remove] };
