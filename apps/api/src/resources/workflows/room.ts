import { type Database, QuotaExceeded } from '@perdura/database';

export interface NewPlace {
  scheduled: boolean;
  /** Key and hash of the body of a request that may be a repeat. */
  idempotency: { key: string; bodyHash: string } | null;
}

/**
 * Whether the project may have one more workflow. A repeat makes none, and so is let through.
 *
 * @throws QuotaExceeded
 */
export async function requireRoomForNew(
  database: Pick<Database, 'quotas' | 'idempotencyKeys'>,
  projectId: string,
  { scheduled, idempotency }: NewPlace,
): Promise<void> {
  try {
    await database.quotas.requireRoom(projectId, 'workflows');
    if (scheduled) await database.quotas.requireRoom(projectId, 'schedules');
  } catch (error) {
    if (!(error instanceof QuotaExceeded) || idempotency === null) throw error;
    const made = await database.idempotencyKeys.find(projectId, { scope: 'workflows', ...idempotency });
    if (made === null) throw error;
  }
}
