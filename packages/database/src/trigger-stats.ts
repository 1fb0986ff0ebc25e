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
    recent: (projectId, days) =>
      sql<TriggerStatRow>(
        `SELECT piece_name AS "pieceName", to_char(day, 'YYYY-MM-DD') AS day, success, failure FROM trigger_stats
         WHERE project_id = $1 AND day > (now() AT TIME ZONE 'UTC')::date - $2::int ORDER BY day DESC, piece_name`,
        [projectId, days],
      ),
  };
}

const COUNT = `
  INSERT INTO trigger_stats AS s (project_id, piece_name, day, success, failure)
  VALUES ($1, $2, (now() AT TIME ZONE 'UTC')::date, $3, $4)
  ON CONFLICT (project_id, piece_name, day)
  DO UPDATE SET success = s.success + excluded.success, failure = s.failure + excluded.failure`;
