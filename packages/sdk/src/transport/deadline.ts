import { ConnectionError, isPerduraError, TimeoutError } from '../errors.ts';
import { aborted } from './retry.ts';

/**
 * Does work with a signal that ends at a time limit or with the caller's signal, whichever is first.
 * @throws TimeoutError, AbortedError, or ConnectionError for all else that is no error of the SDK already
 */
export async function withDeadline<Result>(
  { timeoutMs, signal, what }: { timeoutMs: number; signal: AbortSignal | undefined; what: string },
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  if (signal?.aborted) throw aborted(signal);
  const controller = new AbortController();
  const end = () => controller.abort(signal?.reason);
  signal?.addEventListener('abort', end, { once: true });
  let late = false;
  const timer = Number.isFinite(timeoutMs) ? setTimeout(expire, timeoutMs) : undefined;
  function expire() {
    late = true;
    controller.abort();
  }
  try {
    return await work(controller.signal);
  } catch (cause) {
    if (isPerduraError(cause)) throw cause;
    if (signal?.aborted) throw aborted(signal);
    if (late) {
      throw new TimeoutError({
        status: null,
        code: 'TIMED_OUT',
        detail: `${what}: no answer in ${timeoutMs} ms`,
        cause,
      });
    }
    throw new ConnectionError({
      status: null,
      code: 'CONNECTION_FAILED',
      detail: `${what}: ${reasonOf(cause)}`,
      cause,
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
  }
}

/** `fetch` says "fetch failed"; what is behind it says more. */
function reasonOf(error: unknown): string {
  const { message, cause } = (error ?? {}) as { message?: unknown; cause?: unknown };
  const inner = (cause as { message?: unknown; code?: unknown } | undefined) ?? {};
  const reasons = [message, inner.message || inner.code].filter((text) => typeof text === 'string' && text !== '');
  return reasons.length === 0 ? String(error) : [...new Set(reasons)].join(': ');
}
