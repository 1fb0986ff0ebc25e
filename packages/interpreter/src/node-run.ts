import type { PlanNode } from '@perdura/definition/plan';
import type {
  ChainEnd,
  NodeActivityInput,
  NodeActivityOutput,
  NodeOpening,
  PieceResume,
  RunIdentity,
  StepError,
  StepPlace,
  ValueRef,
} from '@perdura/definition/run';
import { CancellationScope } from '@temporalio/workflow';
import type { KeptNode, Resumed } from './carried.ts';
import { againAfter, settledBy, startOf } from './chain-ends.ts';
import type { GraphEnd } from './ending.ts';
import type { Job, Lane } from './lanes.ts';
import { callNode, type NodeCallResult } from './node-call.ts';
import { INTERPRETER_CODES, readFailure } from './node-end.ts';
import type { BodyAround, Driver, DriverHost, GraphRun, SideCall } from './nodes/driver.ts';
import { makeDriver } from './nodes/index.ts';
import { jsonBytes } from './outcomes.ts';
import type { ParkedStep, RunHost, Unparking } from './run-host.ts';
import { type KeptStep, NO_VALUE, type Passing, type StepEnd } from './run-record.ts';
import { Scope } from './scope.ts';
import { CANCELLED_STEP, type Opened, openedFailure, openedSuccess, resumedEnd, stepEnd } from './step-end.ts';
import type { StepHost } from './step-host.ts';
import type { StepWake } from './wakes.ts';
import { startTimer, type Timer, within } from './within.ts';

/** One step from its dispatch to its end: its call, and what its driver does afterwards. */
export class NodeRun implements DriverHost, ParkedStep {
  readonly node: PlanNode;
  readonly iteration: string;
  readonly scope: Scope;
  readonly run: RunIdentity;
  readonly #step: StepHost;
  readonly #host: RunHost;
  #state: 'calling' | 'open' | 'parked' | 'done' = 'calling';
  #driver: Driver | null = null;
  #opening: NodeOpening | null = null;
  #opened: Opened = { timing: NO_TIMING, attempts: 0, warnings: [] };
  #openedAt = 0;
  /** Timers of the driver, all let go of at once when the step ends. */
  #cancellation: CancellationScope | null = null;
  #stopping: 'graph' | 'timeout' | null = null;
  #parked: StepEnd | null = null;
  /** Attempts of earlier dispatches. */
  #attempts = 0;
  /** What takes the place of the trigger's data. */
  #trigger: ValueRef | null = null;
  /** Set where the first attempt was made in another call. */
  #againAfterMs: number | null = null;
  /** Set once the step is called again behind a pause. */
  #resumed: Resumed | null = null;

  constructor(node: PlanNode, step: StepHost) {
    this.node = node;
    this.#step = step;
    this.#host = step.host;
    this.iteration = step.iteration;
    this.scope = step.scope;
    this.run = step.host.run;
  }

  get openedAt(): number {
    return this.#openedAt;
  }

  get place(): StepPlace {
    return { nodeId: this.node.id, iteration: this.iteration };
  }

  /** Dispatches the step, or goes on with one that had begun. */
  start(kept: KeptNode | null): void {
    if (kept !== null) this.#resume(kept);
    else if (this.#step.given !== null) this.#pass(this.#step.given);
    else if (this.node.skip === true) this.#pass(PASSED_OVER);
    else if (this.#step.ran === 'under-way') this.#begin();
    else if (this.#step.ran !== null) this.ran(this.#step.ran);
    else this.#submit();
  }

  /** Its call was made together with that of the node before. */
  ran(end: ChainEnd): void {
    if (this.#state !== 'calling') return;
    this.#begin(startOf(end));
    const call = settledBy(this.node, end, this.#step.isStopped());
    if (call !== null) this.#called(call);
    else this.#submit(againAfter(this.node, end));
  }

  /** The graph ends early. What is queued is dropped and what is in flight cancelled by others; the rest ends here. */
  stop(): void {
    if (this.#state === 'parked' && this.#parked !== null) this.#settle(this.#parked, null);
    else if (this.#state === 'open') this.#stopDriver('graph');
  }

  /** Gives up on what does not end by itself. */
  abandon(): void {
    this.#driver?.abandon?.();
    if (this.#state !== 'done') this.#settle(CANCELLED_STEP, null);
  }

  unpark(unparking: Unparking): void {
    const parked = this.#parked;
    if (parked === null) return;
    this.#parked = null;
    this.#host.parked.delete(this);
    this.#state = 'calling';
    if (unparking.decision === 'fail') this.#settle(parked, null);
    else if (unparking.decision === 'skip') this.#pass({ result: unparking.result, label: null });
    else {
      this.#attempts = parked.attempts;
      this.#trigger = unparking.data;
      this.#submit();
    }
  }

  /** Graphs inside the step that are not done. */
  graphs(): Iterable<GraphRun> {
    return this.#driver?.graphs?.() ?? [];
  }

  async prepare(): Promise<void> {
    await this.#driver?.prepare?.();
  }

  /** What the next part of the run must know; null for a step that is to be dispatched again. */
  keep(): KeptNode | null {
    const step = this.#host.record.keepStep(this.node.id, this.iteration);
    if (step === null || this.#state === 'done') return null;
    const trigger = this.#trigger;
    const resumed = this.#resumed === null ? {} : { resumed: this.#resumed };
    if (this.#state === 'calling') {
      if (!this.#isBegun) return null;
      const again = this.#againAfterMs === null ? {} : { againAfterMs: this.#againAfterMs };
      return { step, attempts: this.#attempts, trigger, opened: null, parked: null, ...resumed, ...again };
    }
    const { timing, attempts, warnings } = this.#opened;
    const opened =
      this.#opening === null || this.#driver === null || this.#state !== 'open'
        ? null
        : { opening: this.#opening, timing, warnings, at: this.#openedAt, driver: this.#driver.keep() };
    return { step, attempts, trigger, opened, parked: this.#parked, ...resumed };
  }

  input(scope: Scope = this.scope): NodeActivityInput {
    const { node } = this;
    const trigger = node.usesTrigger ? (this.#trigger ?? this.#host.trigger) : NO_VALUE;
    const locals = scope.localsFor(node);
    const resume = this.#resumed === null ? {} : { resume: this.#resumed.resume };
    return {
      run: this.run,
      node: {
        id: node.id,
        type: node.type,
        config: node.config,
        ...(typeof node.skip === 'string' ? { skip: node.skip } : {}),
      },
      iteration: this.iteration,
      ...resume,
      now: new Date().toISOString(),
      scope: {
        trigger,
        nodes: scope.nodesFor(node),
        ...(node.usesLoops === undefined ? {} : { loops: scope.loopsFor(node) }),
        ...(node.usesLocals.length > 0 ? { locals } : {}),
      },
    };
  }

  succeed(result: ValueRef, label: string | null = null): void {
    if (this.#state === 'open' && this.#stopping === null) this.#finish(openedSuccess(this.#opened, result), label);
  }

  fail(error: StepError, failedNode: string | null = null): void {
    if (this.#state !== 'open' || this.#stopping !== null) return;
    const inside = failedNode === null ? {} : { failedNode };
    this.#finish({ ...openedFailure(this.#opened, error), ...inside }, null);
  }

  get isCompleting(): boolean {
    return this.#host.isCompleting();
  }

  released(result?: ValueRef): void {
    if (this.#state !== 'open' || this.#stopping === null) return;
    if (this.#stopping === 'graph' && result !== undefined) this.#settle(openedSuccess(this.#opened, result), null);
    else if (this.#stopping === 'graph') this.#settle({ ...CANCELLED_STEP, attempts: this.#opened.attempts }, null);
    else this.#finish(openedFailure(this.#opened, timeoutError(this.node)), null);
  }

  waits(changes: Partial<KeptStep> = {}): void {
    this.#host.record.waitStep(this.node, this.iteration, changes);
  }

  timer(at: number, act: () => void): Timer {
    const ifOpen = () => {
      if (this.#state === 'open') this.#host.turn(act);
    };
    return startTimer(this.#timers, at, ifOpen, this.#host.fault);
  }

  call<T>({ lane, work, done, failed, closing = false }: SideCall<T>): void {
    const isOver = () => this.#state !== 'open' || (this.#stopping !== null && !closing);
    this.#host.lanes.submit({
      lane,
      bytes: 0,
      ...(closing ? { kind: 'closing' } : {}),
      isStopped: isOver,
      start: (settled) =>
        within(closing ? this.#host.scope : this.#laneScope(lane), work).then(
          (result) => settled(() => (isOver() ? undefined : done(result))),
          (error: unknown) => {
            const end = readFailure(error);
            settled(() => {
              if (isOver()) return;
              const why = end.kind === 'failed' || end.kind === 'lost' ? end.error : CANCELLED_CALL;
              if (failed === undefined) this.fail(why);
              else failed(why);
            });
          },
        ),
      drop: () => undefined,
    });
    this.#host.lanes.pump();
  }

  again(scope: Scope, done: (output: NodeActivityOutput) => void): void {
    const isOver = () => this.#state !== 'open' || this.#stopping !== null;
    this.#host.lanes.submit({
      ...this.#jobFor(scope, isOver, (call) => {
        if (isOver()) return;
        if (call.end.kind === 'success') done(call.end.output);
        else this.#finish({ ...stepEnd(this.node, call), timing: this.#opened.timing }, null);
      }),
      drop: () => undefined,
    });
    this.#host.lanes.pump();
  }

  postpone(wake: StepWake): void {
    this.#host.wakes.postpone(wake);
  }

  callAgain(resume: PieceResume): void {
    if (this.#state !== 'open' || this.#stopping !== null) return;
    const { timing, warnings, attempts } = this.#opened;
    if (resume.payload !== NO_VALUE) this.#host.record.awaitResponse();
    this.#resumed = { resume, timing, warnings, at: this.#openedAt };
    this.#attempts = attempts;
    this.#letGo();
    this.#state = 'calling';
    this.#submit();
    this.#host.lanes.pump();
  }

  body(round: number, around: BodyAround, ended: (end: GraphEnd) => void): GraphRun {
    return this.#step.body(this.node, round, around, ended);
  }

  #submit(againAfterMs: number | null = null): void {
    this.#againAfterMs = againAfterMs;
    const scope = this.#openingScope();
    if (scope.bytesFor(this.node) > this.#host.limits.scopeBytes) this.#host.lanes.submit(this.#storingJob(scope));
    else this.#host.lanes.submit(this.#firstJob(scope));
  }

  /** The condition of a `while` sees the names of its own loop. */
  #openingScope(): Scope {
    const { body, type } = this.node;
    if (type !== 'while' || body === null) return this.scope;
    const values = { index: { value: 0 }, last: NO_VALUE };
    return new Scope(body, this.run, { values, previous: null, outer: this.scope });
  }

  #firstJob(scope: Scope): Job {
    const chain = this.#step.chain();
    if (chain?.links.some(({ reaches }) => reaches === true)) return this.#longJob(scope, chain);
    return {
      ...this.#jobFor(scope, this.#step.isStopped, (call) => this.#called(call), chain),
      drop: () => this.#drop(),
    };
  }

  /** A call that tells what it has done when what comes next in it takes long: the step is done before the call is. */
  #longJob(scope: Scope, chain: ReturnType<StepHost['chain']>): Job {
    const { calls } = this.#host;
    let wasTold = false;
    calls.listen(this.place, ({ ends, under }) => {
      const [first, ...behind] = ends;
      // Of a step that is being stopped the end of the call tells all.
      if (wasTold || first === undefined || this.#state !== 'calling' || this.#step.isStopped()) return;
      wasTold = true;
      this.#step.isUnderWay(under);
      this.#called({ end: { kind: 'success', output: first.output }, earlierAttempts: 0, behind });
    });
    const onEnd = (call: NodeCallResult): void => {
      calls.leave(this.place);
      if (wasTold) this.#step.callEnded(call);
      else this.#called(call);
    };
    return { ...this.#jobFor(scope, this.#step.isStopped, onEnd, chain), drop: () => this.#drop() };
  }

  #jobFor(
    scope: Scope,
    isStopped: () => boolean,
    onEnd: (call: NodeCallResult) => void,
    chain: ReturnType<StepHost['chain']> = null,
  ): Omit<Job, 'drop'> {
    const { node } = this;
    return {
      lane: node.lane,
      bytes: jsonBytes(node.config) + scope.bytesFor(node),
      isStopped,
      start: (settled) =>
        within(this.#laneScope(node.lane), () => {
          if (this.#state === 'calling') this.#begin();
          const againAfterMs = this.#state === 'calling' ? this.#againAfterMs : null;
          const call = { node, input: this.input(scope), chain, againAfterMs };
          return callNode(call, isStopped, (ended) => settled(() => onEnd(ended)));
        }),
    };
  }

  /** Of a node whose scope is too large for one payload, the values are stored first. */
  #storingJob(scope: Scope): Job {
    return {
      lane: 'local',
      bytes: 0,
      isStopped: this.#step.isStopped,
      start: (settled) =>
        within(this.#host.scope, () => scope.storeFor(this.node)).then(
          () => settled(() => this.#host.lanes.submit(this.#firstJob(scope))),
          (error: unknown) => {
            if (!this.#step.isStopped()) throw error;
            settled(() => this.#drop());
          },
        ),
      drop: () => this.#drop(),
    };
  }

  /** @param startedAt ISO 8601, where another call began it */
  #begin(startedAt: string | null = null): void {
    this.#openedAt = this.#resumed?.at ?? Date.now();
    this.#host.record.startStep(this.node, this.iteration);
    if (startedAt !== null) this.#host.record.changeStep(this.node, this.iteration, { startedAt });
  }

  #called(call: NodeCallResult): void {
    if (this.#state !== 'calling') return;
    if (call.behind.length > 0) this.#step.ranBehind(call.behind);
    const counted = { ...call, earlierAttempts: call.earlierAttempts + this.#attempts };
    const end = resumedEnd(stepEnd(this.node, counted), this.#resumed);
    if (call.end.kind !== 'success') {
      this.#finish(end, null);
      return;
    }
    const { skipped, opening, response, label, stop } = call.end.output;
    if (response !== undefined && !this.#host.record.respond(response)) end.warnings = [...end.warnings, ANSWERED];
    if (stop === true) this.#host.complete(end.result);
    if (skipped === true) this.#pass(PASSED_OVER);
    else if (opening === undefined) this.#finish(end, label);
    else {
      if (opening.type === 'piece') this.#host.record.changeStep(this.node, this.iteration, { result: end.result });
      this.#open(opening, end, this.#openedAt, null);
    }
  }

  #resume(kept: KeptNode): void {
    this.#host.record.resumeStep(this.node, this.iteration, kept.step);
    this.#attempts = kept.attempts;
    this.#trigger = kept.trigger;
    this.#resumed = kept.resumed ?? null;
    if (kept.parked !== null) this.#park(kept.parked);
    else if (kept.opened !== null) {
      const { opening, timing, warnings, at, driver } = kept.opened;
      this.#open(opening, { timing, warnings, attempts: kept.attempts }, at, driver);
    } else this.#submit(kept.againAfterMs ?? null);
  }

  #open(opening: NodeOpening, by: Pick<StepEnd, 'timing' | 'attempts' | 'warnings'>, at: number, kept: unknown): void {
    this.#state = 'open';
    this.#opening = opening;
    this.#opened = { timing: by.timing ?? NO_TIMING, attempts: by.attempts, warnings: by.warnings };
    this.#openedAt = at;
    const driver = makeDriver(this, opening, kept);
    this.#driver = driver;
    if (this.#step.isStopped()) {
      this.#stopDriver('graph');
      return;
    }
    const { totalTimeoutMs } = this.node;
    if (totalTimeoutMs !== null) this.timer(at + totalTimeoutMs, () => this.#stopDriver('timeout'));
    const childRunId = opening.type === 'sub-workflow' ? opening.runId : null;
    const { attempts, warnings } = by;
    this.#host.record.changeStep(this.node, this.iteration, { attempts, warnings, childRunId });
    driver.begin();
    // One that ended at once waits for nothing.
    if (!this.#isDone && driver.wake !== undefined) {
      this.#host.wakes.listen(this.place, (wake) => this.#host.turn(() => driver.wake?.(wake)));
    }
  }

  /** Whether a step that is to be called was called before. */
  get #isBegun(): boolean {
    return this.#resumed !== null || this.#attempts > 0 || this.#againAfterMs !== null;
  }

  /** The driver may have ended the step meanwhile, which the compiler cannot see. */
  get #isDone(): boolean {
    return this.#state === 'done' || this.#state === 'parked';
  }

  #stopDriver(why: 'graph' | 'timeout'): void {
    if (this.#stopping !== null) {
      if (why === 'graph') this.#stopping = 'graph';
      return;
    }
    this.#stopping = why;
    this.#driver?.stop();
  }

  /**
   * Local activities are short, and end by themselves: one that was begun in the current workflow task cannot be
   * cancelled in it (the SDK then fails the task).
   */
  #laneScope(lane: Lane): CancellationScope {
    return lane === 'local' ? this.#host.scope : this.#step.cancellation;
  }

  get #timers(): CancellationScope {
    this.#cancellation ??= new CancellationScope({ cancellable: true, parent: this.#step.cancellation });
    return this.#cancellation;
  }

  #finish(end: StepEnd, label: string | null): void {
    const mayPark = this.node.onError === 'park' && !this.#step.isStopped() && !this.#step.hasErrorEdge();
    if (end.status === 'failed' && mayPark) this.#park(end);
    else this.#settle(end, label);
  }

  #park(end: StepEnd): void {
    this.#letGo();
    this.#state = 'parked';
    this.#parked = end;
    this.#opened = { ...this.#opened, attempts: end.attempts };
    this.#host.parked.add(this);
    const { error, attempts, warnings } = end;
    this.#host.record.waitStep(this.node, this.iteration, { error, attempts, warnings });
  }

  #settle(end: StepEnd, label: string | null): void {
    this.#end();
    this.#step.settled(end, label);
  }

  #pass(passing: Passing): void {
    this.#end();
    this.#step.passed(passing);
  }

  #drop(): void {
    if (this.#state !== 'calling') return;
    this.#end();
    const attempts = this.#attempts + (this.#againAfterMs === null ? 0 : 1);
    this.#step.settled(this.#isBegun ? { ...CANCELLED_STEP, attempts } : DROPPED, null);
  }

  #end(): void {
    this.#letGo();
    this.#host.parked.delete(this);
    this.#host.wakes.forget(this.place);
    this.#state = 'done';
  }

  #letGo(): void {
    this.#host.wakes.leave(this.place);
    this.#cancellation?.cancel();
    this.#cancellation = null;
    this.#driver = null;
    this.#opening = null;
    this.#stopping = null;
  }
}

const PASSED_OVER: Passing = { result: NO_VALUE, label: null };
const NO_TIMING = { attempt: 1, startedAt: '', completedAt: '' };
const DROPPED: StepEnd = { ...CANCELLED_STEP, status: 'skipped', attempts: 0 };
const ANSWERED = 'The caller of this run was answered before: this response went nowhere.';
const CANCELLED_CALL: StepError = { code: INTERPRETER_CODES.cancelled, message: 'The step was cancelled.' };

function timeoutError({ totalTimeoutMs }: PlanNode): StepError {
  const message = `The step took longer than its limit of ${totalTimeoutMs} ms.`;
  return { code: INTERPRETER_CODES.timeout, message };
}
