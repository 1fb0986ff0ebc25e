import type { Store } from './store.ts';

/** The end of what is kept of ended runs. */
export interface RetentionRepository {
  /**
   * Housekeeping: deletes runs that ended longer ago than their version's `retentionDays`, or else than the default,
   * with their steps, attempts, approvals and uses of blobs. Live runs are never touched.
   *
   * @param defaultDays for versions that name none; null: kept for ever
   * @param limit on the runs that one call deletes
   * @returns how many were deleted
   */
  deleteExpiredRuns(defaultDays: number | null, limit: number): Promise<number>;
}

export function retentionRepository({ sql }: Pick<Store, 'sql'>): RetentionRepository {
  return {
    async deleteExpiredRuns(defaultDays, limit) {
      const [row] = await sql<{ count: number }>(DELETE_EXPIRED, [defaultDays, limit]);
      return row?.count ?? 0;
    },
  };
}

/**
 * Goes by version, so that only versions with a limit are looked at and each costs one look at an index. A row that
 * another process deletes at the same time is passed over.
 */
const DELETE_EXPIRED = `
WITH limited AS (
  SELECT id, coalesce((definition->>'retentionDays')::double precision, $1) AS days FROM workflow_versions
  WHERE $1::double precision IS NOT NULL OR definition->>'retentionDays' IS NOT NULL
), expired AS MATERIALIZED (
  SELECT r.id FROM limited CROSS JOIN LATERAL (
    SELECT id FROM runs
    WHERE version_id = limited.id AND completed_at < now() - limited.days * interval '1 day'
      AND status IN ('completed', 'failed', 'cancelled')
    ORDER BY completed_at LIMIT $2
  ) r LIMIT $2
), uses AS (
  DELETE FROM blob_uses u USING expired WHERE u.run_id = expired.id
), gone AS (
  DELETE FROM runs r USING expired WHERE r.id = expired.id RETURNING 1
)
SELECT count(*)::int AS count FROM gone`;
