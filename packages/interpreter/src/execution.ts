import type { Plan } from '@perdura/definition/plan';
import type {
  ChainNews,
  EarlierStep,
  GivenResult,
  RunControl,
  RunError,
  RunProgress,
  StepPlace,
  ValueRef,
} from '@perdura/definition/run';
import { ApplicationFailure, CancellationScope, proxySinks, type Sinks, sleep } from '@temporalio/workflow';
import { CallListeners } from './call-listeners.ts';
import type { Carried } from './carried.ts';
import { Compensations } from './compensations.ts';
import type { Ending, GraphEnd } from './ending.ts';
import { Graph } from './graph.ts';
import { NO_COMPENSATIONS } from './kept-compensations.ts';
import { Lanes } from './lanes.ts';
import { does } from './level.ts';
import type { RunLimits } from './limits.ts';
import { INTERPRETER_CODES } from './node-end.ts';
import type { ParkedStep, RunHost } from './run-host.ts';
import { NO_VALUE, type RunRecord } from './run-record.ts';
import { NOTHING_AROUND } from './scope.ts';
import { recordForGood } from './side-calls.ts';
import { Turn } from './turn.ts';
import type { Wakes } from './wakes.ts';
import { startTimer, type Timer, within } from './within.ts';

/** Sinks that a worker registers to hear how runs get on; calls may be lost. */
export interface RunSinks extends Sinks {
  recorder: { progress(progress: RunProgress): void };
}

/** How long, in the workflow's time, news of a run that only computes may wait before they are passed on. */
const QUIET_MS = 500;

/** Between two snapshots of a run that waits again and again, in the workflow's time. */
const RECORD_PAUSE_MS = 60_000;

const { recorder } = proxySinks<RunSinks>();

const NOW = Promise.resolve();

export interface ExecutionOptions {
  plan: Plan;
  record: RunRecord;
  trigger: ValueRef;
  limits: RunLimits;
  wakes: Wakes;
  carried: Carried | null;
  /** What an earlier run did; of no use where a run continues as new. */
  earlier: readonly EarlierStep[];
  /** What nodes are given instead of being run, by id. */
  given: Record<string, GivenResult>;
}

/** Drives one run to its end, or to the point where it continues as new. */
export class Execution {
  readonly #plan: Plan;
  readonly #record: RunRecord;
  readonly #limits: RunLimits;
  readonly #carried: Carried | null;
  readonly #earlier: readonly EarlierStep[];
  readonly #given: Record<string, GivenResult>;
  readonly #lanes: Lanes;
  readonly #graph: Graph;
  readonly #host: RunHost;
  readonly #compensations: Compensations;
  /** Not cancelled when the run is stopped. */
  readonly #scope = CancellationScope.current();
  #resolve: (how: 'finished' | 'drained') => void = () => undefined;
  readonly #reject = (error: unknown): void => {
    this.#fault ??= { error };
    this.#rejectNext(error);
  };
  #rejectNext: (error: unknown) => void = () => undefined;
  #fault: { error: unknown } | null = null;
  #finished = false;
  #ending: Ending | null = null;
  #result: ValueRef | null = null;
  #graphIsDone = false;
  #timeout: Timer | null = null;
  #newsAt = 0;
  #recordedAt = 0;
  #flushing = false;
  #pausedByOperator = false;

  constructor({ plan, record, trigger, limits, wakes, carried, earlier, given }: ExecutionOptions) {
    this.#plan = plan;
    this.#record = record;
    this.#limits = limits;
    this.#carried = carried;
    this.#earlier = earlier;
    this.#given = given;
    const listener = {
      changed: () => this.#flushSoon(),
      drained: () => this.#drained(),
      failed: this.#reject,
    };
    this.#lanes = new Lanes(limits, this.#scope, listener, new Turn(!does(record.run, 'turns')));
    const shared = { record, lanes: this.#lanes, trigger, scope: this.#scope, fault: this.#reject };
    this.#compensations = new Compensations({ ...shared, plan }, carried?.compensations ?? NO_COMPENSATIONS);
    this.#host = {
      ...shared,
      run: record.run,
      limits,
      wakes,
      calls: new CallListeners(),
      compensations: this.#compensations,
      parked: new Set(),
      complete: (result) => this.#complete(result),
      isCompleting: () => this.#ending?.status === 'completed' && !this.#graphIsDone,
      turn: (act) => this.#turn(act),
    };
    const place = { iteration: '0', isNested: false, around: NOTHING_AROUND, cancellation: this.#scope, given };
    this.#graph = new Graph(plan, this.#host, place, (end) => this.#graphEnded(end));
  }

  /**
   * Waits, for a bounded time, until no local activity is out any more; tells whether that is so. Two at once do not
   * replay reliably.
   */
  async localDone(): Promise<boolean> {
    if (!this.#lanes.localBusy) return true;
    await Promise.race([this.#lanes.localEnd(), sleep(this.#limits.stopWaitMs)]);
    return !this.#lanes.localBusy;
  }

  /** Set as soon as the run can only end. */
  get ending(): Ending | null {
    return this.#ending;
  }

  /** Result of the run; null unless it completed. */
  get result(): ValueRef | null {
    return this.#result;
  }

  start(): void {
    const carried = this.#carried;
    if (carried?.paused === true) this.#pause();
    // Whatever follows from the start inherits the graph's scope, so that it is entered once and not for each node.
    within(this.#graph.cancellation, async () => this.#start(carried)).catch(this.#reject);
  }

  /** Resolves with `finished` at the run's end, with `drained` when it has to continue as new. */
  next(): Promise<'finished' | 'drained'> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#rejectNext = reject;
      if (this.#fault !== null) reject(this.#fault.error);
      else if (this.#finished) resolve('finished');
      else this.#lanes.release();
    });
  }

  cancel(): void {
    this.#stop({ status: 'cancelled', error: null });
  }

  /** A call tells what it has done, since what it does now takes long. */
  hear(news: ChainNews): void {
    this.#turn(() => this.#host.calls.deliver(news));
  }

  /** Why an operator's command does not fit; null when it does. */
  refusal(control: RunControl): string | null {
    // A run that failed while it was paused undoes nothing before it goes on.
    if (control.action === 'resume') return this.#pausedByOperator ? null : 'The run is not paused.';
    if (this.#ending !== null) return 'The run is about to end.';
    if (control.action === 'pause') return this.#pausedByOperator ? 'The run is paused already.' : null;
    if (this.#parkedAt(control.place).length > 0) return null;
    const where = control.place === undefined ? '' : ` at ${control.place.nodeId}/${control.place.iteration}`;
    return `No step of the run is parked${where}.`;
  }

  /** @throws {ApplicationFailure} of type RUN_STATE when it does not fit */
  control(control: RunControl): void {
    const refusal = this.refusal(control);
    if (refusal !== null) throw ApplicationFailure.create({ type: 'RUN_STATE', message: refusal, nonRetryable: true });
    if (control.action === 'pause') this.#turn(() => this.#pause());
    else if (control.action === 'resume') this.#turn(() => this.#unpause());
    else this.#turn(() => this.#unpark(control));
  }

  /**
   * Records what history lacks and gathers what the next part of the run needs. What happens meanwhile is recorded as
   * well; null when the run was stopped, and goes on to its end, or when something is to be let go of first.
   */
  async carry(): Promise<Carried | null> {
    this.#lanes.hold();
    const stoppedBefore = this.#isStopped;
    const isStopped = () => !stoppedBefore && this.#isStopped;
    const scope = stoppedBefore ? this.#scope : this.#graph.cancellation;
    try {
      let sequence = -1;
      while (sequence !== this.#record.sequence) {
        sequence = this.#record.sequence;
        await within(scope, () => this.#store());
      }
    } catch (error) {
      if (!isStopped()) throw error;
    }
    return isStopped() || this.#lanes.hasClosing ? null : this.#kept();
  }

  /** Whether the run can only end, also while steps of its graph, one of which has failed it, still let go. */
  get #isStopped(): boolean {
    return this.#ending !== null || this.#graph.cancellation.consideredCancelled;
  }

  async #store(): Promise<void> {
    await recordForGood(this.#record.snapshot());
    if (!this.#graphIsDone) await this.#graph.prepare(this.#graph.keptBytes() > this.#limits.scopeBytes);
  }

  #kept(): Carried {
    const { startedAt, sequence, position, response, isAnswered } = this.#record;
    return {
      startedAt,
      sequence,
      position,
      response,
      ...(response !== null && !isAnswered ? { awaited: true } : {}),
      paused: this.#pausedByOperator,
      graph: this.#graphIsDone ? null : this.#graph.keep(),
      ending: this.#ending,
      compensations: this.#compensations.keep(),
      ...(Object.keys(this.#given).length > 0 ? { given: this.#given } : {}),
      wakes: this.#host.wakes.keep(),
    };
  }

  #start(carried: Carried | null): void {
    if (carried !== null && carried.graph === null) {
      this.#ending = carried.ending;
      this.#graphIsDone = true;
      this.#compensations.run(() => this.#finish());
    } else {
      this.#watchTimeout();
      this.#turn(() => this.#begin(carried));
    }
  }

  #begin(carried: Carried | null): void {
    if (carried === null && this.#earlier.length > 0) this.#graph.startBehind(this.#earlier);
    else this.#graph.start(carried?.graph ?? null);
  }

  #turn(act: () => void): void {
    within(this.#graph.cancellation, async () => {
      this.#lanes.beginTurn();
      act();
      this.#lanes.pump();
      this.#flushSoon();
    }).catch(this.#reject);
  }

  #graphEnded(end: GraphEnd): void {
    this.#graphIsDone = true;
    this.#timeout?.cancel();
    if (end.kind === 'failed') this.#ending ??= { status: 'failed', error: end.error };
    if (end.kind === 'completed') {
      this.#ending ??= { status: 'completed', error: null };
      this.#result = this.#ending.status === 'completed' ? end.result : null;
    }
    const ending = this.#ending ?? { status: 'cancelled', error: null };
    this.#ending = ending;
    if (ending.status === 'completed' || this.#compensations.isEmpty) this.#finish();
    else this.#compensations.run(() => this.#finish());
  }

  #finish(): void {
    this.#finished = true;
    this.#resolve('finished');
  }

  /** A run that is being stopped ends without continuing; one that undoes what it did may take long. */
  #drained(): void {
    if (!this.#isStopped || this.#graphIsDone) this.#resolve('drained');
  }

  /** Ends the run early. */
  #stop(ending: Ending): void {
    if (this.#ending !== null) return;
    this.#ending = ending;
    this.#unpause();
    this.#turn(() => this.#graph.stop());
  }

  #complete(result: ValueRef): void {
    if (this.#ending !== null) return;
    this.#result = result;
    this.#stop({ status: 'completed', error: null });
  }

  #watchTimeout(): void {
    const { timeoutMs } = this.#plan;
    if (timeoutMs === null) return;
    const message = `The run took longer than its limit of ${timeoutMs} ms.`;
    const error: RunError = { code: INTERPRETER_CODES.runTimeout, message, nodeId: null };
    const at = Date.parse(this.#record.startedAt) + timeoutMs;
    this.#timeout = startTimer(this.#scope, at, () => this.#stop({ status: 'failed', error }), this.#reject);
  }

  #pause(): void {
    this.#pausedByOperator = true;
    this.#lanes.pause();
    this.#notePaused(true);
  }

  #unpause(): void {
    if (!this.#pausedByOperator) return;
    this.#pausedByOperator = false;
    this.#notePaused(false);
    this.#lanes.resume();
  }

  /** A run that waits is followed by no further news with which this could be told. */
  #notePaused(paused: boolean): void {
    this.#record.paused = paused;
    this.#record.noteRun();
    this.#newsAt = 0;
  }

  #parkedAt(place: StepPlace | undefined): ParkedStep[] {
    const isMeant = ({ nodeId, iteration }: StepPlace) =>
      place === undefined || (place.nodeId === nodeId && place.iteration === iteration);
    return [...this.#host.parked].filter((step) => isMeant(step.place));
  }

  #unpark({ decision, place, data, result }: Extract<RunControl, { action: 'unpark' }>): void {
    for (const step of this.#parkedAt(place)) {
      if (decision === 'retry') step.unpark({ decision, data: data ?? null });
      else if (decision === 'skip') step.unpark({ decision, result: result ?? NO_VALUE });
      else step.unpark({ decision });
    }
  }

  /** Passes news on once per activation: everything that settles together is told together. */
  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    NOW.then(() => {
      this.#flushing = false;
      if (!this.#finished) this.#tell();
    }).catch(this.#reject);
  }

  #tell(): void {
    const waits = this.#lanes.isIdle;
    const isNews = this.#record.setWaiting(waits);
    if (isNews && waits) this.#recordWaiting();
    if (isNews || this.#isWorthTelling()) this.#pass();
  }

  #pass(): void {
    if (!this.#record.hasNews) return;
    this.#newsAt = Date.now();
    recorder.progress(this.#record.progress());
  }

  /** Progress may be lost, and a run that waits says nothing more for long. */
  #recordWaiting(): void {
    // A parked step is looked for in lists, by people who are to act on it.
    const isPressing = this.#host.parked.size > 0 && does(this.#record.run, 'promptParking');
    if (!isPressing && Date.now() - this.#recordedAt < RECORD_PAUSE_MS) return;
    this.#recordedAt = Date.now();
    this.#lanes.submit({
      lane: 'local',
      bytes: 0,
      kind: 'quiet',
      isStopped: () => this.#finished || this.#record.status !== 'waiting',
      start: (settled) =>
        within(this.#graph.cancellation, () => recordForGood(this.#record.snapshot())).then(
          () => settled(() => undefined),
          (error: unknown) => {
            if (!this.#isStopped) throw error;
            settled(() => undefined);
          },
        ),
      drop: () => undefined,
    });
    this.#lanes.pump();
  }

  /** A run that only computes ends within moments, and its last word says it all. */
  #isWorthTelling(): boolean {
    return this.#lanes.remoteInFlight > 0 || Date.now() - this.#newsAt >= QUIET_MS;
  }
}
