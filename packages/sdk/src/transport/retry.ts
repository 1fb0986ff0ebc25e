import { AbortedError, isPerduraError, type PerduraError } from '../errors.ts';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8_000;
/** What the server asks to wait for longer than this is left to the caller. */
const LONGEST_RETRY_AFTER_MS = 60_000;

/**
 * Whether a failed call may be made again. A refusal for too many requests did nothing; all else is repeated only
 * where a repeat does no harm: reading, writing that ends the same, and what carries a key by which the server knows it.
 */
export function mayRetry(error: unknown, replayable: boolean): error is PerduraError {
  if (!isPerduraError(error)) return false;
  // It started a run, which goes on: asking again would tell nothing else.
  if (error.runId !== null) return false;
  if ((error.retryAfterMs ?? 0) > LONGEST_RETRY_AFTER_MS) return false;
  if (error.status === 429) return error.code !== 'QUOTA_EXCEEDED' || error.retryAfterMs !== null;
  if (!replayable) return false;
  if (error.status === null) return error.code === 'CONNECTION_FAILED' || error.code === 'TIMED_OUT';
  return error.status === 408 || (error.status >= 500 && error.status !== 501);
}

/** Milliseconds before the next attempt: what the server says, else ever longer ones, spread by chance. */
export function delayBefore(attempt: number, error: PerduraError, random: () => number = Math.random): number {
  if (error.retryAfterMs !== null) return error.retryAfterMs;
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt) * (0.5 + random() / 2);
}

/** What `Retry-After` asks for, in milliseconds: seconds or a date; null without one. */
export function readRetryAfter(text: string | null, now: number = Date.now()): number | null {
  if (text === null || text.trim() === '') return null;
  if (/^\d+(\.\d+)?$/.test(text.trim())) return Number(text) * 1_000;
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : Math.max(0, time - now);
}

/** @throws AbortedError when the signal ends it */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(aborted(signal));
    const end = () => {
      clearTimeout(timer);
      reject(aborted(signal));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', end);
      resolve();
    }, ms);
    signal?.addEventListener('abort', end, { once: true });
  });
}

export function aborted(signal?: AbortSignal): AbortedError {
  const detail = 'The call was ended by its signal';
  return new AbortedError({ status: null, code: 'ABORTED', detail, cause: signal?.reason });
}
