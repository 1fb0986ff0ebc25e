import type { Command, CommandGroup } from '../../command.ts';
import type { Context } from '../../context.ts';
import { workflowId } from '../../input/find.ts';
import { LIST_OPTIONS, pageSize, showItems, showList } from '../../output/lists.ts';
import { clock } from '../../output/times.ts';

const WORKFLOW: Command['arguments'] = [['<workflow>', 'Id or name of the workflow']];
const ZONE = { flags: '--timezone <zone>', description: 'Show times as clocks there do, such as Europe/Berlin' };

const list: Command = {
  name: 'list',
  summary: 'List the schedules of the project',
  options: [ZONE, ...LIST_OPTIONS],
  async run(context, values) {
    const client = await context.client();
    const found = client.schedules.list({ timezone: values.text('timezone'), limit: pageSize(values) });
    return await showList(context, values, found, {
      none: 'No workflow has a schedule.',
      columns: [
        { heading: 'WORKFLOW', of: (schedule) => schedule.workflowId },
        { heading: 'NAME', of: ({ name }) => name },
        { heading: 'SCHEDULE', of: ({ schedule, timezone }) => `${schedule} ${timezone}` },
        { heading: 'STATE', of: ({ enabled, paused }) => (paused ? 'paused' : enabled ? 'active' : 'disabled') },
        {
          heading: 'NEXT',
          of: ({ nextFire }) => (values.text('timezone') === undefined ? clock(nextFire) : (nextFire ?? '')),
        },
      ],
    });
  },
};

const show: Command = {
  name: 'show',
  summary: 'Show when a workflow fires, and what came of its last times',
  arguments: WORKFLOW,
  options: [ZONE, { flags: '--count <count>', description: 'How many times to come; 5 unless told' }],
  async run(context, values) {
    const client = await context.client();
    const id = await workflowId(client, values.argument(0));
    const { screen } = context;
    const found = await client.schedules.get(id, {
      timezone: values.text('timezone'),
      count: values.integer('count', 1),
    } as never);
    screen.show(found, () => [
      ...screen.facts([
        ['workflow', found.workflowId],
        ['schedule', `${found.schedule} ${found.timezone}`],
        ['in words', found.description],
        ['state', found.paused ? 'paused' : found.enabled ? 'active' : 'disabled'],
        ['note', found.note],
        ['next', found.nextFires.join(', ')],
      ]),
      '',
      ...screen.table(
        [
          { heading: 'TIME', of: ({ at }) => at },
          { heading: 'OUTCOME', of: ({ outcome }) => outcome },
          { heading: 'RUN', of: ({ runId }) => runId ?? '' },
          { heading: 'REASON', of: ({ reason }) => reason },
        ],
        found.recent,
        'It has not fired yet.',
      ),
    ]);
    return undefined;
  },
};

function switching(name: 'pause' | 'resume', summary: string): Command {
  return {
    name,
    summary,
    arguments: WORKFLOW,
    options: [{ flags: '--note <text>', description: 'Why, for others to read' }],
    async run(context: Context, values) {
      const client = await context.client();
      const id = await workflowId(client, values.argument(0));
      const note = values.text('note');
      const found = await client.schedules[name](id, note === undefined ? {} : { note });
      context.screen.show(found, () => `The schedule of ${id} is ${found.paused ? 'paused' : 'active'}.`);
      return undefined;
    },
  };
}

const next: Command = {
  name: 'next',
  summary: 'List what will start in the whole project, soonest first',
  options: [
    { flags: '--to <time>', description: 'Up to this time; a day from now unless told' },
    { flags: '-n, --limit <count>', description: 'How many at most' },
    ZONE,
  ],
  async run(context, values) {
    const client = await context.client();
    const query = { to: values.text('to'), limit: values.integer('limit', 1), timezone: values.text('timezone') };
    const { fires, more } = await client.schedules.listUpcoming(query as never);
    showItems(context, fires, {
      none: 'Nothing will start by itself.',
      columns: [
        { heading: 'TIME', of: ({ at }) => at },
        { heading: 'WORKFLOW', of: (fire) => fire.workflowId },
        { heading: 'NAME', of: ({ name }) => name },
      ],
    });
    if (more) context.screen.note('There are more; name a sooner end by --to.');
    return undefined;
  },
};

const backfill: Command = {
  name: 'backfill',
  summary: 'Make up for times that have passed',
  arguments: WORKFLOW,
  options: [
    { flags: '--from <time>', description: 'Times after this one', required: true },
    { flags: '--to <time>', description: 'Times up to this one', required: true },
    { flags: '--again', description: 'Also times that have a run already' },
    { flags: '--concurrency <count>', description: 'Most of these runs at once' },
  ],
  async run(context, values) {
    const client = await context.client();
    const id = await workflowId(client, values.argument(0));
    const body = {
      from: values.text('from') ?? '',
      to: values.text('to') ?? '',
      ...(values.flag('again') && { again: true }),
      ...(values.text('concurrency') !== undefined && { concurrency: values.integer('concurrency', 1) ?? 1 }),
    };
    const accepted = await client.schedules.backfill(id, body);
    context.screen.show(accepted, ({ started, fires }) => `${started} runs were started for ${fires} times.`);
    return undefined;
  },
};

export const schedules: CommandGroup = {
  commands: [
    list,
    show,
    switching('pause', 'Keep a schedule from firing'),
    switching('resume', 'Let a paused schedule fire again'),
    next,
    backfill,
  ],
};
