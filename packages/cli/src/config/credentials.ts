import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { usageError } from '../cli-error.ts';

/** How one server is reached, and as whom. */
export interface Profile {
  apiUrl: string;
  /** A key, or the token of a session. */
  credential: string;
  kind: 'key' | 'session';
  /** Who that is, as it was when it was stored. */
  user?: string;
}

export interface Credentials {
  /** The profile that is used when none is named. */
  current: string | null;
  profiles: Record<string, Profile>;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The file of credentials in the user's folder of settings, as XDG has it. */
export function credentialsPath(env: Readonly<Record<string, string | undefined>>): string {
  const folder = env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config');
  return join(folder, 'perdura', 'credentials.json');
}

/** What is stored; nothing when there is no file. @throws a usage error when the file is unreadable */
export async function readCredentials(path: string): Promise<Credentials> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { current: null, profiles: {} };
    throw usageError(`${path} cannot be read: ${(error as Error).message}`);
  }
  const read = parsed(text);
  if (read === null)
    throw usageError(`${path} is no file of credentials.`, `Remove it and sign in again: perdura login`);
  return read;
}

/** Replaces the file in one step; nobody but its owner can read it at any time. */
export async function writeCredentials(path: string, credentials: Credentials): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const next = `${path}.${process.pid}.new`;
  await writeFile(next, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  await chmod(next, 0o600);
  await rename(next, path);
}

/** @throws a usage error when the name cannot be one of a profile */
export function requireProfileName(name: string): string {
  if (NAME.test(name)) return name;
  throw usageError(`${JSON.stringify(name)} is no name of a profile: expected letters, digits, ".", "_" and "-".`);
}

function parsed(text: string): Credentials | null {
  try {
    const value = JSON.parse(text) as Partial<Credentials> | null;
    if (value === null || typeof value !== 'object' || typeof value.profiles !== 'object') return null;
    const profiles = Object.entries(value.profiles ?? {}).filter(([, profile]) => isProfile(profile));
    return {
      current: typeof value.current === 'string' ? value.current : null,
      profiles: Object.fromEntries(profiles),
    };
  } catch {
    return null;
  }
}

function isProfile(value: unknown): value is Profile {
  const { apiUrl, credential } = (value ?? {}) as Partial<Profile>;
  return typeof apiUrl === 'string' && typeof credential === 'string';
}
