import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort, type PostgresServer, type TemporalServer } from '@perdura/embedded';
import { type OwnService, startOwnPostgres, startOwnTemporal } from '@perdura/testkit';
import { type AppProcess, startApp } from './app-process.ts';

const run = promisify(execFile);

/** What the API answered. `body` is parsed JSON, or text where it is none; a test that asks for a shape asserts it. */
export interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

export interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
  /** @default the stack's write key; null sends none */
  key?: string | null;
}

/** The whole product on this machine: two stores and the applications, each of which may be killed and started. */
export interface Stack {
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly readOnlyApiKey: string;
  readonly projectId: string;
  readonly folder: string;
  readonly postgres: OwnService<PostgresServer>;
  readonly temporal: OwnService<TemporalServer>;
  readonly api: AppProcess;
  readonly workers: AppProcess[];
  call<Body = unknown>(method: string, path: string, options?: CallOptions): Promise<Answer<Body>>;
  /** Starts one more worker on the same task queue. */
  addWorker(): Promise<AppProcess>;
  dispose(): Promise<void>;
}

export interface StackOptions {
  /** @default 1 */
  workers?: number;
  /** Further environment of API and workers. */
  environment?: Record<string, string>;
}

/** Starts everything on free ports with stores of its own. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const folder = await mkdtemp(join(tmpdir(), 'perdura-stack-'));
  const [postgres, temporal] = await Promise.all([startOwnPostgres(), startOwnTemporal()]);
  const environment = {
    DATABASE_URL: postgres.server.url,
    TEMPORAL_ADDRESS: temporal.server.address,
    ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
    OUTBOUND_ALLOW_HOSTS: '127.0.0.1,localhost',
    ...options.environment,
  };
  await run(process.execPath, [built('packages/database/dist/migrate-main.js')], {
    env: { ...processPath(), ...environment },
  });
  const keys = await bootstrap(environment);
  const api = await startApi(environment, folder);
  const workers: AppProcess[] = [];
  const addWorker = async () => {
    const worker = await startWorker(environment, folder, workers.length);
    workers.push(worker);
    return worker;
  };
  for (let count = options.workers ?? 1; count > 0; count -= 1) await addWorker();
  return {
    ...keys,
    apiUrl: api.url,
    folder,
    postgres,
    temporal,
    api: api.process,
    workers,
    addWorker,
    call: (method, path, call = {}) => request(api.url, keys.apiKey, method, path, call),
    async dispose() {
      await Promise.all([api.process, ...workers].map((app) => app.stop()));
      await Promise.all([postgres.dispose(), temporal.dispose()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Keys {
  projectId: string;
  apiKey: string;
  readOnlyApiKey: string;
}

async function bootstrap(environment: Record<string, string>): Promise<Keys> {
  const { stdout } = await run(process.execPath, [built('apps/api/dist/bootstrap-main.js'), '--json'], {
    env: { ...processPath(), ...environment },
  });
  return JSON.parse(stdout) as Keys;
}

async function startApi(environment: Record<string, string>, folder: string) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const api = await startApp({
    app: 'api',
    environment: { ...environment, HOST: '127.0.0.1', PORT: String(port) },
    healthUrl: `${url}/healthz`,
    logFile: join(folder, 'api.log'),
  });
  return { url, process: api };
}

async function startWorker(environment: Record<string, string>, folder: string, number: number): Promise<AppProcess> {
  const port = await freePort();
  return startApp({
    app: 'worker',
    environment: { ...environment, METRICS_HOST: '127.0.0.1', METRICS_PORT: String(port) },
    healthUrl: `http://127.0.0.1:${port}/readyz`,
    logFile: join(folder, `worker-${number}.log`),
  });
}

async function request<Body>(
  apiUrl: string,
  apiKey: string,
  method: string,
  path: string,
  call: CallOptions,
): Promise<Answer<Body>> {
  const key = call.key === undefined ? apiKey : call.key;
  const headers = {
    ...(key === null ? {} : { 'x-api-key': key }),
    ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...call.headers,
  };
  const response = await fetch(`${apiUrl}${path}`, {
    method,
    headers,
    signal: AbortSignal.timeout(90_000),
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, headers: response.headers, body: isJson && text !== '' ? JSON.parse(text) : text };
}

function built(path: string): string {
  return fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
}

function processPath(): Record<string, string> {
  return { PATH: process.env.PATH ?? '' };
}
