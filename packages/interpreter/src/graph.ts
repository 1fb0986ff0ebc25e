import type { Plan, PlanNode } from '@perdura/definition/plan';
import type { ChainEnd, EarlierStep, GivenResult, NodeOutcome, RunError, ValueRef } from '@perdura/definition/run';
import { CancellationScope } from '@temporalio/workflow';
import { encodeMarks, type KeptGraph, nodesToCome, settlementsOf } from './carried.ts';
import { settledBy } from './chain-ends.ts';
import { chainOf, type Follower, followersOf } from './chains.ts';
import { errorOf, type GraphEnd } from './ending.ts';
import { does } from './level.ts';
import type { NodeCallResult } from './node-call.ts';
import { NodeRun } from './node-run.ts';
import type { BodyAround, GraphRun } from './nodes/driver.ts';
import type { Outcomes } from './outcomes.ts';
import type { RunHost } from './run-host.ts';
import { NO_VALUE, type Passing, type StepEnd } from './run-record.ts';
import {
  hasErrorEdge,
  initialState,
  isHandled,
  MARKS,
  reduce,
  type SchedulerCommand,
  type SchedulerEvent,
  type SchedulerState,
  type Settlement,
} from './scheduler.ts';
import { type Around, readBy, Scope } from './scope.ts';
import { stepEnd } from './step-end.ts';
import type { StepHost } from './step-host.ts';
import { startTimer, type Timer } from './within.ts';

/** Where a graph stands in its run. */
export interface GraphPlace {
  /** `0` for the run's own plan; the indices of the loops around a body, joined by dots. */
  iteration: string;
  isNested: boolean;
  around: Around;
  /** The scope around it: what cancels it from outside. */
  cancellation: CancellationScope;
  /** What nodes are given instead of being run, by id. */
  given: Record<string, GivenResult>;
  /** Whether all outcomes are wanted at its end. */
  gathers?: boolean;
}

/**
 * One pass through one graph: drives the scheduler, starts the steps and keeps their outcomes. The body of a loop is a
 * graph of its own for each round.
 */
export class Graph implements GraphRun {
  readonly #plan: Plan;
  readonly #host: RunHost;
  readonly #place: GraphPlace;
  readonly #scope: Scope;
  readonly #ended: (end: GraphEnd) => void;
  readonly #cancellation: CancellationScope;
  readonly #labels = new Map<number, string>();
  readonly #steps = new Map<number, NodeRun>();
  /** Nodes that were passed over with a result that somebody gave. */
  readonly #given = new Set<number>();
  /** How nodes ended that ran in the call of one before them, and whose turn has not come. */
  readonly #ran = new Map<number, ChainEnd | 'under-way'>();
  /** Of steps that were done before their calls: which node was under way then, by the index of the step. */
  readonly #underWay = new Map<number, { position: number; index: number }>();
  #state: SchedulerState;
  #failure: RunError | null = null;
  #isStopped = false;
  #abandoning: Timer | null = null;

  constructor(plan: Plan, host: RunHost, place: GraphPlace, ended: (end: GraphEnd) => void) {
    this.#plan = plan;
    this.#host = host;
    this.#place = place;
    this.#ended = ended;
    this.#cancellation = new CancellationScope({ cancellable: true, parent: place.cancellation });
    this.#scope = new Scope(plan, host.run, place.around);
    this.#state = initialState(plan);
  }

  get outcomes(): Outcomes {
    return this.#scope.outcomes;
  }

  /** What a stop of the graph cancels. */
  get cancellation(): CancellationScope {
    return this.#cancellation;
  }

  start(kept: KeptGraph | null): void {
    if (kept === null) {
      this.#apply({ type: 'resume', settled: new Map(), running: [] });
      return;
    }
    for (const [nodeId, outcome] of Object.entries(kept.outcomes)) this.outcomes.set(nodeId, outcome);
    for (const [index, label] of kept.labels) this.#labels.set(index, label);
    for (const index of kept.given ?? []) this.#given.add(index);
    const running = kept.nodes.map(([index]) => index);
    this.#apply({ type: 'resume', settled: settlementsOf(kept), running });
    for (const [index, node] of kept.nodes) this.#stepAt(index).start(node);
  }

  /** Starts behind what an earlier run did, which is undone as if this run had done it. */
  startBehind(earlier: readonly EarlierStep[]): void {
    const settled = new Map<number, Settlement>();
    const steps = new Map(earlier.map((step) => [step.nodeId, step]));
    for (const [index, node] of this.#plan.nodes.entries()) {
      const step = steps.get(node.id);
      if (step !== undefined) settled.set(index, this.#layIn(index, node, step));
    }
    for (const { nodeId, settlement } of earlier) {
      const compensate = this.#plan.nodes.find(({ id }) => id === nodeId)?.compensate ?? null;
      if (settlement === 'success' && compensate !== null) this.#compensateWith(compensate);
    }
    this.#apply({ type: 'resume', settled, running: [] });
  }

  stop(): void {
    this.#stopWith({ type: 'stop' });
  }

  abandon(): void {
    for (const step of [...this.#steps.values()]) step.abandon();
  }

  graphs(): GraphRun[] {
    return [...this.#steps.values()].flatMap((step) => [...step.graphs()]);
  }

  keptBytes(): number {
    const inner = this.graphs().reduce((sum, graph) => sum + graph.keptBytes(), 0);
    return inner + this.outcomes.bytesOf(this.#keptIds());
  }

  async prepare(storeOutcomes: boolean): Promise<void> {
    if (storeOutcomes) await this.outcomes.moveToBlobs(this.#keptIds());
    for (const step of this.#steps.values()) await step.prepare();
    for (const graph of this.graphs()) await graph.prepare(storeOutcomes);
  }

  keep(): KeptGraph {
    const nodes = [...this.#steps].flatMap(([index, step]): KeptGraph['nodes'] => {
      const kept = step.keep();
      return kept === null ? [] : [[index, kept]];
    });
    const outcomes = this.outcomes.pick(this.#keptIds());
    const given = this.#given.size > 0 ? { given: [...this.#given] } : {};
    return { marks: encodeMarks(this.#state), labels: [...this.#labels], outcomes, nodes, ...given };
  }

  /** Ids whose outcome nodes to come read, or which may be the result. */
  #keptIds(): string[] {
    if (this.#place.gathers === true) return this.outcomes.ids;
    const { uses } = readBy(nodesToCome(this.#plan, this.#state));
    const own = uses.filter((id) => this.outcomes.get(id) !== undefined);
    return [...new Set([...own, ...this.#possibleResults()])];
  }

  /** Nodes with a result behind which none has one: the last of those that are settled, and all that may change. */
  #possibleResults(): string[] {
    const ids: string[] = [];
    let last: string | null = null;
    for (const [index, node] of this.#plan.nodes.entries()) {
      if (!this.#hasResult(index)) continue;
      const next = node.outgoing.map((edge) => this.#plan.edges[edge]?.to ?? -1);
      if (next.some((each) => this.#hasResult(each))) continue;
      if (next.some((each) => isOpen(this.#state.marks[each]))) ids.push(node.id);
      else last = node.id;
    }
    return last === null ? ids : [...ids, last];
  }

  #hasResult(index: number): boolean {
    return this.#state.marks[index] === MARKS.success || this.#given.has(index);
  }

  #apply(event: SchedulerEvent): void {
    const { state, commands } = reduce(this.#plan, this.#state, event);
    this.#state = state;
    for (const command of commands) this.#obey(command);
    // A step that ends as it starts ends the graph before the commands are through.
    if (commands.at(-1)?.type !== 'finish') return;
    // The run ends with its own graph; a timer that a body leaves behind would still wake it.
    if (this.#place.isNested || this.#host.isCompleting()) this.#abandoning?.cancel();
    this.#ended(this.#end());
  }

  #obey(command: SchedulerCommand): void {
    if (command.type === 'finish') return;
    const node = this.#nodeAt(command.node);
    if (command.type === 'run') this.#stepAt(command.node).start(null);
    else if (command.type === 'cancel') this.#steps.get(command.node)?.stop();
    else if (command.type === 'skip') {
      this.outcomes.set(node.id, SKIPPED_OUTCOME);
      this.#host.record.skipStep(node, this.#place.iteration);
    }
  }

  #end(): GraphEnd {
    if (this.#failure !== null) return { kind: 'failed', error: this.#failure };
    if (this.#isStopped) return { kind: 'stopped' };
    const id = this.#possibleResults().at(-1);
    const result: ValueRef = (id === undefined ? undefined : this.outcomes.get(id)?.result) ?? NO_VALUE;
    return { kind: 'completed', result };
  }

  #stepAt(index: number): NodeRun {
    const node = this.#nodeAt(index);
    const step = new NodeRun(node, this.#stepHost(index, node));
    this.#steps.set(index, step);
    return step;
  }

  #stepHost(index: number, node: PlanNode): StepHost {
    return {
      host: this.#host,
      scope: this.#scope,
      cancellation: this.#cancellation,
      iteration: this.#place.iteration,
      chain: () => this.#chain(index),
      ranBehind: (ends) => this.#ranBehind(index, ends),
      isUnderWay: (position) => this.#isUnderWay(index, position),
      callEnded: (call) => this.#callEnded(index, call),
      ran: this.#takeRan(index),
      given: this.#givenTo(node),
      hasErrorEdge: () => hasErrorEdge(node, this.#plan),
      isStopped: () => this.#isStopped,
      body: (of, round, around, ended) => this.#body(of, round, around, ended),
      settled: (end, label) => this.#settled(index, node, end, label),
      passed: (passing) => this.#passed(index, node, passing),
    };
  }

  /** A node may bear a name that every object has. */
  #givenTo({ id }: PlanNode): GivenResult | null {
    const { given } = this.#place;
    return Object.hasOwn(given, id) ? (given[id] ?? null) : null;
  }

  #chain(index: number): ReturnType<StepHost['chain']> {
    const { run, limits, trigger } = this.#host;
    if (!does(run, 'chains')) return null;
    const followers = this.#followersOf(index);
    // What is behind a node that is given its result must not be computed from another one.
    if (followers.some(({ node }) => this.#givenTo(node) !== null)) return null;
    return chainOf(followers, this.#scope, trigger, limits);
  }

  #followersOf(index: number): readonly Follower[] {
    return followersOf(this.#plan, index, does(this.#host.run, 'reachingChains'));
  }

  /**
   * Nothing begins while the run is paused: what only computed in the worker meanwhile, which knows nothing of that, is
   * left aside. Where something may have been done outside, it has happened.
   */
  #ranBehind(index: number, ends: readonly ChainEnd[]): void {
    const followers = this.#followersOf(index);
    const reached = ends.some(({ at }) => followers[at - 1]?.link.reaches === true);
    if (this.#host.lanes.isPaused && this.#nodeAt(index).lane === 'remote' && !reached) return;
    for (const end of ends) {
      const follower = followers[end.at - 1];
      if (follower !== undefined) this.#ran.set(follower.index, end);
    }
  }

  #isUnderWay(index: number, position: number): void {
    const follower = this.#followersOf(index)[position - 1];
    if (follower === undefined) return;
    this.#ran.set(follower.index, 'under-way');
    this.#underWay.set(index, { position, index: follower.index });
  }

  /** Of a call that had told of itself: the node that was under way then goes on, and those behind it. */
  #callEnded(index: number, { behind }: NodeCallResult): void {
    const underWay = this.#underWay.get(index);
    if (underWay === undefined) return;
    this.#underWay.delete(index);
    const { position } = underWay;
    const own = behind.find(({ at }) => at === position) ?? { at: position, failure: null };
    this.#ranBehind(
      index,
      behind.filter(({ at }) => at > position),
    );
    this.#steps.get(underWay.index)?.ran(own);
  }

  /** What ran in a call whose run was stopped meanwhile: its turn never comes, yet it happened. */
  #recordLate(): void {
    for (const [index, end] of this.#ran) {
      const node = this.#nodeAt(index);
      const call = end === 'under-way' ? null : settledBy(node, end, true);
      const output = call?.end.kind === 'success' ? call.end.output : null;
      if (call === null || output?.skipped === true) continue;
      const { iteration } = this.#place;
      const ended = stepEnd(node, call);
      this.outcomes.set(node.id, { status: ended.status, result: ended.result, error: ended.error });
      this.#host.record.startStep(node, iteration);
      this.#host.record.endStep(node, iteration, ended, output?.label ?? null);
      if (ended.status === 'success' && node.compensate !== null) this.#compensateWith(node.compensate);
    }
    this.#ran.clear();
  }

  #takeRan(index: number): ChainEnd | 'under-way' | null {
    const ran = this.#ran.get(index) ?? null;
    this.#ran.delete(index);
    return ran;
  }

  #body(node: PlanNode, round: number, around: BodyAround, ended: (end: GraphEnd) => void): GraphRun {
    const { body } = node;
    if (body === null) throw new Error(`Node ${node.id} has no body.`);
    const { isNested, iteration } = this.#place;
    const { gathers, ...values } = around;
    const place: GraphPlace = {
      iteration: isNested ? `${iteration}.${round}` : `${round}`,
      isNested: true,
      around: { ...values, outer: this.#scope },
      cancellation: this.#cancellation,
      given: {},
      ...(gathers === true ? { gathers } : {}),
    };
    return new Graph(body, this.#host, place, ended);
  }

  #settled(index: number, node: PlanNode, end: StepEnd, label: string | null): void {
    this.#steps.delete(index);
    const { iteration } = this.#place;
    const { status, result, error } = end;
    this.outcomes.set(node.id, { status, result, error });
    if (status === 'skipped') this.#host.record.skipStep(node, iteration);
    else this.#host.record.endStep(node, iteration, end, label);
    if (status === 'success') this.#succeeded(index, node, label);
    else if (status === 'failed' && !this.#isStopped && !isHandled(node, this.#plan)) this.#failed(index, node, end);
    else this.#apply({ type: 'settled', node: index, settlement: { status } });
  }

  #succeeded(index: number, node: PlanNode, given: string | null): void {
    const label = given === null ? null : this.#edgeLabel(node, given);
    if (label !== null) this.#labels.set(index, label);
    if (node.compensate !== null) this.#compensateWith(node.compensate);
    if (this.#isStopped) this.#recordLate();
    this.#apply({ type: 'settled', node: index, settlement: { status: 'success', label } });
  }

  #compensateWith(compensation: PlanNode): void {
    this.#host.compensations.add(compensation, this.#place.iteration, this.#scope);
  }

  #layIn(index: number, node: PlanNode, { settlement, label: given, outcome }: EarlierStep): Settlement {
    this.outcomes.set(node.id, outcome);
    if (settlement === 'failed') return { status: settlement };
    const label = given === null ? null : this.#edgeLabel(node, given);
    if (label !== null) this.#labels.set(index, label);
    const { result } = outcome;
    if (settlement === 'passed' && !('value' in result && result.value === null)) this.#given.add(index);
    return { status: settlement, label };
  }

  #failed(index: number, node: PlanNode, end: StepEnd): void {
    this.#failure = errorOf(node, end);
    this.#stopWith({ type: 'settled', node: index, settlement: { status: 'failed' } });
  }

  #passed(index: number, node: PlanNode, passing: Passing): void {
    const { result } = passing;
    this.#steps.delete(index);
    if (result !== NO_VALUE) this.#given.add(index);
    this.outcomes.set(node.id, { ...SKIPPED_OUTCOME, result });
    this.#host.record.passStep(node, this.#place.iteration, passing);
    const label = passing.label === null ? null : this.#edgeLabel(node, passing.label);
    if (label !== null) this.#labels.set(index, label);
    this.#apply({ type: 'settled', node: index, settlement: { status: 'passed', label } });
  }

  /** Nothing starts any more, what is queued is dropped, what is in flight is cancelled. */
  #stopWith(event: SchedulerEvent): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    // Cancelled first: what drivers do to let go lies outside this scope.
    this.#cancellation.cancel();
    this.#apply(event);
    this.#host.lanes.sweep();
    this.#host.lanes.pump();
    this.#abandonLater();
  }

  /** What is in flight has a bounded time to say how it ended. */
  #abandonLater(): void {
    if (this.#steps.size === 0) return;
    const { scope, limits, turn, fault } = this.#host;
    this.#abandoning = startTimer(scope, Date.now() + limits.stopWaitMs, () => turn(() => this.abandon()), fault);
  }

  /** The label by which a switch leaves: `default` where no edge bears the value; by which a router that took no branch. */
  #edgeLabel(node: PlanNode, label: string): string {
    if (node.manyLabels === true && label === '') return 'none';
    if (node.type !== 'switch') return label;
    const isKnown = node.outgoing.some((edge) => this.#plan.edges[edge]?.condition === label);
    return isKnown ? label : 'default';
  }

  #nodeAt(index: number): PlanNode {
    const node = this.#plan.nodes[index];
    if (node === undefined) throw new Error(`The plan has no node at ${index}.`);
    return node;
  }
}

function isOpen(mark: number | undefined): boolean {
  return mark === MARKS.waiting || mark === MARKS.running;
}

const SKIPPED_OUTCOME: NodeOutcome = { status: 'skipped', result: NO_VALUE, error: null };
