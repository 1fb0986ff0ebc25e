import type { Command, CommandGroup } from '../../command.ts';
import { only } from '../../input/find.ts';
import { LIST_OPTIONS, pageSize, showList } from '../../output/lists.ts';
import { clock } from '../../output/times.ts';

const list: Command = {
  name: 'list',
  summary: 'List channels',
  options: [{ flags: '--type <type>', description: 'Only those of this type, such as whatsapp' }, ...LIST_OPTIONS],
  async run(context, values) {
    const query = { type: values.text('type'), limit: pageSize(values) };
    const found = (await context.client()).channels.list(query as never);
    return await showList(context, values, found, {
      none: 'There is no channel.',
      columns: [
        { heading: 'ID', of: ({ id }) => id },
        { heading: 'NAME', of: ({ name }) => name },
        { heading: 'TYPE', of: ({ type }) => type },
        { heading: 'ENABLED', of: ({ enabled }) => (enabled ? 'yes' : 'no') },
        { heading: 'MESSAGES COME IN AT', of: ({ messagesUrl }) => messagesUrl },
      ],
    });
  },
};

const messages: Command = {
  name: 'messages',
  summary: 'List the messages of a channel, newest first',
  arguments: [['<channel>', 'Id or name']],
  options: [{ flags: '--conversation <id>', description: 'Only those of this conversation' }, ...LIST_OPTIONS],
  async run(context, values) {
    const client = await context.client();
    const given = values.argument(0);
    const all = await client.channels.list({ limit: 200 }).all();
    const { id } = only(
      'channel',
      given,
      all.filter((channel) => channel.id === given || channel.name === given),
    );
    const query = { conversation: values.text('conversation'), limit: pageSize(values) };
    const found = client.channels.listMessages(id, query);
    return await showList(context, values, found, {
      none: 'There is no message.',
      columns: [
        { heading: 'TIME', of: ({ createdAt }) => clock(createdAt) },
        { heading: 'WAY', of: ({ direction }) => direction },
        { heading: 'CONVERSATION', of: ({ conversation }) => conversation },
        { heading: 'FROM', of: ({ from }) => from?.name ?? from?.id ?? '' },
        { heading: 'STATUS', of: ({ status }) => status },
        { heading: 'TEXT', of: ({ text }) => text ?? '' },
      ],
    });
  },
};

export const channels: CommandGroup = { commands: [list, messages] };
