import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { chown, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { type ManagedProcess, startProcess } from './managed-process.ts';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { placeDataDirectory } from './postgres-data.ts';
import { commandLineOf, isAlive, processesWorkingIn, signalProcess } from './process-table.ts';
import { type ServiceUser, unprivilegedUser } from './service-user.ts';
import { pause, waitUntil } from './waiting.ts';

const run = promisify(execFile);
const SUPERUSER = 'perdura';

export interface PostgresOptions {
  /** Folder of the data; made at the first start. Moved elsewhere when the server's user may not enter it. */
  dataDirectory: string;
  port: number;
  /** Password of the superuser `perdura`; without it the server trusts every local connection. */
  password?: string;
  /** Database to make at the first start. @default perdura */
  database?: string;
  /** Whether committed data survives a crash of the machine, not only of the server; tests do without. @default true */
  durable?: boolean;
  /** @default 200 */
  maxConnections?: number;
  logFile?: string;
  /** Told the process id of each server process as soon as it runs, before it is ready. */
  onSpawn?: (pid: number) => void;
  /** Told about steps that take long or surprise. */
  onProgress?: (message: string) => void;
  /** How long a start may take, in milliseconds, recovery from a crash included. @default 90000 */
  startTimeoutMs?: number;
}

/** A running PostgreSQL server on 127.0.0.1. */
export interface PostgresServer {
  readonly process: ManagedProcess;
  readonly pid: number;
  readonly port: number;
  /** Connection string of the database. */
  readonly url: string;
  /** Where the data really lies. */
  readonly dataDirectory: string;
  /** Connection string of another database of this server. */
  urlOf(database: string): string;
  /** Shuts down in good order: open connections are cut. */
  stop(graceMs?: number): Promise<void>;
}

/**
 * Starts PostgreSQL and waits until it answers. A store left behind by a killed server is recovered: its leftover
 * processes are ended first, and the start is repeated until the server is up.
 * @throws PostgresUnavailableError when this machine cannot run the embedded server.
 * @throws WaitTimeoutError when the server does not come up in time; its message names the log.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const user = unprivilegedUser();
  const binaries = findPostgresBinaries(user);
  const directory = placeDataDirectory(options.dataDirectory, user, options.onProgress);
  if (!existsSync(join(directory, 'PG_VERSION'))) await initialise(binaries, directory, user, options);
  await endLeftovers(directory);
  const server = await startUntilUp(binaries, directory, user, options);
  const urlOf = (database: string) => connectionString(options, database);
  await ensureDatabase(urlOf('postgres'), options.database ?? SUPERUSER);
  return {
    process: server,
    pid: server.pid,
    port: options.port,
    url: urlOf(options.database ?? SUPERUSER),
    dataDirectory: directory,
    urlOf,
    async stop(graceMs = 10_000) {
      await server.stop(graceMs);
    },
  };
}

/** Removes the data of a server that is not running, wherever it was put. */
export function removePostgresData(dataDirectory: string): void {
  const directory = placeDataDirectory(dataDirectory, unprivilegedUser());
  const moved = directory === resolve(dataDirectory) ? [] : [dirname(directory)];
  for (const path of [...moved, dataDirectory, `${dataDirectory}.location`])
    rmSync(path, { recursive: true, force: true });
}

/** A fresh password for a server's superuser. */
export function newPostgresPassword(): string {
  return randomBytes(18).toString('base64url');
}

/** initdb writes into a folder beside the final one, so that an interrupted first start leaves no half a store. */
async function initialise(
  binaries: PostgresBinaries,
  directory: string,
  user: ServiceUser | null,
  options: PostgresOptions,
): Promise<void> {
  options.onProgress?.('PostgreSQL: making a new database cluster');
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (user !== null) await chown(directory, user.uid, user.gid);
  const passwordFile = `${directory}.password-${process.pid}`;
  await writeFile(passwordFile, options.password ?? 'unused', { mode: 0o600 });
  if (user !== null) await chown(passwordFile, user.uid, user.gid);
  const args = ['-D', directory, '-U', SUPERUSER, `--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale=C'];
  args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions');
  args.push(options.password === undefined ? '--auth=trust' : '--auth=scram-sha-256');
  if (options.durable === false) args.push('--no-sync');
  try {
    await run(binaries.initdb, args, { cwd: '/', env: serverEnv(), ...user });
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/**
 * A new postmaster refuses to start while processes of a killed one still hold the shared memory, so a failed start
 * is tried again until the time is up.
 */
async function startUntilUp(
  binaries: PostgresBinaries,
  directory: string,
  user: ServiceUser | null,
  options: PostgresOptions,
): Promise<ManagedProcess> {
  const deadline = Date.now() + (options.startTimeoutMs ?? 90_000);
  for (;;) {
    const server = await startProcess({
      name: 'PostgreSQL',
      command: binaries.postgres,
      args: ['-D', directory, ...settings(options)],
      cwd: '/',
      env: serverEnv(),
      uid: user?.uid,
      gid: user?.gid,
      logFile: options.logFile,
      stopSignal: 'SIGINT',
    });
    options.onSpawn?.(server.pid);
    if (await comesUp(server, options, deadline)) return server;
    if (Date.now() >= deadline) {
      await server.stop(0);
      throw new Error(`PostgreSQL did not come up on port ${options.port}; see ${options.logFile ?? 'its log'}.`);
    }
    options.onProgress?.('PostgreSQL: still recovering, trying again');
    await endLeftovers(directory);
    await pause(300);
  }
}

async function comesUp(server: ManagedProcess, options: PostgresOptions, deadline: number): Promise<boolean> {
  const url = connectionString(options, 'postgres');
  while (Date.now() < deadline && server.exit === null) {
    if (await answers(url)) return server.exit === null;
    await pause(50);
  }
  return false;
}

/** Whether a PostgreSQL server at this address answers a query. */
export async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

function connectionString(options: PostgresOptions, database: string): string {
  const credentials =
    options.password === undefined ? SUPERUSER : `${SUPERUSER}:${encodeURIComponent(options.password)}`;
  return `postgresql://${credentials}@127.0.0.1:${options.port}/${encodeURIComponent(database)}`;
}

function settings(options: PostgresOptions): string[] {
  const values: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(options.port),
    // Over TCP alone: a socket's path may be too long, and its folder closed to the server's user.
    unix_socket_directories: '',
    max_connections: String(options.maxConnections ?? 200),
    shared_buffers: '128MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    jit: 'off',
    log_checkpoints: 'off',
    ...(options.durable === false
      ? // Commits still reach the operating system at once, so that nothing is lost when the server is killed.
        { fsync: 'off', full_page_writes: 'off', max_wal_size: '2GB' }
      : {}),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Only what the server needs: the caller's secrets are none of its business. */
function serverEnv(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LANG: 'C', LC_ALL: 'C', TZ: 'UTC', HOME: '/' };
}

/** Ends what an earlier server on the same data left running, and forgets its pid file when it names a stranger. */
async function endLeftovers(directory: string): Promise<void> {
  const pidFile = join(directory, 'postmaster.pid');
  const noted = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8').split('\n')[0]) : 0;
  const postmaster = noted > 1 && commandLineOf(noted).includes(directory) ? noted : null;
  if (noted > 1 && postmaster === null && isAlive(noted)) rmSync(pidFile, { force: true });
  if (postmaster !== null) await endProcess(postmaster, 'SIGINT');
  const backends = processesWorkingIn(realpathSync(directory)).filter((pid) => commandLineOf(pid).includes('postgres'));
  for (const backend of backends) await endProcess(backend, 'SIGTERM');
}

async function endProcess(pid: number, signal: NodeJS.Signals): Promise<void> {
  const gone = () => !isAlive(pid);
  signalProcess(pid, signal);
  try {
    await waitUntil(gone, { timeoutMs: 5_000, intervalMs: 50, what: `process ${pid} to end` });
  } catch {
    signalProcess(pid, 'SIGKILL');
    await waitUntil(gone, { timeoutMs: 5_000, intervalMs: 50, what: `process ${pid} to end after SIGKILL` });
  }
}
