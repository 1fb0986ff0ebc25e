import { mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isErrno } from './errno.ts';
import { isAlive } from './process-table.ts';
import { waitUntil } from './waiting.ts';

export interface LockOptions {
  /** How long to wait for another holder, in milliseconds. @default 600000 */
  timeoutMs?: number;
  /** Told once, with the pid of the holder, when somebody else holds the lock. */
  onWait?: (holder: number) => void;
}

/**
 * Runs `action` while this process alone holds the lock file. A lock whose holder has died is taken over.
 * @throws WaitTimeoutError when another process holds it for too long.
 */
export async function withFileLock<T>(path: string, action: () => Promise<T>, options: LockOptions = {}): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  let told = false;
  await waitUntil(
    async () => {
      if (await tryLock(path)) return true;
      const holder = await holderOf(path);
      if (holder !== null && !told) {
        told = true;
        options.onWait?.(holder);
      }
      return false;
    },
    { timeoutMs: options.timeoutMs ?? 600_000, what: `the lock ${path}` },
  );
  try {
    return await action();
  } finally {
    await rm(path, { force: true });
  }
}

async function tryLock(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error;
    await removeIfStale(path);
    return false;
  }
}

/** Looks twice, so that a lock which another process has just taken over is left alone. */
async function removeIfStale(path: string): Promise<void> {
  const before = await stat(path).catch(() => null);
  if (before === null) return;
  const holder = await holderOf(path);
  const abandoned = holder === null ? Date.now() - before.mtimeMs > 5_000 : !isAlive(holder);
  if (!abandoned) return;
  const now = await stat(path).catch(() => null);
  if (now?.mtimeMs === before.mtimeMs && (await holderOf(path)) === holder) await rm(path, { force: true });
}

async function holderOf(path: string): Promise<number | null> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return /^\d+$/.test(text) ? Number(text) : null;
}
