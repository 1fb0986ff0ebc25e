import type { NodeActivityInput } from '@perdura/definition/run';
import { LRUCache } from 'lru-cache';

/** How much of an earlier duration still counts, once a shorter one was seen. */
const MEMORY = 0.7;

/** Most nodes that are remembered. */
const MOST_NODES = 20_000;

/** How long the nodes of workflows took lately in this process: one that lasts is better called alone. */
export class Pace {
  /** Milliseconds by workflow and node. */
  readonly #lately = new LRUCache<string, number>({ max: MOST_NODES });
  readonly #quickMs: number;

  /** @param quickMs a node that takes less is quick; 0: none is */
  constructor(quickMs: number) {
    this.#quickMs = quickMs;
  }

  /** Whether a node was seen, and was quick of late. */
  isQuick(input: Pick<NodeActivityInput, 'run' | 'node'>): boolean {
    return (this.#lately.get(keyOf(input)) ?? Number.POSITIVE_INFINITY) < this.#quickMs;
  }

  note(input: Pick<NodeActivityInput, 'run' | 'node'>, durationMs: number): void {
    const key = keyOf(input);
    const before = this.#lately.get(key) ?? 0;
    this.#lately.set(key, Math.max(durationMs, before * MEMORY));
  }
}

function keyOf({ run, node }: Pick<NodeActivityInput, 'run' | 'node'>): string {
  return `${run.workflowId}/${node.id}`;
}
