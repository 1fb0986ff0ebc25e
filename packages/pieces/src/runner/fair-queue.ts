/** Thrown where waiting is refused, or took too long. */
export class QueueRefusal extends Error {
  override readonly name = 'QueueRefusal';
}

/** Those who wait, served in turn by group, so that one group with much to do holds up no other. */
export interface FairQueue<N, T> {
  readonly length: number;
  /**
   * @throws {QueueRefusal} when too many wait already, when this waited too long, or when the queue is closed
   * @throws the signal's reason when it aborts
   */
  wait(group: string, need: N, signal: AbortSignal | undefined): Promise<T>;
  /**
   * Serves as many as can be, group after group; who cannot be served holds up nobody behind.
   *
   * @param take gives what is needed, or null when there is none for this one now
   */
  serve(take: (need: N) => Promise<T> | null): void;
  /**
   * Serves the first of one group that suits, before its turn.
   *
   * @returns whether one was served
   */
  serveOutOfTurn(group: string, suits: (need: N) => boolean, take: (need: N) => Promise<T> | null): boolean;
  close(): void;
}

interface Waiting<N, T> {
  need: N;
  resolve(taken: Promise<T>): void;
  reject(reason: unknown): void;
}

export function fairQueue<N, T>(maxQueued: number, maxQueuedMs: number): FairQueue<N, T> {
  /** By group; the group whose turn it is stands first. */
  const groups = new Map<string, Waiting<N, T>[]>();
  let length = 0;
  const leave = (group: string, waiting: Waiting<N, T>): void => {
    const queue = groups.get(group) ?? [];
    const at = queue.indexOf(waiting);
    if (at < 0) return;
    queue.splice(at, 1);
    length--;
    if (queue.length === 0) groups.delete(group);
  };
  const serveOne = (take: (need: N) => Promise<T> | null): boolean => {
    for (const [group, queue] of groups) {
      for (const waiting of queue) {
        const taken = take(waiting.need);
        if (taken === null) continue;
        leave(group, waiting);
        toTheEnd(group);
        waiting.resolve(taken);
        return true;
      }
    }
    return false;
  };
  const toTheEnd = (group: string): void => {
    const rest = groups.get(group);
    if (rest === undefined) return;
    groups.delete(group);
    groups.set(group, rest);
  };
  return {
    get length() {
      return length;
    },
    wait(group, need, signal) {
      if (length >= maxQueued) return Promise.reject(new QueueRefusal(`${length} calls wait for a process already.`));
      return new Promise((resolve, reject) => {
        const waiting = until({ need, resolve, reject }, maxQueuedMs, signal, () => leave(group, waiting));
        groups.set(group, [...(groups.get(group) ?? []), waiting]);
        length++;
      });
    },
    serve(take) {
      while (serveOne(take));
    },
    serveOutOfTurn(group, suits, take) {
      const waiting = groups.get(group)?.find(({ need }) => suits(need));
      const taken = waiting === undefined ? null : take(waiting.need);
      if (waiting === undefined || taken === null) return false;
      leave(group, waiting);
      waiting.resolve(taken);
      return true;
    },
    close() {
      const all = [...groups.values()].flat();
      groups.clear();
      length = 0;
      for (const { reject } of all) reject(new QueueRefusal('The runner of pieces is closed.'));
    },
  };
}

/** Ends the waiting by time and by signal as well. */
function until<N, T>(
  { need, resolve, reject }: Waiting<N, T>,
  maxQueuedMs: number,
  signal: AbortSignal | undefined,
  leave: () => void,
): Waiting<N, T> {
  const abort = () => giveUp(signal?.reason);
  const timer = setTimeout(
    () => giveUp(new QueueRefusal(`No process became free within ${maxQueuedMs} ms.`)),
    maxQueuedMs,
  );
  const stop = () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  };
  const giveUp = (reason: unknown) => {
    stop();
    leave();
    reject(reason);
  };
  signal?.addEventListener('abort', abort, { once: true });
  return {
    need,
    resolve: (taken) => {
      stop();
      resolve(taken);
    },
    reject: (reason) => {
      stop();
      reject(reason);
    },
  };
}
