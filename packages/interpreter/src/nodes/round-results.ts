import { INLINE_RESULT_BYTES, type ValueRef } from '@perdura/definition/run';
import { jsonBytes } from '../outcomes.ts';
import { collectList } from '../side-calls.ts';
import type { DriverHost } from './driver.ts';

/** Results that are gathered into one page, in number and in bytes. */
const PAGE_RESULTS = 200;
const PAGE_BYTES = 64 * 1024;
/** Results that may wait for one that comes before them in order. */
const MAX_AHEAD = 500;

export interface KeptResults {
  /** Lists of the results of the first rounds. */
  pages: ValueRef[];
  /** Results that follow those, in order. */
  tail: ValueRef[];
  /** Results that still have a gap before them. */
  ahead: [round: number, result: ValueRef][];
  /** The round whose result comes next in order. */
  next: number;
}

/** The results of a loop's rounds in the order of its items, in pages, so that the run's memory grows with none. */
export class RoundResults {
  readonly #host: DriverHost;
  readonly #pages: ValueRef[];
  #tail: ValueRef[];
  #tailBytes: number;
  readonly #ahead: Map<number, ValueRef>;
  #next: number;
  #storing = false;

  constructor(host: DriverHost, kept: KeptResults | null) {
    this.#host = host;
    this.#pages = kept?.pages ?? [];
    this.#tail = kept?.tail ?? [];
    this.#tailBytes = jsonBytes(this.#tail);
    this.#ahead = new Map(kept?.ahead);
    this.#next = kept?.next ?? 0;
  }

  /** Whether another round may start: what it gives has a place. */
  get hasRoom(): boolean {
    return this.#ahead.size < MAX_AHEAD && this.#tailBytes < 4 * PAGE_BYTES && this.#tail.length < 4 * PAGE_RESULTS;
  }

  /** @param stored called once there is room again */
  add(round: number, result: ValueRef, stored: () => void): void {
    this.#ahead.set(round, result);
    for (let found = this.#ahead.get(this.#next); found !== undefined; found = this.#ahead.get(this.#next)) {
      this.#ahead.delete(this.#next);
      this.#next += 1;
      this.#tail.push(found);
      this.#tailBytes += jsonBytes(found);
    }
    this.resume(stored);
  }

  /** Stores a page where there is one, also one that was about to be stored before the run continued as new. */
  resume(stored: () => void): void {
    if (this.#tail.length >= PAGE_RESULTS || this.#tailBytes >= PAGE_BYTES) this.#store(stored);
  }

  /** Answers the whole list: by value when it is small, otherwise as a blob. */
  finish(done: (list: ValueRef) => void): void {
    const values = this.#tail.flatMap((ref) => ('value' in ref ? [ref.value] : []));
    const isSmall = this.#pages.length === 0 && values.length === this.#tail.length;
    if (isSmall && this.#tailBytes <= INLINE_RESULT_BYTES) {
      done({ value: values });
      return;
    }
    const pages = this.#pages.map((value) => ({ value, spread: true }));
    this.#collect([...pages, ...this.#tail.map((value) => ({ value, spread: false }))], done);
  }

  keep(): KeptResults {
    return { pages: this.#pages, tail: this.#tail, ahead: [...this.#ahead], next: this.#next };
  }

  #store(stored: () => void): void {
    if (this.#storing) return;
    this.#storing = true;
    const { length } = this.#tail;
    this.#collect(
      this.#tail.map((value) => ({ value, spread: false })),
      (page) => {
        this.#storing = false;
        this.#pages.push(page);
        this.#tail = this.#tail.slice(length);
        this.#tailBytes = jsonBytes(this.#tail);
        stored();
      },
    );
  }

  #collect(parts: Parameters<typeof collectList>[0]['parts'], done: (list: ValueRef) => void): void {
    const { id: runId, projectId } = this.#host.run;
    this.#host.call({ lane: 'local', work: () => collectList({ projectId, runId, parts }), done });
  }
}
