import type { JsonValue } from '@perdura/definition';
import type { Store } from './store.ts';

/** Side effects that are known to be done, by idempotency key `runId/nodeId/iteration`. */
export interface EffectRepository {
  /** What the effect gave; null when it is not known to be done. */
  find(projectId: string, key: string): Promise<{ result: JsonValue; createdAt: Date } | null>;
  /** Notes an effect as done; the first record stays. */
  record(projectId: string, key: string, result: JsonValue): Promise<void>;
  /** Housekeeping: forgets effects recorded before this, unless their run still lives; answers how many. */
  prune(before: Date): Promise<number>;
}

export function effectRepository({ sql }: Store): EffectRepository {
  return {
    async find(projectId, key) {
      const [found] = await sql<{ result: JsonValue; createdAt: Date }>(
        'SELECT result, created_at AS "createdAt" FROM effects WHERE project_id = $1 AND key = $2',
        [projectId, key],
      );
      return found ?? null;
    },
    async record(projectId, key, result) {
      await sql('INSERT INTO effects (project_id, key, result) VALUES ($1, $2, $3::jsonb) ON CONFLICT DO NOTHING', [
        projectId,
        key,
        JSON.stringify(result),
      ]);
    },
    async prune(before) {
      const [row] = await sql<{ count: number }>(PRUNE, [before]);
      return row?.count ?? 0;
    },
  };
}

/** A step that waits for somebody may be tried again after months. */
const PRUNE = `
WITH gone AS (
  DELETE FROM effects e WHERE e.created_at < $1 AND NOT EXISTS (
    SELECT 1 FROM runs r WHERE r.id = split_part(e.key, '/', 1) AND r.project_id = e.project_id
      AND r.status NOT IN ('completed', 'failed', 'cancelled'))
  RETURNING 1
)
SELECT count(*)::int AS count FROM gone`;
