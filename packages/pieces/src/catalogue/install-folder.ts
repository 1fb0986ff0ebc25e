import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { folderBytes, removeOlder } from './folder-size.ts';
import { npm } from './npm-command.ts';
import { PieceUnavailable } from './piece-unavailable.ts';

export interface InstallRequest {
  /** What is installed, for messages. */
  what: string;
  /** Where it will be; it is there whole or not at all. */
  folder: string;
  /** Ranges by name of package, as in a `package.json`. */
  dependencies: Readonly<Record<string, string>>;
  /** What the lock must say of packages, by name; others are taken as the registry has them. */
  integrity?: Readonly<Record<string, string>>;
}

export interface InstallLimits {
  timeoutMs: number;
  maxBytes: number;
}

/** Parts of a lock file that are read. */
interface Lock {
  packages?: Record<string, LockedPackage | undefined>;
}

interface LockedPackage {
  version?: string;
  integrity?: string;
  /** It is a link to a folder. */
  link?: boolean;
  resolved?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const WATCH_EVERY_MS = 1_000;
const FORGOTTEN_MS = 3_600_000;

/**
 * Installs packages aside and then puts them in place at once: processes that install the same at the same time do not
 * meet, and whoever is second leaves what the first one made. No script of any package runs.
 *
 * @param scratch - a folder of the same file system; leftovers of ended processes are removed from it
 * @throws {PieceUnavailable} when npm fails, or a limit or an integrity does not hold
 */
export async function install(request: InstallRequest, scratch: string, limits: InstallLimits): Promise<void> {
  if (await isInstalled(request.folder)) return;
  await mkdir(scratch, { recursive: true });
  await removeOlder(scratch, FORGOTTEN_MS);
  const aside = join(scratch, randomUUID());
  try {
    await fill(aside, request, limits);
    await checkSources(aside, request.what);
    await checkIntegrity(aside, request);
    await mkdir(dirname(request.folder), { recursive: true });
    await putInPlace(aside, request.folder);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** A folder of packages is complete as soon as it is there. */
export async function isInstalled(folder: string): Promise<boolean> {
  return (await stat(folder).catch(() => null))?.isDirectory() ?? false;
}

/** What the lock of an installed folder says of a package. */
export async function lockedPackage(folder: string, name: string): Promise<{ version: string; integrity: string }> {
  const { version = '', integrity = '' } = (await readLock(folder))[`node_modules/${name}`] ?? {};
  return { version, integrity };
}

async function readLock(folder: string): Promise<NonNullable<Lock['packages']>> {
  const lock = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8')) as Lock;
  return lock.packages ?? {};
}

/** What does not come from a registry: repositories, addresses, and folders of this machine. */
const FOREIGN = /^(file|link|git|github|gitlab|bitbucket|gist|https?|git\+[a-z]+):/i;

/**
 * Children may read all that is in the folder, and follow links out of it: a package that depends on a folder of this
 * machine would open that to them.
 */
async function checkSources(folder: string, what: string): Promise<void> {
  for (const [path, locked = {}] of Object.entries(await readLock(folder))) {
    const { link = false, resolved = '', dependencies = {}, optionalDependencies = {} } = locked;
    const specs = Object.values({ ...dependencies, ...optionalDependencies });
    if (!link && !/^(file|link|git)/i.test(resolved) && !specs.some((spec) => FOREIGN.test(spec))) continue;
    const text = `${what} cannot be had: ${path.slice(0, 200)} depends on something outside of the registry.`;
    throw new PieceUnavailable('PIECE_INSTALL_FAILED', text);
  }
}

async function fill(aside: string, { what, dependencies }: InstallRequest, limits: InstallLimits): Promise<void> {
  await mkdir(aside);
  await writeFile(join(aside, 'package.json'), JSON.stringify({ private: true, dependencies }));
  const tooLarge = new AbortController();
  const watch = setInterval(() => void stopIfTooLarge(aside, limits.maxBytes, tooLarge), WATCH_EVERY_MS);
  const options = { folder: aside, timeoutMs: limits.timeoutMs, signal: tooLarge.signal };
  try {
    await npm(what, ['install', '--prefer-offline'], options);
  } catch (error) {
    if (tooLarge.signal.aborted) throw tooLargeError(what, limits.maxBytes);
    throw error;
  } finally {
    clearInterval(watch);
  }
  if ((await folderBytes(aside)) > limits.maxBytes) throw tooLargeError(what, limits.maxBytes);
}

async function stopIfTooLarge(folder: string, maxBytes: number, stop: AbortController): Promise<void> {
  if ((await folderBytes(folder)) > maxBytes) stop.abort();
}

function tooLargeError(what: string, maxBytes: number): PieceUnavailable {
  const limit = Math.round(maxBytes / 1024 / 1024);
  return new PieceUnavailable('PIECE_INSTALL_FAILED', `${what} and what it depends on are larger than ${limit} MB.`);
}

async function checkIntegrity(folder: string, { integrity = {} }: InstallRequest): Promise<void> {
  for (const [name, expected] of Object.entries(integrity)) {
    const found = (await lockedPackage(folder, name)).integrity;
    if (found === expected) continue;
    const text = `${name}: the registry gives ${found || 'no integrity'}, and ${expected} was expected.`;
    throw new PieceUnavailable('PIECE_INSTALL_FAILED', text);
  }
}

async function putInPlace(aside: string, folder: string): Promise<void> {
  try {
    await rename(aside, folder);
  } catch (error) {
    if (!(await isInstalled(folder))) throw error;
  }
}
