import type { PerduraClient, Run, StepResult } from '@perdura/sdk';
import type { Command, CommandGroup, OptionSpec } from '../../command.ts';
import type { Context } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import { workflowId } from '../../input/find.ts';
import { givenObject } from '../../input/given-json.ts';
import { LIST_OPTIONS, pageSize, showList } from '../../output/lists.ts';
import { eventLine, outcomeLines, statusText } from '../../output/run-lines.ts';
import type { Column } from '../../output/table.ts';
import { clock, duration } from '../../output/times.ts';
import { watchRun } from '../../output/watching.ts';
import { workflowNames } from '../../output/workflow-names.ts';
import type { Values } from '../../values.ts';

const ID: Command['arguments'] = [['<run>', 'Id of the run']];

const FILTERS: readonly OptionSpec[] = [
  {
    flags: '--status <states>',
    description: 'Only these, comma-separated: pending, running, waiting, completed, failed, cancelled',
  },
  { flags: '--workflow <workflow>', description: 'Only runs of this workflow: its id or name' },
  {
    flags: '--triggered-by <origins>',
    description: 'Only those that these started: api, cron, event, webhook, workflow, …',
  },
  { flags: '--after <time>', description: 'Only runs made at or after this time' },
  { flags: '--before <time>', description: 'Only runs made before this time' },
  { flags: '--error <text>', description: 'Text within the error' },
  { flags: '--tag <tag>', description: 'Only runs with this tag' },
  { flags: '--business-key <key>', description: 'Only runs with this key' },
  { flags: '--node <node>', description: 'Only runs that have a step of this node' },
  { flags: '--min-duration <ms>', description: 'Only runs that took at least so many milliseconds' },
  { flags: '--data-path <path>', description: 'Only runs whose trigger data has a value there, such as order.id' },
  { flags: '--data-value <value>', description: 'With --data-path: only runs that have this value there' },
];

async function filterOf(context: Context, values: Values) {
  const workflow = values.text('workflow');
  return {
    status: values.text('status'),
    workflowId: workflow === undefined ? undefined : await workflowId(await context.client(), workflow),
    triggeredBy: values.text('triggeredBy'),
    createdAfter: values.text('after'),
    createdBefore: values.text('before'),
    error: values.text('error'),
    tag: values.text('tag'),
    businessKey: values.text('businessKey'),
    nodeId: values.text('node'),
    minDurationMs: values.integer('minDuration'),
    dataPath: values.text('dataPath'),
    dataValue: values.text('dataValue'),
  };
}

async function runColumns(
  { screen }: Context,
  client: PerduraClient,
  found: readonly Run[],
): Promise<readonly Column<Run>[]> {
  const names = await workflowNames(
    client,
    found.map((run) => run.workflowId),
  );
  return [
    { heading: 'RUN', of: ({ id }) => id },
    { heading: 'STATUS', of: ({ status }) => statusText(status, screen.colors) },
    { heading: 'WORKFLOW', of: (run) => names.get(run.workflowId) ?? run.workflowId },
    { heading: 'BY', of: ({ triggeredBy }) => triggeredBy },
    { heading: 'CREATED', of: ({ createdAt }) => clock(createdAt) },
    { heading: 'TOOK', of: ({ durationMs }) => duration(durationMs) },
    {
      heading: 'ERROR',
      of: ({ error }) => (error === null ? '' : `${error.code}${error.nodeId === null ? '' : ` in ${error.nodeId}`}`),
    },
  ];
}

const search: Command = {
  name: 'search',
  summary: 'Search all runs, newest first',
  options: [...FILTERS, ...LIST_OPTIONS],
  examples: [['perdura runs search --status failed --after 2026-04-01T00:00:00Z', 'What failed since then']],
  async run(context, values) {
    const client = await context.client();
    const filter = await filterOf(context, values);
    const list = client.runs.list({ ...filter, limit: pageSize(values) });
    const columns = (shown: readonly Run[]) => runColumns(context, client, shown);
    return await showList(context, values, list, { columns, none: 'No run fits.' });
  },
};

const show: Command = {
  name: 'show',
  summary: 'Show a run with its steps',
  arguments: ID,
  async run(context, values) {
    const client = await context.client();
    const found = await client.runs.get(values.argument(0));
    const names = context.screen.json ? new Map() : await workflowNames(client, [found.workflowId]);
    context.screen.show(found, () => runLines(context, found, names.get(found.workflowId)));
    return undefined;
  },
};

function runLines({ screen }: Context, found: Run, name: string | undefined): string[] {
  const { colors } = screen;
  const steps: readonly Column<StepResult>[] = [
    { heading: 'STEP', of: ({ nodeId, iteration }) => (iteration === '0' ? nodeId : `${nodeId}[${iteration}]`) },
    { heading: 'TYPE', of: ({ nodeType }) => nodeType },
    { heading: 'STATUS', of: ({ status }) => statusText(status, colors) },
    { heading: 'TRIES', of: ({ attempts }) => String(attempts), align: 'right' },
    {
      heading: 'TOOK',
      of: ({ startedAt, completedAt }) =>
        startedAt && completedAt ? duration(Date.parse(completedAt) - Date.parse(startedAt)) : '',
    },
    { heading: 'ERROR', of: ({ error }) => (error === null ? '' : `${error.code}: ${error.message}`) },
  ];
  return [
    ...screen.facts([
      ['run', found.id],
      ['status', `${statusText(found.status, colors)}${found.paused ? ' (paused)' : ''}`],
      ['workflow', name],
      ['workflow id', `${found.workflowId}, version ${found.version}`],
      ['triggered by', found.triggeredBy],
      ['created', clock(found.createdAt)],
      ['took', duration(found.durationMs)],
      ['retry of', found.retryOf],
      ['business key', found.businessKey],
      ['tags', found.tags.join(', ')],
      ['data', JSON.stringify(found.triggerData)],
    ]),
    '',
    ...screen.table(steps, found.stepResults, 'No step has begun.'),
    ...(found.moreSteps ? [colors.dim('There are more steps; perdura runs logs shows those of a node.')] : []),
    ...outcomeLines(found, colors),
  ];
}

const watch: Command = {
  name: 'watch',
  summary: 'Watch a run until it ends, or with --search all runs that fit',
  arguments: [['[run]', 'Id of the run']],
  options: [
    { flags: '--search', description: 'Watch the runs that fit the filters; until Ctrl-C' },
    { flags: '--timeout <seconds>', description: 'How long at most' },
    ...FILTERS,
  ],
  async run(context, values) {
    const client = await context.client();
    const id = values.optionalArgument(0);
    if (id !== undefined) return await watchRun(context, client, id, { timeoutSeconds: values.integer('timeout', 1) });
    const filter = await filterOf(context, values);
    const { screen } = context;
    await context.untilInterrupted(async (signal) => {
      for await (const event of client.runs.streamAll({ ...filter, signal }))
        screen.emit(event, () => eventLine(event, screen.colors));
    });
    return EXIT.interrupted;
  },
};

const cancel: Command = {
  name: 'cancel',
  summary: 'Cancel a run: what can be undone is undone',
  arguments: ID,
  options: [{ flags: '--terminate', description: 'End it at once; nothing is undone' }],
  async run(context, values) {
    const { runs: client } = await context.client();
    const id = values.argument(0);
    const accepted = await (values.flag('terminate') ? client.terminate(id) : client.cancel(id));
    context.screen.show(accepted, () => `${id} is being ${values.flag('terminate') ? 'terminated' : 'cancelled'}.`);
    return undefined;
  },
};

const REPEAT_OPTIONS: readonly OptionSpec[] = [
  { flags: '-d, --data <json>', description: 'Trigger data instead of the earlier: JSON, @file or @-' },
  { flags: '-w, --wait', description: 'Watch the new run until it ends' },
];

const retry: Command = {
  name: 'retry',
  summary: 'Repeat a failed run from where it failed',
  arguments: ID,
  options: [
    { flags: '--from <place>', description: 'failed, start, or the id of a node; failed unless told' },
    { flags: '--latest', description: 'With the newest version of the workflow' },
    { flags: '--results <json>', description: 'Results of nodes that are not run then, by their ids' },
    ...REPEAT_OPTIONS,
  ],
  async run(context, values) {
    const client = await context.client();
    const data = await givenObject(context, 'data', values.text('data'));
    const results = await givenObject(context, 'results', values.text('results'));
    const body = {
      from: values.text('from') ?? 'failed',
      version: values.flag('latest') ? ('latest' as const) : ('pinned' as const),
      ...(data !== undefined && { data: { ...data } }),
      ...(results !== undefined && { results: { ...results } }),
    };
    return await showRepeat(context, values, await client.runs.retry(values.argument(0), body as never));
  },
};

const rerun: Command = {
  name: 'rerun',
  summary: 'Run once more from the start, with the newest version',
  arguments: ID,
  options: REPEAT_OPTIONS,
  async run(context, values) {
    const client = await context.client();
    const data = await givenObject(context, 'data', values.text('data'));
    return await showRepeat(
      context,
      values,
      await client.runs.rerun(values.argument(0), data === undefined ? {} : ({ data } as never)),
    );
  },
};

async function showRepeat(context: Context, values: Values, accepted: { runId: string }) {
  if (values.flag('wait')) return await watchRun(context, await context.client(), accepted.runId);
  context.screen.show(accepted, ({ runId }) => runId);
  context.screen.note(`Watch it: perdura runs watch ${accepted.runId}`);
  return undefined;
}

const pause: Command = {
  name: 'pause',
  summary: 'Hold a run: what is in flight ends, and nothing new begins',
  arguments: ID,
  async run(context, values) {
    const accepted = await (await context.client()).runs.pause(values.argument(0));
    context.screen.show(accepted, ({ runId }) => `${runId} is paused.`);
    return undefined;
  },
};

const resume: Command = {
  name: 'resume',
  summary: 'Let a paused run go on, or decide on its parked steps',
  arguments: ID,
  options: [
    { flags: '--action <action>', description: 'What becomes of parked steps', choices: ['retry', 'skip', 'fail'] },
    { flags: '--node <node>', description: 'One parked step; all unless told' },
  ],
  async run(context, values) {
    const body = { action: values.text('action'), nodeId: values.text('node') };
    const accepted = await (await context.client()).runs.resume(values.argument(0), JSON.parse(JSON.stringify(body)));
    context.screen.show(accepted, ({ runId }) => `${runId} goes on.`);
    return undefined;
  },
};

const logs: Command = {
  name: 'logs',
  summary: 'What the steps of a run logged, tried and failed at',
  arguments: ID,
  options: [{ flags: '--node <node>', description: 'Only this node' }],
  async run(context, values) {
    const client = await context.client();
    const id = values.argument(0);
    const node = values.text('node');
    const nodes = node === undefined ? nodesOf(await client.runs.get(id)) : [node];
    const steps: LoggedStep[] = [];
    for (const nodeId of nodes)
      steps.push({ nodeId, iterations: await client.runs.getStep(id, nodeId, { limit: 100 }).all(1_000) });
    context.screen.show(steps, () => steps.flatMap((step) => logLines(context, step)));
    return undefined;
  },
};

function nodesOf({ stepResults }: Run): string[] {
  return [...new Set(stepResults.map(({ nodeId }) => nodeId))];
}

interface LoggedStep {
  nodeId: string;
  iterations: readonly {
    iteration: string;
    status: string;
    attempts: readonly { attempt: number; startedAt: string; error: { code: string; message: string } | null }[];
    log: readonly { at: string; level: string; message: string }[];
    warnings: readonly string[];
  }[];
}

function logLines({ screen: { colors } }: Context, { nodeId, iterations }: LoggedStep): string[] {
  return iterations.flatMap(({ iteration, status, attempts, log, warnings }) => {
    const place = iteration === '0' ? nodeId : `${nodeId}[${iteration}]`;
    const failures = attempts.flatMap(({ attempt, startedAt, error }) =>
      error === null
        ? []
        : [`  ${clock(startedAt)}  attempt ${attempt}  ${colors.red(`${error.code}: ${error.message}`)}`],
    );
    const lines = log.map(({ at, level, message }) => `  ${clock(at)}  ${level.padEnd(5)}  ${message}`);
    return [
      `${colors.bold(place)}  ${statusText(status, colors)}`,
      ...failures,
      ...lines,
      ...warnings.map((text) => `  ${colors.yellow(text)}`),
    ];
  });
}

export const runs: CommandGroup = { commands: [search, show, watch, cancel, retry, rerun, pause, resume, logs] };
