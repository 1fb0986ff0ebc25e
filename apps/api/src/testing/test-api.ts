import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { type ControlPlane, connectTemporal, createControlPlane } from '@perdura/control-plane';
import { createDatabase, type Database, DEVELOPMENT_ENCRYPTION_KEYS, newId } from '@perdura/database';
import type { RunSnapshot } from '@perdura/definition/run';
import { createTestDatabase, startTestWorker, testTemporal } from '@perdura/testkit';
import { pino } from 'pino';
import { buildApp } from '../app.ts';
import { type AppSettings, DEFAULT_APP_SETTINGS } from '../app-dependencies.ts';
import { ensureInstallation, issueDevelopmentKeys } from '../bootstrap.ts';
import { LiveView, type LiveViewSettings } from '../live/live-view.ts';
import { createMetrics } from '../metrics.ts';
import type { PieceCatalogue } from '../pieces/piece-catalogue.ts';
import { close, listen } from '../serve.ts';
import { PasswordHasher } from '../sign-in/password-hasher.ts';
import { checkAnswer, prepareAnswerCheck } from './answer-check.ts';
import { type RawAnswer, send } from './http-client.ts';
import { KNOWN_PIECES } from './known-pieces.ts';

export interface TestApi {
  port: number;
  database: Database;
  databaseUrl: string;
  /** Whose worker takes its runs. */
  taskQueue: string;
  projectId: string;
  /** Keys of the installation's administrator. */
  apiKey: string;
  readOnlyApiKey: string;
  live: LiveView;
  hasher: PasswordHasher;
  /** Everything that was logged, one JSON text a line. */
  logs: string[];
  /** Sends a request, with the administrator's key unless the headers say otherwise, and checks the answer's form. */
  call(method: string, path: string, options?: CallOptions): Promise<RawAnswer>;
  /** A key of another project, and that project's id. */
  otherProject(): Promise<{ projectId: string; apiKey: string }>;
  close(): Promise<void>;
}

export interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
  /** Another key; null for none. */
  key?: string | null;
}

export interface TestApiOptions {
  settings?: Partial<AppSettings>;
  liveView?: Partial<LiveViewSettings>;
  /** Whether a worker serves runs and trial calls of tools. @default false */
  worker?: boolean;
  /** Temporal's address. @default the run's shared server */
  temporalAddress?: string;
  databaseUrl?: string;
  /** Whether passwords are hashed at almost no cost. @default false */
  cheapPasswords?: boolean;
  /** @default two made-up ones */
  pieces?: PieceCatalogue;
}

/** The API over real services, listening on a port of its own. */
export async function openTestApi(options: TestApiOptions = {}): Promise<TestApi> {
  await prepareAnswerCheck();
  const own = options.databaseUrl === undefined ? await createTestDatabase() : null;
  const databaseUrl = options.databaseUrl ?? own?.url ?? '';
  const address = options.temporalAddress ?? (await testTemporal()).address;
  const taskQueue = `api-${newId()}`;
  const logs: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => void logs.push(line) });
  const database = createDatabase({ url: databaseUrl, encryptionKeys: DEVELOPMENT_ENCRYPTION_KEYS, poolSize: 20 });
  const temporal = connectTemporal({ address, taskQueue });
  const control = createControlPlane({ database, temporal, logger });
  const settings = { ...DEFAULT_APP_SETTINGS, defaultLocale: 'en' as const, toolTestSeconds: 10, ...options.settings };
  const metrics = createMetrics();
  const hasher = new PasswordHasher(...(options.cheapPasswords ? [CHEAP] : []));
  const live = new LiveView({ database, metrics, logger, ...(options.liveView ? { settings: options.liveView } : {}) });
  const app = buildApp({
    database,
    control,
    logger,
    metrics,
    live,
    settings,
    pieces: options.pieces ?? KNOWN_PIECES,
    hasher,
  });
  const { server, port } = await listen(app, '127.0.0.1', 0, settings);
  const keys = own === null ? NO_KEYS : await installationKeys(database);
  const worker = options.worker ? await standInWorker(taskQueue, database, control) : null;

  return {
    port,
    database,
    databaseUrl,
    taskQueue,
    live,
    hasher,
    logs,
    ...keys,
    call: async (method, path, { body, headers = {}, key = keys.apiKey } = {}) => {
      const credential: Record<string, string> = key === null ? {} : { 'x-api-key': key };
      const answer = await send(port, { method, path, body, headers: { ...credential, ...headers } });
      checkAnswer(method, path, answer);
      return answer;
    },
    otherProject: () => otherProject(database),
    close: async () => {
      await worker?.shutdown();
      live.close();
      await stop(server);
      await control.close();
      await temporal.close();
      await database.close();
      await own?.drop();
    },
  };
}

const CHEAP = { memoryCost: 8, timeCost: 1, parallelism: 1 };

const NO_KEYS = { projectId: '', apiKey: '', readOnlyApiKey: '' };

async function installationKeys(database: Database) {
  return await issueDevelopmentKeys(database, await ensureInstallation(database, 'admin@example.com'));
}

async function otherProject(database: Database): Promise<{ projectId: string; apiKey: string }> {
  const project = await database.projects.create({ name: 'other' });
  const user = await database.users.create({ email: `${newId()}@example.com`, name: 'Other' });
  await database.users.addMember(project.id, { userId: user.id, role: 'owner' });
  const input = { userId: user.id, name: 'other', scopes: ['read', 'write'] as ('read' | 'write')[] };
  const { key } = await database.apiKeys.create(project.id, input);
  return { projectId: project.id, apiKey: key };
}

async function standInWorker(taskQueue: string, database: Database, control: ControlPlane) {
  return await startTestWorker({
    taskQueue,
    workflowsPath: fileURLToPath(new URL('./stand-in-run.ts', import.meta.url)),
    activities: {
      'record-run': async (snapshot: RunSnapshot) => {
        const { freed } = await database.runs.record(snapshot);
        if (freed !== null) await control.slotFreed(freed);
      },
    },
  });
}

async function stop(server: Server): Promise<void> {
  await close(server, 1_000);
}
