import type { McpServer, PerduraClient } from '@perdura/sdk';
import type { Command, CommandGroup } from '../../command.ts';
import type { Context } from '../../context.ts';
import { only } from '../../input/find.ts';
import { LIST_OPTIONS, pageSize, showList } from '../../output/lists.ts';

const SERVER: Command['arguments'] = [['<server>', 'Id or name']];
const REVEAL = { flags: '--show-token', description: 'Show its token' };

async function findServer(client: PerduraClient, idOrName: string): Promise<McpServer> {
  const all = await client.workflows.listMcpServers(undefined, { limit: 100 }).all();
  return only(
    'mcp server',
    idOrName,
    all.filter(({ id, name }) => id === idOrName || name === idOrName),
  );
}

const list: Command = {
  name: 'list',
  summary: 'List MCP servers; with --json their tokens are left out',
  options: LIST_OPTIONS,
  async run(context, values) {
    const client = await context.client();
    const found = client.workflows.listMcpServers(undefined, { limit: pageSize(values) });
    return await showList(context, values, found, {
      none: 'There is no MCP server.',
      columns: [
        { heading: 'ID', of: ({ id }) => id },
        { heading: 'NAME', of: ({ name }) => name },
        { heading: 'TOOLS', of: ({ tools }) => String(tools.length), align: 'right' },
        { heading: 'ADDRESS', of: ({ url }) => url },
      ],
    });
  },
};

const create: Command = {
  name: 'create',
  summary: 'Make an MCP server; its tools are the enabled flows with an MCP trigger, and workflows that say so',
  arguments: [['<name>', 'What it is called']],
  async run(context, values) {
    const { workflows } = await context.client();
    const made = await workflows.createMcpServer({ name: values.argument(0) });
    showServer(context, made, true);
    context.screen.note(`What a client needs: perdura mcp config ${made.id}`);
    return undefined;
  },
};

const show: Command = {
  name: 'show',
  summary: 'Show an MCP server with its tools',
  arguments: SERVER,
  options: [REVEAL],
  async run(context, values) {
    const found = await findServer(await context.client(), values.argument(0));
    showServer(context, found, values.flag('showToken'));
    return undefined;
  },
};

const rotate: Command = {
  name: 'rotate',
  summary: 'Give an MCP server another token; the old one ends at once',
  arguments: SERVER,
  async run(context, values) {
    const client = await context.client();
    const { id, name } = await findServer(client, values.argument(0));
    await context.requireConsent(`Clients of ${JSON.stringify(name)} will need another token. Go on?`);
    showServer(context, await client.workflows.rotateMcpToken(id), true);
    return undefined;
  },
};

function showServer({ screen }: Context, server: McpServer, reveals: boolean): void {
  const shown = reveals ? server : { ...server, token: '***' };
  screen.show(shown, () => [
    ...screen.facts([
      ['server', shown.id],
      ['name', shown.name],
      ['address', shown.url],
      ['token', shown.token],
    ]),
    '',
    ...screen.table(
      [
        { heading: 'TOOL', of: ({ toolName }) => toolName ?? '' },
        { heading: 'TYPE', of: ({ type }) => type },
      ],
      shown.tools,
      'No tool is listed; enabled flows with an MCP trigger and workflows that say so are tools too.',
    ),
  ]);
}

const config: Command = {
  name: 'config',
  summary: 'Write what a client of MCP has in its settings, token included',
  arguments: [['[server]', 'Id or name; the platform’s own server unless told']],
  options: [{ flags: '--write', description: 'Of the platform’s own server: with tools that act, too' }],
  examples: [['perdura mcp config Assistants > .mcp.json', 'For a client that reads this file']],
  async run(context, values) {
    const given = values.optionalArgument(0);
    const server =
      given === undefined
        ? await platformServer(context, values.flag('write'))
        : await findServer(await context.client(), given);
    const { name, url, token } = server;
    const settings = { mcpServers: { [name]: { type: 'http', url, headers: { Authorization: `Bearer ${token}` } } } };
    context.screen.raw(JSON.stringify(settings, null, 2));
    return undefined;
  },
};

async function platformServer(context: Context, writes: boolean) {
  await context.client();
  const { apiUrl, credential } = await context.connection();
  return { name: 'perdura', url: `${apiUrl}/v1/mcp${writes ? '?access=write' : ''}`, token: credential ?? '' };
}

const remove: Command = {
  name: 'delete',
  summary: 'Delete an MCP server',
  arguments: SERVER,
  async run(context, values) {
    const client = await context.client();
    const { id, name } = await findServer(client, values.argument(0));
    await context.requireConsent(`Delete MCP server ${JSON.stringify(name)}?`);
    await client.workflows.deleteMcpServer(id);
    context.screen.show({ id, deleted: true }, () => `${name} is deleted.`);
    return undefined;
  },
};

export const mcp: CommandGroup = { commands: [list, create, show, rotate, config, remove] };
