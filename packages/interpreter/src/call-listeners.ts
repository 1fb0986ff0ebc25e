import type { ChainNews, ChainProgress, StepPlace } from '@perdura/definition/run';
import { placeKey } from './place-key.ts';

/** Brings what calls say of themselves while they last to the steps that lead them. What nobody waits for is let go. */
export class CallListeners {
  readonly #listeners = new Map<string, (progress: ChainProgress) => void>();

  listen(place: StepPlace, listener: (progress: ChainProgress) => void): void {
    this.#listeners.set(placeKey(place), listener);
  }

  leave(place: StepPlace): void {
    this.#listeners.delete(placeKey(place));
  }

  deliver({ place, ...progress }: ChainNews): void {
    this.#listeners.get(placeKey(place))?.(progress);
  }
}
