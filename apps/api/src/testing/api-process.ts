import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { track } from '@perdura/testkit';
import type { ApiState } from '../fixtures/live-api.ts';

const PROGRAM = fileURLToPath(new URL('../fixtures/live-api.ts', import.meta.url));
const OPTIONS = ['--conditions=source', '--import', 'tsx', '--expose-gc'];

/** The API as a process of its own. */
export interface ApiProcess {
  readonly port: number;
  state(): Promise<ApiState>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
}

/** @param taskQueue whose workers take its runs: nobody's unless told */
export async function startApi(
  databaseUrl: string,
  temporalAddress: string,
  taskQueue = 'nobody',
): Promise<ApiProcess> {
  const launch = async (port: number) => {
    const child = fork(PROGRAM, [databaseUrl, temporalAddress, String(port), taskQueue], { execArgv: OPTIONS });
    const [started] = (await once(child, 'message')) as [{ port: number }];
    return { child, port: started.port, untrack: track('an API process', () => ended(child)) };
  };
  let running = await launch(0);
  return {
    port: running.port,
    async state() {
      const answered = once(running.child, 'message');
      running.child.send('state');
      const [state] = (await answered) as [ApiState];
      return state;
    },
    async kill() {
      running.untrack();
      await ended(running.child);
    },
    async start() {
      running = await launch(running.port);
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
