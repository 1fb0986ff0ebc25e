import type { Trigger } from '@perdura/definition';
import type { Store } from './store.ts';

/** What a schedule was made from, as far as it decides which of its times fire. */
export interface ScheduleState {
  trigger: Trigger;
  enabled: boolean;
  paused: boolean;
  /** Why it is paused. */
  note: string;
}

/** How far the times of a schedule were compared with what came of them. */
export interface ScheduleWatch {
  /** All times up to here have a row, or need none. */
  settledUntil: Date;
  dueAt: Date;
  /** `schedule_desired` when it was looked at last, and the state behind it. */
  hash: string;
  state: ScheduleState;
  /** Temporal's counts of what it left out, as they were at `settledUntil`; null where they are not known. */
  missedCatchup: number | null;
  skippedOverlap: number | null;
}

/** A schedule whose times are to be looked at. */
export interface WatchedSchedule {
  projectId: string;
  workflowId: string;
  hash: string;
  state: ScheduleState;
  /** When its workflow was changed last. */
  changedAt: Date;
  /** Null for a schedule that was never looked at. */
  watch: ScheduleWatch | null;
}

/** The watch over what became of the times of schedules. Housekeeping, any project. */
export interface ScheduleWatchRepository {
  /** Schedules that a time has come of, or that changed since they were looked at; longest due first. */
  due(limit: number): Promise<WatchedSchedule[]>;
  save(workflowId: string, watch: ScheduleWatch): Promise<void>;
  /** Looks at a schedule again only at this time. */
  postpone(workflowId: string, until: Date): Promise<void>;
  /** Ends the watch over schedules that are no more; answers over how many. */
  forget(): Promise<number>;
}

export function scheduleWatchRepository({ sql }: Pick<Store, 'sql'>): ScheduleWatchRepository {
  return {
    async due(limit) {
      const rows = await sql<DueRow>(DUE, [limit], 'due-schedules');
      return rows.map(toWatched);
    },
    async save(workflowId, { settledUntil, dueAt, hash, state, missedCatchup, skippedOverlap }) {
      const values = [settledUntil, dueAt, hash, JSON.stringify(state), missedCatchup, skippedOverlap];
      await sql(SAVE, [workflowId, ...values], 'save-watch');
    },
    async postpone(workflowId, until) {
      await sql('UPDATE schedule_watches SET due_at = $2 WHERE workflow_id = $1', [workflowId, until]);
    },
    async forget() {
      const rows = await sql(
        `DELETE FROM schedule_watches s USING workflows w
         WHERE w.id = s.workflow_id AND w.schedule_desired IS NULL RETURNING 1`,
      );
      return rows.length;
    },
  };
}

interface DueRow extends Omit<WatchedSchedule, 'watch' | 'state'>, ScheduleState {
  settledUntil: Date | null;
  dueAt: Date;
  watchedHash: string;
  watchedState: ScheduleState;
  missedCatchup: number | null;
  skippedOverlap: number | null;
}

function toWatched(row: DueRow): WatchedSchedule {
  const { projectId, workflowId, hash, changedAt, trigger, enabled, paused, note, settledUntil } = row;
  const { dueAt, watchedHash, watchedState, missedCatchup, skippedOverlap } = row;
  const watch = settledUntil && {
    ...{ settledUntil, dueAt, hash: watchedHash, state: watchedState, missedCatchup, skippedOverlap },
  };
  return { projectId, workflowId, hash, changedAt, state: { trigger, enabled, paused, note }, watch };
}

const DUE = `
SELECT w.project_id AS "projectId", w.id AS "workflowId", w.schedule_desired AS hash, w.updated_at AS "changedAt",
  w.trigger, w.enabled, w.schedule_paused AS paused, w.schedule_note AS note,
  s.settled_until AS "settledUntil", s.due_at AS "dueAt", s.hash AS "watchedHash", s.state AS "watchedState",
  s.missed_catchup::float8 AS "missedCatchup", s.skipped_overlap::float8 AS "skippedOverlap"
FROM workflows w LEFT JOIN schedule_watches s ON s.workflow_id = w.id
WHERE w.schedule_desired IS NOT NULL AND w.deleted_at IS NULL AND w.form = 'workflow'
  AND (s.workflow_id IS NULL OR s.due_at <= now() OR s.hash <> w.schedule_desired)
ORDER BY s.due_at NULLS FIRST LIMIT $1`;

const SAVE = `
INSERT INTO schedule_watches (workflow_id, settled_until, due_at, hash, state, missed_catchup, skipped_overlap)
SELECT $1, $2::timestamptz, $3::timestamptz, $4, $5::jsonb, $6::bigint, $7::bigint
WHERE EXISTS (SELECT 1 FROM workflows WHERE id = $1)
ON CONFLICT (workflow_id) DO UPDATE SET settled_until = excluded.settled_until, due_at = excluded.due_at,
  hash = excluded.hash, state = excluded.state, missed_catchup = excluded.missed_catchup,
  skipped_overlap = excluded.skipped_overlap`;
