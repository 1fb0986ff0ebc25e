import type { Plan } from '@perdura/definition/plan';
import type { RunProgress, RunSnapshot } from '@perdura/definition/run';
import { type RunWithSteps, runWithSteps } from './ended-run.ts';
import type { Page, PageRequest } from './paging.ts';
import { type CreatedRun, createRun, type NewRun } from './run-creation.ts';
import type { RunFilter } from './run-filter.ts';
import { finishRun, type Recorded, type RunEnd, recordProgress, recordSnapshot } from './run-recording.ts';
import { RUN_COLUMNS, type RunRow } from './run-row.ts';
import { runSearch } from './run-search.ts';
import { LIVE_RUN_STATUSES } from './run-state.ts';
import {
  type OpenedFire,
  openScheduledRun,
  type RunPolicies,
  type ScheduledFire,
  type ScheduledStart,
} from './scheduled-runs.ts';
import type { Store } from './store.ts';

/** Runs. Every write is guarded: a terminal status never changes, an older snapshot never overwrites a newer one. */
export interface RunRepository {
  /**
   * Makes a pending row, with its idempotency key, in one statement: once it is answered, the run is accepted. A repeat
   * of the key, or of the event for the same workflow, answers the run made then, with `created: false`.
   * A run with a slot is queued: `slots.admit` lets it go on.
   * @throws IdempotencyConflict when the key was used with another body
   * @throws ConcurrencySkipped when its slot is full and refuses further runs: nothing was made
   * @throws UnknownReference when the project has no such version of this workflow
   */
  create(projectId: string, input: NewRun): Promise<CreatedRun>;
  /** Notes that Temporal took the run over; false when that was noted before. */
  markDispatched(projectId: string, runId: string, temporalRunId: string | null): Promise<boolean>;
  /**
   * Writes a whole snapshot: run, steps, and the event `workflow.completed` or `workflow.failed` when something of the
   * project listens to it, in one statement. Ignored when the run has ended, or the row has a newer sequence.
   * `event` tells that an event was written, which is to be dispatched.
   */
  record(snapshot: RunSnapshot): Promise<Recorded>;
  /** Writes progress of many runs in one statement; answers how many runs it changed. */
  recordProgress(progress: RunProgress[]): Promise<number>;
  /** Ends a live run and its open steps; false when it had ended. `undispatchedOnly`: only one never handed over. */
  finish(projectId: string, runId: string, end: RunEnd, options?: { undispatchedOnly?: boolean }): Promise<Recorded>;
  /** Marks a live run as to be cancelled, and answers the row (an ended run is answered unchanged); null when there is none. */
  requestCancel(projectId: string, runId: string): Promise<RunRow | null>;

  get(projectId: string, runId: string): Promise<RunRow | null>;
  /** The run, and of one that has ended its steps, when there are at most `limit`. */
  getWithSteps(projectId: string, runId: string, limit: number): Promise<RunWithSteps | null>;
  /** The run with the plan of its pinned version. */
  getWithPlan(projectId: string, runId: string): Promise<{ run: RunRow; plan: Plan } | null>;
  listByWorkflow(projectId: string, workflowId: string, page: PageRequest): Promise<Page<RunRow>>;
  search(projectId: string, filter: RunFilter, page: PageRequest): Promise<Page<RunRow>>;
  byEvent(projectId: string, eventId: string): Promise<RunRow[]>;
  /** Live runs of a workflow, oldest first, from behind a run on. */
  liveOfWorkflow(projectId: string, workflowId: string, limit: number, after?: string): Promise<RunRow[]>;

  /**
   * The row of a run that a schedule started, made at its first call, with the version published then; a repeat answers
   * the same. `skipped` says why there is none: the workflow was deleted, disabled, has no cron trigger any more, or as
   * many live runs as it allows.
   */
  openScheduled(fire: ScheduledFire, policiesOf?: (start: ScheduledStart) => Promise<RunPolicies>): Promise<OpenedFire>;

  /**
   * Housekeeping, any project: accepted runs that Temporal has not taken over, older than this, oldest first. Queued
   * ones are among them only when they are to be cancelled.
   */
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

export function runRepository(store: Store): RunRepository {
  return { ...writing(store), ...reading(store), ...housekeeping(store) };
}

type Writing = 'create' | 'openScheduled' | 'markDispatched' | 'record' | 'recordProgress' | 'finish' | 'requestCancel';
type Housekeeping = 'undispatched' | 'cancelRequested' | 'live' | 'liveAmong' | 'markChecked';

const LIVE = `r.status IN (${LIVE_RUN_STATUSES.map((status) => `'${status}'`).join(', ')})`;

function writing(store: Store): Pick<RunRepository, Writing> {
  const { sql } = store;
  return {
    create: (projectId, input) => createRun(store, projectId, input),
    openScheduled: (fire, policiesOf) => openScheduledRun(store, fire, policiesOf),
    record: (snapshot) => recordSnapshot(store, snapshot),
    recordProgress: (progress) => recordProgress(store, progress),
    finish: (projectId, runId, end, { undispatchedOnly = false } = {}) =>
      finishRun(store, projectId, runId, end, undispatchedOnly),
    async markDispatched(projectId, runId, temporalRunId) {
      const rows = await sql(
        `UPDATE runs SET dispatched_at = now(), temporal_run_id = coalesce(temporal_run_id, $3)
         WHERE id = $1 AND project_id = $2 AND dispatched_at IS NULL RETURNING id`,
        [runId, projectId, temporalRunId],
        'mark-dispatched',
      );
      return rows.length > 0;
    },
    async requestCancel(projectId, runId) {
      const [marked] = await sql<RunRow>(
        `UPDATE runs r SET cancel_requested_at = coalesce(r.cancel_requested_at, now())
         WHERE r.id = $1 AND r.project_id = $2 AND ${LIVE} RETURNING ${RUN_COLUMNS}`,
        [runId, projectId],
      );
      return marked ?? readRun(store, projectId, runId);
    },
  };
}

function reading(store: Store): Omit<RunRepository, Writing | Housekeeping> {
  const { sql } = store;
  const search = runSearch(store);
  return {
    get: (projectId, runId) => readRun(store, projectId, runId),
    getWithSteps: (projectId, runId, limit) => runWithSteps(sql, projectId, runId, limit),
    async getWithPlan(projectId, runId) {
      const [found] = await sql<RunRow & { plan: Plan }>(
        `SELECT ${RUN_COLUMNS}, v.plan FROM runs r JOIN workflow_versions v ON v.id = r.version_id
         WHERE r.id = $1 AND r.project_id = $2`,
        [runId, projectId],
      );
      if (found === undefined) return null;
      const { plan, ...run } = found;
      return { run, plan };
    },
    listByWorkflow: (projectId, workflowId, page) => search(projectId, { workflowId }, page),
    search,
    byEvent: (projectId, eventId) =>
      sql<RunRow>(`SELECT ${RUN_COLUMNS} FROM runs r WHERE r.event_id = $1 AND r.project_id = $2 ORDER BY r.id`, [
        eventId,
        projectId,
      ]),
    liveOfWorkflow: (projectId, workflowId, limit, after = '') =>
      sql<RunRow>(
        `SELECT ${RUN_COLUMNS} FROM runs r
         WHERE r.workflow_id = $1 AND r.project_id = $2 AND ${LIVE} AND r.id > $4 ORDER BY r.id LIMIT $3`,
        [workflowId, projectId, limit, after],
      ),
  };
}

function housekeeping({ sql }: Store): Pick<RunRepository, Housekeeping> {
  return {
    undispatched: (olderThanMs, limit) =>
      sql<RunRow>(
        `SELECT ${RUN_COLUMNS} FROM runs r
         WHERE r.dispatched_at IS NULL AND r.status = 'pending'
           AND (r.admitted_at IS NOT NULL OR r.cancel_requested_at IS NOT NULL)
           AND r.created_at <= now() - make_interval(secs => $1 / 1000.0)
         ORDER BY r.created_at, r.id LIMIT $2`,
        [olderThanMs, limit],
      ),
    cancelRequested: (limit) =>
      sql<RunRow>(
        `SELECT ${RUN_COLUMNS} FROM runs r
         WHERE ${LIVE} AND r.dispatched_at IS NOT NULL AND r.cancel_requested_at IS NOT NULL
         ORDER BY r.cancel_requested_at LIMIT $1`,
        [limit],
      ),
    live: (checkedBefore, limit) =>
      sql<RunRow>(
        `SELECT ${RUN_COLUMNS} FROM runs r
         WHERE ${LIVE} AND r.dispatched_at IS NOT NULL AND (r.checked_at IS NULL OR r.checked_at < $1)
         ORDER BY r.checked_at NULLS FIRST, r.id LIMIT $2`,
        [checkedBefore, limit],
      ),
    liveAmong: (temporalWorkflowIds) =>
      sql<RunRow>(`SELECT ${RUN_COLUMNS} FROM runs r WHERE r.temporal_workflow_id = ANY($1::text[]) AND ${LIVE}`, [
        temporalWorkflowIds,
      ]),
    async markChecked(runIds) {
      await sql('UPDATE runs SET checked_at = now() WHERE id = ANY($1::text[])', [runIds]);
    },
  };
}

async function readRun({ sql }: Store, projectId: string, runId: string): Promise<RunRow | null> {
  const [run] = await sql<RunRow>(
    `SELECT ${RUN_COLUMNS} FROM runs r WHERE r.id = $1 AND r.project_id = $2`,
    [runId, projectId],
    'get-run',
  );
  return run ?? null;
}
