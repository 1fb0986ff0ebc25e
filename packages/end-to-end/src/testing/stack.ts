import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, type PostgresServer, type TemporalServer } from '@perdura/embedded';
import { type OwnService, startOwnPostgres, startOwnTemporal, track } from '@perdura/testkit';
import { Client, Connection } from '@temporalio/client';
import { type AppProcess, builtFile, startApp } from './app-process.ts';
import { type Answer, type CallOptions, callApi } from './call-api.ts';

const run = promisify(execFile);

/** The whole product on this machine: two stores and the applications, each of which may be killed and started. */
export interface Stack {
  readonly apiKey: string;
  readonly readOnlyApiKey: string;
  readonly projectId: string;
  readonly postgres: OwnService<PostgresServer>;
  /** @throws when the test brought a server of its own */
  readonly temporal: OwnService<TemporalServer>;
  /** A client of that Temporal server, for looking behind the product's back. */
  readonly temporalClient: Client;
  readonly api: AppProcess;
  readonly workers: readonly AppProcess[];
  call<Body = unknown>(method: string, path: string, options?: CallOptions): Promise<Answer<Body>>;
  /** Starts one more worker on the same task queue. */
  addWorker(): Promise<AppProcess>;
  /** Starts the console. */
  addConsole(environment?: Record<string, string>): Promise<AppProcess>;
  dispose(): Promise<void>;
}

export interface StackOptions {
  /** @default 1 */
  workers?: number;
  /** Further environment of API and workers. */
  environment?: Record<string, string>;
  /** Address of a Temporal server that the test runs itself. @default one of the stack's own */
  temporalAddress?: string;
}

type Environment = Record<string, string>;

/** Starts everything on free ports with stores of its own; ends what has started when a part does not start. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const endings: (() => Promise<unknown>)[] = [];
  const dispose = async () => {
    untrack();
    for (const end of endings.reverse()) await end();
  };
  const untrack = track('a stack', dispose);
  try {
    return await assemble(options, endings, dispose);
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function assemble(
  options: StackOptions,
  endings: (() => Promise<unknown>)[],
  dispose: () => Promise<void>,
): Promise<Stack> {
  const folder = await mkdtemp(join(tmpdir(), 'perdura-stack-'));
  endings.push(() => rm(folder, { recursive: true, force: true }));
  const postgres = await startOwnPostgres();
  endings.push(() => postgres.dispose());
  const temporal = options.temporalAddress === undefined ? await startOwnTemporal() : null;
  if (temporal !== null) endings.push(() => temporal.dispose());
  const address = temporal?.server.address ?? options.temporalAddress ?? '';
  const connection = Connection.lazy({ address });
  endings.push(() => connection.close());
  const apiPort = await freePort();
  const publicUrl = { PUBLIC_URL: `http://127.0.0.1:${apiPort}`, ...options.environment };
  const environment = environmentOf(postgres.server.url, address, publicUrl);
  const keys = await install(environment);

  const start = async (app: 'api' | 'worker' | 'web', name: string, settings: Environment): Promise<AppProcess> => {
    const port = app === 'api' ? apiPort : await freePort();
    const process = await startOne(app, { logFile: join(folder, `${name}.log`), port: String(port) }, settings);
    endings.push(() => process.stop());
    return process;
  };
  const api = await start('api', 'api', environment);
  const workers: AppProcess[] = [];
  const addWorker = async () => {
    const worker = await start('worker', `worker-${workers.length}`, environment);
    workers.push(worker);
    return worker;
  };
  for (let count = options.workers ?? 1; count > 0; count -= 1) await addWorker();
  return {
    ...keys,
    postgres,
    get temporal() {
      if (temporal === null) throw new Error('The Temporal server of this stack is not its own');
      return temporal;
    },
    temporalClient: new Client({ connection }),
    api,
    workers,
    addWorker,
    addConsole: (settings = {}) => start('web', 'web', { API_URL: api.url, ...settings }),
    call: (method, path, call = {}) => callApi(api.url, keys.apiKey, method, path, call),
    dispose,
  };
}

function environmentOf(databaseUrl: string, temporalAddress: string, more: Environment = {}): Environment {
  return {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
    OUTBOUND_ALLOW_HOSTS: '127.0.0.1,localhost',
    DEFAULT_LOCALE: 'en',
    SHUTDOWN_GRACE_SECONDS: '1',
    SANDBOX_THREADS: '1',
    ...more,
  };
}

interface Keys {
  projectId: string;
  apiKey: string;
  readOnlyApiKey: string;
}

async function install(environment: Environment): Promise<Keys> {
  const env = { PATH: process.env.PATH ?? '', ...environment };
  await run(process.execPath, [builtFile('packages/database/dist/migrate-main.js')], { env });
  const { stdout } = await run(process.execPath, [builtFile('apps/api/dist/bootstrap-main.js'), '--json'], { env });
  return JSON.parse(stdout) as Keys;
}

function startOne(
  app: 'api' | 'worker' | 'web',
  { logFile, port }: { logFile: string; port: string },
  environment: Environment,
): Promise<AppProcess> {
  const place: Environment =
    app === 'worker' ? { METRICS_HOST: '127.0.0.1', METRICS_PORT: port } : { HOST: '127.0.0.1', PORT: port };
  return startApp({
    app,
    environment: { ...environment, ...place },
    url: `http://127.0.0.1:${port}`,
    healthPath: app === 'worker' ? '/readyz' : '/healthz',
    logFile,
  });
}
