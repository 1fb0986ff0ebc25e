import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { commandLineOf, endAllBelow, isAlive, signalProcess, waitUntil } from '@perdura/embedded';
import type { DevPaths } from './paths.ts';

const STOP_TIMEOUT_MS = 90_000;

/** Process id of the stack that runs for this checkout; null when none does. */
export function runningStack(paths: DevPaths): number | null {
  const pid = Number(readText(paths.lock));
  if (!Number.isInteger(pid) || pid <= 1 || pid === process.pid || !isAlive(pid)) return null;
  // After a reboot the same id may belong to anything.
  return /apps\/dev\//.test(commandLineOf(pid)) ? pid : null;
}

/** Notes this process as the checkout's stack. @throws when another one runs */
export function claimStack(paths: DevPaths): void {
  const other = runningStack(paths);
  if (other !== null) throw new StackRunningError(other);
  rmSync(paths.lock, { force: true });
  try {
    writeFileSync(paths.lock, `${process.pid}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const winner = runningStack(paths);
    throw winner === null ? error : new StackRunningError(winner);
  }
}

export function releaseStack(paths: DevPaths): void {
  rmSync(paths.lock, { force: true });
}

/** A development stack of this checkout runs already. */
export class StackRunningError extends Error {
  readonly code = 'STACK_RUNNING';
  override readonly name = 'StackRunningError';

  constructor(pid: number) {
    super(
      `The development stack of this checkout runs already (pid ${pid}). Its addresses are in .perdura/dev.json; stop it with ./bin/dev --stop.`,
    );
  }
}

/** Ends the running stack, or what one that was killed left behind; answers whether there was anything to end. */
export async function stopStack(paths: DevPaths): Promise<boolean> {
  const pid = runningStack(paths);
  if (pid !== null) {
    signalProcess(pid, 'SIGTERM');
    await waitUntil(() => !isAlive(pid), { timeoutMs: STOP_TIMEOUT_MS, what: `the stack (pid ${pid}) to end` });
  }
  const leftovers = await endAllBelow(paths.processes);
  rmSync(paths.state, { force: true });
  releaseStack(paths);
  return pid !== null || leftovers.length > 0;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
