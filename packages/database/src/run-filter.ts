import type { RunOrigin, RunStatus, StepStatus } from '@perdura/definition/run';

/** Filters of the search over all runs of a project; all of them must hold, and of a set one value is enough. */
export interface RunFilter {
  status?: RunStatus[];
  workflowId?: string | string[];
  triggeredBy?: RunOrigin | RunOrigin[];
  /** Inclusive. */
  createdAfter?: Date;
  /** Exclusive. */
  createdBefore?: Date;
  /** Inclusive. */
  completedAfter?: Date;
  /** Exclusive. */
  completedBefore?: Date;
  minDurationMs?: number;
  maxDurationMs?: number;
  /** Runs that have a step of this node. */
  nodeId?: string;
  /** With `nodeId`: runs in which a step of that node is in one of these states. */
  nodeStatus?: StepStatus[];
  /** Text within the error's code or message, whatever its case. */
  error?: string;
  errorCode?: string[];
  tag?: string;
  businessKey?: string;
  version?: number;
  /** Runs that this run started. */
  parentRunId?: string;
  /** Runs that repeat this run. */
  retryOf?: string;
  paused?: boolean;
  /** Runs whose trigger data has a value at this path, as `parseDataPath` reads it. */
  dataPath?: string;
  /** With `dataPath`: a text as it is; a number, `true`, `false` or `null` as JSON. */
  dataValue?: string;
}
