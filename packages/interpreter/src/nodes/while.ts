import type { NodeActivityOutput, NodeOpening, ValueRef } from '@perdura/definition/run';
import type { KeptGraph } from '../carried.ts';
import type { GraphEnd } from '../ending.ts';
import { INTERPRETER_CODES } from '../node-end.ts';
import { Outcomes } from '../outcomes.ts';
import { NO_VALUE } from '../run-record.ts';
import { readBy, Scope } from '../scope.ts';
import type { Driver, DriverHost, GraphRun } from './driver.ts';
import { succeedWith } from './succeed-with.ts';

type WhileOpening = Extract<NodeOpening, { type: 'while' }>;

interface Kept {
  round: number;
  last: ValueRef;
  previous: ReturnType<Outcomes['pick']>;
  /** The round under way; null while its condition is being looked at. */
  graph: KeptGraph | null;
}

/** Repeats its body for as long as its condition holds, which the node's activity tells before each round. */
export function whileLoop(host: DriverHost, opening: WhileOpening, kept: Kept | null): Driver {
  return new While(host, opening, kept);
}

class While implements Driver {
  readonly #host: DriverHost;
  readonly #opening: WhileOpening;
  readonly #kept: Kept | null;
  #round: number;
  #last: ValueRef;
  #previous: Outcomes;
  #graph: GraphRun | null = null;
  #stopped = false;

  constructor(host: DriverHost, opening: WhileOpening, kept: Kept | null) {
    this.#host = host;
    this.#opening = opening;
    this.#kept = kept;
    this.#round = kept?.round ?? 0;
    this.#last = kept?.last ?? NO_VALUE;
    this.#previous = new Outcomes(host.run, kept?.previous);
  }

  begin(): void {
    if (this.#kept === null) this.#decided(this.#opening.met);
    else if (this.#kept.graph === null) this.#check();
    else this.#run(this.#kept.graph);
  }

  stop(): void {
    this.#stopped = true;
    if (this.#graph === null) this.#host.released();
    else this.#graph.stop();
  }

  abandon(): void {
    this.#graph?.abandon();
  }

  *graphs(): Iterable<GraphRun> {
    if (this.#graph !== null) yield this.#graph;
  }

  async prepare(): Promise<void> {
    await this.#previous.moveToBlobs(this.#readIds());
  }

  keep(): Kept {
    const graph = this.#graph === null ? null : this.#graph.keep();
    return { round: this.#round, last: this.#last, previous: this.#previous.pick(this.#readIds()), graph };
  }

  /** Ids that the condition or the body read of the round before. */
  #readIds(): string[] {
    return [...new Set([...this.#host.node.usesPrevious, ...readBy(this.#host.node.body?.nodes ?? []).usesPrevious])];
  }

  #check(): void {
    const { body } = this.#host.node;
    if (body === null) throw new Error(`Node ${this.#host.node.id} has no body.`);
    const scope = new Scope(body, this.#host.run, { ...this.#around(), outer: this.#host.scope });
    this.#host.again(scope, (output: NodeActivityOutput) => {
      this.#decided(output.opening?.type === 'while' && output.opening.met);
    });
  }

  #decided(isMet: boolean): void {
    if (isMet && this.#round < this.#opening.maxIterations) {
      this.#run(null);
      return;
    }
    if (isMet && this.#opening.onLimit === 'fail') {
      const { maxIterations } = this.#opening;
      const message = `The condition still holds after ${maxIterations} rounds, the most that are allowed.`;
      this.#host.fail({ code: INTERPRETER_CODES.loopLimit, message });
      return;
    }
    succeedWith(this.#host, { fields: { iterations: this.#round }, values: { last: this.#last } });
  }

  #run(kept: KeptGraph | null): void {
    const graph = this.#host.body(this.#round, this.#around(), (end) => this.#ended(graph, end));
    this.#graph = graph;
    graph.start(kept);
  }

  #around() {
    return { values: { index: { value: this.#round }, last: this.#last }, previous: this.#previous };
  }

  #ended(graph: GraphRun, end: GraphEnd): void {
    this.#graph = null;
    if (this.#stopped) {
      this.#host.released();
      return;
    }
    if (end.kind === 'failed') {
      this.#host.fail(end.error);
      return;
    }
    if (end.kind === 'stopped') return;
    this.#last = end.result;
    this.#previous = graph.outcomes;
    this.#round += 1;
    this.#check();
  }
}
