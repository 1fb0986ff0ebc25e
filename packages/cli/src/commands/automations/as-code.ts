import { resolve } from 'node:path';
import type { PerduraClient } from '@perdura/sdk';
import { Application, markerOf, orderOfChanges, requireKnownReferences } from '../../as-code/apply.ts';
import { isEmpty, type Plan, planChanges } from '../../as-code/plan.ts';
import { remoteObjects } from '../../as-code/remote.ts';
import { doneLine, planDocument, planLines } from '../../as-code/show-plan.ts';
import { readSourceFolder, type SourceFolder } from '../../as-code/source-folder.ts';
import { CliError } from '../../cli-error.ts';
import type { Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { failureOf } from '../../failure.ts';

const FOLDER: Command['arguments'] = [['[folder]', 'Folder of files; the current one unless told']];

export const plan: Command = {
  name: 'plan',
  summary: 'Tell what applying a folder would change',
  arguments: FOLDER,
  options: [
    { flags: '--detailed-exit-code', description: 'Answer with exit code 5 when there is something to change' },
  ],
  async run(context, values) {
    const { folder, found } = await planOf(context, values.optionalArgument(0));
    showPlan(context, folder, found);
    return values.flag('detailedExitCode') && !isEmpty(found) ? 5 : undefined;
  },
};

export const apply: Command = {
  name: 'apply',
  summary: 'Make the server have what a folder says',
  arguments: FOLDER,
  examples: [
    ['perdura apply automations', 'Show what would change, ask, and change it'],
    ['perdura apply automations --yes --json', 'The same without a question, as a pipeline does'],
  ],
  async run(context, values) {
    const { client, folder, found } = await planOf(context, values.optionalArgument(0));
    await carryOut(context, client, folder, found, 'Apply this?');
    return undefined;
  },
};

export const destroy: Command = {
  name: 'destroy',
  summary: 'Delete what was applied from a folder',
  arguments: FOLDER,
  async run(context, values) {
    const client = await context.client();
    const folder = await readSourceFolder(resolve(context.terminal.cwd, values.optionalArgument(0) ?? '.'));
    const actual = await remoteObjects(client, folder.name, []);
    const found = planChanges([], actual, () => '');
    await carryOut(context, client, folder, found, `Delete all of ${folder.name}?`);
    return undefined;
  },
};

async function planOf(
  context: Context,
  path = '.',
): Promise<{ client: PerduraClient; folder: SourceFolder; found: Plan }> {
  const folder = await readSourceFolder(resolve(context.terminal.cwd, path));
  requireKnownReferences(folder.files);
  const client = await context.client();
  const actual = await remoteObjects(client, folder.name, folder.files);
  const found = planChanges(folder.files, actual, (file) => markerOf(folder.name, file));
  refuseForeign(folder, actual);
  orderOfChanges(found);
  return { client, folder, found };
}

/** A file that was written from an object which another folder has applied since. */
function refuseForeign(folder: SourceFolder, actual: Awaited<ReturnType<typeof remoteObjects>>): void {
  const foreign = new Set(actual.filter((object) => object.foreign).map(({ id }) => id));
  const lines = folder.files
    .filter(({ id }) => id !== null && foreign.has(id))
    .map(({ path, id }) => `${path}: ${id} belongs to another folder.`);
  if (lines.length === 0) return;
  throw new CliError('Two folders claim the same objects.', {
    exitCode: 5,
    lines,
    hint: 'Remove `id` from the file to make an object of its own.',
  });
}

function showPlan(context: Context, folder: SourceFolder, found: Plan): void {
  const { screen } = context;
  screen.show(planDocument(folder.name, found), (document) => [
    `${screen.colors.bold(folder.name)} ${screen.colors.dim(folder.root)}`,
    ...planLines(document, screen.colors),
  ]);
}

/** Shows the plan, asks, and makes the changes. With --json the answer is the plan with the ids that came of it. */
async function carryOut(
  context: Context,
  client: PerduraClient,
  folder: SourceFolder,
  found: Plan,
  question: string,
): Promise<void> {
  const { screen } = context;
  if (!screen.json) showPlan(context, folder, found);
  if (isEmpty(found)) {
    if (screen.json) showPlan(context, folder, found);
    return;
  }
  await context.requireConsent(question);
  const ids = await makeChanges(context, new Application(client, folder.name, found), found);
  const document = planDocument(folder.name, found);
  const changes = document.changes.map((change, place) => ({ ...change, id: ids.get(place) ?? change.id }));
  screen.show({ ...document, changes }, () => `${screen.colors.green('Done')}: ${doneLine(document.summary)}`);
}

/** Ids of the objects, by the place of the change in the plan. */
async function makeChanges(context: Context, application: Application, found: Plan): Promise<Map<number, string>> {
  const wanted = orderOfChanges(found).filter(({ action }) => action !== 'unchanged');
  const ids = new Map<number, string>();
  const progress = context.progress();
  try {
    for (const [done, change] of wanted.entries()) {
      const object = change.action === 'delete' ? change.actual.name : change.desired.path;
      progress.say(`${done + 1}/${wanted.length} ${change.action} ${object}`);
      ids.set(found.changes.indexOf(change), await application.make(change));
    }
  } catch (error) {
    throw stopped(failureOf(error), ids.size, wanted.length);
  } finally {
    progress.end();
  }
  return ids;
}

function stopped({ message, exitCode, lines, hint }: CliError, done: number, all: number): CliError {
  return new CliError(message, {
    exitCode,
    lines: [...lines, `${done} of ${all} changes were made.`],
    hint: `${hint === undefined ? '' : `${hint} `}Applying again goes on from there.`,
  });
}
