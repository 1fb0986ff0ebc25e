import type { RunIdentity } from '@perdura/definition/run';
import { workflowInfo } from '@temporalio/workflow';
import { does } from './level.ts';

/** Bounds that keep a run inside what Temporal carries; see the numbers' reasons at each. */
export interface RunLimits {
  /** Activities in flight at once. Temporal allows 2,000; more than about 200 only queue at the workers. */
  inFlight: number;
  /** Events after which the run continues as new; what is in flight then adds at most 6 events each. */
  historyEvents: number;
  /** Bytes after which the run continues as new; Temporal suggests it at 4 MB. */
  historyBytes: number;
  /** Bytes that history may reach while results are outstanding, each reckoned at the most that travels inline. */
  expectedHistoryBytes: number;
  /** Bytes of node inputs scheduled within one turn, and so within one workflow task, whose answer must stay below 4 MB. */
  taskBytes: number;
  /** Bytes of upstream results that one node's input carries; more travel as blobs. One payload may hold 2 MB. */
  scopeBytes: number;
  /**
   * Local activities that one turn, and so one workflow task, begins at most. Queries, signals and updates get their turn between tasks, and
   * a task of local activities alone would last for seconds.
   */
  localsPerTask: number;
  /** How long a stopped run waits for what is in flight: longer than a dead worker takes to be noticed. */
  stopWaitMs: number;
}

export const DEFAULT_LIMITS: RunLimits = {
  inFlight: 128,
  historyEvents: 2_500,
  historyBytes: 2 * 1024 * 1024,
  expectedHistoryBytes: 3.5 * 1024 * 1024,
  taskBytes: 1.5 * 1024 * 1024,
  scopeBytes: 512 * 1024,
  localsPerTask: 100,
  stopWaitMs: 15_000,
};

/** Name of the memo field that overrides limits: tests reach the rare branches with it. */
export const LIMITS_MEMO = 'limits';

/**
 * The limits of the current run; a memo travels on across continue-as-new, so they hold for the whole chain.
 */
export function currentLimits(run: RunIdentity): RunLimits {
  const overrides = workflowInfo().memo?.[LIMITS_MEMO];
  const limits = typeof overrides === 'object' ? { ...DEFAULT_LIMITS, ...overrides } : DEFAULT_LIMITS;
  return does(run, 'boundedTasks') ? limits : { ...limits, localsPerTask: Number.POSITIVE_INFINITY };
}
