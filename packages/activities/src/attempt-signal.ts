import { timeoutFailure } from './failures.ts';

/** The signal of one attempt, and how to let go of it. */
export interface AttemptSignal {
  signal: AbortSignal;
  release(): void;
}

/** Aborts with the parent, or once the attempt's time is over: then its reason is the StepFailure of a time-out. */
export function attemptSignal(parent: AbortSignal, timeoutMs: number | null): AttemptSignal {
  if (timeoutMs === null) return { signal: parent, release: () => undefined };
  const controller = new AbortController();
  const follow = () => controller.abort(parent.reason);
  if (parent.aborted) follow();
  else parent.addEventListener('abort', follow, { once: true });
  const timer = setTimeout(() => controller.abort(timeoutFailure(timeoutMs)), Math.min(timeoutMs, MAX_TIMER_MS));
  return {
    signal: controller.signal,
    release() {
      clearTimeout(timer);
      parent.removeEventListener('abort', follow);
    },
  };
}

/** Longest time that a timer of Node can hold. */
const MAX_TIMER_MS = 2 ** 31 - 1;
