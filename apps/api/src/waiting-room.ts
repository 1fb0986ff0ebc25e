/** Most callers that wait for the answers of runs at once; further ones are told at once that theirs goes on. */
const MAX_WAITING = 500;

/** A bounded number of callers that wait at once. */
export class WaitingRoom {
  #waiting = 0;

  /** Does what takes as long as somebody waits, where there is room. */
  async enter<Result>(work: (mayWait: boolean) => Promise<Result>): Promise<Result> {
    if (this.#waiting >= MAX_WAITING) return await work(false);
    this.#waiting += 1;
    try {
      return await work(true);
    } finally {
      this.#waiting -= 1;
    }
  }
}
