import type { LoopName, Plan, PlanNode } from '@perdura/definition/plan';
import type { LoopPlace, NodeOutcome, RunIdentity, ValueRef } from '@perdura/definition/run';
import { jsonBytes, Outcomes } from './outcomes.ts';
import { NO_VALUE } from './run-record.ts';

/** Names that a loop gives to its body. */
export type LoopValues = Partial<Record<LoopName, ValueRef>>;

/** What a node's templates read. */
export type Reader = Pick<PlanNode, 'uses' | 'usesPrevious' | 'usesLocals' | 'usesLoops'>;

/** A `loop` node around a graph, and where it is. */
export interface LoopAround {
  id: string;
  place: LoopPlace;
}

/** What lies around a graph. */
export interface Around {
  outer: Scope | null;
  /** Outcomes of the round before, for the body of a `while`. */
  previous: Outcomes | null;
  values: LoopValues;
  loop?: LoopAround;
}

export const NOTHING_AROUND: Around = { outer: null, previous: null, values: {} };

/** What the nodes of one pass through one graph can read: its own outcomes, and what the graphs around it give. */
export class Scope {
  readonly outcomes: Outcomes;
  readonly #ids: ReadonlySet<string>;
  readonly #around: Around;

  constructor(plan: Plan, run: RunIdentity, around: Around, outcomes = new Outcomes(run)) {
    this.outcomes = outcomes;
    this.#ids = idsOf(plan);
    this.#around = around;
  }

  /** The outcomes that a node reads, by id. A node of the round before that did not run reads as skipped. */
  nodesFor({ uses, usesPrevious }: Reader): Record<string, NodeOutcome> {
    const nodes = this.#gathered(uses);
    for (const id of usesPrevious) nodes[id] = this.previousHolder(id)?.get(id) ?? NOT_RUN;
    return nodes;
  }

  /** The loop names that a node reads. */
  localsFor({ usesLocals }: Reader): Record<string, ValueRef> {
    return Object.fromEntries(usesLocals.map((name) => [name, this.local(name) ?? NO_VALUE]));
  }

  /** Where the `loop` nodes are that a node reads, by id. */
  loopsFor({ usesLoops = [] }: Reader): Record<string, LoopPlace> {
    return Object.fromEntries(
      usesLoops.flatMap((id) => {
        const place = this.loopPlace(id);
        return place === undefined ? [] : [[id, place]];
      }),
    );
  }

  /** Bytes that all of that takes as JSON. */
  bytesFor({ uses, usesPrevious, usesLocals, usesLoops = [] }: Reader): number {
    let bytes = 0;
    for (const id of uses) bytes += this.holder(id)?.bytesOf([id]) ?? 0;
    for (const id of usesPrevious) bytes += this.previousHolder(id)?.bytesOf([id]) ?? 0;
    for (const name of usesLocals) bytes += jsonBytes(this.local(name) ?? NO_VALUE);
    for (const id of usesLoops) bytes += jsonBytes(this.loopPlace(id) ?? NO_VALUE);
    return bytes;
  }

  /** Turns the larger values that a node reads into blobs. */
  async storeFor({ uses, usesPrevious }: Reader): Promise<void> {
    const byHolder = new Map<Outcomes, string[]>();
    const add = (id: string, holder: Outcomes | null) => {
      if (holder !== null) byHolder.set(holder, [...(byHolder.get(holder) ?? []), id]);
    };
    for (const id of uses) add(id, this.holder(id));
    for (const id of usesPrevious) add(id, this.previousHolder(id));
    for (const [holder, ids] of byHolder) await holder.moveToBlobs(ids);
  }

  #gathered(ids: readonly string[]): Record<string, NodeOutcome> {
    if (this.#around.outer === null) return this.outcomes.pick(ids);
    const nodes: Record<string, NodeOutcome> = {};
    for (const id of ids) {
      const outcome = this.holder(id)?.get(id);
      if (outcome !== undefined) nodes[id] = outcome;
    }
    return nodes;
  }

  private holder(id: string): Outcomes | null {
    return this.#ids.has(id) ? this.outcomes : (this.#around.outer?.holder(id) ?? null);
  }

  private previousHolder(id: string): Outcomes | null {
    return this.#ids.has(id) ? this.#around.previous : (this.#around.outer?.previousHolder(id) ?? null);
  }

  private loopPlace(id: string): LoopPlace | undefined {
    const { loop, outer } = this.#around;
    return loop?.id === id ? loop.place : outer?.loopPlace(id);
  }

  private local(name: LoopName): ValueRef | undefined {
    return this.#around.values[name] ?? this.#around.outer?.local(name);
  }
}

const NOT_RUN: NodeOutcome = { status: 'skipped', result: NO_VALUE, error: null };

const known = new WeakMap<Plan, ReadonlySet<string>>();

function idsOf(plan: Plan): ReadonlySet<string> {
  const ids = known.get(plan) ?? new Set(plan.nodes.map((node) => node.id));
  known.set(plan, ids);
  return ids;
}

/** Ids of the nodes that these nodes, and those in their bodies, read: of this round, and of the one before. */
export function readBy(nodes: readonly PlanNode[]): { uses: string[]; usesPrevious: string[] } {
  const uses = new Set<string>();
  const usesPrevious = new Set<string>();
  const visit = (node: PlanNode): void => {
    for (const id of node.uses) uses.add(id);
    for (const id of node.usesPrevious) usesPrevious.add(id);
    if (node.compensate !== null) visit(node.compensate);
    for (const inner of node.body?.nodes ?? []) visit(inner);
  };
  for (const node of nodes) visit(node);
  return { uses: [...uses], usesPrevious: [...usesPrevious] };
}
