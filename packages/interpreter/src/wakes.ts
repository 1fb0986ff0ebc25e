import type { StepPlace, Wake } from '@perdura/definition/run';
import { placeKey } from './place-key.ts';

export type StepWake = Exclude<Wake, { kind: 'admitted' }>;

/** Wakes that no step has asked for yet; more can only be strays. */
const MAX_EARLY = 2_000;

/** Brings the wakes that a run is sent to the steps that wait for them, also to those that begin to wait later. */
export class Wakes {
  readonly #handlers = new Map<string, (wake: StepWake) => void>();
  #early: StepWake[] = [];
  #isAdmitted = false;
  #admit: () => void = () => undefined;
  /** Resolves once the run has a slot of its workflow. */
  readonly admitted: Promise<void>;

  constructor(early: readonly Wake[] = []) {
    this.admitted = new Promise((resolve) => {
      this.#admit = resolve;
    });
    for (const wake of early) this.deliver(wake);
  }

  deliver(wake: Wake): void {
    if (wake.kind === 'admitted') {
      this.#isAdmitted = true;
      this.#admit();
      return;
    }
    const handler = this.#handlers.get(placeKey(wake));
    if (handler !== undefined) handler(wake);
    else this.postpone(wake);
  }

  /** Whoever listens next for the step is to hear the wake. */
  postpone(wake: StepWake): void {
    this.#early.push(wake);
    if (this.#early.length > MAX_EARLY) this.#early.shift();
  }

  /** From now on the step hears its wakes, first those that came before. */
  listen(place: StepPlace, handler: (wake: StepWake) => void): void {
    const key = placeKey(place);
    this.#handlers.set(key, handler);
    const mine = this.#early.filter((wake) => placeKey(wake) === key);
    if (mine.length === 0) return;
    this.#early = this.#early.filter((wake) => placeKey(wake) !== key);
    for (const wake of mine) handler(wake);
  }

  /** The step hears nothing any more, until it listens again. */
  leave(place: StepPlace): void {
    this.#handlers.delete(placeKey(place));
  }

  /** The step is done: what its piece was still to hear is of no use. */
  forget(place: StepPlace): void {
    if (this.#early.length === 0) return;
    const key = placeKey(place);
    this.#early = this.#early.filter((wake) => wake.kind !== 'piece' || placeKey(wake) !== key);
  }

  /** Wakes that the next part of the run must still hear. */
  keep(): Wake[] {
    return this.#isAdmitted ? [{ kind: 'admitted' }, ...this.#early] : this.#early;
  }
}
