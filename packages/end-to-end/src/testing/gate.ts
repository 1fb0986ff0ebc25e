/** Where a peer holds its callers until a test lets them go. */
export class Gate {
  #open = true;
  #waiting: (() => void)[] = [];

  /** How many callers are held now; those that died meanwhile included. */
  get held(): number {
    return this.#waiting.length;
  }

  close(): void {
    this.#open = false;
  }

  /** Lets all callers go, those to come as well. */
  open(): void {
    this.#open = true;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) go();
  }

  pass(): Promise<void> {
    if (this.#open) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }
}
