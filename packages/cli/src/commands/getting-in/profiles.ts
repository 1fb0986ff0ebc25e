import { usageError } from '../../cli-error.ts';
import type { Command, CommandGroup } from '../../command.ts';
import { writeCredentials } from '../../config/credentials.ts';
import { showItems } from '../../output/lists.ts';

const list: Command = {
  name: 'list',
  summary: 'List stored sign-ins; the one that is used has a star',
  async run(context) {
    const { current, profiles: stored } = await context.credentials();
    const shown = Object.entries(stored).map(([name, { apiUrl, kind, user }]) => ({
      name,
      apiUrl,
      kind,
      user: user ?? null,
      current: name === current,
    }));
    return showItems(context, shown, {
      none: 'None is stored. Sign in: perdura login',
      columns: [
        { heading: '', of: (profile) => (profile.current ? '*' : '') },
        { heading: 'PROFILE', of: ({ name }) => name },
        { heading: 'SERVER', of: ({ apiUrl }) => apiUrl },
        { heading: 'BY', of: ({ kind }) => kind },
        { heading: 'USER', of: ({ user }) => user ?? '' },
      ],
    });
  },
};

const use: Command = {
  name: 'use',
  summary: 'Use a stored sign-in from now on',
  arguments: [['<profile>', 'Its name']],
  async run(context, values) {
    const stored = await context.credentials();
    const name = values.argument(0);
    if (!Object.hasOwn(stored.profiles, name))
      throw usageError(`There is no profile ${name}.`, 'See: perdura profiles list');
    await writeCredentials(context.credentialsPath, { ...stored, current: name });
    context.screen.show({ current: name }, () => `${name} is used from now on.`);
    return undefined;
  },
};

export const profiles: CommandGroup = { commands: [list, use] };
