import type { Command, CommandGroup } from '../../command.ts';
import type { Context } from '../../context.ts';
import { only } from '../../input/find.ts';
import { LIST_OPTIONS, pageSize, showList } from '../../output/lists.ts';
import { clock } from '../../output/times.ts';

const ROLES = ['viewer', 'operator', 'editor', 'owner'];
const MEMBER: Command['arguments'] = [['<member>', 'Address or id of the user']];

const list: Command = {
  name: 'list',
  summary: 'List the members of the project',
  options: LIST_OPTIONS,
  async run(context, values) {
    const client = await context.client();
    return await showList(context, values, client.members.list({ limit: pageSize(values) }), {
      none: 'There is no member.',
      columns: [
        { heading: 'USER', of: ({ userId }) => userId },
        { heading: 'NAME', of: ({ user }) => user.name },
        { heading: 'ADDRESS', of: ({ user }) => user.email },
        { heading: 'ROLE', of: ({ role, user }) => (user.admin ? `${role} (administrator)` : role) },
        { heading: 'SINCE', of: ({ createdAt }) => clock(createdAt) },
      ],
    });
  },
};

async function findMember(context: Context, given: string) {
  const client = await context.client();
  const all = await client.members.list({ limit: 200 }).all();
  const fitting = all.filter(
    ({ userId, user }) => userId === given || user.email.toLowerCase() === given.toLowerCase(),
  );
  return only(
    'member',
    given,
    fitting.map(({ userId, user }) => ({ id: userId, email: user.email })),
  );
}

const setRole: Command = {
  name: 'set-role',
  summary: 'Give a member another role',
  arguments: [...MEMBER, ['<role>', ROLES.join(', ')]],
  async run(context, values) {
    const { id, email } = await findMember(context, values.argument(0));
    const answer = await (await context.client()).members.update(id, { role: values.argument(1) } as never);
    context.screen.show(answer, () => `${email} is ${values.argument(1)}.`);
    return undefined;
  },
};

const remove: Command = {
  name: 'remove',
  summary: 'Remove a member from the project; the member’s keys end',
  arguments: MEMBER,
  async run(context, values) {
    const { id, email } = await findMember(context, values.argument(0));
    await context.requireConsent(`Remove ${email} from the project?`);
    const answer = await (await context.client()).members.remove(id);
    context.screen.show(answer, () => `${email} is no member any more.`);
    return undefined;
  },
};

export const members: CommandGroup = { commands: [list, setRole, remove] };
