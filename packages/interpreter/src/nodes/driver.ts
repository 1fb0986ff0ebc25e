import type { PlanNode } from '@perdura/definition/plan';
import type {
  NodeActivityInput,
  NodeActivityOutput,
  PieceResume,
  RunIdentity,
  StepError,
  ValueRef,
} from '@perdura/definition/run';
import type { KeptGraph } from '../carried.ts';
import type { GraphEnd } from '../ending.ts';
import type { Lane } from '../lanes.ts';
import type { Outcomes } from '../outcomes.ts';
import type { KeptStep } from '../run-record.ts';
import type { LoopAround, LoopValues, Scope } from '../scope.ts';
import type { StepWake } from '../wakes.ts';
import type { Timer } from '../within.ts';

/** What goes on in a step of a type that waits or loops, after the call that opened it. */
export interface Driver {
  /** Begins, or goes on from what was kept. */
  begin(): void;
  wake?(wake: StepWake): void;
  /** Lets go of everything, then calls `host.released`. */
  stop(): void;
  /** Gives up on what does not let go. */
  abandon?(): void;
  /** Graphs inside the step that are not done. */
  graphs?(): Iterable<GraphRun>;
  /** Moves what could grow large to blobs, before `keep`. */
  prepare?(): Promise<void>;
  /** What the next part of the run needs, as JSON. */
  keep(): unknown;
}

/** A call beside the node's own. */
export interface SideCall<T> {
  lane: Lane;
  work(): Promise<T>;
  done(result: T): void;
  /** The step fails with the error when absent. */
  failed?(error: StepError): void;
  /** Made although the step is being stopped. */
  closing?: boolean;
}

/** What a driver can do with its step. */
export interface DriverHost {
  readonly node: PlanNode;
  readonly iteration: string;
  readonly run: RunIdentity;
  readonly scope: Scope;
  /** When the step opened, by the run's clock, in milliseconds. */
  readonly openedAt: number;
  /** The input that the node's own activity would get now. */
  input(scope?: Scope): NodeActivityInput;
  succeed(result: ValueRef, label?: string): void;
  /** @param failedNode the step in it that failed it */
  fail(error: StepError, failedNode?: string | null): void;
  /** Whether the run ends as completed, since a step of it said so. */
  readonly isCompleting: boolean;
  /** The answer to `stop`; with a result the step has succeeded. */
  released(result?: ValueRef): void;
  /** The step has nothing in flight. */
  waits(changes?: Partial<KeptStep>): void;
  timer(at: number, act: () => void): Timer;
  call<T>(call: SideCall<T>): void;
  /** Calls the node's own activity once more; a failure fails the step. */
  again(scope: Scope, done: (output: NodeActivityOutput) => void): void;
  /** Keeps a wake for the driver of the step's next opening. */
  postpone(wake: StepWake): void;
  /** Lets go of the driver and calls the node's activity anew, which may open the step once more. */
  callAgain(resume: PieceResume): void;
  /** A graph for one round of the node's body, within the step's cancellation. */
  body(round: number, around: BodyAround, ended: (end: GraphEnd) => void): GraphRun;
}

export interface BodyAround {
  values: LoopValues;
  previous: Outcomes | null;
  /** The `loop` node of which this is a round. */
  loop?: LoopAround;
  /** Whether all outcomes of the round are wanted at its end. */
  gathers?: boolean;
}

/** One pass through a graph that is under way. */
export interface GraphRun {
  readonly outcomes: Outcomes;
  start(kept: KeptGraph | null): void;
  /** Ends it early; `ended` is called once all that ran has let go. */
  stop(): void;
  /** Gives up on what does not let go. */
  abandon(): void;
  /** Bytes of the outcomes that `keep` would hold. */
  keptBytes(): number;
  /** Moves what could grow large to blobs. */
  prepare(storeOutcomes: boolean): Promise<void>;
  keep(): KeptGraph;
  /** Graphs inside it. */
  graphs(): Iterable<GraphRun>;
}

/** A kept graph by the round that it belongs to. */
export type KeptRound = [round: number, graph: KeptGraph];
