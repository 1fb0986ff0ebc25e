import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { servesNamespace } from './grpc-probe.ts';
import { type ManagedProcess, startProcess } from './managed-process.ts';
import { pause } from './waiting.ts';

const run = promisify(execFile);

/**
 * Settings that make one small server fast: its queues are loaded a thousand times a second instead of twenty, and
 * activities and runs start in the reply that asks for them. Measured in docs/performance.md.
 */
const TUNED: Record<string, string> = {
  'history.transferProcessorMaxPollRPS': '1000',
  'history.timerProcessorMaxPollRPS': '1000',
  'system.enableActivityEagerExecution': 'true',
  'system.enableEagerWorkflowStart': 'true',
  'matching.enableFairness': 'true',
};

/** How often a server is started that ends at once. */
const START_ATTEMPTS = 3;

export interface TemporalOptions {
  /** Path of the `temporal` program, from `findTemporalBinary`. */
  binary: string;
  port: number;
  /** Port of Temporal's own web pages; none when absent. */
  uiPort?: number | undefined;
  /** SQLite file that keeps runs across restarts; in memory when absent. */
  databaseFile?: string;
  logFile?: string;
  /** Told the process id of each server process as soon as it runs, before it is ready. */
  onSpawn?: (pid: number) => void;
  /** Further dynamic config values, and overrides of the tuned ones. */
  dynamicConfig?: Record<string, string>;
  /** Leaves the server as it comes out of the box, for comparison. @default true */
  tuned?: boolean;
  /** How long the server keeps runs that have ended, as a Temporal duration (`720h`); its own default when absent. */
  retention?: string;
  /** How long a start may take, in milliseconds. @default 60000 */
  startTimeoutMs?: number;
}

/** A running Temporal development server on 127.0.0.1 with the namespace `default`. */
export interface TemporalServer {
  readonly process: ManagedProcess;
  readonly pid: number;
  readonly port: number;
  /** `127.0.0.1:port`, for clients and workers. */
  readonly address: string;
  readonly namespace: string;
  stop(graceMs?: number): Promise<void>;
}

/**
 * Starts the server and waits until its namespace answers. Started again on the same port and file, it goes on with
 * the runs that it had.
 * @throws when it ends, or does not answer in time; the message names the log.
 */
export async function startTemporal(options: TemporalOptions): Promise<TemporalServer> {
  if (options.databaseFile !== undefined) mkdirSync(dirname(options.databaseFile), { recursive: true });
  const address = `127.0.0.1:${options.port}`;
  const server = await startServer(options, address);
  if (options.retention !== undefined) await keepEndedRuns(options.binary, address, options.retention);
  return {
    process: server,
    pid: server.pid,
    port: options.port,
    address,
    namespace: 'default',
    async stop(graceMs = 10_000) {
      await server.stop(graceMs);
    },
  };
}

/**
 * The server looks for free ports for its inner services and takes them a moment later: one that starts beside it may
 * have been faster, and then it ends at its start. Another try finds others.
 */
async function startServer(options: TemporalOptions, address: string): Promise<ManagedProcess> {
  for (let attempt = 1; ; attempt += 1) {
    const server = await startProcess({
      name: 'Temporal',
      command: options.binary,
      args: serverArguments(options),
      cwd: '/',
      env: serverEnv(),
      logFile: options.logFile,
    });
    options.onSpawn?.(server.pid);
    if (await isReady(server, address, options)) return server;
    if (attempt === START_ATTEMPTS) {
      const end = server.exit?.signal ?? `code ${server.exit?.code}`;
      throw new Error(`Temporal ended at its start with ${end}, ${attempt} times${logHint(options)}`);
    }
  }
}

/**
 * False when the server ended before it was ready.
 * @throws when it does not answer in time
 */
async function isReady(server: ManagedProcess, address: string, options: TemporalOptions): Promise<boolean> {
  const deadline = Date.now() + (options.startTimeoutMs ?? 60_000);
  while (!(await servesNamespace(address, 'default'))) {
    if (server.exit !== null) return false;
    if (Date.now() >= deadline) {
      await server.stop(0);
      throw new Error(`Temporal did not answer on ${address} in time${logHint(options)}`);
    }
    await pause(100);
  }
  return true;
}

function logHint({ logFile }: TemporalOptions): string {
  return logFile === undefined ? '' : `; see ${logFile}`;
}

async function keepEndedRuns(binary: string, address: string, retention: string): Promise<void> {
  const args = ['operator', 'namespace', 'update', '--namespace', 'default', '--retention', retention];
  await run(binary, [...args, '--address', address], { env: serverEnv() });
}

function serverEnv(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: process.env.HOME, TZ: 'UTC' };
}

function serverArguments(options: TemporalOptions): string[] {
  const args = ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(options.port)];
  args.push('--log-level', 'warn', '--log-format', 'json');
  if (options.uiPort === undefined) args.push('--headless');
  else args.push('--ui-ip', '127.0.0.1', '--ui-port', String(options.uiPort));
  if (options.databaseFile !== undefined) args.push('--db-filename', options.databaseFile);
  if (options.tuned !== false && options.databaseFile !== undefined) {
    args.push('--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal');
  }
  const config = { ...(options.tuned === false ? {} : TUNED), ...options.dynamicConfig };
  for (const [key, value] of Object.entries(config)) args.push('--dynamic-config-value', `${key}=${value}`);
  return args;
}
