import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, type PostgresServer, type TemporalServer } from '@perdura/embedded';
import {
  createTestDatabase,
  type OwnService,
  sharedTemporal,
  startOwnPostgres,
  startOwnTemporal,
  track,
} from '@perdura/testkit';
import { Client, Connection } from '@temporalio/client';
import { type AppProcess, builtFile, startApp } from './app-process.ts';
import { type Answer, type CallOptions, callApi } from './call-api.ts';

const run = promisify(execFile);

/** The whole product on this machine: two stores and the applications, each of which may be killed and started. */
export interface Stack {
  readonly apiKey: string;
  readonly readOnlyApiKey: string;
  readonly projectId: string;
  /** Connection string of its database. */
  readonly databaseUrl: string;
  /** @throws when the stack shares its stores with others */
  readonly postgres: OwnService<PostgresServer>;
  /** @throws when the stack shares its stores with others, or the test brought a server of its own */
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
  /**
   * Whether it takes a database and a namespace of its own on the servers that all tests of the run share, which costs
   * less: for tests that neither stop nor kill them. @default false
   */
  sharedStores?: boolean;
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
  const stores = options.sharedStores ? await sharedStores(endings) : await ownStores(options, endings);
  const { postgres, temporal, databaseUrl, address, namespace } = stores;
  const connection = Connection.lazy({ address });
  endings.push(() => connection.close());
  const apiPort = await freePort();
  const publicUrl = { PUBLIC_URL: `http://127.0.0.1:${apiPort}`, ...options.environment };
  const environment = environmentOf(stores, publicUrl);
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
    databaseUrl,
    get postgres() {
      if (postgres === null) throw new Error('The PostgreSQL server of this stack is not its own');
      return postgres;
    },
    get temporal() {
      if (temporal === null) throw new Error('The Temporal server of this stack is not its own');
      return temporal;
    },
    temporalClient: new Client({ connection, namespace }),
    api,
    workers,
    addWorker,
    addConsole: (settings = {}) => start('web', 'web', { API_URL: api.url, ...settings }),
    call: (method, path, call = {}) => callApi(api.url, keys.apiKey, method, path, call),
    dispose,
  };
}

/** Where a stack keeps what it knows. A server that is null is not its own. */
interface Stores {
  postgres: OwnService<PostgresServer> | null;
  temporal: OwnService<TemporalServer> | null;
  databaseUrl: string;
  address: string;
  namespace: string;
}

type Endings = (() => Promise<unknown>)[];

async function ownStores({ temporalAddress }: StackOptions, endings: Endings): Promise<Stores> {
  const postgres = await startOwnPostgres();
  endings.push(() => postgres.dispose());
  const temporal = temporalAddress === undefined ? await startOwnTemporal() : null;
  if (temporal !== null) endings.push(() => temporal.dispose());
  const address = temporal?.server.address ?? temporalAddress ?? '';
  return { postgres, temporal, databaseUrl: postgres.server.url, address, namespace: 'default' };
}

async function sharedStores(endings: Endings): Promise<Stores> {
  const database = await createTestDatabase();
  endings.push(() => database.drop());
  const { address } = await sharedTemporal();
  const namespace = `stack-${randomBytes(6).toString('hex')}`;
  const connection = await Connection.connect({ address });
  try {
    const { config } = await connection.workflowService.describeNamespace({ namespace: 'default' });
    const workflowExecutionRetentionPeriod = config?.workflowExecutionRetentionTtl ?? null;
    await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod });
  } finally {
    await connection.close();
  }
  return { postgres: null, temporal: null, databaseUrl: database.url, address, namespace };
}

function environmentOf({ databaseUrl, address, namespace }: Stores, more: Environment = {}): Environment {
  return {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
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
