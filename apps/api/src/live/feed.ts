import type { NextEvents } from './recent-events.ts';

/** What streams read their events from. Many read one feed. */
export interface Feed {
  /** Rises whenever there may be something new to read. */
  readonly version: number;
  /** Whether there is nothing to tell after an id, and never will be. */
  isOver(id: number): boolean;
  /** The events that follow an id; may have to ask the database. */
  after(id: number): Promise<NextEvents>;
  /** Resolves once the version is another than this, or the signal aborts. */
  news(version: number, signal: AbortSignal): Promise<void>;
}

/** Wakes those who wait for news. */
export class News {
  #version = 0;
  readonly #waiting = new Set<() => void>();

  get version(): number {
    return this.#version;
  }

  tell(): void {
    this.#version += 1;
    for (const wake of [...this.#waiting]) wake();
  }

  async wait(version: number, signal: AbortSignal): Promise<void> {
    if (version !== this.#version || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}
