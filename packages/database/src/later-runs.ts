import { hasRoom, type RunSlot, slotValues, underLimits } from './run-creation.ts';
import { RUN_COLUMNS, type RunRow } from './run-row.ts';
import type { Store } from './store.ts';

/** What became of a run whose time has come. */
export type Release =
  /** It has or awaits its slot; `displaced` as in {@link CreatedRun}. */
  | { kind: 'released'; run: RunRow; displaced: RunRow[] }
  /** Its slot is taken, and refuses further runs. */
  | { kind: 'no-room' }
  /** It was released, cancelled or ended before. */
  | { kind: 'gone' };

/** A run that waits for its time, and the name of its workflow. */
export interface UpcomingRun {
  runId: string;
  workflowId: string;
  name: string;
  at: Date;
}

/** Runs that start at a time of their own. Until then they have no slot, and belong to no queue. */
export interface LaterRunRepository {
  /** Housekeeping, any project: runs whose time has come, longest due first. */
  due(limit: number): Promise<RunRow[]>;
  /** Runs of the project that wait for a time after `from` and up to `until`, soonest first. */
  upcoming(projectId: string, from: Date, until: Date, limit: number): Promise<UpcomingRun[]>;
  /** Housekeeping: lets a run whose time has come take its slot, or wait for one. */
  release(run: RunRow, slot: RunSlot | null): Promise<Release>;
}

export function laterRunRepository(store: Store): LaterRunRepository {
  const { sql } = store;
  return {
    due: (limit) =>
      sql<RunRow>(
        `SELECT ${RUN_COLUMNS} FROM runs r WHERE ${WAITING} AND r.start_at <= now() ORDER BY r.start_at LIMIT $1`,
        [limit],
        'due-runs',
      ),
    upcoming: (projectId, from, until, limit) => sql<UpcomingRun>(UPCOMING, [projectId, from, until, limit]),
    async release({ id, projectId, priority }, slot) {
      // It was counted among the live runs of its project when it was made.
      const { rows, displaced } = await underLimits(store, { projectId, slot, liveLimit: null }, (own) =>
        own<RunRow>(RELEASE, [id, projectId, ...slotValues({ priority, slot }).slice(1)], 'release-run'),
      );
      if (rows[0] !== undefined) return { kind: 'released', run: rows[0], displaced };
      const waiting = await sql(`SELECT 1 FROM runs r WHERE r.id = $1 AND r.project_id = $2 AND ${WAITING}`, [
        id,
        projectId,
      ]);
      return waiting.length > 0 ? { kind: 'no-room' } : { kind: 'gone' };
    },
  };
}

/** In the words of the partial index, which serves no other. */
const WAITING = `r.start_at IS NOT NULL AND r.admitted_at IS NULL AND r.slot_key IS NULL AND r.status = 'pending'
  AND r.cancel_requested_at IS NULL`;

const UPCOMING = `
SELECT r.id AS "runId", r.workflow_id AS "workflowId", w.name, r.start_at AS at
FROM runs r JOIN workflows w ON w.id = r.workflow_id
WHERE r.project_id = $1 AND ${WAITING} AND r.start_at > $2 AND r.start_at <= $3 ORDER BY r.start_at, r.id LIMIT $4`;

const RELEASE = `
UPDATE runs r SET slot_key = $3::text, slot_limit = $4::int, rate_limit = $5::int, rate_per_ms = $6::bigint,
  admitted_at = CASE WHEN $3::text IS NULL THEN now() END
WHERE r.id = $1 AND r.project_id = $2 AND ${WAITING} AND ${hasRoom('$3', '$7')}
RETURNING ${RUN_COLUMNS}`;
