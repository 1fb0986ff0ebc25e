import type { PlanNode } from '@perdura/definition/plan';
import type { RunError, ValueRef } from '@perdura/definition/run';
import { INTERPRETER_CODES } from './node-end.ts';
import type { StepEnd } from './run-record.ts';

/** How a run ended. */
export interface Ending {
  status: 'completed' | 'failed' | 'cancelled';
  error: RunError | null;
}

/** How one pass through a graph ended; `stopped` from outside. */
export type GraphEnd =
  | { kind: 'completed'; result: ValueRef }
  | { kind: 'failed'; error: RunError }
  | { kind: 'stopped' };

/** The failure of a graph by that of a step which nothing takes. */
export function errorOf(node: PlanNode, end: StepEnd): RunError {
  const error = end.error ?? { code: INTERPRETER_CODES.internal, message: 'The step ended without a reason.' };
  return { ...error, nodeId: end.failedNode ?? node.id };
}
