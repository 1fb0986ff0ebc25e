import type { RunRow, VersionRow } from '@perdura/database';
import type { JsonObject, JsonValue } from '@perdura/definition';

/** How an ended run is to be repeated. */
export interface RetryRequest {
  /**
   * `failed`: what has finished is not run again; `start`: everything is; the id of a node of the run's own graph: that
   * node is, and what comes after it. @default 'failed'
   */
  from?: 'failed' | 'start' | string;
  /** The version that the run was pinned to, or the newest one. @default 'pinned' */
  version?: 'pinned' | 'latest';
  /** In place of the trigger's data. */
  data?: JsonObject;
  /** Results of nodes, by id, that get them instead of being run. */
  results?: Record<string, JsonValue>;
  /** The user who asks; null for the platform itself. */
  startedBy: string | null;
  /** A repeat is answered with the run of the first time. */
  idempotencyKey?: string;
  /** 1 (first) to 5: the new run's priority is this or a later one. @default its version's */
  leastPriority?: number;
}

/** How an ended run is to be run once more, from its start and on the newest version. */
export type RerunRequest = Pick<RetryRequest, 'data' | 'startedBy' | 'idempotencyKey' | 'leastPriority'>;

export type RetryRefusal =
  | 'VALIDATION_FAILED'
  | 'RUN_STATE'
  | 'WORKFLOW_DISABLED'
  | 'CONCURRENCY_SKIPPED'
  | 'IDEMPOTENCY_KEY_REUSED';

/**
 * What became of it. `refused`: nothing was made, and `message` says why; `values` fill the text that the API has for
 * the code, `faults` point at what is wrong in the request.
 */
export type RetryAnswer = { kind: 'accepted'; run: RunRow; created: boolean } | { kind: 'not-found' } | RefusedRetry;

export interface RefusedRetry {
  kind: 'refused';
  code: RetryRefusal;
  message: string;
  values?: Record<string, string | number>;
  faults?: RetryFault[];
}

/** What is wrong with a request to repeat a run, at a JSON Pointer into it; `values` fill a text of the API. */
export interface RetryFault {
  pointer: string;
  reason: 'retryNodeUnknown' | 'retryNodeInLoop' | 'retryNodeNotReached' | 'retryDecisionMissing';
  values: Record<string, string | number>;
  message: string;
}

/** A request, with the run that it is about. */
export interface Repetition extends RetryRequest {
  projectId: string;
  runId: string;
  verb: 'retry' | 'rerun';
}

/** The version that the run was pinned to, and that of the new run. */
export interface RetryVersions {
  pinned: VersionRow;
  next: VersionRow;
  /** Of a flow: its version that the new run is of. */
  flowVersionId: string | null;
}
