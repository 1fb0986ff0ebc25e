/** A bounded number of things that go on at once, of which nobody has more than a share. */
export class FairPlaces {
  readonly #most: number;
  readonly #mostOfOne: number;
  readonly #taken = new Map<string, number>();
  #all = 0;

  constructor({ most, mostOfOne }: { most: number; mostOfOne: number }) {
    this.#most = most;
    this.#mostOfOne = mostOfOne;
  }

  /** Does the work where there is a place for it; null where there is none. */
  async enter<Result>(who: string, work: () => Promise<Result>): Promise<Result | null> {
    const own = this.#taken.get(who) ?? 0;
    if (this.#all >= this.#most || own >= this.#mostOfOne) return null;
    this.#all += 1;
    this.#taken.set(who, own + 1);
    try {
      return await work();
    } finally {
      this.#leave(who);
    }
  }

  #leave(who: string): void {
    this.#all -= 1;
    const left = (this.#taken.get(who) ?? 1) - 1;
    if (left > 0) this.#taken.set(who, left);
    else this.#taken.delete(who);
  }
}
