import { INLINE_RESULT_BYTES } from '@perdura/definition/run';
import { sleep, workflowInfo } from '@temporalio/workflow';
import type { RunLimits } from './limits.ts';

/** One node that may start. */
export interface Job {
  lane: 'local' | 'remote';
  /** Reckoned size of its input, in bytes. */
  bytes: number;
  /**
   * Runs it to its end and calls `settled` with what is to do once its place is free; rejects only for faults of this
   * code.
   */
  start(settled: (settle: () => void) => void): Promise<void>;
  /** Called instead of `start` when the run stops first. */
  drop(): void;
}

export interface LaneListener {
  /** Called after a job has ended and what it set free has started. */
  changed(): void;
  /** Called when the history is full and nothing is in flight: the moment to continue as new. */
  drained(): void;
  /** A fault of this code; must fail the workflow task. */
  failed(error: unknown): void;
}

/**
 * Starts jobs as soon as the limits allow: remote ones side by side, local ones strictly one after the other, since
 * concurrent local activities do not replay reliably. Once the history has grown to its bound nothing starts any more
 * until the run continues as new.
 */
export class Lanes {
  readonly #limits: RunLimits;
  readonly #listener: LaneListener;
  readonly #remote: Job[] = [];
  readonly #local: Job[] = [];
  #remoteInFlight = 0;
  #localInFlight = 0;
  #dispatched = 0;
  #draining = false;
  #stopped = false;
  #pausing = false;
  /** Bytes that the current workflow task schedules, and the history length that tells one task from the next. */
  #task = { historyLength: 0, bytes: 0 };

  constructor(limits: RunLimits, listener: LaneListener) {
    this.#limits = limits;
    this.#listener = listener;
  }

  get inFlight(): number {
    return this.#remoteInFlight + this.#localInFlight;
  }

  get remoteInFlight(): number {
    return this.#remoteInFlight;
  }

  get localBusy(): boolean {
    return this.#localInFlight > 0;
  }

  /** Queues a job; it starts with the next call of `pump`. */
  submit(job: Job): void {
    (job.lane === 'local' ? this.#local : this.#remote).push(job);
  }

  /** Starts what may start. */
  pump(): void {
    if (this.#stopped || this.#isDraining()) return;
    while (this.#remote.length > 0 && this.#mayStart(this.#remote[0] as Job)) {
      this.#start(this.#remote.shift() as Job);
    }
    if (this.#localInFlight === 0 && this.#local.length > 0) this.#start(this.#local.shift() as Job);
    if (this.inFlight === 0 && this.#remote.length > 0) this.#pause();
  }

  /** Drops what has not started, for good. */
  stop(): void {
    this.#stopped = true;
    for (const job of [...this.#local.splice(0), ...this.#remote.splice(0)]) job.drop();
  }

  #isDraining(): boolean {
    const { historyLength, historySize, continueAsNewSuggested } = workflowInfo();
    const { historyEvents, historyBytes } = this.#limits;
    // A run whose input alone is over the bound must still get on: it continues only after some work.
    const full = continueAsNewSuggested || historyLength >= historyEvents || historySize >= historyBytes;
    if (full && this.#dispatched > 0) this.#draining = true;
    if (this.#draining && this.inFlight === 0 && this.#remote.length + this.#local.length > 0) this.#listener.drained();
    return this.#draining;
  }

  #mayStart(job: Job): boolean {
    const { historyLength, historySize } = workflowInfo();
    if (this.#task.historyLength !== historyLength) this.#task = { historyLength, bytes: 0 };
    const taskBytes = this.#task.bytes + job.bytes;
    if (taskBytes > this.#limits.taskBytes && this.#task.bytes > 0) return false;
    if (this.#remoteInFlight === 0) return true;
    const outstanding = (this.#remoteInFlight + 1) * INLINE_RESULT_BYTES;
    return (
      this.#remoteInFlight < this.#limits.inFlight &&
      historySize + taskBytes + outstanding <= this.#limits.expectedHistoryBytes
    );
  }

  #start(job: Job): void {
    const change = (by: number) => {
      if (job.lane === 'local') this.#localInFlight += by;
      else this.#remoteInFlight += by;
    };
    change(1);
    this.#dispatched += 1;
    if (job.lane === 'remote') this.#task.bytes += job.bytes;
    job
      .start((settle) => {
        change(-1);
        settle();
        this.pump();
        this.#listener.changed();
      })
      .catch((error: unknown) => this.#listener.failed(error));
  }

  /** The current workflow task is full and nothing will wake the run: a timer brings the next task. */
  #pause(): void {
    if (this.#pausing) return;
    this.#pausing = true;
    sleep(1).then(
      () => {
        this.#pausing = false;
        this.pump();
      },
      (error: unknown) => {
        if (!this.#stopped) this.#listener.failed(error);
      },
    );
  }
}
