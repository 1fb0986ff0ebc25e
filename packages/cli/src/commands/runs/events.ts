import type { Command, CommandGroup } from '../../command.ts';
import { givenObject } from '../../input/given-json.ts';
import { showItems } from '../../output/lists.ts';

const publish: Command = {
  name: 'publish',
  summary: 'Publish an event: it starts every workflow whose trigger it is',
  arguments: [['<type>', 'Such as alert.triggered']],
  options: [
    { flags: '-d, --data <json>', description: 'Data of the event: JSON, @file or @-' },
    { flags: '--id <id>', description: 'The same id is one event, however often it is published' },
    { flags: '--correlation-key <key>', description: 'By which waiting runs find it' },
  ],
  async run(context, values) {
    const client = await context.client();
    const event = {
      type: values.argument(0),
      data: (await givenObject(context, 'data', values.text('data'))) ?? {},
      ...(values.text('id') !== undefined && { id: values.text('id') }),
      ...(values.text('correlationKey') !== undefined && { correlationKey: values.text('correlationKey') }),
    };
    const published = await client.events.publish(event as never);
    context.screen.show(published, ({ eventId, runIds, duplicate }) => [
      `Event ${eventId}${duplicate ? ' was published before' : ''}; ${runIds.length} runs.`,
      ...runIds,
    ]);
    return undefined;
  },
};

const types: Command = {
  name: 'types',
  summary: 'List the types of events that are known',
  async run(context) {
    const found = await (await context.client()).events.listTypes();
    showItems(context, Object.values(found).flat() as unknown[], {
      none: 'There is none.',
      columns: [{ heading: 'TYPE', of: (type) => (typeof type === 'string' ? type : JSON.stringify(type)) }],
    });
    return undefined;
  },
};

export const events: CommandGroup = { commands: [publish, types] };
