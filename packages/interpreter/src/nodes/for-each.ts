import type { NodeOpening, RunError } from '@perdura/definition/run';
import type { GraphEnd } from '../ending.ts';
import type { Driver, DriverHost, GraphRun, KeptRound } from './driver.ts';
import { ItemPages } from './item-pages.ts';
import { type KeptResults, RoundResults } from './round-results.ts';

type ForEachOpening = Extract<NodeOpening, { type: 'for-each' }>;

interface Kept {
  next: number;
  rounds: KeptRound[];
  results: KeptResults;
}

/** Runs its body once for each item, a bounded number of rounds at once, and gathers their results in order. */
export function forEach(host: DriverHost, opening: ForEachOpening, kept: Kept | null): Driver {
  return new ForEach(host, opening, kept);
}

class ForEach implements Driver {
  readonly #host: DriverHost;
  readonly #opening: ForEachOpening;
  readonly #kept: Kept | null;
  readonly #results: RoundResults;
  readonly #rounds = new Map<number, GraphRun>();
  readonly #items: ItemPages;
  #next: number;
  #filling = false;
  #error: RunError | null = null;
  #stopped = false;
  #gathering = false;

  constructor(host: DriverHost, opening: ForEachOpening, kept: Kept | null) {
    this.#host = host;
    this.#opening = opening;
    this.#kept = kept;
    this.#items = new ItemPages(opening.pages, host.node.id);
    this.#next = kept?.next ?? 0;
    this.#results = new RoundResults(host, kept?.results ?? null);
  }

  begin(): void {
    this.#filling = true;
    for (const [round, graph] of this.#kept?.rounds ?? []) this.#start(round, graph);
    this.#filling = false;
    this.#results.resume(() => this.#fill());
    this.#fill();
  }

  stop(): void {
    this.#stopped = true;
    this.#stopRounds();
    this.#endWhenEmpty();
  }

  abandon(): void {
    for (const graph of [...this.#rounds.values()]) graph.abandon();
  }

  graphs(): Iterable<GraphRun> {
    return this.#rounds.values();
  }

  keep(): Kept {
    const rounds = [...this.#rounds].map(([round, graph]): KeptRound => [round, graph.keep()]);
    return { next: this.#next, rounds, results: this.#results.keep() };
  }

  /** Starts rounds up to the bound; those that end at once make room within the same loop. */
  #fill(): void {
    if (this.#filling) return;
    this.#filling = true;
    const { count, concurrency } = this.#opening;
    while (!this.#isEnding && this.#next < count && this.#rounds.size < concurrency && this.#results.hasRoom) {
      this.#next += 1;
      this.#start(this.#next - 1, null);
    }
    this.#filling = false;
    this.#endWhenEmpty();
  }

  get #isEnding(): boolean {
    return this.#stopped || this.#error !== null;
  }

  #start(round: number, kept: Parameters<GraphRun['start']>[0]): void {
    const values = { index: { value: round }, item: this.#items.item(round) };
    const graph = this.#host.body(round, { values, previous: null }, (end) => this.#ended(round, end));
    this.#rounds.set(round, graph);
    graph.start(kept);
  }

  #ended(round: number, end: GraphEnd): void {
    this.#rounds.delete(round);
    if (end.kind === 'completed') this.#results.add(round, end.result, () => this.#fill());
    else if (end.kind === 'failed') this.#failed(round, end.error);
    this.#fill();
  }

  #failed(round: number, error: RunError): void {
    if (this.#opening.onItemError === 'continue') {
      this.#results.add(round, { value: { error: { ...error } } }, () => this.#fill());
    } else if (!this.#isEnding) {
      this.#error = error;
      this.#stopRounds();
    }
  }

  #stopRounds(): void {
    for (const graph of [...this.#rounds.values()]) graph.stop();
  }

  #endWhenEmpty(): void {
    if (this.#rounds.size > 0 || this.#filling) return;
    if (this.#stopped) this.#host.released();
    else if (this.#error !== null) this.#host.fail({ code: this.#error.code, message: this.#error.message });
    else if (this.#next >= this.#opening.count && !this.#gathering) {
      this.#gathering = true;
      this.#results.finish((list) => this.#host.succeed(list));
    }
  }
}
