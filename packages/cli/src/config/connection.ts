import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CliError, usageError } from '../cli-error.ts';
import { EXIT } from '../exit-codes.ts';
import type { Credentials, Profile } from './credentials.ts';

/** Where requests go and as whom, and what said so. */
export interface ServerConnection {
  apiUrl: string;
  /** Null: nobody is signed in. */
  credential: string | null;
  kind: Profile['kind'];
  /** What named the server: an option, the environment, a profile, or the development stack of a checkout. */
  source: string;
  profile: string | null;
}

export interface ConnectionChoice {
  /** Given on the command line. */
  apiUrl?: string | undefined;
  apiKey?: string | undefined;
  profile?: string | undefined;
}

/**
 * Decides which server is meant. The command line goes before the environment, that before the stored profile, and that
 * before the development stack of the checkout that the command stands in.
 *
 * @throws CliError when nothing names a server, or a profile is named that there is none of
 */
export function chooseConnection(
  { apiUrl, apiKey, profile }: ConnectionChoice,
  env: Readonly<Record<string, string | undefined>>,
  credentials: Credentials,
  stack: DevStack | null,
): ServerConnection {
  const named = profile ?? (env.PERDURA_PROFILE || undefined);
  const stored = storedProfile(credentials, named);
  const key = apiKey ?? (env.PERDURA_API_KEY || undefined);
  const url = apiUrl ?? (env.PERDURA_API_URL || undefined);
  const base = stored ?? (stack === null || url !== undefined ? null : fromStack(stack));
  const address = url ?? base?.apiUrl;
  if (address === undefined) throw notConfigured();
  const own = url === undefined || base?.apiUrl === withoutSlash(url) ? base : null;
  return {
    apiUrl: checkedUrl(address),
    credential: key ?? own?.credential ?? null,
    kind: key === undefined ? (own?.kind ?? 'key') : 'key',
    source: sourceOf({ apiUrl, apiKey }, env, own),
    profile: own === null ? null : own.profile,
  };
}

interface Base extends ServerConnection {
  credential: string;
}

function storedProfile({ current, profiles }: Credentials, named: string | undefined): Base | null {
  const name = named ?? current;
  if (name === null) return null;
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (profile !== undefined)
    return { ...profile, kind: profile.kind ?? 'key', source: `profile ${name}`, profile: name };
  if (named === undefined) return null;
  const known = Object.keys(profiles).sort().join(', ') || 'none';
  throw usageError(`There is no profile ${name}; stored are: ${known}.`, `Make it: perdura login --profile ${name}`);
}

function fromStack({ apiUrl, apiKey, file }: DevStack): Base {
  return { apiUrl, credential: apiKey, kind: 'key', source: `the development stack in ${file}`, profile: null };
}

function sourceOf(
  { apiUrl, apiKey }: ConnectionChoice,
  env: Readonly<Record<string, string | undefined>>,
  base: Base | null,
): string {
  if (apiUrl !== undefined || (apiKey !== undefined && base === null)) return 'the command line';
  if (env.PERDURA_API_URL) return 'PERDURA_API_URL';
  return base?.source ?? 'the command line';
}

function checkedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return withoutSlash(text);
  throw usageError(
    `${JSON.stringify(text)} is no address of a server.`,
    'Expected something like https://perdura.example.com',
  );
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

function notConfigured(): CliError {
  return new CliError('No server is configured.', {
    exitCode: EXIT.unauthorized,
    hint: 'Sign in: perdura login --api-url https://… · or set PERDURA_API_URL and PERDURA_API_KEY · or run this inside a checkout whose ./bin/dev runs.',
  });
}

/** A development stack that runs in a checkout. */
export interface DevStack {
  apiUrl: string;
  apiKey: string;
  /** The file that tells of it. */
  file: string;
  mailboxUrl: string | null;
}

/** The stack of the checkout that the folder is in; null when none runs. */
export function findDevStack(folder: string): DevStack | null {
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, '.perdura', 'dev.json');
    if (existsSync(file)) return readStack(file);
    if (dirname(at) === at) return null;
  }
}

/** A stack runs where its checkout is; a file that says otherwise, in a folder of a stranger, would be sent the user's keys. */
function isOfThisMachine(apiUrl: string): boolean {
  return URL.canParse(apiUrl) && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(apiUrl).hostname);
}

function readStack(file: string): DevStack | null {
  try {
    const { apiUrl, apiKey, mailboxUrl } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    if (typeof apiUrl !== 'string' || typeof apiKey !== 'string' || !isOfThisMachine(apiUrl)) return null;
    return { apiUrl, apiKey, file, mailboxUrl: typeof mailboxUrl === 'string' ? mailboxUrl : null };
  } catch {
    return null;
  }
}
