import type { Command } from '../../command.ts';

export const whoami: Command = {
  name: 'whoami',
  summary: 'Tell who is signed in, where, and with which rights',
  async run(context) {
    const { apiUrl, source, profile } = await context.connection();
    const me = await (await context.client()).users.me();
    const { screen } = context;
    screen.show({ ...me, apiUrl, source, profile }, () =>
      screen.facts([
        ['user', `${me.user.name} <${me.user.email}>${me.user.admin ? ', administrator' : ''}`],
        ['project', `${me.project.name} (${me.project.id})`],
        ['role', me.role],
        ['may', me.scopes.join(', ')],
        ['server', apiUrl],
        ['by', source],
      ]),
    );
    return undefined;
  },
};
