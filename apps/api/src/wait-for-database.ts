import { setTimeout as pause } from 'node:timers/promises';
import { isDatabaseUnavailable } from '@perdura/database';
import type { Logger } from 'pino';

const LONGEST_PAUSE_MS = 5_000;

/**
 * Does what needs the database as soon as it is there, however long that takes: a process that ends itself instead
 * would only be started again.
 *
 * @throws whatever `work` throws that does not mean that the database is away; also when the signal aborts
 */
export async function onceDatabaseIsThere<Result>(
  work: () => Promise<Result>,
  { logger, signal }: { logger: Logger; signal: AbortSignal },
): Promise<Result> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      if (tries === 0) logger.warn({ err: error }, 'waiting for the database');
      await pause(Math.min(LONGEST_PAUSE_MS, 100 * 2 ** tries), undefined, { signal });
    }
  }
}
