import { waitUntil } from '@perdura/embedded';

export interface EventuallyOptions {
  /** How long to keep trying, in milliseconds. @default 90000 */
  timeoutMs?: number;
  /** Pause between tries, in milliseconds. @default 50 */
  intervalMs?: number;
  /** What is waited for, for the message. @default the condition */
  what?: string;
}

/**
 * Tries until `attempt` neither throws nor answers false, null or undefined, and gives its answer. Assertions may
 * stand inside: the last failure is in the message of the timeout. An attempt that only asserts must answer `true`.
 * @throws WaitTimeoutError
 */
export function eventually<T>(
  attempt: () => Promise<T> | T,
  options: EventuallyOptions = {},
): Promise<NonNullable<Exclude<T, false>>> {
  return waitUntil(attempt, {
    timeoutMs: options.timeoutMs ?? 90_000,
    intervalMs: options.intervalMs ?? 50,
    what: options.what ?? 'the condition',
  });
}
