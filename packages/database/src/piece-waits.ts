import type { StepPlace, ValueRef } from '@perdura/definition/run';
import { requestIdOf, type WaitingPiece } from './piece-wait-ids.ts';
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

/** Waits of pieces that paused. */
export interface PieceWaitRepository {
  /**
   * Makes a wait, before the piece is told its address; null when the project has no such live run. An attempt that is
   * repeated gets the wait that it made before, as it was made, unless that has ended: an address that was handed out
   * stays good.
   */
  open(
    projectId: string,
    piece: WaitingPiece,
    wait: Pick<PieceWaitRow, 'kind' | 'until'>,
  ): Promise<PieceWaitRow | null>;
  /**
   * Hands the newest request address that the run still has over to another step, which waits for it from now on; null
   * when there is none. A run that was told of its request already is told again.
   */
  adopt(projectId: string, step: StepPlace & { runId: string }): Promise<PieceWaitRow | null>;
  /** Ends a wait: what comes for it later is refused. */
  end(projectId: string, runId: string, requestId: string): Promise<void>;
}

export function pieceWaitRepository(store: Pick<Store, 'sql' | 'keys'>): PieceWaitRepository {
  const { sql } = store;
  return {
    open: (projectId, piece, wait) => open(store, { projectId, piece, wait }),
    async adopt(projectId, { runId, nodeId, iteration }) {
      const [row] = await sql<PieceWaitRow>(ADOPT, [projectId, runId, nodeId, iteration]);
      return row ?? null;
    },
    async end(projectId, runId, requestId) {
      await sql(
        `UPDATE piece_waits SET ended_at = coalesce(ended_at, now()), wake_at = NULL
         WHERE request_id = $1 AND run_id = $2 AND project_id = $3`,
        [requestId, runId, projectId],
      );
    },
  };
}

interface NewWait {
  projectId: string;
  piece: WaitingPiece;
  wait: Pick<PieceWaitRow, 'kind' | 'until'>;
}

/** A step that somebody had done again ended its earlier waits, each time. */
const MAX_GENERATIONS = 1_000;

async function open({ sql, keys }: Pick<Store, 'sql' | 'keys'>, { projectId, piece, wait }: NewWait) {
  const { runId, nodeId, iteration } = piece;
  for (let generation = 0; generation < MAX_GENERATIONS; generation += 1) {
    const requestId = requestIdOf(keys, piece, generation);
    const values = [requestId, projectId, runId, nodeId, iteration, wait.kind, wait.until];
    const [row] = await sql<PieceWaitRow>(OPEN, values, 'open-piece-wait');
    if (row === undefined) return null;
    if (row.endedAt === null) return row;
  }
  throw new Error(`Step ${nodeId} of run ${runId} has waited ${MAX_GENERATIONS} times at one place.`);
}

const FIELDS = [
  ...(['requestId', 'projectId', 'runId', 'nodeId', 'iteration'] as const),
  ...(['kind', 'until', 'payload', 'resumedAt', 'endedAt'] as const),
];
const COLUMNS = columns(FIELDS, 'w');

/** A run that was asked to pause twice, by an attempt that was repeated, has one wait. */
const OPEN = `
  INSERT INTO piece_waits AS w (request_id, project_id, run_id, node_id, iteration, kind, until)
  SELECT $1, $2, r.id, $4, $5, $6, $7::timestamptz FROM runs r
  WHERE r.id = $3 AND r.project_id = $2 AND r.status NOT IN ('completed', 'failed', 'cancelled')
  ON CONFLICT (request_id) DO UPDATE SET until = w.until
  RETURNING ${COLUMNS}`;

const ADOPT = `
  UPDATE piece_waits w SET node_id = $3, iteration = $4,
    wake_at = CASE WHEN w.resumed_at IS NULL THEN NULL ELSE date_trunc('milliseconds', now()) END
  WHERE w.request_id = (
    SELECT o.request_id FROM piece_waits o
    WHERE o.project_id = $1 AND o.run_id = $2 AND o.kind = 'webhook' AND o.ended_at IS NULL
    ORDER BY o.created_at DESC LIMIT 1)
  RETURNING ${COLUMNS}`;
