import type { CreatedApiKey } from '@perdura/sdk';
import type { Command, CommandGroup } from '../../command.ts';
import type { Context } from '../../context.ts';
import { LIST_OPTIONS, pageSize, showList } from '../../output/lists.ts';
import { clock } from '../../output/times.ts';

const ID: Command['arguments'] = [['<key>', 'Id of the key']];

const list: Command = {
  name: 'list',
  summary: 'List keys of the project; their text is never shown again',
  options: LIST_OPTIONS,
  async run(context, values) {
    const client = await context.client();
    return await showList(context, values, client.apiKeys.list({ limit: pageSize(values) }), {
      none: 'There is no key.',
      columns: [
        { heading: 'ID', of: ({ id }) => id },
        { heading: 'NAME', of: ({ name }) => name },
        { heading: 'SCOPES', of: ({ scopes }) => scopes.join(', ') },
        {
          heading: 'STATE',
          of: ({ revokedAt, expiresAt }) =>
            revokedAt !== null ? 'revoked' : expiresAt === null ? 'valid' : `until ${clock(expiresAt)}`,
        },
        { heading: 'LAST USED', of: ({ lastUsedAt }) => clock(lastUsedAt) },
      ],
    });
  },
};

const create: Command = {
  name: 'create',
  summary: 'Make a key; it is shown this once',
  arguments: [['<name>', 'What it is for']],
  options: [
    { flags: '--scope <scope>', description: 'read or write; several times for several; both unless told', many: true },
    { flags: '--expires-at <time>', description: 'When it ends; never unless told' },
  ],
  async run(context, values) {
    const client = await context.client();
    const given = values.list('scope');
    const scopes = given.length > 0 ? given : ['read', 'write'];
    const expiresAt = values.text('expiresAt');
    const body = { name: values.argument(0), scopes, ...(expiresAt !== undefined && { expiresAt }) };
    return showOnce(context, await client.apiKeys.create(body as never));
  },
};

const rotate: Command = {
  name: 'rotate',
  summary: 'Replace a key by a new one with the same rights',
  arguments: ID,
  options: [{ flags: '--overlap <seconds>', description: 'How long the old one works on; 0 unless told' }],
  async run(context, values) {
    const client = await context.client();
    const overlapSeconds = values.integer('overlap') ?? 0;
    return showOnce(context, await client.apiKeys.rotate(values.argument(0), { overlapSeconds }));
  },
};

/** The key alone goes to standard output, so that it can be kept without being seen. */
function showOnce({ screen }: Context, made: CreatedApiKey): undefined {
  screen.show(made, ({ key }) => key);
  screen.note(`Keep it: it is not shown again. Its id is ${made.id}.`);
}

const revoke: Command = {
  name: 'revoke',
  summary: 'Revoke a key at once',
  arguments: ID,
  async run(context, values) {
    const client = await context.client();
    const id = values.argument(0);
    await context.requireConsent(`Revoke key ${id}?`);
    const answer = await client.apiKeys.revoke(id);
    context.screen.show(answer, () => `${id} is revoked.`);
    return undefined;
  },
};

export const keys: CommandGroup = { commands: [list, create, rotate, revoke] };
