import type { Topic } from '../command.ts';

interface Section {
  title: string;
  topics: readonly Topic[];
}

/** All commands, in the order in which the help and the reference list them; each is loaded when it is named. */
export const SECTIONS: readonly Section[] = [
  {
    title: 'Getting in',
    topics: [
      {
        name: 'login',
        summary: 'Sign in, and keep it as a profile',
        load: async () => (await import('./getting-in/login.ts')).login,
      },
      {
        name: 'logout',
        summary: 'Forget a profile, and end its session',
        load: async () => (await import('./getting-in/logout.ts')).logout,
      },
      {
        name: 'whoami',
        summary: 'Tell who is signed in, where, and with which rights',
        load: async () => (await import('./getting-in/whoami.ts')).whoami,
      },
      {
        name: 'profiles',
        summary: 'Stored sign-ins',
        load: async () => (await import('./getting-in/profiles.ts')).profiles,
      },
      {
        name: 'doctor',
        summary: 'Find out what does not work, and what to do about it',
        load: async () => (await import('./getting-in/doctor.ts')).doctor,
      },
      {
        name: 'dev',
        summary: 'Run the development stack of this checkout',
        load: async () => (await import('./getting-in/dev.ts')).dev,
      },
    ],
  },
  {
    title: 'Automations',
    topics: [
      {
        name: 'workflows',
        summary: 'Workflows: graphs of nodes',
        load: async () => (await import('./automations/workflows.ts')).workflows,
      },
      {
        name: 'flows',
        summary: 'Flows: a trigger and a chain of steps',
        load: async () => (await import('./automations/flows.ts')).flows,
      },
      {
        name: 'plan',
        summary: 'Tell what applying a folder would change',
        load: async () => (await import('./automations/as-code.ts')).plan,
      },
      {
        name: 'apply',
        summary: 'Make the server have what a folder says',
        load: async () => (await import('./automations/as-code.ts')).apply,
      },
      {
        name: 'export',
        summary: 'Write workflows and flows into a folder that can be applied',
        load: async () => (await import('./automations/export.ts')).exportAll,
      },
      {
        name: 'destroy',
        summary: 'Delete what was applied from a folder',
        load: async () => (await import('./automations/as-code.ts')).destroy,
      },
    ],
  },
  {
    title: 'Runs',
    topics: [
      {
        name: 'run',
        summary: 'Start a workflow, and watch it if you like',
        load: async () => (await import('./runs/run.ts')).run,
      },
      { name: 'runs', summary: 'Find, watch and repair runs', load: async () => (await import('./runs/runs.ts')).runs },
      {
        name: 'approvals',
        summary: 'What waits for people',
        load: async () => (await import('./runs/approvals.ts')).approvals,
      },
      {
        name: 'schedules',
        summary: 'What starts by the clock',
        load: async () => (await import('./runs/schedules.ts')).schedules,
      },
      {
        name: 'events',
        summary: 'Events, which start workflows',
        load: async () => (await import('./runs/events.ts')).events,
      },
    ],
  },
  {
    title: 'What automations use',
    topics: [
      {
        name: 'connections',
        summary: 'Credentials for services',
        load: async () => (await import('./resources/connections.ts')).connections,
      },
      {
        name: 'pieces',
        summary: 'Integrations that steps of flows can use',
        load: async () => (await import('./resources/pieces.ts')).pieces,
      },
      {
        name: 'tables',
        summary: 'Tables with their records',
        load: async () => (await import('./resources/tables.ts')).tables,
      },
      {
        name: 'channels',
        summary: 'Channels, and the messages that came in',
        load: async () => (await import('./resources/channels.ts')).channels,
      },
      {
        name: 'mcp',
        summary: 'MCP servers, through which assistants use automations',
        load: async () => (await import('./resources/mcp.ts')).mcp,
      },
    ],
  },
  {
    title: 'Access',
    topics: [
      { name: 'keys', summary: 'Keys of the API', load: async () => (await import('./access/keys.ts')).keys },
      {
        name: 'members',
        summary: 'Members of the project, and their roles',
        load: async () => (await import('./access/members.ts')).members,
      },
      {
        name: 'invitations',
        summary: 'Invitations by mail',
        load: async () => (await import('./access/invitations.ts')).invitations,
      },
    ],
  },
  {
    title: 'This program',
    topics: [
      {
        name: 'completion',
        summary: 'Write a script that completes commands in a shell',
        load: async () => (await import('./program/completion.ts')).completionOf(() => TOPICS),
      },
      {
        name: 'version',
        summary: 'Tell the versions of this program and of the server',
        load: async () => (await import('./program/version.ts')).version,
      },
    ],
  },
];

/** All topics, without their sections. */
export const TOPICS: readonly Topic[] = SECTIONS.flatMap(({ topics }) => topics);
