import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type ManagedProcess, startProcess } from '@perdura/embedded';
import { eventually } from '@perdura/testkit';

/** One of the applications, run from its build as a stranger would run it. */
export interface AppProcess {
  readonly pid: number;
  /** Origin that it serves on: the API and console themselves, a worker's health and metrics. */
  readonly url: string;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>;
  /** Starts it again with the same settings, and waits until it answers. */
  start(): Promise<void>;
  /** All that it has written, over all its starts. */
  log(): Promise<string>;
}

export interface AppSpec {
  app: 'api' | 'worker' | 'web';
  environment: Record<string, string>;
  url: string;
  /** Path that answers 2xx once the application works. */
  healthPath: string;
  logFile: string;
}

const ENTRY = { api: 'dist/main.js', worker: 'dist/main.js', web: 'dist/server/main.js' } as const;

/** @throws when the application was not built, or does not answer within a minute; the message names its log. */
export async function startApp(spec: AppSpec): Promise<AppProcess> {
  let running = await launch(spec);
  return {
    get pid() {
      return running.pid;
    },
    url: spec.url,
    async kill() {
      if (running.exit === null) process.kill(running.pid, 'SIGKILL');
      await running.exited;
    },
    async stop() {
      await running.stop(20_000);
    },
    async start() {
      running = await launch(spec);
    },
    log: () => readFile(spec.logFile, 'utf8'),
  };
}

/** A file of this repository's build. @throws when it is not there */
export function builtFile(path: string): string {
  const file = fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
  if (!existsSync(file)) throw new Error(`${path} has not been built: run "pnpm build" first`);
  return file;
}

async function launch(spec: AppSpec): Promise<ManagedProcess> {
  const running = await startProcess({
    name: spec.app,
    command: process.execPath,
    args: [builtFile(`apps/${spec.app}/${ENTRY[spec.app]}`)],
    env: { PATH: process.env.PATH ?? '', TZ: 'UTC', NODE_ENV: 'development', ...spec.environment },
    logFile: spec.logFile,
  });
  const healthUrl = `${spec.url}${spec.healthPath}`;
  await eventually(
    async () => {
      if (running.exit !== null) throw new Error(`${spec.app} ended while starting; see ${spec.logFile}`);
      const response = await fetch(healthUrl, { signal: AbortSignal.timeout(3_000) });
      return response.ok;
    },
    { timeoutMs: 120_000, what: `${spec.app} to answer at ${healthUrl} (log: ${spec.logFile})` },
  );
  return running;
}
