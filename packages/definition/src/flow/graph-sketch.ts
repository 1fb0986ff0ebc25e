import type { Plan, PlanEdge, PlanNode } from '../plan.ts';

/** A way out of a node: the outcome that takes it. */
export interface Exit {
  /** Position of the node. */
  from: number;
  condition: string | null;
}

/** A graph that grows from its beginning to its end, so that all edges lead to later nodes. */
export class GraphSketch {
  readonly #nodes: PlanNode[] = [];
  readonly #edges: PlanEdge[] = [];

  get size(): number {
    return this.#nodes.length;
  }

  /** Adds a node behind the exits; answers its position. */
  add(node: PlanNode, entries: readonly Exit[]): number {
    const to = this.#nodes.push(node) - 1;
    for (const { from, condition } of entries) this.#connect({ from, to, condition });
    return to;
  }

  /** Lets a node begin only when the exits' nodes have ended, whatever their outcome. */
  putAfter(to: number, exits: readonly Exit[]): void {
    for (const from of new Set(exits.map((exit) => exit.from))) {
      this.#connect({ from, to, condition: null, order: true });
    }
  }

  /** Says that a failure of the node takes no edge without a condition. */
  keepFailuresOff(from: number, to: number): void {
    this.#connect({ from, to, condition: 'error', order: true });
  }

  plan(timeoutMs: number | null): Plan {
    return { format: 1, nodes: this.#nodes, edges: this.#edges, timeoutMs };
  }

  #connect(edge: PlanEdge): void {
    const position = this.#edges.push(edge) - 1;
    this.#nodes[edge.from]?.outgoing.push(position);
    this.#nodes[edge.to]?.incoming.push(position);
  }
}
