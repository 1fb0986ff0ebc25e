import type { CarriedRun, NodeOutcome, RunIdentity, ValueRef } from '@perdura/definition/run';
import { storeValues } from './side-calls.ts';

type JsonValue = CarriedRun[string];

const BEYOND_ASCII = /[^ -~]/;

/** A value smaller than this is cheaper inline than as a reference. */
const SMALL_BYTES = 512;
/** Bytes of values in one call of `store-values`: one payload may hold 2 MB. */
const STORE_BYTES = 1024 * 1024;

/** The outcomes of a graph's nodes, as the scopes of later nodes see them. */
export class Outcomes {
  readonly #run: RunIdentity;
  readonly #byId = new Map<string, NodeOutcome>();
  readonly #bytes = new Map<string, number>();

  constructor(run: RunIdentity, known: Record<string, NodeOutcome> = {}) {
    this.#run = run;
    for (const [nodeId, outcome] of Object.entries(known)) this.#byId.set(nodeId, outcome);
  }

  set(nodeId: string, outcome: NodeOutcome): void {
    this.#byId.set(nodeId, outcome);
    this.#bytes.delete(nodeId);
  }

  get(nodeId: string): NodeOutcome | undefined {
    return this.#byId.get(nodeId);
  }

  /** Ids of all nodes that have settled. */
  get ids(): string[] {
    return [...this.#byId.keys()];
  }

  /** The outcomes of those of the nodes that have settled, by id. */
  pick(nodeIds: readonly string[]): Record<string, NodeOutcome> {
    const picked: Record<string, NodeOutcome> = {};
    for (const nodeId of nodeIds) {
      const outcome = this.#byId.get(nodeId);
      if (outcome !== undefined) picked[nodeId] = outcome;
    }
    return picked;
  }

  /** Bytes that the outcomes of these nodes take as JSON. */
  bytesOf(nodeIds: readonly string[]): number {
    return nodeIds.reduce((sum, nodeId) => sum + this.#sizeOf(nodeId), 0);
  }

  /** Turns the larger values of these nodes into blobs, so that together they fit into one payload. */
  async moveToBlobs(nodeIds: readonly string[]): Promise<void> {
    let batch: string[] = [];
    let bytes = 0;
    for (const nodeId of nodeIds.filter((id) => this.#isInlineAndLarge(id))) {
      const size = this.#sizeOf(nodeId);
      if (bytes + size > STORE_BYTES && batch.length > 0) {
        await this.#store(batch);
        batch = [];
        bytes = 0;
      }
      batch.push(nodeId);
      bytes += size;
    }
    if (batch.length > 0) await this.#store(batch);
  }

  async #store(nodeIds: readonly string[]): Promise<void> {
    const values = nodeIds.map((nodeId) => inlineValue(this.#byId.get(nodeId)?.result));
    const refs = await storeValues(this.#run.projectId, this.#run.id, values);
    for (const [index, nodeId] of nodeIds.entries()) {
      const outcome = this.#byId.get(nodeId);
      const result = refs[index];
      if (outcome !== undefined && result !== undefined) this.set(nodeId, { ...outcome, result });
    }
  }

  #isInlineAndLarge(nodeId: string): boolean {
    const result = this.#byId.get(nodeId)?.result;
    return result !== undefined && 'value' in result && this.#sizeOf(nodeId) > SMALL_BYTES;
  }

  #sizeOf(nodeId: string): number {
    const known = this.#bytes.get(nodeId);
    if (known !== undefined) return known;
    const outcome = this.#byId.get(nodeId);
    const size = outcome === undefined ? 0 : jsonBytes(outcome);
    this.#bytes.set(nodeId, size);
    return size;
  }
}

/** Bytes of a value as JSON; never less than they are, at most three times as much for text beyond ASCII. */
export function jsonBytes(value: unknown): number {
  const text = JSON.stringify(value);
  return BEYOND_ASCII.test(text) ? text.length * 3 : text.length;
}

function inlineValue(ref: ValueRef | undefined): JsonValue {
  return ref !== undefined && 'value' in ref ? ref.value : null;
}
