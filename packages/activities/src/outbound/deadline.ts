/** A limit in time joined with the caller's own signals. */
export interface Deadline {
  /** Aborted by the first of them. */
  signal: AbortSignal;
  timeoutMs: number;
  /** Whether the time ran out before any signal of the caller was aborted. */
  expired(): boolean;
  /** Lets go of timer and listeners. Must be called: `AbortSignal.any` would leave that to the collector. */
  clear(): void;
}

export function deadline(timeoutMs: number, ...signals: (AbortSignal | undefined)[]): Deadline {
  const controller = new AbortController();
  let expired = false;
  const timer = setTimeout(() => {
    if (controller.signal.aborted) return;
    expired = true;
    controller.abort(new DOMException(`No answer within ${timeoutMs} ms.`, 'TimeoutError'));
  }, timeoutMs);
  // A body that a library never reads must not keep the process alive.
  timer.unref();
  const listeners = signals.flatMap((signal) => {
    if (signal === undefined) return [];
    const abort = () => controller.abort(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    return [() => signal.removeEventListener('abort', abort)];
  });
  return {
    signal: controller.signal,
    timeoutMs,
    expired: () => expired,
    clear() {
      clearTimeout(timer);
      for (const remove of listeners) remove();
    },
  };
}
