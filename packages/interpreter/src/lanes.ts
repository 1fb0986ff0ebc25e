import { INLINE_RESULT_BYTES } from '@perdura/definition/run';
import type { CancellationScope } from '@temporalio/workflow';
import type { RunLimits } from './limits.ts';
import type { Turn } from './turn.ts';
import { startTimer } from './within.ts';

export type Lane = 'local' | 'remote';

/** Something that may start. */
export interface Job {
  lane: Lane;
  /** Reckoned size of its input, in bytes. */
  bytes: number;
  /**
   * Starts whatever holds up the others. `closing`: lets go of something. `quiet`: the run counts as waiting meanwhile.
   */
  kind?: 'closing' | 'quiet';
  /** Whether nobody wants it any more: it is dropped instead of started. */
  isStopped(): boolean;
  /**
   * Runs it to its end and calls `settled` with what is to do once its place is free; rejects only for faults of this
   * code.
   */
  start(settled: (settle: () => void) => void): Promise<void>;
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
  readonly #scope: CancellationScope;
  readonly #listener: LaneListener;
  #queues: Record<Lane, Job[]> = { local: [], remote: [] };
  #closing: Job[] = [];
  #inFlight: Record<Lane, number> = { local: 0, remote: 0 };
  #quietInFlight = 0;
  #dispatched = 0;
  #draining = false;
  #paused = false;
  #held = false;
  #onLocalEnd: () => void = () => undefined;
  #pausing = false;
  #localEnds = false;
  readonly #turn: Turn;

  /**
   * @param scope of timers: outlives a stop of the run
   * @param turn whose bounds hold
   */
  constructor(limits: RunLimits, scope: CancellationScope, listener: LaneListener, turn: Turn) {
    this.#turn = turn;
    this.#limits = limits;
    this.#scope = scope;
    this.#listener = listener;
  }

  get remoteInFlight(): number {
    return this.#inFlight.remote;
  }

  get localBusy(): boolean {
    return this.#inFlight.local > 0;
  }

  /** Whether nothing is in flight, and nothing will start before something comes from outside. */
  get isIdle(): boolean {
    const queued = this.#paused ? 0 : this.#queues.local.length + this.#queues.remote.length;
    return this.#total - this.#quietInFlight === 0 && this.#closing.length === 0 && queued === 0;
  }

  /** Whether a closing job has not started. */
  get hasClosing(): boolean {
    return this.#closing.some(({ kind }) => kind === 'closing');
  }

  /** Whether nothing but closing jobs may start. */
  get isPaused(): boolean {
    return this.#paused;
  }

  /** Resolves with the end of a local activity. */
  localEnd(): Promise<void> {
    return new Promise((resolve) => {
      this.#onLocalEnd = resolve;
    });
  }

  /** Queues a job; it starts with the next call of `pump`. */
  submit(job: Job): void {
    if (job.kind !== undefined) this.#closing.push(job);
    else this.#queues[job.lane].push(job);
  }

  /** Nothing but closing jobs starts until it is resumed. */
  pause(): void {
    this.#paused = true;
  }

  /** What was held up starts with the next call of `pump`. */
  resume(): void {
    this.#paused = false;
  }

  /** Nothing at all starts until it is released. */
  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    this.pump();
  }

  /** Something came from outside: the bounds of what one turn begins count anew. */
  beginTurn(): void {
    // A wake that came before is only heard now.
    if (!this.#localEnds) this.#turn.begin();
  }

  /** Starts what may start. */
  pump(): void {
    if (this.#held) return;
    this.#startClosing();
    if (this.#paused || this.#isFull()) return;
    const { local, remote } = this.#queues;
    while (remote.length > 0 && this.#mayStart(remote[0] as Job)) this.#start(remote.shift() as Job);
    while (this.#inFlight.local === 0 && local.length > 0 && this.#hasLocalTurn()) this.#start(local.shift() as Job);
    const hadItsTurn = this.#inFlight.local === 0 && local.length > 0;
    if (hadItsTurn || (this.#total === 0 && remote.length > 0)) this.#nextTask();
  }

  /** Drops what nobody wants any more. */
  sweep(): void {
    const { local, remote } = this.#queues;
    this.#queues = { local: [], remote: [] };
    for (const job of [...local, ...remote]) {
      if (job.isStopped()) job.drop();
      else this.#queues[job.lane].push(job);
    }
  }

  get #total(): number {
    return this.#inFlight.local + this.#inFlight.remote;
  }

  #startClosing(): void {
    const waiting = this.#closing;
    this.#closing = [];
    for (const job of waiting) {
      if (job.lane === 'local' && this.#inFlight.local > 0) this.#closing.push(job);
      else this.#start(job);
    }
  }

  #isFull(): boolean {
    const { historyLength, historySize, continueAsNewSuggested } = this.#turn.history;
    const { historyEvents, historyBytes } = this.#limits;
    // A run whose input alone is over the bound must still get on: it continues only after some work.
    const full = continueAsNewSuggested || historyLength >= historyEvents || historySize >= historyBytes;
    if (full && this.#dispatched > 0) this.#draining = true;
    const queued = this.#queues.local.length + this.#queues.remote.length;
    if (this.#draining && this.#total === 0 && this.#closing.length === 0 && queued > 0) this.#listener.drained();
    return this.#draining;
  }

  #hasLocalTurn(): boolean {
    return this.#turn.locals < this.#limits.localsPerTask;
  }

  #mayStart(job: Job): boolean {
    const { bytes, history } = this.#turn;
    const taskBytes = bytes + job.bytes;
    if (taskBytes > this.#limits.taskBytes && bytes > 0) return false;
    if (this.#inFlight.remote === 0) return true;
    const outstanding = (this.#inFlight.remote + 1) * INLINE_RESULT_BYTES;
    return (
      this.#inFlight.remote < this.#limits.inFlight &&
      history.historySize + taskBytes + outstanding <= this.#limits.expectedHistoryBytes
    );
  }

  #start(job: Job): void {
    if (job.isStopped()) {
      job.drop();
      return;
    }
    this.#count(job, 1);
    this.#dispatched += 1;
    if (job.lane === 'remote') this.#turn.countRemote(job.bytes);
    else this.#turn.countLocal();
    job
      .start((settle) => {
        this.#count(job, -1);
        if (job.lane === 'remote') this.#turn.begin();
        this.#localEnds = job.lane === 'local';
        settle();
        this.pump();
        this.#localEnds = false;
        this.#listener.changed();
      })
      .catch((error: unknown) => this.#listener.failed(error));
  }

  #count(job: Job, by: number): void {
    this.#inFlight[job.lane] += by;
    if (by < 0 && job.lane === 'local') this.#onLocalEnd();
    if (job.kind === 'quiet') this.#quietInFlight += by;
  }

  /** The turn is full and nothing will wake the run: a timer brings the next one. */
  #nextTask(): void {
    if (this.#pausing) return;
    this.#pausing = true;
    const go = () => {
      this.#pausing = false;
      this.#turn.begin();
      this.pump();
    };
    startTimer(this.#scope, Date.now() + 1, go, (error) => this.#listener.failed(error));
  }
}
