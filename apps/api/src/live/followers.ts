/** A follower that is held until it is released; releasing twice does no harm. */
export interface Hold<Follower> {
  follower: Follower;
  release(): void;
}

interface Entry<Follower> {
  follower: Follower;
  holds: number;
  lingering: NodeJS.Timeout | null;
}

/**
 * Followers by what they follow: one for all who watch the same. One that nobody holds any more is kept for a moment,
 * idle, for those who come back.
 */
export class Followers<Follower> {
  readonly #lingerMs: number;
  readonly #entries = new Map<string, Entry<Follower>>();

  constructor(lingerMs: number) {
    this.#lingerMs = lingerMs;
  }

  get size(): number {
    return this.#entries.size;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** Those that somebody holds. */
  held(): Follower[] {
    return [...this.#entries.values()].filter(({ holds }) => holds > 0).map(({ follower }) => follower);
  }

  hold(key: string, make: () => Follower): Hold<Follower> {
    const entry = this.#entries.get(key) ?? { follower: make(), holds: 0, lingering: null };
    this.#entries.set(key, entry);
    entry.holds += 1;
    if (entry.lingering !== null) clearTimeout(entry.lingering);
    entry.lingering = null;
    let released = false;
    const release = (): void => {
      if (!released) this.#release(key, entry);
      released = true;
    };
    return { follower: entry.follower, release };
  }

  close(): void {
    for (const { lingering } of this.#entries.values()) if (lingering !== null) clearTimeout(lingering);
    this.#entries.clear();
  }

  #release(key: string, entry: Entry<Follower>): void {
    entry.holds -= 1;
    if (entry.holds > 0 || this.#entries.get(key) !== entry) return;
    entry.lingering = setTimeout(() => this.#entries.delete(key), this.#lingerMs);
    entry.lingering.unref();
  }
}
