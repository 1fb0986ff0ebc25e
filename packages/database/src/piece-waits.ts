import { randomInt } from 'node:crypto';
import type { StepPlace, ValueRef } from '@perdura/definition/run';
import { columns, type Store } from './store.ts';

/** A piece that paused, and what became of its wait. */
export interface PieceWaitRow extends StepPlace {
  /** 21 letters and digits that nobody can guess. */
  requestId: string;
  projectId: string;
  runId: string;
  kind: 'delay' | 'webhook';
  /** When it goes on by itself; null: never. */
  until: Date | null;
  /** What the request that resumed it brought; null while there was none. */
  payload: ValueRef | null;
  resumedAt: Date | null;
  endedAt: Date | null;
}

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

/** Waits of pieces that paused. */
export interface PieceWaitRepository {
  /** Opens a wait; a repeat of its request id changes nothing. False when the project has no such live run. */
  open(
    projectId: string,
    wait: StepPlace & { requestId: string; runId: string; kind: PieceWaitRow['kind']; until: Date | null },
  ): Promise<boolean>;
  /** The newest wait that a step has and that has not ended; null without one. */
  openOf(projectId: string, runId: string, place: StepPlace): Promise<PieceWaitRow | null>;
  /** Ends a wait: what comes for it later is refused. */
  end(projectId: string, runId: string, requestId: string): Promise<void>;
  /** Any project: the wait that an address names; null without one. The request id is the credential. */
  find(runId: string, requestId: string): Promise<PieceWaitRow | null>;
  /** Any project: notes the payload that resumes a wait. The first one counts. */
  resume(runId: string, requestId: string, payload: ValueRef): Promise<ResumedWait>;
  /** Housekeeping, any project: resumed waits whose runs were not told, older than this. */
  untold(olderThanMs: number, limit: number): Promise<UntoldWait[]>;
  /** Notes that the run was told of the change of that time. */
  markTold(requestId: string, wakeAt: Date): Promise<void>;
  /** Housekeeping, any project: callees that failed, and are to fail who called them; longest ago first. */
  failedCallees(limit: number): Promise<FailedCallee[]>;
}

/** A run that failed, with the wait of the run that called it; null where that waits for nothing. */
export interface FailedCallee {
  id: string;
  projectId: string;
  parentRunId: string;
  requestId: string | null;
}

/** A new request id. */
export function newRequestId(): string {
  return Array.from({ length: 21 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

export function pieceWaitRepository({ sql }: Store): PieceWaitRepository {
  return {
    async open(projectId, { requestId, runId, nodeId, iteration, kind, until }) {
      const values = [requestId, projectId, runId, nodeId, iteration, kind, until];
      return (await sql(OPEN, values, 'open-piece-wait')).length > 0;
    },
    async openOf(projectId, runId, { nodeId, iteration }) {
      const [row] = await sql<PieceWaitRow>(
        `SELECT ${COLUMNS} FROM piece_waits w
         WHERE w.run_id = $1 AND w.project_id = $2 AND w.node_id = $3 AND w.iteration = $4 AND w.ended_at IS NULL
         ORDER BY w.created_at DESC LIMIT 1`,
        [runId, projectId, nodeId, iteration],
      );
      return row ?? null;
    },
    async end(projectId, runId, requestId) {
      await sql(
        `UPDATE piece_waits SET ended_at = coalesce(ended_at, now()), wake_at = NULL
         WHERE request_id = $1 AND run_id = $2 AND project_id = $3`,
        [requestId, runId, projectId],
      );
    },
    async find(runId, requestId) {
      const [row] = await sql<PieceWaitRow>(
        `SELECT ${COLUMNS} FROM piece_waits w WHERE w.request_id = $1 AND w.run_id = $2`,
        [requestId, runId],
      );
      return row ?? null;
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

const COLUMNS = columns(
  [
    ...(['requestId', 'projectId', 'runId', 'nodeId', 'iteration', 'kind', 'until', 'payload', 'resumedAt'] as const),
    'endedAt',
  ],
  'w',
);

/** A run that was asked to pause twice, by an attempt that was repeated, has one wait. */
const OPEN = `
  INSERT INTO piece_waits (request_id, project_id, run_id, node_id, iteration, kind, until)
  SELECT $1, $2, r.id, $4, $5, $6, $7::timestamptz FROM runs r
  WHERE r.id = $3 AND r.project_id = $2 AND r.status NOT IN ('completed', 'failed', 'cancelled')
  ON CONFLICT (request_id) DO UPDATE SET until = piece_waits.until
  RETURNING request_id`;

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
