import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Flow, FlowOperation, PerduraClient } from '@perdura/sdk';
import { type DesiredFile, desiredOf } from '../../as-code/desired.ts';
import { type Difference, differences } from '../../as-code/differences.ts';
import { fileText, flowFile } from '../../as-code/exported.ts';
import type { JsonObject } from '../../as-code/json.ts';
import { folderNames, isPublished, remoteFlow } from '../../as-code/remote.ts';
import { differenceLines } from '../../as-code/show-plan.ts';
import { CliError, usageError } from '../../cli-error.ts';
import type { Command, CommandGroup } from '../../command.ts';
import type { Context } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import { findFlow } from '../../input/find.ts';
import { givenObject, readGiven, withPlaces } from '../../input/given-json.ts';
import { LIST_OPTIONS, pageSize, showList } from '../../output/lists.ts';
import { statusText } from '../../output/run-lines.ts';
import { clock } from '../../output/times.ts';
import { FORMAT_OPTION, formatOf } from './export.ts';

const FLOW: Command['arguments'] = [['<flow>', 'Id or name']];
const FILE: Command['arguments'] = [['<file>', 'JSON or YAML; - for standard input']];
const TARGET_OPTION = { flags: '--to <flow>', description: 'Id or name of the flow; that of the file unless told' };

const list: Command = {
  name: 'list',
  summary: 'List flows, newest first',
  options: [
    { flags: '--search <text>', description: 'Text within the name' },
    { flags: '--status <status>', description: 'Only those', choices: ['ENABLED', 'DISABLED'] },
    ...LIST_OPTIONS,
  ],
  async run(context, values) {
    const client = await context.client();
    const query = { name: values.text('search'), status: values.text('status'), limit: pageSize(values) };
    return await showList(context, values, client.workflows.listFlows(query), {
      none: 'There is no flow.',
      columns: [
        { heading: 'ID', of: ({ id }) => id },
        { heading: 'NAME', of: ({ version }) => version.displayName },
        { heading: 'STATUS', of: ({ status }) => statusText(status, context.screen.colors) },
        {
          heading: 'PUBLISHED',
          of: (flow) => (isPublished(flow) ? 'yes' : flow.publishedVersionId === null ? 'no' : 'earlier version'),
        },
        { heading: 'UPDATED', of: ({ updated }) => clock(updated) },
      ],
    });
  },
};

const get: Command = {
  name: 'get',
  summary: 'Show a flow as a file has it; with --json as the API answers it',
  arguments: FLOW,
  async run(context, values) {
    const client = await context.client();
    const found = await findFlow(client, values.argument(0));
    const text = context.screen.json ? '' : fileText(await fileOf(client, found), 'yaml').trimEnd();
    context.screen.show(found, () => text);
    return undefined;
  },
};

async function fileOf(client: PerduraClient, flow: Flow): Promise<JsonObject> {
  const name = flow.folderId === null ? null : (await client.workflows.getFolder(flow.folderId)).displayName;
  return flowFile(flow, name);
}

const validate: Command = {
  name: 'validate',
  summary: 'Check a file with the server: a flow is made of it, looked at, and removed',
  arguments: FILE,
  async run(context, values) {
    const file = await flowOf(context, values.argument(0));
    const { workflows } = await context.client();
    const { id } = await workflows.createFlow({ displayName: file.name });
    try {
      const flow = await withPlaces(file.source, () => operate(workflows, id, 'IMPORT_FLOW', file.imported ?? {}));
      const invalid = stepsWithFaults(flow.version.trigger as unknown as JsonObject);
      context.screen.show({ valid: invalid.length === 0, invalidSteps: invalid }, () =>
        invalid.length === 0
          ? `${context.screen.colors.green('✓')} ${file.path} is valid.`
          : `These steps cannot run as they are: ${invalid.join(', ')}.`,
      );
      return invalid.length === 0 ? undefined : EXIT.conflict;
    } finally {
      await workflows.deleteFlow(id);
    }
  },
};

/** Names of the steps that the server finds incomplete, wherever they are. */
function stepsWithFaults(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { valid, skip, name, ...rest } = value as Record<string, unknown>;
  const own = valid === false && skip !== true && typeof name === 'string' ? [name] : [];
  const inner = ['nextAction', 'firstLoopAction', 'children', 'continueOnFailureBranches', 'onSuccess', 'onFailure'];
  const below = Array.isArray(value) ? value : inner.map((field) => rest[field]);
  return [...own, ...below.flatMap(stepsWithFaults)];
}

/** @throws a usage error when the file is a workflow */
async function flowOf(context: Context, path: string): Promise<DesiredFile> {
  const source = await readGiven(context, path);
  const file = desiredOf({ ...source, document: { key: 'file', ...source.document } });
  if (file.kind === 'flow') return file;
  throw usageError(`${path} is a workflow.`, `Use: perdura workflows … ${path}`);
}

async function target(context: Context, file: DesiredFile, named: string | undefined): Promise<Flow | null> {
  const client = await context.client();
  try {
    return await findFlow(client, named ?? file.id ?? file.name);
  } catch (error) {
    if (named === undefined && error instanceof CliError && error.exitCode === EXIT.notFound) return null;
    throw error;
  }
}

async function differencesOf(context: Context, { content }: DesiredFile, found: Flow | null): Promise<Difference[]> {
  if (found === null) return differences(undefined, content);
  const names = await folderNames(await context.client());
  const { content: answered } = remoteFlow(found, '', names);
  const given = Object.keys(content);
  return differences(Object.fromEntries(Object.entries(answered).filter(([field]) => given.includes(field))), content);
}

const diff: Command = {
  name: 'diff',
  summary: 'Tell in what a file differs from the flow on the server',
  arguments: FILE,
  options: [TARGET_OPTION],
  async run(context, values) {
    const file = await flowOf(context, values.argument(0));
    const found = await target(context, file, values.text('to'));
    const changes = await differencesOf(context, file, found);
    context.screen.show({ id: found?.id ?? null, differences: changes }, () => {
      if (found === null) return `There is no flow ${JSON.stringify(file.name)} yet.`;
      return changes.length === 0 ? 'Nothing differs.' : differenceLines(changes);
    });
    return undefined;
  },
};

const apply: Command = {
  name: 'apply',
  summary: 'Make or change one flow by a file, and publish it; folders are for perdura apply',
  arguments: FILE,
  options: [TARGET_OPTION, { flags: '--draft', description: 'Publish nothing' }],
  async run(context, values) {
    const { screen } = context;
    const file = await flowOf(context, values.argument(0));
    const found = await target(context, file, values.text('to'));
    const changes = await differencesOf(context, file, found);
    if (found !== null && changes.length === 0) {
      screen.show(found, () => `${found.id} is unchanged.`);
      return undefined;
    }
    if (found !== null && !screen.json) for (const line of differenceLines(changes)) screen.note(line);
    if (found !== null) await context.requireConsent(`Change ${JSON.stringify(found.version.displayName)}?`);
    const stored = await save(context, file, found, values.flag('draft'));
    screen.show(
      stored,
      () => `${stored.id} is ${found === null ? 'made' : 'changed'}${isPublished(stored) ? ' and published' : ''}.`,
    );
    return undefined;
  },
};

async function save(context: Context, file: DesiredFile, found: Flow | null, draft: boolean): Promise<Flow> {
  const { workflows } = await context.client();
  const { folder, status, published } = file.content;
  const folderName = typeof folder === 'string' ? { folderName: folder } : {};
  const { id } = found ?? (await workflows.createFlow({ displayName: file.name, ...folderName }));
  const stored = await withPlaces(file.source, () => operate(workflows, id, 'IMPORT_FLOW', file.imported ?? {}));
  if (draft || published !== true) return stored;
  return await operate(workflows, id, 'LOCK_AND_PUBLISH', { status: status ?? found?.status ?? 'ENABLED' });
}

async function operate(
  workflows: PerduraClient['workflows'],
  id: string,
  type: string,
  request: object,
): Promise<Flow> {
  return await workflows.applyFlowOperation(id, { type, request } as unknown as FlowOperation);
}

const exported: Command = {
  name: 'export',
  summary: 'Write a flow to standard output or a file, as it can be applied',
  arguments: FLOW,
  options: [
    { flags: '-o, --out <file>', description: 'File to write' },
    { flags: '--template', description: 'As a template: without connections and what was tried' },
    FORMAT_OPTION,
  ],
  async run(context, values) {
    const client = await context.client();
    const found = await findFlow(client, values.argument(0));
    const document = values.flag('template')
      ? ((await client.workflows.getFlowTemplate(found.id)) as unknown as JsonObject)
      : await fileOf(client, found);
    const out = values.text('out');
    const text = fileText(document, context.screen.json || out?.endsWith('.json') ? 'json' : formatOf(values));
    if (out === undefined) context.screen.raw(text);
    else await writeFile(resolve(context.terminal.cwd, out), text);
    return undefined;
  },
};

const trigger: Command = {
  name: 'trigger',
  summary: 'Call a flow by its webhook',
  arguments: FLOW,
  options: [
    { flags: '-d, --data <json>', description: 'Payload: JSON, @file or @- for standard input' },
    { flags: '-w, --wait', description: 'Wait for what the flow answers' },
  ],
  async run(context, values) {
    const client = await context.client();
    const { id } = await findFlow(client, values.argument(0));
    const payload = (await givenObject(context, 'data', values.text('data'))) ?? {};
    if (values.flag('wait')) {
      const answer: unknown = await client.workflows.triggerFlowSync(id, payload);
      if (answer === undefined) context.screen.note('The run has ended, and has no step that answers its caller.');
      context.screen.show(answer ?? null, (shown) =>
        typeof shown === 'string' ? shown : JSON.stringify(shown, null, 2),
      );
    } else {
      const started = await client.workflows.triggerFlow(id, payload);
      context.screen.show(started, ({ runId }) => runId ?? 'The request was taken; its runs are found by a worker.');
    }
    return undefined;
  },
};

function changing(name: string, summary: string, type: string, request: object, done: string): Command {
  return {
    name,
    summary,
    arguments: FLOW,
    async run(context, values) {
      const client = await context.client();
      const { id } = await findFlow(client, values.argument(0));
      const answer = await operate(client.workflows, id, type, request);
      context.screen.show(answer, () => `${id} is ${done}.`);
      return undefined;
    },
  };
}

const remove: Command = {
  name: 'delete',
  summary: 'Delete a flow; its runs stay',
  arguments: FLOW,
  async run(context, values) {
    const client = await context.client();
    const found = await findFlow(client, values.argument(0));
    await context.requireConsent(`Delete flow ${JSON.stringify(found.version.displayName)} (${found.id})?`);
    await client.workflows.deleteFlow(found.id);
    context.screen.show({ id: found.id, deleted: true }, () => `${found.id} is deleted.`);
    return undefined;
  },
};

const runs: Command = {
  name: 'runs',
  summary: 'List the runs of a flow with their steps, newest first',
  arguments: FLOW,
  options: LIST_OPTIONS,
  async run(context, values) {
    const client = await context.client();
    const { id } = await findFlow(client, values.argument(0));
    return await showList(context, values, client.workflows.listRuns({ flowId: id, limit: pageSize(values) }), {
      none: 'It has not run yet.',
      columns: [
        { heading: 'RUN', of: (found) => found.id },
        { heading: 'STATUS', of: ({ status }) => statusText(status, context.screen.colors) },
        { heading: 'ENVIRONMENT', of: ({ environment }) => environment },
        { heading: 'CREATED', of: ({ created }) => clock(created) },
        { heading: 'FAILED STEP', of: ({ failedStep }) => failedStep?.name ?? '' },
      ],
    });
  },
};

export const flows: CommandGroup = {
  commands: [
    ...[list, get, validate, diff, apply, exported, trigger, runs],
    changing('publish', 'Publish the newest version, and switch the flow on', 'LOCK_AND_PUBLISH', {}, 'published'),
    changing('enable', 'Switch a published flow on', 'CHANGE_STATUS', { status: 'ENABLED' }, 'enabled'),
    changing('disable', 'Switch a flow off', 'CHANGE_STATUS', { status: 'DISABLED' }, 'disabled'),
    remove,
  ],
};
