import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';

const LONGEST_PAUSE_MS = 5_000;

/** A service that the worker needs did not come up in time. */
export class ServiceMissing extends Error {
  override readonly name = 'ServiceMissing';
  readonly code = 'SERVICE_MISSING';
}

export interface WaitOptions {
  /** What is waited for, for the log. */
  what: string;
  /** How long to try, in milliseconds. */
  limitMs: number;
  logger: Logger;
  signal: AbortSignal;
}

/**
 * Tries until it works, with growing pauses, and tells in the log that it waits.
 *
 * @throws {ServiceMissing} with the last error as its cause, when the limit is over
 */
export async function whenThere<Result>(work: () => Promise<Result>, options: WaitOptions): Promise<Result> {
  const { what, limitMs, logger, signal } = options;
  const deadline = Date.now() + limitMs;
  for (let tries = 0; ; tries += 1) {
    try {
      const result = await work();
      if (tries > 0) logger.info({ tries }, `${what} is there`);
      return result;
    } catch (error) {
      signal.throwIfAborted();
      if (Date.now() >= deadline) {
        throw new ServiceMissing(`${what} did not answer within ${limitMs / 1000} s`, { cause: error });
      }
      logger.warn({ err: error, tries: tries + 1 }, `waiting for ${what}`);
      await pause(Math.min(LONGEST_PAUSE_MS, 200 * 2 ** tries), undefined, { signal });
    }
  }
}
