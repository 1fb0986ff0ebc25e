import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type FileFormat, fileNameFor, fileText, flowFile, workflowFile } from '../../as-code/exported.ts';
import type { JsonObject } from '../../as-code/json.ts';
import { folderNames } from '../../as-code/remote.ts';
import { CliError } from '../../cli-error.ts';
import type { Command, OptionSpec } from '../../command.ts';
import type { Context } from '../../context.ts';
import { EXIT } from '../../exit-codes.ts';
import type { Values } from '../../values.ts';

export const FORMAT_OPTION: OptionSpec = {
  flags: '--format <format>',
  description: 'yaml unless told',
  choices: ['yaml', 'json'],
};

/** What format files are to have. */
export function formatOf(values: Values): FileFormat {
  return values.text('format') === 'json' ? 'json' : 'yaml';
}

export const exportAll: Command = {
  name: 'export',
  summary: 'Write workflows and flows into a folder that can be applied',
  arguments: [['<folder>', 'Folder; it is made if need be']],
  options: [
    FORMAT_OPTION,
    { flags: '--only <kind>', description: 'Only these', choices: ['workflows', 'flows'] },
    { flags: '--tag <tag>', description: 'Only workflows with this tag' },
    { flags: '--without-ids', description: 'So that applying them makes objects of their own, as in another project' },
    { flags: '--force', description: 'Write over files that are there' },
  ],
  examples: [
    ['perdura export automations', 'Write everything into automations/, where perdura apply finds it unchanged'],
  ],
  async run(context, values) {
    const root = resolve(context.terminal.cwd, values.argument(0));
    const found = await exportedFiles(context, values);
    const files = values.flag('withoutIds') ? found.map(withoutId) : found;
    const format = formatOf(values);
    const paths = files.map(({ key }) => `${key}.${format}`);
    refuseExisting(root, paths, values.flag('force'));
    for (const [place, { document }] of files.entries()) {
      const path = join(root, paths[place] ?? '');
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, fileText(document, format));
    }
    const written = files.map(({ key, document }, place) => ({ key, path: paths[place], id: document.id ?? null }));
    context.screen.show({ folder: root, files: written }, () => [...paths, `${paths.length} files in ${root}.`]);
    context.screen.note(`See that it is what the server has: perdura plan ${values.argument(0)}`);
    return undefined;
  },
};

interface ExportedFile {
  key: string;
  document: JsonObject;
}

function withoutId({ key, document: { id: _known, ...document } }: ExportedFile): ExportedFile {
  return { key, document };
}

async function exportedFiles(context: Context, values: Values): Promise<ExportedFile[]> {
  const only = values.text('only');
  const workflows = only === 'flows' ? [] : await exportedWorkflows(context, values.text('tag'));
  const flows = only === 'workflows' ? [] : await exportedFlows(context);
  return [...workflows, ...flows];
}

async function exportedWorkflows(context: Context, tag: string | undefined): Promise<ExportedFile[]> {
  const client = await context.client();
  const taken = new Set<string>();
  const found = await client.workflows.list({ limit: 200, ...(tag !== undefined && { tag }) }).all();
  const named = found.reverse().map(({ id, name }) => ({ id, key: `workflows/${fileNameFor(name, taken)}` }));
  const keys = new Map(named.map(({ id, key }) => [id, key]));
  const files: ExportedFile[] = [];
  for (const { id, key } of named) files.push({ key, document: workflowFile(await client.workflows.get(id), keys) });
  return files;
}

async function exportedFlows(context: Context): Promise<ExportedFile[]> {
  const client = await context.client();
  const taken = new Set<string>();
  const names = await folderNames(client);
  const found = await client.workflows.listFlows({ limit: 100 }).all();
  return found.reverse().map((flow) => ({
    key: `flows/${fileNameFor(flow.version.displayName, taken)}`,
    document: flowFile(flow, flow.folderId === null ? null : (names.get(flow.folderId) ?? null)),
  }));
}

function refuseExisting(root: string, paths: readonly string[], force: boolean): void {
  const existing = paths.filter((path) => existsSync(join(root, path)));
  if (force || existing.length === 0) return;
  throw new CliError(`${existing.length} of the files are there already.`, {
    exitCode: EXIT.conflict,
    lines: existing.slice(0, 10),
    hint: 'Write over them with --force, or name another folder.',
  });
}
