import type { RunOrigin, RunStatus, StepStatus } from '@perdura/definition/run';
import type { RunEnvironment } from './run-row.ts';

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
  /** Runs of this form alone. */
  form?: 'flow';
  environment?: RunEnvironment;
  /** Whether somebody put them away. */
  archived?: boolean;
  ids?: string[];
  /** Runs that are left out. */
  exceptIds?: string[];
  /** Runs that have at least one of these tags. */
  anyTag?: string[];
  /** Runs in at least one of these states; none of them matches nothing. */
  states?: CodedStatus[];
  /** The node whose failure failed the run. */
  failedNodeId?: string;
}

/** A status, as far as the code of the run's error tells: with one of `codes`, or with none of `otherThan`. */
export interface CodedStatus {
  status: RunStatus;
  codes?: readonly string[];
  otherThan?: readonly string[];
}
