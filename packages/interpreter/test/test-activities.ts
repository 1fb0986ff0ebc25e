import { setTimeout as pause } from 'node:timers/promises';
import type { JsonValue } from '@perdura/definition';
import { FLOW_NODE_TYPES, NODE_TYPES } from '@perdura/definition';
import type {
  ApprovalRef,
  AttemptTiming,
  BulkInput,
  ChainInput,
  CollectListInput,
  GatherRoundInput,
  MatchEventInput,
  NodeActivityInput,
  NodeActivityOutput,
  OpenedRun,
  OpenRunInput,
  PieceCallInput,
  RunProgress,
  RunSnapshot,
  StepPlace,
  StoreValuesInput,
  TriggerCallInput,
  ValueRef,
  WrapValueInput,
} from '@perdura/definition/run';
import { activityInfo, cancellationSignal, heartbeat } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { openingOf } from './openings.ts';
import { runChain, runWithBehind } from './run-chain.ts';
import { failureOf, resultOf, type Script, type Seen, type Sight } from './scripts.ts';
import { TestBlobs } from './test-blobs.ts';
import { World } from './world.ts';

/** One activity of a node that really ran. */
export interface Effect extends StepPlace {
  runId: string;
  attempt: number;
  /** Of a `while` condition: the round for which it was asked. */
  round: number | null;
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
  readonly inputs: NodeActivityInput[] = [];
  readonly blobs = new TestBlobs();
  readonly world = new World(this.blobs);
  /** Answers of `open-run`, by run or workflow id. */
  readonly openAnswers = new Map<string, OpenedRun>();
  /** How many parts of a job over many runs are left, by job. */
  readonly bulkParts = new Map<string, number>();
  /** Calls of pieces and of triggers, which are away at first and refuse to be enabled. */
  readonly pieceCalls: (PieceCallInput | TriggerCallInput)[] = [];
  /** Hears of each change of a run as it is told or recorded. */
  onProgress: (news: Pick<RunProgress, 'runId' | 'steps'>) => void = () => undefined;
  /** Failures that `record-run` has still to make. */
  recordFailures = 0;
  /** How long each local activity of a node takes, in milliseconds. */
  localMs = 0;
  readonly #gates = new Map<string, { opened: Promise<void>; open: () => void }>();
  #clock = 0;
  #locals = 0;

  /** As a worker registers them. */
  get activities(): Record<string, (input: never) => Promise<unknown>> {
    const node = (input: NodeActivityInput) => runWithBehind(input, (each, attempt) => this.#node(each, attempt));
    const { world, blobs } = this;
    return {
      ...Object.fromEntries([...NODE_TYPES, ...FLOW_NODE_TYPES].map((type) => [type, node])),
      'run-chain': (input: ChainInput) => runChain(input, (each, attempt) => this.#node(each, attempt)),
      'open-run': async (input: OpenRunInput) => this.#open(input),
      'record-run': async (snapshot: RunSnapshot) => this.#record(snapshot),
      'store-values': async ({ values }: StoreValuesInput) => values.map((value) => blobs.store(value)),
      'load-value': async ({ value }: { value: ValueRef }) => blobs.load(value),
      'collect-list': async ({ parts }: CollectListInput) =>
        blobs.refer(parts.flatMap(({ value, spread }) => (spread ? listOf(blobs.load(value)) : [blobs.load(value)]))),
      'wrap-value': async ({ fields, name, value, more = {} }: WrapValueInput) => {
        const others = Object.entries(more).map(([key, ref]) => [key, blobs.load(ref)]);
        return blobs.refer({ ...fields, [name]: blobs.load(value), ...Object.fromEntries(others) });
      },
      'gather-round': async ({ steps }: GatherRoundInput) => {
        const entries = Object.entries(steps).map(([id, { type, outcome }]) => {
          return [id, { type, status: outcome.status, output: blobs.load(outcome.result) }];
        });
        return blobs.refer(Object.fromEntries(entries));
      },
      'end-piece-wait': async ({ runId, requestId }: { runId: string; requestId: string }) =>
        world.note({ runId, nodeId: '', iteration: '', call: 'end-piece-wait', detail: requestId }),
      'match-event': async ({ node: waiting, eventId }: MatchEventInput) => world.match(waiting, eventId),
      'end-wait': async (place: StepPlace & { runId: string }) =>
        world.note({ ...place, call: 'end-wait', detail: null }),
      'cancel-child': async ({ runId }: { runId: string }) =>
        world.note({ runId, nodeId: '', iteration: '', call: 'cancel-child', detail: null }),
      'bulk-part': async ({ jobId }: BulkInput) => {
        const left = (this.bulkParts.get(jobId) ?? 1) - 1;
        this.bulkParts.set(jobId, left);
        return { done: left === 0 };
      },
      'call-trigger': async (input: TriggerCallInput) => {
        this.pieceCalls.push(input);
        if (input.hook === 'onEnable') throw ApplicationFailure.nonRetryable('It refuses.', 'PIECE_FAILED');
        if (activityInfo().attempt === 1) throw ApplicationFailure.retryable('It is away.', 'DATABASE_UNAVAILABLE');
        return { runIds: [`run of ${input.callId}`], value: { value: null } };
      },
      'call-piece': async (input: PieceCallInput) => {
        this.pieceCalls.push(input);
        return { called: input.pieceName };
      },
      'approval-state': async (ref: ApprovalRef) => world.taskState(ref),
      'approval-end': async (ref: ApprovalRef & { reason: 'timeout' | 'cancelled' }) => world.endTask(ref),
      'approval-remind': async (ref: ApprovalRef & { reminder: number }) =>
        world.note({ ...ref, call: 'remind', detail: ref.reminder }),
      'approval-escalate': async (ref: ApprovalRef & { level: number }) =>
        world.note({ ...ref, call: 'escalate', detail: ref.level }),
    };
  }

  /** As a worker registers them. */
  get sinks() {
    const progress = (_: unknown, news: RunProgress): void => {
      this.progress.push(news);
      this.onProgress(news);
    };
    return { recorder: { progress: { fn: progress, callDuringReplay: false } } };
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

  async #node(
    input: NodeActivityInput,
    attempt = activityInfo().attempt + (input.attemptsBefore ?? 0),
  ): Promise<NodeActivityOutput> {
    const { isLocal } = activityInfo();
    const started = new Date().toISOString();
    this.inputs.push(input);
    if (isLocal) this.#locals += 1;
    const index = input.scope.locals?.index;
    const effect: Effect = {
      runId: input.run.id,
      nodeId: input.node.id,
      iteration: input.iteration,
      attempt,
      round: input.node.type === 'while' && index !== undefined ? Number(this.blobs.load(index)) : null,
      startedAt: this.#tick(),
      endedAt: null,
      localsAtStart: this.#locals,
    };
    this.effects.push(effect);
    try {
      if (isLocal && this.localMs > 0) await pause(this.localMs);
      return await this.#perform(input, attempt, started);
    } finally {
      effect.endedAt = this.#tick();
      if (isLocal) this.#locals -= 1;
    }
  }

  async #perform(input: NodeActivityInput, attempt: number, startedAt: string): Promise<NodeActivityOutput> {
    const script: Script = input.node.config;
    const { failures = 0, fatal = false, label = null, deaths = 0, gate, deaf = false } = script;
    const place = { nodeId: input.node.id, iteration: input.iteration };
    const tries = this.effectsOf(input.run.id).filter((effect) => isAt(effect, place)).length;
    if (tries <= deaths) await this.#gate('death').opened;
    if (gate !== undefined) await this.#passGate(gate, deaf);
    const timing: AttemptTiming = { attempt, startedAt, completedAt: new Date().toISOString() };
    if (input.node.skip !== undefined && script.skipped === true) {
      return { ...timing, result: { value: null }, warnings: [], label: null, skipped: true };
    }
    // Who retries a parked step goes on counting, while Temporal begins anew.
    if ((script.park === undefined && script.counts !== true ? attempt : tries) <= failures) {
      const { code, message } = failureOf(place.nodeId, place.iteration, fatal);
      throw ApplicationFailure.create({ type: code, message, nonRetryable: fatal, details: [timing] });
    }
    const digest = resultOf(place, this.#sightOf(input), script.bytes);
    const opening = await openingOf(input, script, digest, this);
    const paused = opening?.type === 'piece' ? { pausedUntil: opening.until } : null;
    const result = opening === undefined ? this.blobs.refer(this.#resumedResult(input, digest)) : { value: paused };
    const output: NodeActivityOutput = { ...timing, result, warnings: [], label };
    if (input.node.type === 'respond') output.response = { value: responseOf(digest) };
    if (opening !== undefined) output.opening = opening;
    if (script.stop === true && opening === undefined) output.stop = true;
    return output;
  }

  #sightOf({ scope }: NodeActivityInput): Sight {
    const nodes: Record<string, Seen> = {};
    for (const [id, { status, result, error }] of Object.entries(scope.nodes)) {
      nodes[id] = { status, result: this.blobs.load(result), code: error?.code ?? null };
    }
    const locals: Record<string, JsonValue> = {};
    for (const [name, value] of Object.entries(scope.locals ?? {})) locals[name] = this.blobs.load(value);
    const loops: Sight['loops'] = {};
    for (const [id, { item, index }] of Object.entries(scope.loops ?? {})) {
      loops[id] = { item: this.blobs.load(item), index };
    }
    return { nodes, locals, loops, trigger: this.blobs.load(scope.trigger) };
  }

  /** A piece that paused tells with what it was called last. */
  #resumedResult({ resume }: NodeActivityInput, digest: string): JsonValue {
    return resume === undefined ? digest : { digest, resumed: this.blobs.load(resume.payload) };
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
    this.onProgress(snapshot);
  }

  #tick(): number {
    this.#clock += 1;
    return this.#clock;
  }
}

/** What a scripted `respond` node answers. */
export function responseOf(body: JsonValue): JsonValue {
  return { status: 200, headers: {}, body };
}

function isAt(effect: Effect, { nodeId, iteration }: StepPlace): boolean {
  return effect.nodeId === nodeId && effect.iteration === iteration;
}

function listOf(value: JsonValue): JsonValue[] {
  if (!Array.isArray(value)) throw new Error('What is spread into a list is no list.');
  return value;
}

function onAbort(signal: AbortSignal, act: (reason: unknown) => void): void {
  if (signal.aborted) act(signal.reason);
  else signal.addEventListener('abort', () => act(signal.reason), { once: true });
}
