/**
 * Runs work of one kind one at a time per key, for work that brings something to its newest state: callers that come
 * while one round runs share the round after it, which sees all that they saw.
 */
export class Coalescer {
  readonly #running = new Map<string, Promise<void>>();
  readonly #queued = new Map<string, Promise<void>>();

  run(key: string, work: () => Promise<void>): Promise<void> {
    const running = this.#running.get(key);
    if (running === undefined) return this.#begin(key, work);
    const queued = this.#queued.get(key);
    if (queued !== undefined) return queued;
    const next = running
      .catch(() => undefined)
      .then(() => {
        this.#queued.delete(key);
        return this.#begin(key, work);
      });
    this.#queued.set(key, next);
    return next;
  }

  #begin(key: string, work: () => Promise<void>): Promise<void> {
    const round = work().finally(() => {
      if (this.#running.get(key) === round) this.#running.delete(key);
    });
    this.#running.set(key, round);
    return round;
  }
}
