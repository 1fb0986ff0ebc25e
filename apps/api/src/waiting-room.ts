import { FairPlaces } from './fair-places.ts';

/** A bounded number of callers that wait for the answers of runs at once, those of one project for no more than half. */
export class WaitingRoom {
  readonly #places = new FairPlaces({ most: 500, mostOfOne: 250 });

  /** Does what takes as long as somebody waits, where there is room; else says that nobody may. */
  async enter<Result>(projectId: string, work: (mayWait: boolean) => Promise<Result>): Promise<Result> {
    const waited = await this.#places.enter(projectId, async () => ({ result: await work(true) }));
    return waited === null ? await work(false) : waited.result;
  }
}
