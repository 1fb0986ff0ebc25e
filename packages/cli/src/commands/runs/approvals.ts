import type { Approval } from '@perdura/sdk';
import type { Command, CommandGroup } from '../../command.ts';
import type { Context } from '../../context.ts';
import { givenObject } from '../../input/given-json.ts';
import { LIST_OPTIONS, pageSize, showList } from '../../output/lists.ts';
import { statusText } from '../../output/run-lines.ts';
import { clock } from '../../output/times.ts';
import type { Values } from '../../values.ts';

const ID: Command['arguments'] = [['<approval>', 'Id of the approval']];

const list: Command = {
  name: 'list',
  summary: 'List approvals, newest first; pending ones unless told',
  options: [
    { flags: '--status <states>', description: 'Comma-separated: pending, approved, rejected, timeout, cancelled' },
    { flags: '--mine', description: 'Only those that wait for you' },
    { flags: '--overdue', description: 'Only pending ones past their deadline' },
    { flags: '--run <run>', description: 'Only those of this run' },
    ...LIST_OPTIONS,
  ],
  async run(context, values) {
    const client = await context.client();
    const query = {
      status: values.text('status') ?? (values.flag('overdue') ? undefined : 'pending'),
      mine: values.flag('mine') ? 'true' : undefined,
      overdue: values.flag('overdue') ? 'true' : undefined,
      runId: values.text('run'),
      limit: pageSize(values),
    };
    return await showList<Approval, unknown>(context, values, client.approvals.list(query as never), {
      none: 'Nothing waits for anybody.',
      columns: [
        { heading: 'APPROVAL', of: ({ id }) => id },
        { heading: 'STATUS', of: ({ status }) => statusText(status, context.screen.colors) },
        { heading: 'WORKFLOW', of: ({ run }) => run.workflowName },
        { heading: 'WAITS FOR', of: ({ waitingFor }) => waitingFor.join(', ') },
        { heading: 'DEADLINE', of: ({ deadline }) => clock(deadline) },
        { heading: 'MESSAGE', of: ({ message }) => message },
      ],
    });
  },
};

const show: Command = {
  name: 'show',
  summary: 'Show an approval with what was decided',
  arguments: ID,
  async run(context, values) {
    const found = await (await context.client()).approvals.get(values.argument(0));
    context.screen.show(found, () => lines(context, found));
    return undefined;
  },
};

function lines({ screen }: Context, found: Approval): string[] {
  return [
    ...screen.facts([
      ['approval', found.id],
      ['status', statusText(found.status, screen.colors)],
      ['message', found.message],
      ['run', `${found.runId} of ${found.run.workflowName}`],
      ['waits for', found.waitingFor.join(', ')],
      ['required', String(found.required)],
      ['deadline', clock(found.deadline)],
      ['form', found.form === null ? null : JSON.stringify(found.form)],
    ]),
    ...found.decisions.map(({ by, decision, comment, at }) =>
      `${clock(at)}  ${by}  ${decision}  ${comment ?? ''}`.trimEnd(),
    ),
    ...found.comments.map(({ by, text, at }) => `${clock(at)}  ${by}: ${text}`),
  ];
}

function deciding(decision: 'approve' | 'reject', summary: string): Command {
  return {
    name: decision,
    summary,
    arguments: ID,
    options: [
      { flags: '-c, --comment <text>', description: 'Why' },
      { flags: '--form <json>', description: 'What its form asks for: JSON, @file or @-' },
    ],
    async run(context: Context, values: Values) {
      const client = await context.client();
      const form = await givenObject(context, 'form', values.text('form'));
      const comment = values.text('comment');
      const body = { decision, ...(comment !== undefined && { comment }), ...(form !== undefined && { form }) };
      const found = await client.approvals.decide(values.argument(0), body as never);
      context.screen.show(found, () => `${found.id} is ${found.status}.`);
      return undefined;
    },
  };
}

export const approvals: CommandGroup = {
  commands: [
    list,
    show,
    deciding('approve', 'Approve, as one of those who were asked'),
    deciding('reject', 'Reject, as one of those who were asked'),
  ],
};
