import { isTerminal, type RunEnd } from '@perdura/database';
import type { RunError, RunSnapshot, StepSnapshot } from '@perdura/definition/run';

/** How Temporal says that an execution ended; `LOST`: Temporal knows nothing of it. */
export type ClosedStatus = 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'TERMINATED' | 'TIMED_OUT' | 'LOST';

/** What is known of an execution that ended without a last word to history. */
export interface ClosedExecution {
  status: ClosedStatus;
  closedAt: Date;
  /** Temporal's run id of the last execution of the chain; null when there never was one. */
  temporalRunId: string | null;
  /** The failure that ended it, where Temporal keeps one. */
  failure: RunError | null;
}

const STATUS: Record<ClosedStatus, RunEnd['status']> = {
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  TERMINATED: 'cancelled',
  TIMED_OUT: 'failed',
  LOST: 'failed',
};

const ERROR: Record<ClosedStatus, Omit<RunError, 'nodeId'> | null> = {
  COMPLETED: null,
  FAILED: { code: 'RUN_FAILED', message: 'the run failed; its error was not recorded' },
  CANCELLED: null,
  TERMINATED: { code: 'TERMINATED', message: 'the run was terminated' },
  TIMED_OUT: { code: 'RUN_TIMEOUT', message: 'the run took longer than its limit and was ended by Temporal' },
  LOST: { code: 'RUN_LOST', message: 'Temporal no longer knows this run, and its end was not recorded' },
};

/** The status of a run whose execution ended like that and left no word of its own. */
export function statusOfClosed(closed: ClosedStatus): RunEnd['status'] {
  return STATUS[closed];
}

const CLOSED: Readonly<Record<string, ClosedStatus>> = {
  COMPLETED: 'COMPLETED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
  TERMINATED: 'TERMINATED',
  TIMED_OUT: 'TIMED_OUT',
};

/** How an execution ended, by Temporal's name of its status; null while it lives. */
export function closedStatusOf(name: string): ClosedStatus | null {
  return CLOSED[name] ?? null;
}

/**
 * The last word on a run, made from the last that is known of it and from how Temporal says that it ended. A snapshot
 * that is terminal already is the interpreter's own last word and stands.
 *
 * @param recorded sequence of the newest snapshot in history; the answer's is higher
 */
export function finalSnapshot(last: RunSnapshot, closed: ClosedExecution, recorded: number): RunSnapshot {
  const sequence = Math.max(last.sequence, recorded) + 1;
  if (isTerminal(last.status)) return { ...last, sequence };
  return {
    ...last,
    sequence,
    status: STATUS[closed.status],
    error: errorOf(closed),
    paused: false,
    completedAt: closed.closedAt.toISOString(),
    steps: last.steps.map((step) => closeStep(step, closed)),
    temporalRunId: closed.temporalRunId ?? last.temporalRunId,
  };
}

/** The end alone, for a run of which Temporal can tell no more than that. */
export function closedEnd(closed: ClosedExecution): RunEnd {
  return { status: STATUS[closed.status], error: errorOf(closed), completedAt: closed.closedAt };
}

function errorOf({ status, failure }: ClosedExecution): RunError | null {
  const fallback = ERROR[status];
  if (fallback === null) return null;
  return failure ?? { ...fallback, nodeId: null };
}

/** A step that was open when its run ended was cut off, unless the run completed: then only its record is missing. */
function closeStep(step: StepSnapshot, { status, closedAt }: ClosedExecution): StepSnapshot {
  if (step.status !== 'running' && step.status !== 'waiting') return step;
  const unknown = { code: 'OUTCOME_UNKNOWN', message: 'the step ended, but its outcome was not recorded' };
  return {
    ...step,
    status: 'cancelled',
    error: status === 'COMPLETED' ? unknown : step.error,
    completedAt: closedAt.toISOString(),
  };
}
