import type { Command, CommandGroup } from '../../command.ts';
import { listLimit, showItems } from '../../output/lists.ts';

const list: Command = {
  name: 'list',
  summary: 'List pieces',
  options: [
    { flags: '--search <text>', description: 'Words of the name or the description' },
    { flags: '--category <category>', description: 'Only those of this category' },
    { flags: '-n, --limit <count>', description: 'How many at most' },
    { flags: '-a, --all', description: 'All there are' },
  ],
  async run(context, values) {
    const { workflows } = await context.client();
    const limit = listLimit(values);
    const query = {
      search: values.text('search'),
      category: values.text('category'),
      ...(Number.isFinite(limit) && { limit }),
    };
    return showItems(context, await workflows.listPieces(query as never), {
      none: 'No piece fits.',
      columns: [
        { heading: 'NAME', of: ({ name }) => name },
        { heading: 'VERSION', of: ({ version }) => version },
        { heading: 'ACTIONS', of: ({ actions }) => String(actions), align: 'right' },
        { heading: 'TRIGGERS', of: ({ triggers }) => String(triggers), align: 'right' },
        { heading: 'DESCRIPTION', of: ({ description }) => description },
      ],
    });
  },
};

const show: Command = {
  name: 'show',
  summary: 'Show a piece with its actions and triggers',
  arguments: [['<piece>', 'Name, such as webhook or @activepieces/piece-webhook']],
  options: [{ flags: '--piece-version <version>', description: 'x.y.z, ~x.y.z or ^x.y.z; the newest unless told' }],
  async run(context, values) {
    const { workflows } = await context.client();
    const given = values.argument(0);
    const name = given.includes('/') || given.includes('piece-') ? given : `@activepieces/piece-${given}`;
    const found = await workflows.getPiece(name, { version: values.text('pieceVersion') });
    const { screen } = context;
    const operations = (kind: string, all: object) =>
      Object.entries(all as Record<string, { displayName: string; description?: string }>).map(([id, told]) => ({
        kind,
        id,
        ...told,
      }));
    screen.show(found, () => [
      ...screen.facts([
        ['piece', found.name],
        ['version', found.version],
        ['title', found.displayName],
        ['description', found.description],
      ]),
      '',
      ...screen.table(
        [
          { heading: 'KIND', of: ({ kind }) => kind },
          { heading: 'NAME', of: ({ id }) => id },
          { heading: 'TITLE', of: ({ displayName }) => displayName },
          { heading: 'DESCRIPTION', of: ({ description }) => description ?? '' },
        ],
        [...operations('trigger', found.triggers), ...operations('action', found.actions)],
        'It does nothing.',
      ),
    ]);
    return undefined;
  },
};

export const pieces: CommandGroup = { commands: [list, show] };
