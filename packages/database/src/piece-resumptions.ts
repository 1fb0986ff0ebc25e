import type { StepPlace, ValueRef } from '@perdura/definition/run';
import type { Store } from './store.ts';

/** A wait whose run is to be told that it was resumed. */
export interface UntoldWait extends StepPlace {
  requestId: string;
  runId: string;
  payload: ValueRef;
  /** Names the change; for `markTold`. */
  wakeAt: Date;
  temporalWorkflowId: string;
}

/** What a request to resume came to. `repeated`: an earlier request did; `ended`: nobody waits any more. */
export type ResumedWait = { kind: 'resumed'; wait: UntoldWait } | { kind: 'repeated' | 'ended' | 'unknown' };

/** A run that failed, with the wait of the run that called it; null where that waits for nothing. */
export interface FailedCallee {
  id: string;
  projectId: string;
  parentRunId: string;
  requestId: string | null;
}

/** What resumes paused pieces. */
export interface PieceResumptionRepository {
  /** Any project: the project of a run that has such a wait; null where none has. The request id is the credential. */
  projectOf(runId: string, requestId: string): Promise<string | null>;
  /** Any project: notes the payload that resumes a wait. The first one counts. */
  resume(runId: string, requestId: string, payload: ValueRef): Promise<ResumedWait>;
  /** Housekeeping, any project: resumed waits whose runs were not told, older than this. */
  untold(olderThanMs: number, limit: number): Promise<UntoldWait[]>;
  /** Notes that the run was told of the change of that time. */
  markTold(requestId: string, wakeAt: Date): Promise<void>;
  /** Housekeeping, any project: callees that failed, and are to fail who called them; longest ago first. */
  failedCallees(limit: number): Promise<FailedCallee[]>;
}

export function pieceResumptionRepository({ sql }: Pick<Store, 'sql'>): PieceResumptionRepository {
  return {
    async projectOf(runId, requestId) {
      const [row] = await sql<{ projectId: string }>(
        'SELECT project_id AS "projectId" FROM piece_waits WHERE request_id = $2 AND run_id = $1',
        [runId, requestId],
      );
      return row?.projectId ?? null;
    },
    async resume(runId, requestId, payload) {
      const values = [runId, requestId, JSON.stringify(payload)];
      const [row] = await sql<ResumeRow>(RESUME, values, 'resume-piece');
      if (row === undefined) return { kind: 'unknown' };
      const { outcome, ...wait } = row;
      return outcome === 'resumed' ? { kind: 'resumed', wait: { ...wait, payload } } : { kind: outcome };
    },
    untold: (olderThanMs, limit) => sql<UntoldWait>(UNTOLD, [olderThanMs, limit]),
    async markTold(requestId, wakeAt) {
      await sql('UPDATE piece_waits SET wake_at = NULL WHERE request_id = $1 AND wake_at = $2', [requestId, wakeAt]);
    },
    failedCallees: (limit) => sql<FailedCallee>(FAILED_CALLEES, [limit]),
  };
}

interface ResumeRow extends Omit<UntoldWait, 'payload'> {
  outcome: 'resumed' | 'repeated' | 'ended';
}

/** The row is locked before it is looked at, so that of two requests at once one is the first. */
const RESUME = `
  WITH found AS (
    SELECT w.*, r.temporal_workflow_id, r.status AS run_status
    FROM piece_waits w JOIN runs r ON r.id = w.run_id
    WHERE w.request_id = $2 AND w.run_id = $1 FOR UPDATE OF w
  ), resumed AS (
    UPDATE piece_waits w SET payload = $3::jsonb, resumed_at = now(), wake_at = date_trunc('milliseconds', now())
    FROM found
    WHERE w.request_id = found.request_id AND found.resumed_at IS NULL AND found.ended_at IS NULL
      AND found.run_status NOT IN ('completed', 'failed', 'cancelled')
    RETURNING w.wake_at
  )
  SELECT f.request_id AS "requestId", f.run_id AS "runId", f.node_id AS "nodeId", f.iteration,
    f.temporal_workflow_id AS "temporalWorkflowId", (SELECT wake_at FROM resumed) AS "wakeAt",
    CASE WHEN EXISTS (SELECT 1 FROM resumed) THEN 'resumed' WHEN f.resumed_at IS NOT NULL THEN 'repeated' ELSE 'ended'
    END AS outcome
  FROM found f`;

const UNTOLD = `
  SELECT w.request_id AS "requestId", w.run_id AS "runId", w.node_id AS "nodeId", w.iteration, w.payload,
    w.wake_at AS "wakeAt", r.temporal_workflow_id AS "temporalWorkflowId"
  FROM piece_waits w JOIN runs r ON r.id = w.run_id
  WHERE w.wake_at <= now() - make_interval(secs => $1 / 1000.0) ORDER BY w.wake_at LIMIT $2`;

const FAILED_CALLEES = `
  SELECT c.id, c.project_id AS "projectId", c.parent_run_id AS "parentRunId", (
    SELECT w.request_id FROM piece_waits w
    WHERE w.run_id = c.parent_run_id AND w.project_id = c.project_id AND w.kind = 'webhook'
      AND w.resumed_at IS NULL AND w.ended_at IS NULL AND w.created_at <= c.created_at
    ORDER BY w.created_at DESC LIMIT 1
  ) AS "requestId"
  FROM runs c
  WHERE c.fail_parent_on_failure AND c.parent_run_id IS NOT NULL AND c.parent_woken_at IS NULL
    AND c.status IN ('failed', 'cancelled')
  ORDER BY c.completed_at LIMIT $1`;
