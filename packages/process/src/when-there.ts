import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** A service that the process needs did not come up in time. */
export class ServiceMissing extends Error {
  override readonly name = 'ServiceMissing';
  readonly code = 'SERVICE_MISSING';
}

export interface WaitOptions {
  /** What is waited for, for the log. */
  what: string;
  /** How long to try, in milliseconds. @default without end: who ends itself would only be started again */
  limitMs?: number;
  /** Whether an error means that the service is away; any other one is thrown. @default every error does */
  isAway?: (error: unknown) => boolean;
  logger: Logger;
  signal: AbortSignal;
}

/**
 * Does what needs a service as soon as that is there: tries until it works, with growing pauses, and tells in the log
 * that it waits.
 *
 * @throws {ServiceMissing} with the last error as its cause, when the limit is over
 * @throws what `work` throws that does not mean that the service is away; the signal's reason when it aborts
 */
export async function whenThere<Result>(work: () => Promise<Result>, options: WaitOptions): Promise<Result> {
  const { what, limitMs = Number.POSITIVE_INFINITY, isAway = () => true, logger, signal } = options;
  const deadline = Date.now() + limitMs;
  for (let tries = 0; ; tries += 1) {
    try {
      const result = await work();
      if (tries > 0) logger.info({ tries }, `${what} is there`);
      return result;
    } catch (error) {
      signal.throwIfAborted();
      if (!isAway(error)) throw error;
      if (Date.now() >= deadline) {
        throw new ServiceMissing(`${what} did not answer within ${limitMs / 1000} s`, { cause: error });
      }
      logger.warn({ err: error, tries: tries + 1 }, `waiting for ${what}`);
      await pause(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries), undefined, { signal });
    }
  }
}
