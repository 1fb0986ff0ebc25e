import type { JsonValue } from '@perdura/definition';

/** Side effects that are known to be done, by idempotency key `runId/nodeId/iteration`. */
export interface EffectRepository {
  /** What the effect gave; null when it is not known to be done. */
  find(projectId: string, key: string): Promise<{ result: JsonValue; createdAt: Date } | null>;
  /** Notes an effect as done; the first record stays. */
  record(projectId: string, key: string, result: JsonValue): Promise<void>;
  /** Housekeeping: forgets effects recorded before this; answers how many. */
  prune(before: Date): Promise<number>;
}
