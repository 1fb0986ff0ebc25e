import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ManagedProcess, startProcess } from '@perdura/embedded';
import { eventually } from '@perdura/testkit';

/** One of the applications, run from its build as a stranger would run it. */
export interface AppProcess {
  readonly pid: number;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>;
  /** Starts it again with the same settings, and waits until it answers. */
  start(): Promise<void>;
}

export interface AppSpec {
  app: 'api' | 'worker' | 'web';
  environment: Record<string, string>;
  /** URL that answers 2xx once the application works. */
  healthUrl: string;
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
    async kill() {
      process.kill(running.pid, 'SIGKILL');
      await running.exited;
    },
    async stop() {
      await running.stop(20_000);
    },
    async start() {
      running = await launch(spec);
    },
  };
}

async function launch(spec: AppSpec): Promise<ManagedProcess> {
  const entry = fileURLToPath(new URL(`../../../../apps/${spec.app}/${ENTRY[spec.app]}`, import.meta.url));
  if (!existsSync(entry)) throw new Error(`apps/${spec.app} has not been built: run "pnpm build" first`);
  const running = await startProcess({
    name: spec.app,
    command: process.execPath,
    args: [entry],
    env: { PATH: process.env.PATH ?? '', TZ: 'UTC', NODE_ENV: 'development', ...spec.environment },
    logFile: spec.logFile,
  });
  await eventually(
    async () => {
      if (running.exit !== null) throw new Error(`${spec.app} ended while starting; see ${spec.logFile}`);
      const response = await fetch(spec.healthUrl, { signal: AbortSignal.timeout(3_000) });
      return response.ok;
    },
    { timeoutMs: 60_000, what: `${spec.app} to answer at ${spec.healthUrl} (log: ${spec.logFile})` },
  );
  return running;
}
