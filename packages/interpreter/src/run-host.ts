import type { RunIdentity, StepPlace, ValueRef } from '@perdura/definition/run';
import type { CancellationScope } from '@temporalio/workflow';
import type { CallListeners } from './call-listeners.ts';
import type { Compensations } from './compensations.ts';
import type { Lanes } from './lanes.ts';
import type { RunLimits } from './limits.ts';
import type { RunRecord } from './run-record.ts';
import type { Wakes } from './wakes.ts';

/** What all parts of a run share. */
export interface RunHost {
  run: RunIdentity;
  record: RunRecord;
  lanes: Lanes;
  limits: RunLimits;
  trigger: ValueRef;
  wakes: Wakes;
  calls: CallListeners;
  compensations: Compensations;
  /** Steps that wait for an operator. */
  parked: Set<ParkedStep>;
  /** Outlives a stop of the run. */
  scope: CancellationScope;
  /** Ends the run as completed, with this result, unless it is ending already. */
  complete(result: ValueRef): void;
  /** Whether the run ends since a step said so. */
  isCompleting(): boolean;
  /** Acts on something that came from outside (a timer, a wake), and starts what that sets free. */
  turn(act: () => void): void;
  /** A fault of this code; fails the workflow task. */
  fault(error: unknown): void;
}

/** A failed step that waits for an operator. */
export interface ParkedStep {
  readonly place: StepPlace;
  unpark(unparking: Unparking): void;
}

/** What an operator decided on a parked step. */
export type Unparking =
  | { decision: 'retry'; data: ValueRef | null }
  | { decision: 'skip'; result: ValueRef }
  | { decision: 'fail' };
