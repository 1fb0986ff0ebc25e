import { ANY_EVENT } from '@perdura/definition';
import { LIVE_RUN_STATUSES } from './run-state.ts';
import { tellOldRuns } from './run-total.ts';
import type { Sql, Store } from './store.ts';

/** How many rows were deleted, by project. */
export type DeletedRows = ReadonlyMap<string, number>;

/** The last event that was looked at. */
export interface EventPlace {
  projectId: string;
  id: string;
}

/**
 * The end of what is kept. How long that is, a version says, else the project, else the installation (`defaultDays`,
 * null: for ever). Each call deletes at most so many rows of its kind, and what hangs on them, for housekeeping.
 */
export interface RetentionRepository {
  /**
   * Runs that ended longer ago than they are kept, with their steps, attempts, approvals, files and uses of blobs. Live runs
   * are never touched, nor those above or below them, nor one of which somebody is still asked.
   */
  deleteExpiredRuns(defaultDays: number | null, limit: number): Promise<DeletedRows>;
  /**
   * Looks at the events behind a place that are older than their project keeps them, and deletes those that no live run
   * may come to wait for and that were delivered, with their deliveries.
   *
   * @returns where to go on; null when all were looked at
   */
  sweepExpiredEvents(
    defaultDays: number | null,
    after: EventPlace | null,
    limit: number,
  ): Promise<{ deleted: DeletedRows; next: EventPlace | null }>;
  /** Messages of channels that are older than their project keeps them, but replies of live runs. */
  deleteExpiredMessages(defaultDays: number | null, limit: number): Promise<DeletedRows>;
  /** Counts of minutes that are long over. */
  forgetQuotaWindows(): Promise<void>;
}

export function retentionRepository({ sql }: Pick<Store, 'sql'>): RetentionRepository {
  return {
    deleteExpiredRuns: (defaultDays, limit) => deleted(sql, EXPIRED_RUNS, [defaultDays, limit]),
    deleteExpiredMessages: (defaultDays, limit) => deleted(sql, EXPIRED_MESSAGES, [defaultDays, limit]),
    async sweepExpiredEvents(defaultDays, after, limit) {
      const values = [defaultDays, limit, after?.projectId ?? '', after?.id ?? ''];
      const rows = await sql<EventPlace & { gone: boolean }>(EXPIRED_EVENTS, values, 'sweep-events');
      const last = rows.at(-1);
      const next = last === undefined || rows.length < limit ? null : { projectId: last.projectId, id: last.id };
      return { deleted: counted(rows.filter((row) => row.gone)), next };
    },
    async forgetQuotaWindows() {
      await sql(`DELETE FROM quota_windows WHERE started_at < now() - interval '1 day'`);
    },
  };
}

async function deleted(sql: Sql, text: string, values: unknown[]): Promise<DeletedRows> {
  return counted(await sql<{ projectId: string }>(text, values));
}

function counted(rows: { projectId: string }[]): DeletedRows {
  const counts = new Map<string, number>();
  for (const { projectId } of rows) counts.set(projectId, (counts.get(projectId) ?? 0) + 1);
  return counts;
}

const LIVE_STATUSES = LIVE_RUN_STATUSES.map((status) => `'${status}'`).join(', ');
const isLive = (table: string) => `${table}.status IN (${LIVE_STATUSES})`;

const PROJECT_DAYS = `(p.settings->>'retentionDays')::double precision`;

/** Projects that keep nothing for ever, and for how long. */
const KEPT = `
kept AS (
  SELECT p.id, coalesce(${PROJECT_DAYS}, $1::double precision) * interval '1 day' AS age FROM projects p
  WHERE coalesce(${PROJECT_DAYS}, $1::double precision) IS NOT NULL
)`;

/**
 * Goes by version, so that only versions with a limit are looked at and each costs one look at an index. A row that
 * another process deletes at the same time is passed over.
 */
const EXPIRED_RUNS = `
WITH limited AS (
  SELECT v.id,
    coalesce(v.retention_days::double precision, ${PROJECT_DAYS}, $1::double precision) AS days
  FROM workflow_versions v JOIN workflows w ON w.id = v.workflow_id JOIN projects p ON p.id = w.project_id
  WHERE coalesce(v.retention_days::double precision, ${PROJECT_DAYS}, $1::double precision) IS NOT NULL
), expired AS MATERIALIZED (
  SELECT r.id FROM limited CROSS JOIN LATERAL (
    SELECT r.id FROM runs r
    WHERE r.version_id = limited.id AND r.completed_at < now() - limited.days * interval '1 day'
      AND r.status IN ('completed', 'failed', 'cancelled')
      AND NOT EXISTS (SELECT 1 FROM runs parent WHERE parent.id = r.parent_run_id AND ${isLive('parent')})
      AND NOT EXISTS (SELECT 1 FROM runs child WHERE child.parent_run_id = r.id AND ${isLive('child')})
      AND NOT EXISTS (SELECT 1 FROM approvals a WHERE a.run_id = r.id AND a.status = 'pending')
    ORDER BY r.completed_at LIMIT $2
  ) r LIMIT $2
), uses AS (
  DELETE FROM blob_uses u USING expired WHERE u.run_id = expired.id
), files AS (
  DELETE FROM piece_files f USING expired WHERE f.run_id = expired.id
), gone AS (
  DELETE FROM runs r USING expired WHERE r.id = expired.id RETURNING r.project_id
), fewer AS (
  ${tellOldRuns('gone')}
)
SELECT project_id AS "projectId" FROM gone`;

const EXPIRED_MESSAGES = `
WITH ${KEPT}, expired AS MATERIALIZED (
  SELECT m.id FROM kept CROSS JOIN LATERAL (
    SELECT m.id FROM channel_messages m
    WHERE m.project_id = kept.id
      AND m.id < lpad(to_hex((extract(epoch FROM now() - kept.age) * 1000)::bigint), 12, '0')
      AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.id = m.run_id AND ${isLive('r')})
    ORDER BY m.id LIMIT $2
  ) m LIMIT $2
)
DELETE FROM channel_messages m USING expired WHERE m.id = expired.id RETURNING m.project_id AS "projectId"`;

/**
 * A run takes events that came after it was made, so an event stays while a live run is older than it and may come to a
 * node that waits for such. Those that stay would be met again and again: hence the place to go on from.
 */
const EXPIRED_EVENTS = `
WITH ${KEPT}, page AS MATERIALIZED (
  SELECT e.project_id, e.id, e.type, e.created_at, e.dispatched_at FROM kept CROSS JOIN LATERAL (
    SELECT * FROM events e
    WHERE e.project_id = kept.id AND e.id > CASE WHEN kept.id = $3 THEN $4 ELSE '' END
      AND e.id < lpad(to_hex((extract(epoch FROM now() - kept.age) * 1000)::bigint), 12, '0')
    ORDER BY e.id LIMIT $2
  ) e
  WHERE kept.id >= $3 ORDER BY e.project_id, e.id LIMIT $2
), gone AS (
  DELETE FROM events e USING page
  WHERE e.id = page.id AND page.dispatched_at IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.event_id = page.id AND d.completed_at IS NULL)
    AND NOT EXISTS (
      SELECT 1 FROM event_waits w JOIN runs r ON r.id = w.run_id
      WHERE w.project_id = page.project_id AND w.event = page.type AND w.ended_at IS NULL
        AND ${isLive('r')} AND r.created_at <= page.created_at)
    AND NOT EXISTS (
      SELECT 1 FROM awaited_events a JOIN runs r ON r.version_id = a.version_id
      WHERE a.project_id = page.project_id AND a.event IN (page.type, '${ANY_EVENT}')
        AND ${isLive('r')} AND r.created_at <= page.created_at)
  RETURNING e.id
), delivered AS (
  DELETE FROM deliveries d USING gone WHERE d.event_id = gone.id
)
SELECT page.project_id AS "projectId", page.id, gone.id IS NOT NULL AS gone
FROM page LEFT JOIN gone ON gone.id = page.id ORDER BY page.project_id, page.id`;
