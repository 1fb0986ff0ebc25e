import type { Command, CommandGroup } from '../../command.ts';
import { LIST_OPTIONS, pageSize, showList } from '../../output/lists.ts';
import { clock } from '../../output/times.ts';
import type { Values } from '../../values.ts';

const PLATFORM = { flags: '--platform', description: 'To the whole installation' };

function typeOf(values: Values): 'PLATFORM' | 'PROJECT' {
  return values.flag('platform') ? 'PLATFORM' : 'PROJECT';
}

const list: Command = {
  name: 'list',
  summary: 'List invitations to the project, newest first',
  options: [PLATFORM, ...LIST_OPTIONS],
  async run(context, values) {
    const client = await context.client();
    const found = client.workflows.listInvitations({ type: typeOf(values), limit: pageSize(values) });
    return await showList(context, values, found, {
      none: 'Nobody is invited.',
      columns: [
        { heading: 'ID', of: ({ id }) => id },
        { heading: 'ADDRESS', of: ({ email }) => email },
        { heading: 'ROLE', of: ({ projectRole, platformRole }) => projectRole?.role ?? platformRole ?? '' },
        { heading: 'STATUS', of: ({ status }) => status },
        { heading: 'EXPIRES', of: ({ expiresAt }) => clock(expiresAt) },
      ],
    });
  },
};

const create: Command = {
  name: 'create',
  summary: 'Invite somebody by mail',
  arguments: [['<address>', 'Address of the person']],
  options: [
    {
      flags: '--role <role>',
      description: 'viewer, operator, editor or owner; with --platform ADMIN, MEMBER or OPERATOR',
      required: true,
    },
    PLATFORM,
  ],
  async run(context, values) {
    const client = await context.client();
    const type = typeOf(values);
    const role =
      type === 'PLATFORM' ? { platformRole: values.text('role')?.toUpperCase() } : { projectRole: values.text('role') };
    const made = await client.workflows.createInvitation({ type, email: values.argument(0), ...role } as never);
    context.screen.show(made, ({ email }) => `A mail to ${email} is on its way.`);
    return undefined;
  },
};

const remove: Command = {
  name: 'delete',
  summary: 'Take an invitation back',
  arguments: [['<invitation>', 'Its id']],
  async run(context, values) {
    const client = await context.client();
    const id = values.argument(0);
    await client.workflows.deleteInvitation(id);
    context.screen.show({ id, deleted: true }, () => `${id} is taken back.`);
    return undefined;
  },
};

export const invitations: CommandGroup = { commands: [list, create, remove] };
