import type { PlanNode } from '@perdura/definition/plan';
import type { ChainEnd, GivenResult, NodeActivityInput } from '@perdura/definition/run';
import type { CancellationScope } from '@temporalio/workflow';
import type { GraphEnd } from './ending.ts';
import type { NodeCallResult } from './node-call.ts';
import type { BodyAround, GraphRun } from './nodes/driver.ts';
import type { RunHost } from './run-host.ts';
import type { Passing, StepEnd } from './run-record.ts';
import type { Scope } from './scope.ts';

/** What a step needs of the graph that it belongs to. */
export interface StepHost {
  host: RunHost;
  scope: Scope;
  /** What a stop of the graph cancels. */
  cancellation: CancellationScope;
  iteration: string;
  /** What may run behind the step in the same call; null for nothing. */
  chain(): NonNullable<NodeActivityInput['behind']> | null;
  /** How nodes ended that ran behind the step, for the graph to use when their turn comes. */
  ranBehind(ends: ChainEnd[]): void;
  /** The call of the step goes on: the node at this position in it is under way. */
  isUnderWay(position: number): void;
  /** That call has ended. */
  callEnded(call: NodeCallResult): void;
  /** How this step ended when it ran behind another one; `under-way`: it runs there now. */
  ran: ChainEnd | 'under-way' | null;
  /** What somebody gave it instead of having it run. */
  given: GivenResult | null;
  /** Whether a failure of the step takes an edge. */
  hasErrorEdge(): boolean;
  isStopped(): boolean;
  /** A graph for one round of the node's body, within the graph's cancellation. */
  body(node: PlanNode, round: number, around: BodyAround, ended: (end: GraphEnd) => void): GraphRun;
  /** The step is done; a `skipped` one was dropped before it began. */
  settled(end: StepEnd, label: string | null): void;
  /** The step was passed over: what follows runs. */
  passed(passing: Passing): void;
}
