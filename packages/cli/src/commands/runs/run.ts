import type { RunStart } from '@perdura/sdk';
import type { Command } from '../../command.ts';
import { workflowId } from '../../input/find.ts';
import { givenObject } from '../../input/given-json.ts';
import { watchRun } from '../../output/watching.ts';

export const run: Command = {
  name: 'run',
  summary: 'Start a workflow, and watch it if you like',
  arguments: [['<workflow>', 'Id or name of the workflow']],
  options: [
    { flags: '-d, --data <json>', description: 'Trigger data: JSON, @file or @- for standard input' },
    { flags: '-w, --wait', description: 'Watch the run until it ends; the exit code tells how' },
    { flags: '--timeout <seconds>', description: 'With --wait: how long at most' },
    { flags: '--result', description: 'With --wait: tell nothing but the result' },
    { flags: '--tag <tag>', description: 'A tag of the run; several times for several', many: true },
    { flags: '--business-key <key>', description: 'A key of your own, for searching' },
    { flags: '--version-name <version>', description: 'A version of the workflow: number, label or latest' },
    { flags: '--at <time>', description: 'Start it then, such as 2026-07-01T08:00:00Z' },
    { flags: '--idempotency-key <key>', description: 'The same key starts no second run' },
  ],
  examples: [
    [`perdura run Inspection --data '{"building": "A"}' --wait`, 'Start a run and watch its steps'],
    ['perdura run Inspection --data @order.json --json', 'Start a run, and get its id as JSON'],
  ],
  async run(context, values) {
    const client = await context.client();
    const id = await workflowId(client, values.argument(0));
    const data = await givenObject(context, 'data', values.text('data'));
    const tags = values.list('tag');
    const start = {
      ...(data !== undefined && { data }),
      ...(tags.length > 0 && { tags: [...tags] }),
      ...(values.text('businessKey') !== undefined && { businessKey: values.text('businessKey') }),
      ...(values.text('versionName') !== undefined && { version: versionOf(values.text('versionName') ?? '') }),
      ...(values.text('at') !== undefined && { at: values.text('at') }),
    } as RunStart;
    const started = await client.workflows.run(id, start, { idempotencyKey: values.text('idempotencyKey') });
    const { runId } = started;
    if (values.flag('wait')) {
      context.screen.note(`Run ${runId} has started.`);
      const silent = values.flag('result');
      return await watchRun(context, client, runId, { timeoutSeconds: values.integer('timeout', 1), silent });
    }
    context.screen.show(started, () => runId);
    context.screen.note(`Watch it: perdura runs watch ${runId}`);
    return undefined;
  },
};

function versionOf(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}
