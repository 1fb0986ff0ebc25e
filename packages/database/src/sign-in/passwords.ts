import type { Sql, Store } from '../store.ts';
import { normalizedEmail } from '../users.ts';
import { endSessions, spendResets } from './ended-credentials.ts';
import { hashToken } from './token-mails.ts';

/** What an attempt to sign in is checked against. */
export interface SignInAccount {
  userId: string;
  /** Argon2id, in PHC form. */
  passwordHash: string;
}

/** Whether an attempt may go on. */
export type AttemptPermit = { allowed: true } | { allowed: false; retryAfterSeconds: number };

/** Passwords, as hashes, and how often somebody failed to guess them. */
export interface PasswordRepository {
  /** The account of an address, if somebody can sign in to it by password. */
  account(email: string): Promise<SignInAccount | null>;
  /** Hash of a user's password; null: there is none. */
  hash(userId: string): Promise<string | null>;
  /** Sets a password where there is none yet; false when there is one. */
  setFirst(userId: string, passwordHash: string): Promise<boolean>;
  /**
   * Changes a password and ends all sessions of the user but one, all or nothing; links that would set it are spent.
   * Null when it has changed since `current` was read; otherwise how many sessions ended.
   */
  change(
    userId: string,
    change: { current: string | null; next: string; keepSession: string | null },
  ): Promise<number | null>;
  /**
   * Counts an attempt before it is made, so that many at once are as many as one after the other. After ten in a row
   * each is followed by a pause of half a minute that doubles, up to a quarter of an hour; an attempt within it is refused. Nobody is
   * told by it whether there is such an account: every address is counted.
   *
   * From an address that the account was entered from lately, attempts are counted apart from all others: a stranger's
   * guesses do not keep the owner out.
   */
  beginAttempt(email: string, ip: string): Promise<AttemptPermit>;
  /** Forgets the attempts, after one that was right. */
  forgetAttempts(email: string, ip: string): Promise<void>;
  /** Housekeeping: forgets attempts that are older than this; answers how many rows. */
  pruneAttempts(before: Date): Promise<number>;
}

const FREE_ATTEMPTS = 10;
const FIRST_PAUSE_SECONDS = 30;
const LONGEST_PAUSE_SECONDS = 900;

export function passwordRepository({ sql, inTransaction }: Store): PasswordRepository {
  return {
    async account(email) {
      const [found] = await sql<SignInAccount>(
        `SELECT id AS "userId", password_hash AS "passwordHash" FROM users
         WHERE email = $1 AND password_hash IS NOT NULL AND disabled_at IS NULL`,
        [normalizedEmail(email)],
      );
      return found ?? null;
    },
    async hash(userId) {
      const [found] = await sql<{ hash: string | null }>('SELECT password_hash AS hash FROM users WHERE id = $1', [
        userId,
      ]);
      return found?.hash ?? null;
    },
    async setFirst(userId, passwordHash) {
      const text = `UPDATE users SET password_hash = $2, password_changed_at = now()
        WHERE id = $1 AND password_hash IS NULL RETURNING id`;
      return (await sql(text, [userId, passwordHash])).length > 0;
    },
    change: (userId, change) => inTransaction((within) => changePassword(within, userId, change)),
    async beginAttempt(email, ip) {
      const account = await attemptKey(sql, email, ip);
      const counted = await sql(
        COUNT_ATTEMPT,
        [account, FREE_ATTEMPTS, LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS],
        'count-sign-in',
      );
      if (counted.length > 0) return { allowed: true };
      const [locked] = await sql<{ seconds: number }>(
        'SELECT ceil(extract(epoch FROM locked_until - now()))::int AS seconds FROM sign_in_failures WHERE account = $1',
        [account],
      );
      return { allowed: false, retryAfterSeconds: Math.max(1, locked?.seconds ?? 1) };
    },
    async forgetAttempts(email, ip) {
      const address = normalizedEmail(email);
      await sql('DELETE FROM sign_in_failures WHERE account = ANY($1)', [
        [hashToken(address), hashToken(`${address} ${ip}`)],
      ]);
    },
    async pruneAttempts(before) {
      const text = 'DELETE FROM sign_in_failures WHERE updated_at < $1 RETURNING account';
      return (await sql(text, [before])).length;
    },
  };
}

/** A day without attempts is a new beginning. */
const COUNT_ATTEMPT = `
  INSERT INTO sign_in_failures AS f (account, failures, updated_at) VALUES ($1, 1, now())
  ON CONFLICT (account) DO UPDATE SET
    failures = CASE WHEN f.updated_at < now() - interval '1 day' THEN 1 ELSE least(f.failures + 1, 1000) END,
    locked_until = CASE WHEN f.updated_at < now() - interval '1 day' OR f.failures + 1 < $2 THEN NULL
      ELSE now() + make_interval(secs => least($3, $4 * power(2, least(f.failures + 1 - $2, 20)))) END,
    updated_at = now()
  WHERE f.locked_until IS NULL OR f.locked_until <= now()
  RETURNING f.failures`;

async function attemptKey(sql: Sql, email: string, ip: string): Promise<string> {
  const address = normalizedEmail(email);
  const known = await sql(
    'SELECT 1 FROM users u JOIN sessions s ON s.user_id = u.id WHERE u.email = $1 AND s.ip = $2 LIMIT 1',
    [address, ip],
    'known-address',
  );
  return hashToken(known.length > 0 ? `${address} ${ip}` : address);
}

async function changePassword(
  sql: Sql,
  userId: string,
  { current, next, keepSession }: { current: string | null; next: string; keepSession: string | null },
): Promise<number | null> {
  const changed = await sql(
    `UPDATE users SET password_hash = $2, password_changed_at = now()
     WHERE id = $1 AND password_hash IS NOT DISTINCT FROM $3 RETURNING id`,
    [userId, next, current],
  );
  if (changed.length === 0) return null;
  await spendResets(sql, userId);
  return await endSessions(sql, userId, keepSession);
}
