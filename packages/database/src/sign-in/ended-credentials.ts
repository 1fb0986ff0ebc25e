import type { Sql } from '../store.ts';

/** Ends the sessions of a user, but for one; answers how many. */
export async function endSessions(sql: Sql, userId: string, keep: string | null): Promise<number> {
  const text = `UPDATE sessions SET revoked_at = now()
    WHERE user_id = $1 AND revoked_at IS NULL AND id IS DISTINCT FROM $2 RETURNING id`;
  return (await sql(text, [userId, keep])).length;
}

/** Spends all links that would set the password of a user, those that are still to be mailed among them. */
export async function spendResets(sql: Sql, userId: string): Promise<void> {
  await sql('UPDATE password_resets SET used_at = now(), mail_due_at = NULL WHERE user_id = $1 AND used_at IS NULL', [
    userId,
  ]);
}
