import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  findTemporalBinary,
  freePort,
  type PostgresServer,
  startPostgres,
  startTemporal,
  type TemporalServer,
} from '@perdura/embedded';
import { track } from './leaks.ts';
import { currentTestRun } from './test-run.ts';

/** A server of one test's own, which it may stop, kill and start again on the same port and store. */
export interface OwnService<Server> {
  readonly port: number;
  /** The server that runs now. */
  readonly server: Server;
  /** Shuts it down in good order; the store stays. */
  stop(): Promise<void>;
  /** Ends it as a crash would: SIGKILL, no farewell. */
  kill(): Promise<void>;
  /** Starts it again on the same port and store, after `stop` or `kill`. */
  start(): Promise<Server>;
  /** Ends it and removes its store; every test must call this. */
  dispose(): Promise<void>;
}

export interface OwnPostgresOptions {
  /** Whether committed data survives a crash of the machine; a killed process needs no durability. @default false */
  durable?: boolean;
}

/** Starts a PostgreSQL that faults may hit. */
export function startOwnPostgres(options: OwnPostgresOptions = {}): Promise<OwnService<PostgresServer>> {
  return ownService('PostgreSQL', (directory, port) =>
    startPostgres({
      dataDirectory: join(directory, 'postgres'),
      port,
      durable: options.durable ?? false,
      logFile: join(directory, 'postgres.log'),
    }),
  );
}

export interface OwnTemporalOptions {
  dynamicConfig?: Record<string, string>;
  /** Leaves the server as it comes out of the box. @default true */
  tuned?: boolean;
}

/** Starts a Temporal server on a store of its own that faults may hit. */
export function startOwnTemporal(options: OwnTemporalOptions = {}): Promise<OwnService<TemporalServer>> {
  return ownService('Temporal', async (directory, port) =>
    startTemporal({
      ...options,
      binary: await findTemporalBinary(),
      port,
      databaseFile: join(directory, 'temporal.db'),
      logFile: join(directory, 'temporal.log'),
    }),
  );
}

type RunningServer = PostgresServer | TemporalServer;

async function ownService<Server extends RunningServer>(
  name: string,
  launch: (directory: string, port: number) => Promise<Server>,
): Promise<OwnService<Server>> {
  const directory = await mkdtemp(join(currentTestRun().directory, 'own-'));
  await chmod(directory, 0o755);
  const port = await freePort();
  let server = await launch(directory, port);
  const dispose = async () => {
    untrack();
    await server.stop(5_000);
    await rm(directory, { recursive: true, force: true });
  };
  const untrack = track(name, dispose);
  return {
    port,
    get server() {
      return server;
    },
    stop: () => server.stop(),
    async kill() {
      process.kill(server.pid, 'SIGKILL');
      await server.process.exited;
    },
    async start() {
      server = await launch(directory, port);
      return server;
    },
    dispose,
  };
}
