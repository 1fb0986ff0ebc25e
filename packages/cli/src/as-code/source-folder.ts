import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { CliError, usageError } from '../cli-error.ts';
import { EXIT } from '../exit-codes.ts';
import { type DesiredFile, desiredOf } from './desired.ts';
import { objectName } from './plan.ts';
import { parseSource } from './source-file.ts';

/** A folder of files that says what there is to be. */
export interface SourceFolder {
  root: string;
  /** By which its objects are known on the server. */
  name: string;
  files: readonly DesiredFile[];
}

/** Says what the folder is called; otherwise it is called as the folder is. */
export const MANIFEST = 'perdura.yaml';

const NAME = /^[a-z0-9][a-z0-9._-]{0,29}$/;
const SKIPPED = /^(\.|node_modules$)/;
const SOURCE = /\.(json|ya?ml)$/;

/** @throws CliError that lists every fault of every file */
export async function readSourceFolder(folder: string): Promise<SourceFolder> {
  const root = resolve(folder);
  if (!(await isFolder(root))) throw usageError(`${folder} is no folder.`, 'Name the folder that holds the files.');
  const name = await nameOf(root);
  const files: DesiredFile[] = [];
  const faults: string[] = [];
  for (const path of await sourcePaths(root)) {
    try {
      files.push(desiredOf(parseSource(path, await readFile(join(root, path), 'utf8'))));
    } catch (error) {
      faults.push((error as Error).message);
    }
  }
  faults.push(...sameKeys(files));
  if (faults.length === 0) return { root, name, files };
  throw new CliError(`${faults.length === 1 ? 'A file' : `${faults.length} files`} of ${folder} cannot be used.`, {
    exitCode: EXIT.conflict,
    lines: faults,
  });
}

/** A name that a folder may have, made of any text. */
export function folderName(text: string): string {
  const name = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 30);
  return name === '' ? 'automations' : name;
}

async function nameOf(root: string): Promise<string> {
  const text = await readFile(join(root, MANIFEST), 'utf8').catch(() => null);
  if (text === null) return folderName(basename(root));
  const { name } = parseSource(MANIFEST, text).document;
  if (typeof name === 'string' && NAME.test(name)) return name;
  throw usageError(
    `${MANIFEST}: name is ${JSON.stringify(name ?? null)}; expected at most 30 lower-case letters, digits, ".", "_" and "-".`,
  );
}

async function sourcePaths(root: string): Promise<string[]> {
  const found: string[] = [];
  const walk = async (folder: string) => {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (SKIPPED.test(entry.name) || path === MANIFEST) continue;
      if (entry.isDirectory()) await walk(path);
      else if (SOURCE.test(entry.name)) found.push(path);
    }
  };
  await walk('');
  return found.sort();
}

function sameKeys(files: readonly DesiredFile[]): string[] {
  const paths = new Map<string, string>();
  return files.flatMap((file) => {
    const before = paths.get(objectName(file));
    paths.set(objectName(file), file.path);
    return before === undefined ? [] : [`${file.path}: ${file.kind} ${file.key} is in ${before} too.`];
  });
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
