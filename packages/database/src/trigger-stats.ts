import type { Store } from './store.ts';

/** How often the triggers of a piece were called on a day, and how that went. */
export interface TriggerStatRow {
  pieceName: string;
  /** `2026-04-12`, in UTC. */
  day: string;
  success: number;
  failure: number;
}

/** Counts of calls of triggers, by piece and day. */
export interface TriggerStatRepository {
  count(projectId: string, pieceName: string, outcome: 'success' | 'failure'): Promise<void>;
  /** Of the last days, newest first. */
  recent(projectId: string, days: number): Promise<TriggerStatRow[]>;
}

export function triggerStatRepository({ sql }: Pick<Store, 'sql'>): TriggerStatRepository {
  return {
    async count(projectId, pieceName, outcome) {
      await sql(COUNT, [projectId, pieceName, Number(outcome === 'success'), Number(outcome === 'failure')]);
    },
    recent: (projectId, days) => sql<TriggerStatRow>(RECENT, [projectId, days]),
  };
}

/**
 * Requests that a flow takes as they are call no piece, and each is a run: they are counted when somebody asks, so that
 * none of them costs a write.
 */
const RECENT = `
  WITH days AS (SELECT (now() AT TIME ZONE 'UTC')::date - $2::int AS before),
  counted AS (
    SELECT piece_name, day, success, failure FROM trigger_stats, days WHERE project_id = $1 AND day > before
    UNION ALL
    SELECT v.trigger #>> '{settings,pieceName}', (r.created_at AT TIME ZONE 'UTC')::date, 1, 0
    FROM days, runs r JOIN flow_versions v ON v.id = r.flow_version_id
    WHERE r.project_id = $1 AND r.flow_version_id IS NOT NULL AND r.environment = 'PRODUCTION'
      AND r.triggered_by = 'webhook' AND r.retry_of IS NULL
      AND r.created_at >= (before + 1)::timestamp AT TIME ZONE 'UTC'
      AND v.project_id = $1 AND v.trigger #>> '{settings,triggerName}' = 'catch_webhook'
  )
  SELECT piece_name AS "pieceName", to_char(day, 'YYYY-MM-DD') AS day,
    sum(success)::int AS success, sum(failure)::int AS failure
  FROM counted GROUP BY piece_name, counted.day ORDER BY counted.day DESC, piece_name`;

const COUNT = `
  INSERT INTO trigger_stats AS s (project_id, piece_name, day, success, failure)
  VALUES ($1, $2, (now() AT TIME ZONE 'UTC')::date, $3, $4)
  ON CONFLICT (project_id, piece_name, day)
  DO UPDATE SET success = s.success + excluded.success, failure = s.failure + excluded.failure`;
