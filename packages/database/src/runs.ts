import type { Plan } from '@perdura/definition/plan';
import type { RunOrigin, RunProgress, RunSnapshot, RunStatus, ValueRef } from '@perdura/definition/run';
import type { Page, PageRequest } from './paging.ts';

export interface RunRow {
  id: string;
  projectId: string;
  workflowId: string;
  versionId: string;
  version: number;
  status: RunStatus;
  triggeredBy: RunOrigin;
  triggerData: ValueRef;
  errorCode: string | null;
  errorMessage: string | null;
  errorNodeId: string | null;
  tags: string[];
  businessKey: string | null;
  parentRunId: string | null;
  retryOf: string | null;
  eventId: string | null;
  depth: number;
  temporalWorkflowId: string;
  temporalRunId: string | null;
  sequence: number;
  dispatchedAt: Date | null;
  cancelRequestedAt: Date | null;
  checkedAt: Date | null;
  createdAt: Date;
  startedAt: Date | null;
  completedAt: Date | null;
  durationMs: number | null;
}

export interface NewRun {
  /** Chosen beforehand (`newId()`); a new one by default. */
  id?: string;
  workflowId: string;
  versionId: string;
  triggeredBy: RunOrigin;
  triggerData: ValueRef;
  tags?: string[];
  businessKey?: string | null;
  parentRunId?: string | null;
  retryOf?: string | null;
  /** The event that starts it; one run per event and workflow. */
  eventId?: string | null;
  depth?: number;
  /** Key and hash of the body, in scope `run:<workflowId>`. */
  idempotency?: { key: string; bodyHash: string };
}

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
}

/** How a run ended, as the control plane found out: not from its own last snapshot. */
export interface RunEnd {
  status: 'completed' | 'failed' | 'cancelled';
  error: { code: string; message: string; nodeId: string | null } | null;
  /** When it ended. @default now */
  completedAt?: Date;
}

export interface ScheduledFire {
  projectId: string;
  workflowId: string;
  temporalWorkflowId: string;
  temporalRunId: string;
  /** The time that the schedule meant. */
  nominalTime: Date;
}

/** Runs. Every write is guarded: a terminal status never changes, an older snapshot never overwrites a newer one. */
export interface RunRepository {
  /**
   * Makes a pending row, with its idempotency key, in one statement: once it is answered, the run is accepted. A repeat
   * of the key, or of the event for the same workflow, answers the run made then, with `created: false`.
   * @throws IdempotencyConflict when the key was used with another body
   * @throws UnknownReference when the project has no such version of this workflow
   */
  create(projectId: string, input: NewRun): Promise<{ run: RunRow; created: boolean }>;
  /** Notes that Temporal took the run over; false when that was noted before. */
  markDispatched(projectId: string, runId: string, temporalRunId: string | null): Promise<boolean>;
  /**
   * Writes a whole snapshot: run, steps, and the event `workflow.completed` or `workflow.failed` when something of the
   * project listens to it, in one statement. Ignored when the run has ended, or the row has a newer sequence.
   * `event` tells that an event was written, which is to be dispatched.
   */
  record(snapshot: RunSnapshot): Promise<{ recorded: boolean; event: boolean }>;
  /** Writes progress of many runs in one statement; answers how many runs it changed. */
  recordProgress(progress: RunProgress[]): Promise<number>;
  /** Ends a live run and its open steps; false when it had ended. `undispatchedOnly`: only one never handed over. */
  finish(
    projectId: string,
    runId: string,
    end: RunEnd,
    options?: { undispatchedOnly?: boolean },
  ): Promise<{ recorded: boolean; event: boolean }>;
  /** Marks a live run as to be cancelled, and answers the row (an ended run is answered unchanged); null when there is none. */
  requestCancel(projectId: string, runId: string): Promise<RunRow | null>;

  get(projectId: string, runId: string): Promise<RunRow | null>;
  /** The run with the plan of its pinned version. */
  getWithPlan(projectId: string, runId: string): Promise<{ run: RunRow; plan: Plan } | null>;
  listByWorkflow(projectId: string, workflowId: string, page: PageRequest): Promise<Page<RunRow>>;
  search(projectId: string, filter: RunFilter, page: PageRequest): Promise<Page<RunRow>>;
  byEvent(projectId: string, eventId: string): Promise<RunRow[]>;
  /** Live runs of a workflow, oldest first. */
  liveOfWorkflow(projectId: string, workflowId: string, limit: number): Promise<RunRow[]>;

  /**
   * The row of a run that a schedule started, made at its first call, with the version published then; a repeat answers
   * the same. `skipped` says why there is none: the workflow was deleted, disabled, or has no cron trigger any more.
   */
  openScheduled(fire: ScheduledFire): Promise<{ run: RunRow; plan: Plan } | { skipped: string }>;

  /** Housekeeping, any project: accepted runs that Temporal has not taken over, older than this, oldest first. */
  undispatched(olderThanMs: number, limit: number): Promise<RunRow[]>;
  /** Housekeeping, any project: dispatched live runs whose cancellation was asked for. */
  cancelRequested(limit: number): Promise<RunRow[]>;
  /** Housekeeping, any project: dispatched live runs that were not compared with Temporal since, longest ago first. */
  live(checkedBefore: Date, limit: number): Promise<RunRow[]>;
  /** Housekeeping, any project: those of these Temporal workflows whose row is not terminal. */
  liveAmong(temporalWorkflowIds: string[]): Promise<RunRow[]>;
  /** Housekeeping: notes that these runs were just compared with Temporal. */
  markChecked(runIds: string[]): Promise<void>;
}
