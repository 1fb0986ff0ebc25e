import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findTemporalBinary, freePort, type ServiceSpec, startPostgres, startTemporal } from '@perdura/embedded';
import { startNodeService } from './node-service.ts';
import type { DevPaths } from './paths.ts';
import type { DevSettings } from './settings.ts';

/** How long the embedded Temporal keeps runs that have ended. */
const RETENTION = '720h';

export function postgresService(
  paths: DevPaths,
  settings: DevSettings,
  onProgress: (message: string) => void,
  onUrl: (url: string) => void,
): ServiceSpec {
  return {
    name: 'postgres',
    marker: `port=${settings.ports.postgres}`,
    stopSignal: 'SIGINT',
    async start(onSpawn) {
      const server = await startPostgres({
        dataDirectory: paths.postgresData,
        port: settings.ports.postgres,
        password: settings.postgresPassword,
        logFile: join(paths.logs, 'postgres.log'),
        onProgress,
        onSpawn,
      });
      onUrl(server.url);
      return { pid: server.pid, exited: server.process.exited, stop: () => server.stop() };
    },
  };
}

export function temporalService(
  paths: DevPaths,
  settings: DevSettings,
  onProgress: (message: string) => void,
): ServiceSpec {
  return {
    name: 'temporal',
    marker: paths.temporalDatabase,
    async start(onSpawn) {
      const server = await startTemporal({
        binary: await findTemporalBinary({ onProgress }),
        port: settings.ports.temporal,
        uiPort: settings.ports.temporalUi,
        databaseFile: paths.temporalDatabase,
        logFile: join(paths.logs, 'temporal.log'),
        retention: RETENTION,
        onSpawn,
      });
      return { pid: server.pid, exited: server.process.exited, stop: () => server.stop() };
    },
  };
}

export function apiService(paths: DevPaths, settings: DevSettings, env: NodeJS.ProcessEnv): ServiceSpec {
  const entry = join(paths.root, 'apps/api/dist/main.js');
  const port = settings.ports.api;
  return nodeService('api', entry, { ...env, PORT: String(port) }, port, paths);
}

/** Its health port is for this machine alone, so any free one does; it stays the same across restarts. */
export async function workerService(
  paths: DevPaths,
  settings: DevSettings,
  env: NodeJS.ProcessEnv,
): Promise<ServiceSpec> {
  const entry = join(paths.root, 'apps/worker/dist/main.js');
  const port = await freePort();
  // The links in mails lead to the API.
  const PUBLIC_URL = env.PUBLIC_URL ?? `http://127.0.0.1:${settings.ports.api}`;
  return nodeService('worker', entry, { ...env, PUBLIC_URL, METRICS_PORT: String(port) }, port, paths);
}

/** The console's server, which needs no secret; null while it is not built. */
export function consoleService(paths: DevPaths, settings: DevSettings, urls: ConsoleUrls): ServiceSpec | null {
  const entry = join(paths.root, 'apps/web/dist/server/main.js');
  if (!existsSync(entry)) return null;
  const port = settings.ports.console;
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    PORT: String(port),
    API_URL: `http://127.0.0.1:${settings.ports.api}`,
    MAILBOX_URL: urls.mailboxUrl ?? '',
    TEMPORAL_UI_URL: urls.temporalUiUrl ?? '',
  };
  return nodeService('console', entry, env, port, paths);
}

/** Pages that the console links, null where there are none. */
export interface ConsoleUrls {
  mailboxUrl: string | null;
  temporalUiUrl: string | null;
}

function nodeService(name: string, entry: string, env: NodeJS.ProcessEnv, port: number, paths: DevPaths): ServiceSpec {
  const logFile = join(paths.logs, `${name}.log`);
  const healthUrl = `http://127.0.0.1:${port}/healthz`;
  return {
    name,
    marker: entry,
    start: (onSpawn) => startNodeService({ name, entry, env, logFile, healthUrl }, onSpawn),
  };
}
