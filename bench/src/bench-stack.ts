import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { migrate } from '@perdura/database';
import {
  findTemporalBinary,
  freePort,
  guardedPidFolder,
  type PidFolder,
  startPostgres,
  startTemporal,
  type TemporalOptions,
  type TemporalServer,
} from '@perdura/embedded';
import { type HttpPeer, startHttpPeer } from './http-peer.ts';
import { built, type ProbedProcess, type ProbedSpec, startProbed } from './probed-process.ts';

const run = promisify(execFile);

/** Throw-away servers and processes of one run of the bench. */
export interface BenchStack {
  /** Where logs and stores lie until the end. */
  readonly folder: string;
  readonly peer: HttpPeer;
  /** An empty database with all migrations, and a project with keys; answers what its processes need to know. */
  newInstallation(): Promise<Installation>;
  startTemporal(options?: Omit<TemporalOptions, 'binary' | 'port'>): Promise<TemporalServer>;
  /** A process that works before this resolves; it is ended with the stack at the latest. */
  start(spec: Omit<ProbedSpec, 'logFile' | 'profileFolder'>): Promise<ProbedProcess>;
  dispose(): Promise<void>;
}

export interface Installation {
  databaseUrl: string;
  projectId: string;
  apiKey: string;
}

export interface StackOptions {
  /** Folder for processor profiles of the processes; none by default. */
  profileFolder?: string | undefined;
}

export async function startBenchStack({ profileFolder }: StackOptions = {}): Promise<BenchStack> {
  const folder = await mkdtemp(join(tmpdir(), 'perdura-bench-'));
  // The database server may run as another user, who has to enter it.
  await chmod(folder, 0o755);
  const pids = guardedPidFolder(join(folder, 'processes'), { removeDirectory: folder });
  const closers: (() => Promise<unknown>)[] = [];
  const postgres = await startPostgres({
    dataDirectory: join(folder, 'postgres'),
    port: await freePort(),
    logFile: join(folder, 'postgres.log'),
    onSpawn: (pid) => pids.add('postgres', pid, 'postgres', 'SIGINT'),
  });
  const peer = await startHttpPeer();
  closers.push(() => postgres.stop(), peer.close);
  let count = 0;
  return {
    folder,
    peer,
    newInstallation: () => {
      count += 1;
      return install(postgres.urlOf(`bench_${count}`), postgres.urlOf('postgres'));
    },
    async startTemporal(options = {}) {
      count += 1;
      const server = await launchTemporal(options, join(folder, `temporal-${count}.log`), pids);
      closers.push(() => server.stop());
      return server;
    },
    async start(spec) {
      count += 1;
      const logFile = join(folder, `${spec.name}-${count}.log`);
      const child = await startProbed({ ...spec, logFile, profileFolder });
      pids.add(`${spec.name}-${count}`, child.pid, spec.entry);
      closers.push(child.stop);
      return child;
    },
    async dispose() {
      for (const close of closers.reverse()) await close().catch(() => undefined);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function launchTemporal(
  options: Omit<TemporalOptions, 'binary' | 'port'>,
  logFile: string,
  pids: PidFolder,
): Promise<TemporalServer> {
  const port = await freePort();
  return startTemporal({
    ...options,
    binary: await findTemporalBinary(),
    port,
    logFile,
    onSpawn: (pid) => pids.add(`temporal-${port}`, pid, 'start-dev'),
  });
}

async function install(databaseUrl: string, adminUrl: string): Promise<Installation> {
  await createDatabase(databaseUrl, adminUrl);
  await migrate(databaseUrl);
  const entry = built('apps/api/dist/bootstrap-main.js');
  const { stdout } = await run(process.execPath, [entry, '--json'], {
    env: { PATH: process.env.PATH, NODE_ENV: 'development', DATABASE_URL: databaseUrl },
  });
  const { projectId, apiKey } = JSON.parse(stdout) as { projectId: string; apiKey: string };
  return { databaseUrl, projectId, apiKey };
}

async function createDatabase(databaseUrl: string, adminUrl: string): Promise<void> {
  const { Client } = await import('pg');
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(`CREATE DATABASE ${new URL(databaseUrl).pathname.slice(1)}`);
  await client.end();
}
