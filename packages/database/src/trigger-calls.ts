import type { TriggerHook, ValueRef } from '@perdura/definition/run';
import { columns, type Store } from './store.ts';

/** A request to a flow whose trigger has still to say what runs it makes. */
export interface TriggerCallRow {
  id: string;
  projectId: string;
  flowId: string;
  /** The flow's version; null: the one that is published when it is called. */
  versionId: string | null;
  hook: TriggerHook;
  payload: ValueRef | null;
  createdAt: Date;
  /** When Temporal took it over; null while that is to do. */
  dispatchedAt: Date | null;
  completedAt: Date | null;
}

export type NewTriggerCall = Pick<TriggerCallRow, 'id' | 'flowId' | 'versionId' | 'hook' | 'payload'>;

/** Calls of triggers, kept until Temporal has them. */
export interface TriggerCallRepository {
  /** Keeps a call; a repeat of its id answers what is kept. Null when the project has no such flow. */
  create(projectId: string, call: NewTriggerCall): Promise<TriggerCallRow | null>;
  markDispatched(projectId: string, id: string): Promise<void>;
  markCompleted(projectId: string, id: string): Promise<void>;
  /** Housekeeping, any project: calls that Temporal has not taken over, older than this, oldest first. */
  undispatched(olderThanMs: number, limit: number): Promise<TriggerCallRow[]>;
  /** Housekeeping, any project: forgets calls that were taken over before; answers how many. */
  prune(before: Date): Promise<number>;
}

const COLUMNS = columns(
  ['id', 'projectId', 'flowId', 'versionId', 'hook', 'payload', 'createdAt', 'dispatchedAt', 'completedAt'],
  'c',
);

export function triggerCallRepository({ sql }: Pick<Store, 'sql'>): TriggerCallRepository {
  return {
    async create(projectId, { id, flowId, versionId, hook, payload }) {
      const values = [id, projectId, flowId, versionId, hook, payload === null ? null : JSON.stringify(payload)];
      const [row] = await sql<TriggerCallRow>(CREATE, values);
      return row ?? null;
    },
    async markDispatched(projectId, id) {
      await sql(
        'UPDATE trigger_calls SET dispatched_at = coalesce(dispatched_at, now()) WHERE id = $1 AND project_id = $2',
        [id, projectId],
      );
    },
    async markCompleted(projectId, id) {
      await sql(
        `UPDATE trigger_calls SET completed_at = now(), dispatched_at = coalesce(dispatched_at, now())
         WHERE id = $1 AND project_id = $2 AND completed_at IS NULL`,
        [id, projectId],
      );
    },
    undispatched: (olderThanMs, limit) =>
      sql<TriggerCallRow>(
        `SELECT ${COLUMNS} FROM trigger_calls c
         WHERE c.dispatched_at IS NULL AND c.created_at <= now() - make_interval(secs => $1 / 1000.0)
         ORDER BY c.created_at LIMIT $2`,
        [olderThanMs, limit],
      ),
    async prune(before) {
      const [row] = await sql<{ count: number }>(
        `WITH gone AS (DELETE FROM trigger_calls WHERE dispatched_at < $1 RETURNING 1)
         SELECT count(*)::int AS count FROM gone`,
        [before],
      );
      return row?.count ?? 0;
    },
  };
}

const CREATE = `
  INSERT INTO trigger_calls AS c (id, project_id, flow_id, version_id, hook, payload)
  SELECT $1, f.project_id, f.workflow_id, $4, $5, $6::jsonb FROM flows f WHERE f.workflow_id = $3 AND f.project_id = $2
  ON CONFLICT (id) DO UPDATE SET id = c.id WHERE c.project_id = excluded.project_id
  RETURNING ${COLUMNS}`;
