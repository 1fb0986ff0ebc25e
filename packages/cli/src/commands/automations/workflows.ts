import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { NewWorkflow, Workflow, WorkflowChange, WorkflowOverview } from '@perdura/sdk';
import { type DesiredFile, desiredOf } from '../../as-code/desired.ts';
import { differences } from '../../as-code/differences.ts';
import { fileText, workflowFile } from '../../as-code/exported.ts';
import type { JsonObject } from '../../as-code/json.ts';
import { isMarker } from '../../as-code/marker.ts';
import { differenceLines } from '../../as-code/show-plan.ts';
import { POLICY_FIELDS, withKnownSecrets, workflowContent } from '../../as-code/workflow-content.ts';
import { usageError } from '../../cli-error.ts';
import type { Command, CommandGroup } from '../../command.ts';
import type { Context } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import { findWorkflow, workflowId } from '../../input/find.ts';
import { readGiven, withPlaces } from '../../input/given-json.ts';
import { LIST_OPTIONS, pageSize, showList } from '../../output/lists.ts';
import { clock } from '../../output/times.ts';
import type { Values } from '../../values.ts';
import { run } from '../runs/run.ts';
import { FORMAT_OPTION, formatOf } from './export.ts';

const WORKFLOW: Command['arguments'] = [['<workflow>', 'Id or name']];
const FILE: Command['arguments'] = [['<file>', 'JSON or YAML; - for standard input']];

const list: Command = {
  name: 'list',
  summary: 'List workflows, newest first',
  options: [
    { flags: '--search <text>', description: 'Text within name or description' },
    { flags: '--tag <tag>', description: 'Only those with this tag' },
    { flags: '--trigger <type>', description: 'Only those with this trigger: manual, cron, event, webhook, …' },
    { flags: '--enabled', description: 'Only enabled ones' },
    { flags: '--disabled', description: 'Only disabled ones' },
    ...LIST_OPTIONS,
  ],
  async run(context, values) {
    const client = await context.client();
    const enabled = values.flag('enabled') ? 'true' : values.flag('disabled') ? 'false' : undefined;
    const query = { q: values.text('search'), tag: values.text('tag'), trigger: values.text('trigger'), enabled };
    const found = client.workflows.list({ ...query, limit: pageSize(values, 200) } as never);
    return await showList<WorkflowOverview, unknown>(context, values, found, {
      none: 'There is no workflow.',
      columns: [
        { heading: 'ID', of: ({ id }) => id },
        { heading: 'NAME', of: ({ name }) => name },
        { heading: 'TRIGGER', of: ({ trigger }) => triggerText(trigger as unknown as JsonObject) },
        { heading: 'ENABLED', of: ({ enabled: isOn }) => (isOn ? 'yes' : 'no') },
        { heading: 'VERSION', of: ({ version }) => String(version), align: 'right' },
        { heading: 'UPDATED', of: ({ updatedAt }) => clock(updatedAt) },
      ],
    });
  },
};

function triggerText({ type, schedule, event, path }: JsonObject): string {
  return [type, schedule ?? event ?? path].filter((part) => part !== undefined).join(' ');
}

const get: Command = {
  name: 'get',
  summary: 'Show a workflow as a file has it; with --json as the API answers it',
  arguments: WORKFLOW,
  async run(context, values) {
    const found = await findWorkflow(await context.client(), values.argument(0));
    context.screen.show(found, () => fileText(workflowFile(found), 'yaml').trimEnd());
    return undefined;
  },
};

const validate: Command = {
  name: 'validate',
  summary: 'Check a file with the server; nothing is stored',
  arguments: FILE,
  async run(context, values) {
    const file = await workflowOf(context, values.argument(0));
    const client = await context.client();
    const answer = await withPlaces(file.source, () =>
      client.workflows.validate(file.content as unknown as NewWorkflow),
    );
    context.screen.show(answer, () => `${context.screen.colors.green('✓')} ${file.path} is valid.`);
    return undefined;
  },
};

/** @throws a usage error when the file is a flow */
async function workflowOf(context: Context, path: string): Promise<DesiredFile> {
  const source = await readGiven(context, path);
  const file = desiredOf({ ...source, document: { key: 'file', ...source.document } });
  if (file.kind === 'workflow') return file;
  throw usageError(`${path} is a flow.`, `Use: perdura flows … ${path}`);
}

/** The workflow that a file is of: the one that is named, else the one of its id or its name. */
async function target(context: Context, file: DesiredFile, named: string | undefined): Promise<Workflow | null> {
  const client = await context.client();
  if (named !== undefined) return await findWorkflow(client, named);
  const id = file.id ?? (await workflowId(client, file.name).catch(nullWhenMissing));
  return id === null ? null : await client.workflows.get(id).catch(nullWhenMissing);
}

/** @throws the error, unless it says that there is no such thing */
function nullWhenMissing(error: unknown): null {
  const { exitCode, status } = error as { exitCode?: unknown; status?: unknown };
  if (exitCode === EXIT.notFound || status === 404) return null;
  throw error;
}

const TARGET_OPTION = {
  flags: '--to <workflow>',
  description: 'Id or name of the workflow; that of the file unless told',
};

const diff: Command = {
  name: 'diff',
  summary: 'Tell in what a file differs from the workflow on the server',
  arguments: FILE,
  options: [TARGET_OPTION],
  async run(context, values) {
    const { screen } = context;
    const { file, found, changes } = await compared(context, values);
    screen.show({ id: found?.id ?? null, differences: changes }, () =>
      found === null
        ? `There is no workflow ${JSON.stringify(file.name)} yet.`
        : changes.length === 0
          ? 'Nothing differs.'
          : differenceLines(changes),
    );
    return undefined;
  },
};

/** The workflow of a file, the one on the server that it stands for, and in what they differ. */
async function compared(context: Context, values: Values) {
  const file = await workflowOf(context, values.argument(0));
  const found = await target(context, file, values.text('to'));
  const changes = differencesOf(file, found);
  return { file, found, changes };
}

function differencesOf({ content }: DesiredFile, found: Workflow | null) {
  if (found === null) return differences(undefined, content);
  const answered = workflowContent(found as unknown as JsonObject, isMarker);
  const { enabled: _enabled, ...others } = answered;
  return differences(withKnownSecrets(content.enabled === undefined ? others : answered, content), content);
}

const apply: Command = {
  name: 'apply',
  summary: 'Make or change one workflow by a file; folders are for perdura apply',
  arguments: FILE,
  options: [TARGET_OPTION],
  async run(context, values) {
    const { screen } = context;
    const { file, found, changes } = await compared(context, values);
    if (found !== null && changes.length === 0) {
      screen.show(found, () => `${found.id} is unchanged.`);
      return undefined;
    }
    if (found !== null && !screen.json) for (const line of differenceLines(changes)) screen.note(line);
    if (found !== null) await context.requireConsent(`Change ${JSON.stringify(found.name)}?`);
    const stored = await save(context, file, found);
    screen.show(stored, () => `${stored.id} is ${found === null ? 'made' : `changed: version ${stored.version}`}.`);
    return undefined;
  },
};

async function save(
  context: Context,
  { content, note, source }: DesiredFile,
  found: Workflow | null,
): Promise<Workflow> {
  const { workflows } = await context.client();
  const noted = note === null ? content : { ...content, note };
  if (found === null)
    return (await withPlaces(source, () => workflows.create(noted as unknown as NewWorkflow))) as Workflow;
  const removed = POLICY_FIELDS.filter((field) => content[field] === undefined && field in found);
  const absent = Object.fromEntries(removed.map((field) => [field, null]));
  const kept = found.tags.filter(isMarker);
  const tags = [...(Array.isArray(content.tags) ? content.tags : []), ...kept];
  const body = { ...noted, ...absent, tags } as unknown as WorkflowChange;
  return await withPlaces(source, () => workflows.update(found.id, body, { ifMatch: `"${found.version}"` }));
}

const exported: Command = {
  name: 'export',
  summary: 'Write a workflow to standard output or a file, as it can be applied',
  arguments: WORKFLOW,
  options: [{ flags: '-o, --out <file>', description: 'File to write' }, FORMAT_OPTION],
  async run(context, values) {
    const found = await findWorkflow(await context.client(), values.argument(0));
    const out = values.text('out');
    const format = context.screen.json || out?.endsWith('.json') ? 'json' : formatOf(values);
    const text = fileText(workflowFile(found), format);
    if (out === undefined) context.screen.raw(text);
    else await writeFile(resolve(context.terminal.cwd, out), text);
    return undefined;
  },
};

const remove: Command = {
  name: 'delete',
  summary: 'Delete a workflow; its history stays',
  arguments: WORKFLOW,
  options: [{ flags: '--cancel-runs', description: 'Cancel its live runs too' }],
  async run(context, values) {
    const client = await context.client();
    const found = await findWorkflow(client, values.argument(0));
    await context.requireConsent(`Delete workflow ${JSON.stringify(found.name)} (${found.id})?`);
    const answer = await client.workflows.delete(found.id, values.flag('cancelRuns') ? { runs: 'cancel' } : {});
    context.screen.show(answer, () => `${found.id} is deleted.`);
    return undefined;
  },
};

function switching(name: 'enable' | 'disable', summary: string): Command {
  return {
    name,
    summary,
    arguments: WORKFLOW,
    async run(context, values) {
      const client = await context.client();
      const id = await workflowId(client, values.argument(0));
      const answer = await client.workflows.update(id, { enabled: name === 'enable' });
      context.screen.show(answer, () => `${id} is ${name}d.`);
      return undefined;
    },
  };
}

const versions: Command = {
  name: 'versions',
  summary: 'List the versions of a workflow, newest first',
  arguments: WORKFLOW,
  options: LIST_OPTIONS,
  async run(context, values) {
    const client = await context.client();
    const id = await workflowId(client, values.argument(0));
    return await showList(context, values, client.workflows.listVersions(id, { limit: pageSize(values) }), {
      none: 'There is no version.',
      columns: [
        { heading: 'VERSION', of: ({ version }) => String(version), align: 'right' },
        { heading: 'CREATED', of: ({ createdAt }) => clock(createdAt) },
        { heading: 'NODES', of: ({ nodes }) => String((nodes as readonly unknown[]).length), align: 'right' },
        { heading: 'NOTE', of: ({ note }) => note ?? '' },
      ],
    });
  },
};

export const workflows: CommandGroup = {
  commands: [
    ...[list, get, validate, diff, apply, exported, run, remove],
    switching('enable', 'Let a workflow start again'),
    switching('disable', 'Keep a workflow from starting'),
    versions,
  ],
};
