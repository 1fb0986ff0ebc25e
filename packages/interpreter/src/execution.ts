import type { Plan, PlanNode } from '@perdura/definition/plan';
import type { RunError, RunProgress, ValueRef } from '@perdura/definition/run';
import { CancellationScope, proxySinks, type Sinks, sleep } from '@temporalio/workflow';
import type { Carried } from './carried.ts';
import { Graph, type GraphHost } from './graph.ts';
import { Lanes } from './lanes.ts';
import type { RunLimits } from './limits.ts';
import { INTERPRETER_CODES } from './node-end.ts';
import type { RunRecord, StepEnd } from './run-record.ts';

/** Sinks that a worker registers to hear how runs get on; calls may be lost. */
export interface RunSinks extends Sinks {
  recorder: { progress(progress: RunProgress): void };
}

/** How a run ended. */
export interface Ending {
  status: 'completed' | 'failed' | 'cancelled';
  error: RunError | null;
}

/** How long, in the workflow's time, news of a run that only computes may wait before they are passed on. */
const QUIET_MS = 500;

const { recorder } = proxySinks<RunSinks>();

const NOW = Promise.resolve();

/** Drives the graph of one run to its end, or to the point where the run continues as new. */
export class Execution {
  readonly #plan: Plan;
  readonly #record: RunRecord;
  readonly #limits: RunLimits;
  readonly #lanes: Lanes;
  readonly #graph: Graph;
  /** Holds everything that a stop of the run cancels. */
  readonly #scope = new CancellationScope();
  /** Around it: timers that must outlive the stop. */
  readonly #outerScope = CancellationScope.current();
  readonly #settled: Promise<'finished' | 'drained'>;
  #resolve: (how: 'finished' | 'drained') => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #ending: Ending | null = null;
  #newsAt = 0;
  #flushing = false;

  constructor(plan: Plan, record: RunRecord, trigger: ValueRef, limits: RunLimits) {
    this.#plan = plan;
    this.#record = record;
    this.#limits = limits;
    this.#settled = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#lanes = new Lanes(limits, {
      changed: () => this.#flushSoon(),
      drained: () => this.#resolve('drained'),
      failed: (error) => this.#reject(error),
    });
    this.#graph = new Graph(plan, '0', this.#host(record, trigger));
  }

  /** Whether a local activity is still out. */
  get localBusy(): boolean {
    return this.#lanes.localBusy;
  }

  /** Set as soon as the run can only end. */
  get ending(): Ending | null {
    return this.#ending;
  }

  /** Resolves with `drained` when the run has to continue as new. */
  execute(carried: Carried | null): Promise<'finished' | 'drained'> {
    this.#watchTimeout();
    // Whatever follows from the start inherits its scope, so that it is entered once and not for each node.
    this.#scope.run(async () => this.#start(carried)).catch(this.#reject);
    return this.#settled;
  }

  cancel(): void {
    this.#stop({ status: 'cancelled', error: null });
  }

  /** Runs a call in the scope that a stop of the run cancels. */
  cancellable<T>(call: () => Promise<T>): Promise<T> {
    return this.#scope.run(call);
  }

  #start(carried: Carried | null): void {
    this.#graph.start(carried);
    this.#lanes.pump();
    this.#flushSoon();
  }

  /** State for the next part of the run. */
  async carry(): Promise<Carried> {
    const graph = await this.#graph.carry();
    const { startedAt, sequence, position } = this.#record;
    return { startedAt, sequence, position, ...graph };
  }

  #host(record: RunRecord, trigger: ValueRef): GraphHost {
    return {
      record,
      trigger,
      lanes: this.#lanes,
      limits: this.#limits,
      isStopped: () => this.#ending !== null,
      failed: (node, end) => this.#nodeFailed(node, end),
      finished: () => {
        this.#ending ??= { status: 'completed', error: null };
        this.#resolve('finished');
      },
    };
  }

  #nodeFailed(node: PlanNode, end: StepEnd): void {
    const error = end.error ?? { code: INTERPRETER_CODES.internal, message: 'The step ended without a reason.' };
    this.#end({ status: 'failed', error: { ...error, nodeId: node.id } });
  }

  #stop(ending: Ending): void {
    if (this.#ending !== null) return;
    this.#ending = ending;
    this.#graph.stop();
    this.#end(ending);
  }

  /** Nothing starts any more and what is in flight is cancelled; it has a bounded time to say how it ended. */
  #end(ending: Ending): void {
    this.#ending ??= ending;
    this.#lanes.stop();
    this.#scope.cancel();
    if (this.#lanes.inFlight > 0) this.#after(this.#limits.stopWaitMs, () => this.#graph.abandon());
  }

  #watchTimeout(): void {
    const { timeoutMs } = this.#plan;
    if (timeoutMs === null) return;
    const message = `The run took longer than its limit of ${timeoutMs} ms.`;
    const error = { code: INTERPRETER_CODES.runTimeout, message, nodeId: null };
    const remainingMs = Date.parse(this.#record.startedAt) + timeoutMs - Date.now();
    this.#after(remainingMs, () => this.#stop({ status: 'failed', error }));
  }

  #after(ms: number, act: () => void): void {
    this.#outerScope
      .run(() => sleep(Math.max(1, ms)))
      .then(act)
      .catch(this.#reject);
  }

  /** Passes news on once per activation: everything that settles together is told together. */
  #flushSoon(): void {
    if (this.#flushing || !this.#record.hasNews) return;
    this.#flushing = true;
    NOW.then(() => {
      this.#flushing = false;
      if (this.#ending === null && this.#isWorthTelling()) this.#flush();
    });
  }

  /** A run that only computes ends within moments, and its last word says it all. */
  #isWorthTelling(): boolean {
    return this.#lanes.remoteInFlight > 0 || Date.now() - this.#newsAt >= QUIET_MS;
  }

  #flush(): void {
    this.#newsAt = Date.now();
    recorder.progress(this.#record.progress());
  }
}
