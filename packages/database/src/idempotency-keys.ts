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
