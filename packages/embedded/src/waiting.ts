/** A condition did not come true in time; `cause` is what the last try threw. */
export class WaitTimeoutError extends Error {
  readonly code = 'WAIT_TIMEOUT';
  override readonly name = 'WaitTimeoutError';
}

export interface WaitOptions {
  /** How long to keep trying, in milliseconds. */
  timeoutMs: number;
  /** Pause between two tries, in milliseconds. @default 100 */
  intervalMs?: number;
  /** What is waited for, as the message of the error names it. */
  what: string;
}

/**
 * Calls `attempt` until it answers something other than `false`, `null` or `undefined` without throwing.
 * @throws WaitTimeoutError when that takes longer than `timeoutMs`.
 */
export async function waitUntil<T>(
  attempt: () => Promise<T> | T,
  options: WaitOptions,
): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = Date.now() + options.timeoutMs;
  let lastError: unknown;
  for (;;) {
    try {
      const value = await attempt();
      if (isAnswer(value)) return value;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (Date.now() >= deadline) {
      const reason = lastError instanceof Error ? `: ${lastError.message}` : '';
      throw new WaitTimeoutError(`Waited ${options.timeoutMs} ms for ${options.what}${reason}`, { cause: lastError });
    }
    await pause(options.intervalMs ?? 100);
  }
}

/** Resolves after that many milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function isAnswer<T>(value: T): value is NonNullable<Exclude<T, false>> {
  return value !== undefined && value !== null && value !== false;
}
