import type { RunSnapshot } from '@perdura/definition/run';
import { type Recorded, recordSnapshot } from './run-recording.ts';
import { RUN_COLUMNS, type RunRow } from './run-row.ts';
import { TERMINAL_LIST } from './run-state.ts';
import type { Store } from './store.ts';

/** A run that somebody reset in Temporal: it goes on in another execution, from an earlier point. */
export interface RunReset {
  projectId: string;
  runId: string;
  /** Temporal's run id of the execution that the reset led to. */
  temporalRunId: string;
  /** Temporal's run ids of executions that it left behind. */
  left: string[];
  /** What the new execution knows of the run; null when it has ended and nobody can tell. */
  snapshot: RunSnapshot | null;
  /** Whether the snapshot has all steps of the run; not so where it continues as new. */
  whole: boolean;
}

/** An execution as Temporal lists it. */
export interface ListedExecution {
  temporalWorkflowId: string;
  temporalRunId: string;
  startedAt: Date;
}

/** Rows and resets in Temporal. Housekeeping, any project. */
export interface RunResetRepository {
  /**
   * Rows that may stand behind these executions: those that ended before the execution began, and live ones that know
   * another execution.
   */
  behind(executions: ListedExecution[]): Promise<RunRow[]>;
  /**
   * Lets a row follow a reset, the only way in which an ended run lives again: what was left behind is taken back, the
   * new execution's own word is written, and late writes of executions left behind are ignored from then on. Null when
   * the row follows it already.
   */
  follow(reset: RunReset): Promise<Recorded | null>;
}

export function runResetRepository(store: Store): RunResetRepository {
  return {
    async behind(executions) {
      if (executions.length === 0) return [];
      return await store.sql<RunRow>(BEHIND, [
        executions.map(({ temporalWorkflowId }) => temporalWorkflowId),
        executions.map(({ temporalRunId }) => temporalRunId),
        executions.map(({ startedAt }) => startedAt),
      ]);
    },
    follow: ({ projectId, runId, temporalRunId, left, snapshot, whole }) =>
      store.inTransaction(async (sql) => {
        const followed = await sql(FOLLOW, [runId, projectId, temporalRunId, left]);
        if (followed.length === 0) return null;
        if (snapshot === null) return { recorded: true, event: false, freed: null };
        const known = Math.max(-1, ...snapshot.steps.map(({ position }) => position));
        // Positions rise: what has a higher one than the newest step that the execution knows, it has not done yet.
        if (whole || known >= 0) await sql(FORGET_STEPS, [runId, whole ? -1 : known]);
        return await recordSnapshot({ ...store, sql }, snapshot);
      }),
  };
}

const ENDED = `r.status IN (${TERMINAL_LIST})`;

const BEHIND = `
SELECT ${RUN_COLUMNS}
FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS e(id, run_id, started_at)
JOIN runs r ON r.temporal_workflow_id = e.id
WHERE CASE WHEN ${ENDED} THEN r.completed_at < e.started_at
  ELSE r.temporal_run_id <> e.run_id AND r.reset_run_id IS DISTINCT FROM e.run_id END`;

/** Whoever resets an ended run wants it to go on: a cancel of before is over. */
const FOLLOW = `
UPDATE runs r SET
  status = 'running', sequence = 0, completed_at = NULL, duration_ms = NULL,
  error_code = NULL, error_message = NULL, error_node_id = NULL, result = NULL, response = NULL, paused = false,
  cancel_requested_at = CASE WHEN ${ENDED} THEN NULL ELSE r.cancel_requested_at END,
  left_run_ids = ARRAY(
    SELECT DISTINCT id FROM unnest(r.left_run_ids || r.temporal_run_id || r.reset_run_id || $4::text[]) AS known(id)
    WHERE id IS NOT NULL AND id <> $3),
  temporal_run_id = $3, reset_run_id = $3,
  revision = r.revision + 1, state_revision = r.revision + 1, changed_at = clock_timestamp()
WHERE r.id = $1 AND r.project_id = $2 AND r.dispatched_at IS NOT NULL AND r.reset_run_id IS DISTINCT FROM $3
RETURNING r.id`;

/** What was carried over from an earlier run is none of this run's executions' doing. */
const FORGET_STEPS = 'DELETE FROM steps WHERE run_id = $1 AND carried_from IS NULL AND position > $2';
