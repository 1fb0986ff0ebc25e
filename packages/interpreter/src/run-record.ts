import type { PlanNode } from '@perdura/definition/plan';
import type {
  AttemptTiming,
  RunAnswer,
  RunError,
  RunIdentity,
  RunProgress,
  RunSnapshot,
  RunStatus,
  StepError,
  StepSnapshot,
  ValueRef,
} from '@perdura/definition/run';

import { placeKey } from './place-key.ts';

/** How a step ended; `timing` is null for a step that never reported (skipped, cancelled, lost). */
export interface StepEnd {
  status: 'success' | 'failed' | 'skipped' | 'cancelled';
  result: ValueRef;
  error: StepError | null;
  timing: AttemptTiming | null;
  attempts: number;
  warnings: string[];
  /** Of a loop: the step in it whose failure is its own. */
  failedNode?: string;
}

/** How a step that was passed over leaves: its result, and the outcome that picks its edges. */
export interface Passing {
  result: ValueRef;
  label: string | null;
}

export const NO_VALUE: ValueRef = { value: null };

/** What a continued run keeps of a step that is not done. */
export type KeptStep = Pick<
  StepSnapshot,
  'status' | 'position' | 'startedAt' | 'attempts' | 'warnings' | 'error' | 'childRunId'
> &
  /** Of a step that said something before it was done: a piece that paused. */
  Partial<Pick<StepSnapshot, 'result'>>;

/** What history shall know of one run: its state, and its steps in the order in which they started. */
export class RunRecord {
  readonly run: RunIdentity;
  readonly #temporalRunId: string;
  readonly #steps = new Map<string, StepSnapshot>();
  #changed = new Set<StepSnapshot>();
  readonly startedAt: string;
  status: RunStatus = 'running';
  error: RunError | null = null;
  result: ValueRef | null = null;
  /** What somebody was answered last; history keeps it. */
  response: ValueRef | null;
  /** Whether nobody waits for a response any more. */
  isAnswered: boolean;
  paused = false;
  sequence: number;
  position: number;
  #runChanged = false;
  /** Hears that the run has responded. */
  onResponse: () => void = () => undefined;
  #completedAt: string | null = null;
  #latest = '';

  constructor(
    run: RunIdentity,
    temporalRunId: string,
    from: { startedAt: string; sequence: number; position: number; response: ValueRef | null; awaited?: true },
  ) {
    this.run = run;
    this.#temporalRunId = temporalRunId;
    this.startedAt = from.startedAt;
    this.sequence = from.sequence + 1;
    this.position = from.position;
    this.response = from.response;
    this.isAnswered = from.response !== null && from.awaited !== true;
  }

  /** Whether something changed since the last call of `progress`. */
  get hasNews(): boolean {
    return this.#runChanged || this.#changed.size > 0;
  }

  startStep(node: PlanNode, iteration: string): void {
    const step = this.#steps.get(placeKey({ nodeId: node.id, iteration })) ?? this.#addStep(node, iteration);
    step.status = 'running';
    step.startedAt ??= now();
    step.error = null;
    this.#note(step);
  }

  /** The step goes on, but with nothing in flight. */
  waitStep(node: PlanNode, iteration: string, changes: Partial<KeptStep> = {}): void {
    this.changeStep(node, iteration, { status: 'waiting', ...changes });
  }

  changeStep(node: PlanNode, iteration: string, changes: Partial<KeptStep>): void {
    const step = this.#steps.get(placeKey({ nodeId: node.id, iteration })) ?? this.#addStep(node, iteration);
    Object.assign(step, changes);
    this.#note(step);
  }

  skipStep(node: PlanNode, iteration: string): void {
    this.#skip(node, iteration, NO_VALUE);
  }

  /** Unlike behind one that was skipped, what follows runs. */
  passStep(node: PlanNode, iteration: string, { result, label }: Passing): void {
    const step = this.#skip(node, iteration, result);
    step.passed = true;
    if (label !== null) step.label = label;
  }

  /** What a continued run must know of a step that has begun; null when it has not. */
  keepStep(nodeId: string, iteration: string): KeptStep | null {
    const step = this.#steps.get(placeKey({ nodeId, iteration }));
    if (step === undefined) return null;
    const { status, position, startedAt, attempts, warnings, error, childRunId, result } = step;
    const kept = { status, position, startedAt, attempts, warnings, error, childRunId };
    return 'value' in result && result.value === null ? kept : { ...kept, result };
  }

  /** Takes up a step that began before the run continued as new. */
  resumeStep(node: PlanNode, iteration: string, kept: KeptStep): void {
    const { position } = this;
    const step = this.#addStep(node, iteration);
    this.position = position;
    Object.assign(step, kept);
  }

  endStep(node: PlanNode, iteration: string, end: StepEnd, label: string | null = null): void {
    const step = this.#steps.get(placeKey({ nodeId: node.id, iteration })) ?? this.#addStep(node, iteration);
    const retried = end.attempts > 1;
    step.status = end.status;
    step.result = end.result;
    step.error = end.error;
    step.attempts = end.attempts;
    step.warnings = end.warnings;
    if (label !== null) step.label = label;
    // An attempt knows only its own start: a step that was tried again began when it was first dispatched.
    if (end.timing !== null && !retried) step.startedAt = end.timing.startedAt;
    step.completedAt = end.timing?.completedAt ?? now();
    this.#latest = later(this.#latest, step.completedAt);
    this.#note(step);
  }

  /** Notes that the run waits, or goes on; answers whether that is news. */
  setWaiting(waits: boolean): boolean {
    const status = waits ? 'waiting' : 'running';
    if (this.status === status) return false;
    this.status = status;
    this.noteRun();
    return true;
  }

  /** Keeps the answer to a caller; tells whether there was one that had none yet. */
  respond(response: ValueRef): boolean {
    if (this.isAnswered) return false;
    this.response = response;
    this.isAnswered = true;
    this.noteRun();
    this.onResponse();
    return true;
  }

  /** Somebody else may wait for a response now: the next one is theirs. */
  awaitResponse(): void {
    this.isAnswered = false;
  }

  noteRun(): void {
    this.sequence += 1;
    this.#runChanged = true;
  }

  endRun(status: RunStatus, error: RunError | null, result: ValueRef | null): void {
    this.status = status;
    this.error = error;
    this.result = result;
    this.paused = false;
    // The clock of a workflow stands still while local activities run, so that a step may end after it.
    this.#completedAt = later(this.#latest, now());
    this.sequence += 1;
  }

  /** What the caller of the run is answered now. */
  answer(): RunAnswer {
    const { status, isAnswered, response, result, error } = this;
    return { status, response: isAnswered ? response : null, result, error };
  }

  snapshot(): RunSnapshot {
    return {
      runId: this.run.id,
      projectId: this.run.projectId,
      workflowId: this.run.workflowId,
      sequence: this.sequence,
      status: this.status,
      startedAt: this.startedAt,
      completedAt: this.#completedAt,
      error: this.error,
      result: this.result,
      response: this.response,
      paused: this.paused,
      steps: [...this.#steps.values()],
      temporalRunId: this.#temporalRunId,
    };
  }

  /** The steps that changed since the last call. */
  progress(): RunProgress {
    const steps = [...this.#changed];
    this.#changed = new Set();
    this.#runChanged = false;
    return {
      runId: this.run.id,
      projectId: this.run.projectId,
      sequence: this.sequence,
      status: this.status,
      startedAt: this.startedAt,
      temporalRunId: this.#temporalRunId,
      paused: this.paused,
      steps,
    };
  }

  #skip(node: PlanNode, iteration: string, result: ValueRef): StepSnapshot {
    const step = this.#steps.get(placeKey({ nodeId: node.id, iteration })) ?? this.#addStep(node, iteration);
    step.status = 'skipped';
    step.result = result;
    if (step.startedAt !== null) step.completedAt = now();
    this.#note(step);
    return step;
  }

  #addStep(node: PlanNode, iteration: string): StepSnapshot {
    const step: StepSnapshot = {
      nodeId: node.id,
      nodeType: node.type,
      iteration,
      position: this.position,
      status: 'skipped',
      result: NO_VALUE,
      error: null,
      attempts: 0,
      warnings: [],
      startedAt: null,
      completedAt: null,
      childRunId: null,
    };
    this.position += 1;
    this.#steps.set(placeKey({ nodeId: node.id, iteration }), step);
    this.#note(step);
    return step;
  }

  #note(step: StepSnapshot): void {
    this.sequence += 1;
    this.#changed.add(step);
  }
}

/** The later of two times in ISO 8601, which sort as texts. */
function later(one: string, other: string): string {
  return [one, other].sort()[1] ?? other;
}

function now(): string {
  return new Date().toISOString();
}
