import type { JsonValue } from '@perdura/definition';
import type {
  AttemptTiming,
  NodeActivityInput,
  NodeActivityOutput,
  NodeOutcome,
  OpenedRun,
  OpenRunInput,
  RunProgress,
  RunSnapshot,
  StoreValuesInput,
  ValueRef,
} from '@perdura/definition/run';
import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { resultOf } from './model.ts';

/** What a test's node does; every field is optional, so that a config may hold just the one that matters. */
interface Behaviour {
  failures?: number;
  fatal?: boolean;
  label?: string | null;
  /** Length of the text that it answers. */
  bytes?: number;
  /** Name of a gate: the node stays until the test opens it, or until it is cancelled. */
  gate?: string;
  /** With a gate: whether cancelling goes unheard. */
  deaf?: boolean;
  /** How many times it hangs without a heartbeat, as if its worker had died, before it behaves. */
  deaths?: number;
}

/** One activity that really ran. */
export interface Effect {
  runId: string;
  nodeId: string;
  attempt: number;
  /** Rises with each start and each end in this process. */
  startedAt: number;
  endedAt: number | null;
  /** How many local activities ran at its start, itself included. */
  localsAtStart: number;
}

/** Activities that do what the plan's config says and keep a book of it. */
export class TestActivities {
  readonly effects: Effect[] = [];
  readonly recorded: RunSnapshot[] = [];
  readonly progress: RunProgress[] = [];
  readonly opened: OpenRunInput[] = [];
  readonly stored: JsonValue[] = [];
  readonly inputs: NodeActivityInput[] = [];
  /** Answers of `open-run`, by run or workflow id. */
  readonly openAnswers = new Map<string, OpenedRun>();
  /** Failures that `record-run` has still to make. */
  recordFailures = 0;
  readonly #gates = new Map<string, { opened: Promise<void>; open: () => void }>();
  #clock = 0;
  #locals = 0;

  /** As a worker registers them. */
  get activities(): Record<string, (input: never) => Promise<unknown>> {
    const node = (input: NodeActivityInput) => this.#node(input);
    return {
      'http-request': node,
      condition: node,
      'tool-call': node,
      'ai-generate': node,
      'email-send': node,
      'open-run': async (input: OpenRunInput) => this.#open(input),
      'record-run': async (snapshot: RunSnapshot) => this.#record(snapshot),
      'store-values': async ({ values }: StoreValuesInput) => this.#store(values),
    };
  }

  /** As a worker registers them. */
  get sinks() {
    return {
      recorder: {
        progress: { fn: (_: unknown, news: RunProgress) => void this.progress.push(news), callDuringReplay: false },
      },
    };
  }

  open(gate: string): void {
    this.#gate(gate).open();
  }

  /** Lets everything go that still waits, so that a worker can shut down. */
  openAll(): void {
    for (const gate of this.#gates.values()) gate.open();
  }

  /** The last snapshot that was recorded of a run. */
  lastRecord(runId: string): RunSnapshot | undefined {
    return this.recorded.findLast((snapshot) => snapshot.runId === runId);
  }

  effectsOf(runId: string): Effect[] {
    return this.effects.filter((effect) => effect.runId === runId);
  }

  async #node(input: NodeActivityInput): Promise<NodeActivityOutput> {
    const { attempt, isLocal } = activityInfo();
    const started = new Date().toISOString();
    this.inputs.push(input);
    if (isLocal) this.#locals += 1;
    const effect: Effect = {
      runId: input.run.id,
      nodeId: input.node.id,
      attempt,
      startedAt: this.#tick(),
      endedAt: null,
      localsAtStart: this.#locals,
    };
    this.effects.push(effect);
    try {
      return await this.#perform(input, attempt, started);
    } finally {
      effect.endedAt = this.#tick();
      if (isLocal) this.#locals -= 1;
    }
  }

  async #perform(input: NodeActivityInput, attempt: number, startedAt: string): Promise<NodeActivityOutput> {
    const {
      failures = 0,
      fatal = false,
      label = null,
      bytes,
      gate,
      deaf = false,
      deaths = 0,
    }: Behaviour = input.node.config;
    const tries = this.effectsOf(input.run.id).filter((effect) => effect.nodeId === input.node.id).length;
    if (tries <= deaths) await this.#gate('death').opened;
    if (gate !== undefined) await this.#passGate(gate, deaf);
    const timing: AttemptTiming = { attempt, startedAt, completedAt: new Date().toISOString() };
    if (attempt <= failures) {
      throw ApplicationFailure.create({
        type: fatal ? 'FATAL' : 'FLAKY',
        message: `Attempt ${attempt} of ${input.node.id} failed.`,
        nonRetryable: fatal,
        details: [timing],
      });
    }
    const result = bytes === undefined ? resultOf(input.node.id, visible(input.scope.nodes)) : 'x'.repeat(bytes);
    return { ...timing, result: { value: result }, warnings: [], label };
  }

  async #passGate(name: string, deaf: boolean): Promise<void> {
    const beat = setInterval(() => heartbeat(), 200);
    try {
      const waits: Promise<unknown>[] = [this.#gate(name).opened];
      if (!deaf) waits.push(new Promise((_, reject) => onAbort(cancellationSignal(), reject)));
      await Promise.race(waits);
    } finally {
      clearInterval(beat);
    }
  }

  #gate(name: string): { opened: Promise<void>; open: () => void } {
    const known = this.#gates.get(name);
    if (known !== undefined) return known;
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const gate = { opened, open };
    this.#gates.set(name, gate);
    return gate;
  }

  #open(input: OpenRunInput): OpenedRun {
    this.opened.push(input);
    const answer = this.openAnswers.get('runId' in input ? input.runId : input.workflowId);
    if (answer === undefined) throw ApplicationFailure.nonRetryable('There is no such run.', 'RUN_NOT_FOUND');
    return answer;
  }

  #record(snapshot: RunSnapshot): void {
    if (this.recordFailures > 0) {
      this.recordFailures -= 1;
      throw ApplicationFailure.create({ type: 'DATABASE_UNAVAILABLE', message: 'The database is away.' });
    }
    this.recorded.push(snapshot);
  }

  #store(values: JsonValue[]): ValueRef[] {
    return values.map((value) => ({ blob: `blob-${this.stored.push(value)}`, bytes: JSON.stringify(value).length }));
  }

  #tick(): number {
    this.#clock += 1;
    return this.#clock;
  }
}

function visible(nodes: Record<string, NodeOutcome>): Record<string, { status: string; result: string | null }> {
  return Object.fromEntries(
    Object.entries(nodes).map(([id, { status, result }]) => [
      id,
      { status, result: 'value' in result && typeof result.value === 'string' ? result.value : null },
    ]),
  );
}

function onAbort(signal: AbortSignal, act: (reason: unknown) => void): void {
  if (signal.aborted) act(signal.reason);
  else signal.addEventListener('abort', () => act(signal.reason), { once: true });
}
