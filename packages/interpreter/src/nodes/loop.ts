import type { LoopOpening, RunError, ValueRef } from '@perdura/definition/run';
import type { KeptGraph } from '../carried.ts';
import type { GraphEnd } from '../ending.ts';
import { NO_VALUE } from '../run-record.ts';
import { gatherRound } from '../side-calls.ts';
import type { Driver, DriverHost, GraphRun } from './driver.ts';
import { ItemPages } from './item-pages.ts';
import { type KeptResults, RoundResults } from './round-results.ts';
import { succeedWith, type WithValues, wrapped } from './succeed-with.ts';

interface Kept {
  /** The round under way, or whose steps are being put together; the one that comes next where there is no graph. */
  round: number;
  graph: KeptGraph | null;
  /** What its steps gave; null where nobody reads that. */
  results: KeptResults | null;
}

/** Runs its body once for each item, one round after the other. */
export function loop(host: DriverHost, opening: LoopOpening, kept: Kept | null): Driver {
  return new Loop(host, opening, kept);
}

class Loop implements Driver {
  readonly #host: DriverHost;
  readonly #opening: LoopOpening;
  readonly #kept: Kept | null;
  readonly #items: ItemPages;
  /** Null where nobody reads what the steps of the rounds gave. */
  readonly #results: RoundResults | null;
  #round: number;
  #graph: GraphRun | null = null;
  /** Whether rounds are being started, also those that end at once. */
  #turning = false;
  /** The last round, while what its steps gave is being put together. */
  #gathering: GraphRun | null = null;
  #stopped = false;

  constructor(host: DriverHost, opening: LoopOpening, kept: Kept | null) {
    this.#host = host;
    this.#opening = opening;
    this.#kept = kept;
    this.#items = new ItemPages(opening.pages, host.node.id);
    this.#round = kept?.round ?? 0;
    this.#results = opening.gathers ? new RoundResults(host, kept?.results ?? null) : null;
  }

  begin(): void {
    this.#results?.resume(() => this.#turn());
    this.#turn(this.#kept?.graph ?? null);
  }

  stop(): void {
    this.#stopped = true;
    if (this.#graph === null) this.#release();
    else this.#graph.stop();
  }

  abandon(): void {
    this.#graph?.abandon();
  }

  *graphs(): Iterable<GraphRun> {
    const graph = this.#graph ?? this.#gathering;
    if (graph !== null) yield graph;
  }

  keep(): Kept {
    const graph = this.#graph ?? this.#gathering;
    return { round: this.#round, graph: graph?.keep() ?? null, results: this.#results?.keep() ?? null };
  }

  /** Runs round after round; those that end at once do so within the same loop. */
  #turn(kept: KeptGraph | null = null): void {
    if (this.#turning) return;
    this.#turning = true;
    let graph = kept;
    while (this.#mayTurn && this.#round < this.#opening.count) {
      this.#start(graph);
      graph = null;
    }
    this.#turning = false;
    if (this.#mayTurn) this.#finish();
  }

  get #mayTurn(): boolean {
    return !this.#stopped && this.#graph === null && this.#gathering === null && (this.#results?.hasRoom ?? true);
  }

  #start(kept: KeptGraph | null): void {
    const round = this.#round;
    const loop = { id: this.#host.node.id, place: { item: this.#items.item(round), index: round + 1 } };
    const around = { values: {}, previous: null, loop, gathers: this.#opening.gathers };
    const graph = this.#host.body(round, around, (end) => this.#ended(graph, end));
    this.#graph = graph;
    graph.start(kept);
  }

  #ended(graph: GraphRun, end: GraphEnd): void {
    this.#graph = null;
    if (this.#stopped) this.#release();
    else if (end.kind === 'failed') this.#fail(end.error);
    else if (this.#results === null) this.#next();
    else this.#gather(graph, this.#results);
  }

  /** What becomes of its steps' failures is the body's own affair: one that gets here nothing has taken. */
  #fail({ code, message, nodeId }: RunError): void {
    this.#stopped = true;
    this.#host.fail({ code, message }, nodeId);
  }

  #gather(graph: GraphRun, results: RoundResults): void {
    this.#gathering = graph;
    const { id: runId, projectId } = this.#host.run;
    const steps = Object.fromEntries(
      (this.#host.node.body?.nodes ?? []).flatMap(({ id, type }) => {
        const outcome = graph.outcomes.get(id);
        return outcome === undefined || outcome.status === 'skipped' ? [] : [[id, { type, outcome }]];
      }),
    );
    this.#host.call({
      lane: 'local',
      work: () => gatherRound({ projectId, runId, steps }),
      done: (gathered) => {
        this.#gathering = null;
        results.add(this.#round, gathered, () => this.#turn());
        this.#next();
      },
    });
  }

  #next(): void {
    this.#round += 1;
    this.#turn();
  }

  #finish(): void {
    // Nothing more may start while the list is put together.
    this.#stopped = true;
    if (this.#results === null) succeedWith(this.#host, this.#last());
    else this.#results.finish((iterations) => succeedWith(this.#host, this.#last({ iterations })));
  }

  /** A loop around the step that ends the run has done its work as far as it was wanted. */
  #release(): void {
    if (!this.#host.isCompleting) this.#host.released();
    else wrapped(this.#host, this.#last(), (result) => this.#host.released(result));
  }

  /** Of the round that was begun last. */
  #last(others: Record<string, ValueRef> = {}): WithValues {
    const { count } = this.#opening;
    const index = Math.min(this.#round + 1, count);
    const item = count === 0 ? NO_VALUE : this.#items.item(index - 1);
    return { fields: {}, values: { item, index: { value: index }, ...others } };
  }
}
