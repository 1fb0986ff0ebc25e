import type { Plan, PlanNode } from '@perdura/definition/plan';
import type { NodeActivityInput, ValueRef } from '@perdura/definition/run';
import type { CancellationScope } from '@temporalio/workflow';
import type { CompensationEntry, KeptCompensations } from './kept-compensations.ts';
import type { Lanes } from './lanes.ts';
import { callNode } from './node-call.ts';
import { jsonBytes } from './outcomes.ts';
import { NO_VALUE, type RunRecord } from './run-record.ts';
import type { Scope } from './scope.ts';
import { loadValue, storeValues } from './side-calls.ts';
import { stepEnd } from './step-end.ts';
import { within } from './within.ts';

type StoredValues = Parameters<typeof storeValues>[2];

/** Entries that are kept in the run itself; older ones are stored. */
const KEPT_ENTRIES = 64;
const KEPT_BYTES = 128 * 1024;

/** What compensations need of the run. */
export interface CompensationHost {
  plan: Plan;
  record: RunRecord;
  lanes: Lanes;
  trigger: ValueRef;
  /** Not cancelled when the run is stopped. */
  scope: CancellationScope;
  fault(error: unknown): void;
}

/** What undoes the nodes that succeeded, in the order in which they did. */
export class Compensations {
  readonly #host: CompensationHost;
  readonly #pages: ValueRef[];
  #entries: CompensationEntry[];
  #bytes: number;
  #storing = false;
  #byId: Map<string, PlanNode> | null = null;

  constructor(host: CompensationHost, kept: KeptCompensations) {
    this.#host = host;
    this.#pages = [...kept.pages];
    this.#entries = [...kept.entries];
    this.#bytes = jsonBytes(this.#entries);
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0 && this.#pages.length === 0;
  }

  /** Notes that a node succeeded which this compensation undoes. */
  add(compensation: PlanNode, iteration: string, scope: Scope): void {
    const nodes = scope.nodesFor(compensation);
    const entry = { nodeId: compensation.id, iteration, nodes, locals: scope.localsFor(compensation) };
    this.#entries.push(entry);
    this.#bytes += jsonBytes(entry);
    if (this.#entries.length > 2 * KEPT_ENTRIES || this.#bytes > 2 * KEPT_BYTES) this.#store();
  }

  /** Undoes them one after the other, the last first, then calls `done`. Their failures change nothing else. */
  run(done: () => void): void {
    const entry = this.#entries.at(-1);
    if (entry !== undefined) this.#undo(entry, () => this.run(done));
    else if (this.#pages.length > 0) this.#load(() => this.run(done));
    else done();
    this.#host.lanes.pump();
  }

  keep(): KeptCompensations {
    return { pages: this.#pages, entries: this.#entries };
  }

  #undo(entry: CompensationEntry, next: () => void): void {
    const { record, lanes, scope } = this.#host;
    const node = this.#nodeById(entry.nodeId);
    lanes.submit({
      lane: node.lane,
      bytes: jsonBytes(node.config) + jsonBytes(entry),
      isStopped: () => false,
      start: (settled) =>
        within(scope, () => {
          record.startStep(node, entry.iteration);
          return callNode({ node, input: this.#inputOf(node, entry), chain: null }, NEVER, (call) =>
            settled(() => {
              record.endStep(node, entry.iteration, stepEnd(node, call));
              this.#entries.pop();
              next();
            }),
          );
        }),
      drop: () => undefined,
    });
  }

  #inputOf(node: PlanNode, { iteration, nodes, locals }: CompensationEntry): NodeActivityInput {
    const { id, type, config } = node;
    const trigger = node.usesTrigger ? this.#host.trigger : NO_VALUE;
    return {
      run: this.#host.record.run,
      node: { id, type, config },
      iteration,
      now: new Date().toISOString(),
      scope: { trigger, nodes, ...(Object.keys(locals).length > 0 ? { locals } : {}) },
    };
  }

  /** Moves the oldest entries to a blob. */
  #store(): void {
    if (this.#storing) return;
    this.#storing = true;
    const { run } = this.#host.record;
    const oldest = this.#entries.slice(0, KEPT_ENTRIES);
    this.#local(
      () => storeValues(run.projectId, run.id, [oldest] as unknown as StoredValues),
      ([page]) => {
        this.#storing = false;
        if (page === undefined) return;
        this.#pages.push(page);
        this.#entries = this.#entries.slice(oldest.length);
        this.#bytes = jsonBytes(this.#entries);
      },
    );
  }

  #load(then: () => void): void {
    const page = this.#pages.at(-1);
    if (page === undefined) return;
    this.#local(
      () => loadValue(this.#host.record.run.projectId, page),
      (entries) => {
        this.#pages.pop();
        this.#entries = entries as unknown as CompensationEntry[];
        then();
      },
    );
  }

  #local<T>(work: () => Promise<T>, done: (result: T) => void): void {
    this.#host.lanes.submit({
      lane: 'local',
      bytes: 0,
      isStopped: () => false,
      start: (settled) => within(this.#host.scope, work).then((result) => settled(() => done(result))),
      drop: () => undefined,
    });
  }

  #nodeById(id: string): PlanNode {
    this.#byId ??= new Map(compensationsOf(this.#host.plan).map((node) => [node.id, node]));
    const node = this.#byId.get(id);
    if (node === undefined) throw new Error(`The plan has no compensation ${id}.`);
    return node;
  }
}

const NEVER = () => false;

function compensationsOf({ nodes }: Plan): PlanNode[] {
  return nodes.flatMap(({ compensate, body }) => [
    ...(compensate === null ? [] : [compensate]),
    ...(body === null ? [] : compensationsOf(body)),
  ]);
}
