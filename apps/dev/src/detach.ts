import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from './json-file.ts';
import type { DevPaths } from './paths.ts';
import type { Output } from './progress.ts';

/** Marks the process that serves a detached stack. */
export const DETACHED_MARK = 'PERDURA_DEV_DETACHED';

/** What the detached stack tells the process that started it. */
export type DetachedMessage = { line: string } | { ready: true };

/** Starts this program again in the background, shows its progress, and resolves once the stack is ready. */
export async function startDetached(paths: DevPaths, args: string[], output: Output): Promise<void> {
  mkdirSync(paths.logs, { recursive: true });
  const log = openSync(join(paths.logs, 'dev.log'), 'a', 0o600);
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1, 2), ...args], {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
    env: { ...process.env, [DETACHED_MARK]: '1' },
  });
  closeSync(log);
  await new Promise<void>((resolve, reject) => {
    child.on('message', (message) => {
      if (!isObject(message)) return;
      if (typeof message.line === 'string') output(message.line);
      if (message.ready === true) resolve();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new DetachedFailure(code)));
  });
  child.disconnect();
  child.unref();
}

/** The background process ended before the stack was ready; it has said why already. */
export class DetachedFailure extends Error {
  readonly code = 'DETACHED_FAILURE';
  override readonly name = 'DetachedFailure';

  constructor(exitCode: number | null) {
    super(`The stack did not come up (exit code ${exitCode ?? 'unknown'}).`);
  }
}

/** Tells the starter, while it still listens. */
export function tellStarter(message: DetachedMessage): void {
  if (process.connected) process.send?.(message, () => undefined);
}
