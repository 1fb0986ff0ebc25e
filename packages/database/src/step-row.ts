import type { PlanNodeType } from '@perdura/definition';
import type { StepStatus, ValueRef } from '@perdura/definition/run';
import { columns } from './store.ts';

/** One step of a run as it is stored. */
export interface StepRow {
  runId: string;
  nodeId: string;
  iteration: string;
  position: number;
  nodeType: PlanNodeType;
  status: StepStatus;
  /** In lists a reference to the blob '' stands for a value that is left out. */
  result: ValueRef;
  errorCode: string | null;
  errorMessage: string | null;
  attempts: number;
  warnings: string[];
  startedAt: Date | null;
  completedAt: Date | null;
  /** The run that a `sub-workflow` step started. */
  childRunId: string | null;
  /** The run that did the step, where this one carried it over. */
  carriedFrom: string | null;
}

/** The fields of a StepRow. */
export const STEP_FIELDS = [
  'runId',
  'nodeId',
  'iteration',
  'position',
  'nodeType',
  'status',
  'result',
  'errorCode',
  'errorMessage',
  'attempts',
  'warnings',
  'startedAt',
  'completedAt',
  'childRunId',
  'carriedFrom',
] as const satisfies readonly (keyof StepRow)[];

/** The columns of a StepRow, of the table `steps` named `s`. */
export const STEP_COLUMNS = columns(STEP_FIELDS, 's');

/** The order of the steps of a run, of the table `steps` named `s`. */
export const STEP_ORDER = 's.position, s.started_at NULLS LAST, s.node_id, s.iteration';

/**
 * The numeric order of iterations, of the table `steps` named `s`: `0.2` before `0.10`. Word for word that of the
 * partial index `steps_iterations_idx`, which leaves round 0 out.
 */
export const ITERATION_ORDER = "(string_to_array(s.iteration, '.')::int[])";
