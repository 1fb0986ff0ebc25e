import type { ChainNews, ChainProgress, StepPlace } from '@perdura/definition/run';

/** Brings what calls say of themselves while they last to the steps that lead them. What nobody waits for is let go. */
export class CallListeners {
  readonly #listeners = new Map<string, (progress: ChainProgress) => void>();

  listen(place: StepPlace, listener: (progress: ChainProgress) => void): void {
    this.#listeners.set(keyOf(place), listener);
  }

  leave(place: StepPlace): void {
    this.#listeners.delete(keyOf(place));
  }

  deliver({ place, ...progress }: ChainNews): void {
    this.#listeners.get(keyOf(place))?.(progress);
  }
}

function keyOf({ nodeId, iteration }: StepPlace): string {
  return `${iteration}/${nodeId}`;
}
