import type { RunOrigin, RunStatus } from '@perdura/definition/run';

/** Filters of the search over all runs of a project; all of them must hold. */
export interface RunFilter {
  status?: RunStatus[];
  workflowId?: string;
  triggeredBy?: RunOrigin;
  /** Inclusive. */
  createdAfter?: Date;
  /** Exclusive. */
  createdBefore?: Date;
  minDurationMs?: number;
  maxDurationMs?: number;
  /** Runs that have a step of this node. */
  nodeId?: string;
  /** Text within the error's code or message, whatever its case. */
  error?: string;
  tag?: string;
  businessKey?: string;
  version?: number;
  /** Runs that this run started. */
  parentRunId?: string;
}
