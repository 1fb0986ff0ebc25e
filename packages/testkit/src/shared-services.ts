import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  findTemporalBinary,
  freePort,
  guardedPidFolder,
  type PidFolder,
  pidFolder,
  startPostgres,
  startTemporal,
  withFileLock,
} from '@perdura/embedded';
import { currentTestRun } from './test-run.ts';

export interface SharedPostgres {
  port: number;
  /** Connection string of the superuser to the database `postgres`. */
  adminUrl: string;
}

export interface SharedTemporal {
  address: string;
  namespace: string;
}

/** The PostgreSQL of this jest run; the first caller starts it. Never stop it: see `startOwnPostgres`. */
export async function sharedPostgres(): Promise<SharedPostgres> {
  return shared('postgres', async (directory, processes) => {
    const port = await freePort();
    const server = await startPostgres({
      dataDirectory: join(directory, 'postgres'),
      port,
      durable: false,
      maxConnections: 500,
      logFile: join(directory, 'postgres.log'),
    });
    processes.add('postgres', server.pid, server.dataDirectory, 'SIGINT');
    server.process.unref();
    return { port, adminUrl: server.urlOf('postgres') };
  });
}

/** The Temporal server of this jest run; the first caller starts it. Never stop it: see `startOwnTemporal`. */
export async function sharedTemporal(): Promise<SharedTemporal> {
  return shared('temporal', async (directory, processes) => {
    const server = await startTemporal({
      binary: await findTemporalBinary(),
      port: await freePort(),
      logFile: join(directory, 'temporal.log'),
    });
    processes.add('temporal', server.pid, 'start-dev');
    server.process.unref();
    return { address: server.address, namespace: server.namespace };
  });
}

/** Runs `make` once per jest run and name, whichever test file comes first, and hands its answer to all. */
export async function oncePerRun<T extends object>(name: string, make: (directory: string) => Promise<T>): Promise<T> {
  const { directory } = currentTestRun();
  const note = join(directory, `${name}.json`);
  if (existsSync(note)) return JSON.parse(readFileSync(note, 'utf8'));
  return withFileLock(join(directory, `${name}.lock`), async () => {
    if (existsSync(note)) return JSON.parse(readFileSync(note, 'utf8'));
    const made = await make(directory);
    writeFileSync(`${note}.new`, JSON.stringify(made));
    renameSync(`${note}.new`, note);
    return made;
  });
}

async function shared<T extends object>(
  name: string,
  start: (directory: string, processes: PidFolder) => Promise<T>,
): Promise<T> {
  await oncePerRun('guard', setGuard);
  return oncePerRun(name, (directory) => start(directory, pidFolder(join(directory, 'processes'))));
}

async function setGuard(directory: string): Promise<object> {
  const { ownerPid } = currentTestRun();
  guardedPidFolder(join(directory, 'processes'), { ownerPid, removeDirectory: directory });
  return {};
}
