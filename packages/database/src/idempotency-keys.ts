import { IdempotencyConflict } from './errors.ts';
import type { Store } from './store.ts';

export interface IdempotencyClaim {
  /** What the key is for, such as `workflows` or `run:<workflowId>`. */
  scope: string;
  key: string;
  /** SHA-256 of the canonical body, hex. */
  bodyHash: string;
  /** What the first request made. */
  resourceId: string;
}

/** What an `Idempotency-Key` answered. Creating runs and workflows claims its key by itself. */
export interface IdempotencyKeyRepository {
  /**
   * Takes the key, or answers what it was first used for.
   * @throws IdempotencyConflict when it was used with another body
   */
  claim(projectId: string, claim: IdempotencyClaim): Promise<{ resourceId: string; created: boolean }>;
  /** The resource made with this key; null when it is free. @throws IdempotencyConflict when used with another body */
  find(projectId: string, claim: Omit<IdempotencyClaim, 'resourceId'>): Promise<string | null>;
  /** Housekeeping: forgets keys made before this; answers how many. */
  prune(before: Date): Promise<number>;
}

export function idempotencyKeyRepository({ sql }: Store): IdempotencyKeyRepository {
  const find: IdempotencyKeyRepository['find'] = async (projectId, { scope, key, bodyHash }) => {
    const [found] = await sql<{ bodyHash: string; resourceId: string }>(FIND_KEY, [projectId, scope, key]);
    if (found === undefined) return null;
    if (found.bodyHash !== bodyHash) throw new IdempotencyConflict(key);
    return found.resourceId;
  };
  return {
    find,
    async claim(projectId, claim) {
      const { scope, key, bodyHash, resourceId } = claim;
      const made = await sql(CLAIM_KEY, [projectId, scope, key, bodyHash, resourceId]);
      if (made.length > 0) return { resourceId, created: true };
      // A key that was pruned between the two statements is free again, and the claim stands without a record.
      return { resourceId: (await find(projectId, claim)) ?? resourceId, created: false };
    },
    async prune(before) {
      const [row] = await sql<{ count: number }>(
        `WITH gone AS (DELETE FROM idempotency_keys WHERE created_at < $1 RETURNING 1)
         SELECT count(*)::int AS count FROM gone`,
        [before],
      );
      return row?.count ?? 0;
    },
  };
}

const CLAIM_KEY = `
  INSERT INTO idempotency_keys (project_id, scope, key, body_hash, resource_id) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (project_id, scope, key) DO NOTHING RETURNING key`;

const FIND_KEY = `
  SELECT body_hash AS "bodyHash", resource_id AS "resourceId" FROM idempotency_keys
  WHERE project_id = $1 AND scope = $2 AND key = $3`;
