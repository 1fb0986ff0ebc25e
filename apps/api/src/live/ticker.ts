export interface TickerOptions {
  intervalMs: number;
  /** Answers whether there is something to look at again. */
  work(): Promise<boolean>;
  /** Called when the work begins to fail. */
  onError(error: unknown): void;
}

/** How many times as long as its work a ticker pauses at least: looking must not keep the database busy. */
const PAUSE_FACTOR = 4;
/** Longest pause, and that after a failure, in milliseconds. */
const LONGEST_PAUSE_MS = 5_000;
const FAILURE_PAUSE_MS = 1_000;

/** Does work again and again, as long as there is some; sleeps until it is woken when there is none. */
export class Ticker {
  readonly #options: TickerOptions;
  #timer: NodeJS.Timeout | null = null;
  #working = false;
  #woken = false;
  #failing = false;
  #stopped = false;

  constructor(options: TickerOptions) {
    this.#options = options;
  }

  /** There is work; it is begun within one interval. */
  wake(): void {
    this.#woken = true;
    if (!this.#working && this.#timer === null) this.#schedule(this.#options.intervalMs);
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #schedule(ms: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.#tick(), ms);
    this.#timer.unref();
  }

  async #tick(): Promise<void> {
    this.#timer = null;
    this.#working = true;
    this.#woken = false;
    const begun = Date.now();
    const hasMore = await this.#attempt();
    this.#working = false;
    if (!hasMore && !this.#woken) return;
    const tookMs = (Date.now() - begun) * PAUSE_FACTOR;
    const failed = this.#failing ? FAILURE_PAUSE_MS : 0;
    this.#schedule(Math.max(this.#options.intervalMs, failed, Math.min(LONGEST_PAUSE_MS, tookMs)));
  }

  async #attempt(): Promise<boolean> {
    try {
      const hasMore = await this.#options.work();
      this.#failing = false;
      return hasMore;
    } catch (error) {
      if (!this.#failing) this.#options.onError(error);
      this.#failing = true;
      return true;
    }
  }
}
