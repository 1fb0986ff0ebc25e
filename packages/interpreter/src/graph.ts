import type { Plan, PlanNode } from '@perdura/definition/plan';
import type { NodeActivityInput, NodeOutcome, ValueRef } from '@perdura/definition/run';
import { type Carried, encodeMarks, nodesToCome, settlementsOf } from './carried.ts';
import type { Job, Lanes } from './lanes.ts';
import type { RunLimits } from './limits.ts';
import { callNode, type NodeCallResult } from './node-call.ts';
import { jsonBytes, Outcomes } from './outcomes.ts';
import { NO_VALUE, type RunRecord, type StepEnd } from './run-record.ts';
import {
  initialState,
  MARKS,
  reduce,
  type SchedulerCommand,
  type SchedulerEvent,
  type SchedulerState,
} from './scheduler.ts';

/** What a graph needs of the run that it belongs to. */
export interface GraphHost {
  record: RunRecord;
  lanes: Lanes;
  limits: RunLimits;
  trigger: ValueRef;
  isStopped(): boolean;
  /** A failure that nothing takes. */
  failed(node: PlanNode, end: StepEnd): void;
  /** Every node has settled. */
  finished(): void;
}

/**
 * One pass through one graph, within the scope that a stop of the run cancels: drives the scheduler, starts its nodes and keeps their outcomes. `iteration` is its place
 * in the run, `0` for the run's own plan; the body of a loop would be a graph of its own with a longer path.
 */
export class Graph {
  readonly #plan: Plan;
  readonly #iteration: string;
  readonly #host: GraphHost;
  readonly #outcomes: Outcomes;
  readonly #labels = new Map<number, string>();
  readonly #ends = new Map<number, StepEnd>();
  #state: SchedulerState;

  constructor(plan: Plan, iteration: string, host: GraphHost) {
    this.#plan = plan;
    this.#iteration = iteration;
    this.#host = host;
    this.#outcomes = new Outcomes(host.record.run);
    this.#state = initialState(plan);
  }

  /** Starts the graph, or goes on from what an earlier part of the run carried over. */
  start(carried: Pick<Carried, 'marks' | 'labels' | 'outcomes'> | null): void {
    for (const [nodeId, outcome] of Object.entries(carried?.outcomes ?? {})) this.#outcomes.set(nodeId, outcome);
    for (const [index, label] of carried?.labels ?? []) this.#labels.set(index, label);
    this.#apply({ type: 'resume', settled: carried === null ? new Map() : settlementsOf(carried) });
  }

  /** Ends it early: what runs is cancelled by the host, what has not started is skipped. */
  stop(): void {
    this.#apply({ type: 'stop' });
  }

  /** Gives up on what is still in flight. */
  abandon(): void {
    for (const [index, node] of this.#plan.nodes.entries()) {
      if (this.#state.marks[index] === MARKS.running) this.#settle(index, node, CANCELLED_STEP, null);
    }
  }

  /** What a continued run must know; values that would not fit into its input move to blobs first. */
  async carry(): Promise<Pick<Carried, 'marks' | 'labels' | 'outcomes'>> {
    const used = Outcomes.usedBy(nodesToCome(this.#plan, this.#state));
    if (this.#outcomes.bytesOf(used) > this.#host.limits.scopeBytes) await this.#outcomes.moveToBlobs(used);
    return { marks: encodeMarks(this.#state), labels: [...this.#labels], outcomes: this.#outcomes.pick(used) };
  }

  #apply(event: SchedulerEvent): void {
    const { state, commands } = reduce(this.#plan, this.#state, event);
    this.#state = state;
    for (const command of commands) this.#obey(command);
  }

  #obey(command: SchedulerCommand): void {
    if (command.type === 'finish') {
      this.#host.finished();
      return;
    }
    const node = this.#plan.nodes[command.node] as PlanNode;
    if (command.type === 'run') {
      this.#host.lanes.submit(this.#firstJob(command.node, node));
    } else if (command.type === 'skip') {
      this.#outcomes.set(node.id, { status: 'skipped', result: NO_VALUE, error: null });
      this.#host.record.skipStep(node, this.#iteration);
    } else if (command.type === 'fail') {
      this.#host.failed(node, this.#ends.get(command.node) ?? CANCELLED_STEP);
    }
  }

  /** Of a node whose scope is too large for one payload, the values are stored first. */
  #firstJob(index: number, node: PlanNode): Job {
    const { lanes, limits } = this.#host;
    if (this.#outcomes.bytesOf(node.uses) <= limits.scopeBytes) return this.#job(index, node);
    return {
      lane: 'local',
      bytes: 0,
      start: async (settled) => {
        await this.#outcomes.moveToBlobs(node.uses).catch(this.#unlessStopped);
        settled(() => (this.#host.isStopped() ? this.#drop(index, node) : lanes.submit(this.#job(index, node))));
      },
      drop: () => this.#drop(index, node),
    };
  }

  readonly #unlessStopped = (error: unknown): void => {
    if (!this.#host.isStopped()) throw error;
  };

  #job(index: number, node: PlanNode): Job {
    return {
      lane: node.lane,
      bytes: jsonBytes(node.config) + this.#outcomes.bytesOf(node.uses),
      start: (settled) => {
        this.#host.record.startStep(node, this.#iteration);
        return callNode(node, this.#inputOf(node), this.#host.isStopped, (call) =>
          settled(() => this.#end(index, node, call)),
        );
      },
      drop: () => this.#drop(index, node),
    };
  }

  #inputOf(node: PlanNode): NodeActivityInput {
    return {
      run: this.#host.record.run,
      node: { id: node.id, type: node.type, config: node.config },
      iteration: this.#iteration,
      now: new Date().toISOString(),
      scope: {
        trigger: node.usesTrigger ? this.#host.trigger : NO_VALUE,
        nodes: this.#outcomes.pick(node.uses),
      },
    };
  }

  #end(index: number, node: PlanNode, call: NodeCallResult): void {
    if (this.#state.marks[index] !== MARKS.running) return;
    const label = call.end.kind === 'success' ? call.end.output.label : null;
    this.#settle(index, node, stepEnd(node, call), label);
  }

  #settle(index: number, node: PlanNode, end: StepEnd, label: string | null): void {
    if (label !== null) this.#labels.set(index, label);
    this.#ends.set(index, end);
    this.#outcomes.set(node.id, outcomeOf(end));
    this.#host.record.endStep(node, this.#iteration, end);
    const settlement = end.status === 'success' ? { status: end.status, label } : { status: end.status };
    this.#apply({ type: 'settled', node: index, settlement });
  }

  #drop(index: number, node: PlanNode): void {
    if (this.#state.marks[index] !== MARKS.running) return;
    this.#host.record.skipStep(node, this.#iteration);
    this.#apply({ type: 'settled', node: index, settlement: { status: 'skipped' } });
  }
}

const CANCELLED_STEP: StepEnd = {
  status: 'cancelled',
  result: NO_VALUE,
  error: null,
  timing: null,
  attempts: 1,
  warnings: [],
};

function outcomeOf(end: StepEnd): NodeOutcome {
  return { status: end.status, result: end.result, error: end.error };
}

function stepEnd(node: PlanNode, { end, earlierAttempts }: NodeCallResult): StepEnd {
  switch (end.kind) {
    case 'success': {
      const { result, warnings, attempt, startedAt, completedAt } = end.output;
      const timing = { attempt, startedAt, completedAt };
      return { status: 'success', result, error: null, timing, attempts: earlierAttempts + attempt, warnings };
    }
    case 'failed': {
      const { error, timing, warnings } = end;
      const reported = timing?.attempt ?? (end.exhausted && earlierAttempts === 0 ? node.retry.attempts : 1);
      const attempts = earlierAttempts + reported;
      return { status: 'failed', result: NO_VALUE, error, timing, attempts, warnings };
    }
    case 'lost': {
      const attempts = Math.max(earlierAttempts + 1, node.retry.attempts);
      return { status: 'failed', result: NO_VALUE, error: end.error, timing: null, attempts, warnings: [] };
    }
    case 'cancelled':
      return { ...CANCELLED_STEP, attempts: earlierAttempts + 1 };
  }
}
