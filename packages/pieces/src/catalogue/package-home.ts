import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';

/** Where a package is read from. */
export interface PackageHome {
  /** Absolute path of its main module. */
  entry: string;
  /** Absolute paths of the folders that it and its dependencies are in; links are resolved. */
  readable: string[];
}

/**
 * Finds the main module of an installed package, and all folders that its dependencies are in: in a tree of pnpm these
 * are folders of their own, linked with each other.
 *
 * @param folder - the package's folder, or a link to it
 */
export async function packageHome(folder: string): Promise<PackageHome> {
  const real = await realpath(folder);
  const containers = new Set<string>();
  await gather(containerOf(real), containers);
  return { entry: await mainModule(real), readable: [...containers] };
}

/** The `node_modules` folder that a package is in. */
function containerOf(folder: string): string {
  const at = folder.lastIndexOf(`${sep}node_modules${sep}`);
  return at === -1 ? folder : folder.slice(0, at + `${sep}node_modules`.length);
}

async function gather(container: string, found: Set<string>): Promise<void> {
  if (found.has(container)) return;
  found.add(container);
  const links = await linksIn(container);
  const targets = await Promise.all(links.map((link) => realpath(link)));
  for (const target of targets) await gather(containerOf(target), found);
}

/** The packages of a `node_modules` folder that are links to others. */
async function linksIn(container: string): Promise<string[]> {
  const entries = await readdir(container, { withFileTypes: true });
  const scopes = entries.filter((entry) => entry.isDirectory() && entry.name.startsWith('@'));
  const scoped = await Promise.all(
    scopes.map((scope) => readdir(join(container, scope.name), { withFileTypes: true })),
  );
  return [...entries, ...scoped.flat()]
    .filter((entry) => entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name));
}

async function mainModule(folder: string): Promise<string> {
  const { main } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { main?: unknown };
  const named = resolve(folder, typeof main === 'string' ? main : 'index.js');
  for (const path of [named, `${named}.js`, join(named, 'index.js')]) {
    if (path.startsWith(folder + sep) && (await isFile(path))) return path;
  }
  throw new Error(`The package in ${dirname(named)} has no main module.`);
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() ?? false;
}
