import { newId } from '../ids.ts';
import type { Sql, Store } from '../store.ts';
import { normalizedEmail } from '../users.ts';
import { endSessions, spendResets } from './ended-credentials.ts';
import { hashToken, type TokenMail, type TokenMails, tokenMails } from './token-mails.ts';

export interface ResetMail extends TokenMail {
  name: string;
  expiresAt: Date;
}

/** Whose password a link may set. */
export interface OpenReset {
  userId: string;
  email: string;
}

/** Links by which passwords are set anew, once each. */
export interface PasswordResetRepository extends TokenMails<ResetMail> {
  /**
   * Asks for a mail to the account of this address; nothing happens where there is none, where it is disabled, or where
   * it was asked for too often in the last hour. Answers the user's id when a mail will go out.
   */
  request(email: string, lifeSeconds: number): Promise<string | null>;
  /** Whose password this link sets; null once it was used, replaced or expired. */
  find(token: string): Promise<OpenReset | null>;
  /**
   * Sets the password, spends this link and all others of the user, ends every session, and forgets failures to sign
   * in: all or nothing, for one caller. Null when the link is not open.
   */
  use(token: string, passwordHash: string): Promise<OpenReset | null>;
  /** Housekeeping: forgets links that ended before this; answers how many. */
  prune(before: Date): Promise<number>;
}

/** Most mails to one account in an hour. */
const MOST_AN_HOUR = 3;

export function passwordResetRepository({ sql, underLock, inTransaction }: Store): PasswordResetRepository {
  const mails = tokenMails<ResetMail>(sql, {
    table: 'password_resets',
    open: 'r.used_at IS NULL',
    columns: 'u.email, u.name, u.locale, r.expires_at AS "expiresAt"',
    joins: 'JOIN users u ON u.id = r.user_id AND u.disabled_at IS NULL',
  });
  return {
    ...mails,
    request: (email, lifeSeconds) => {
      const address = normalizedEmail(email);
      // One after the other: each counts those that came just before it.
      return underLock(`password-reset:${address}`, (within) => request(within, address, lifeSeconds));
    },
    async find(token) {
      const [found] = await sql<OpenReset>(`SELECT r.user_id AS "userId", u.email FROM ${OPEN}`, [hashToken(token)]);
      return found ?? null;
    },
    use: (token, passwordHash) => inTransaction((within) => use(within, token, passwordHash)),
    async prune(before) {
      return (await sql('DELETE FROM password_resets WHERE expires_at < $1 RETURNING id', [before])).length;
    },
  };
}

async function request(sql: Sql, address: string, lifeSeconds: number): Promise<string | null> {
  const [made] = await sql<{ userId: string }>(
    `INSERT INTO password_resets (id, user_id, mail_due_at, expires_at)
     SELECT $2, u.id, now(), now() + make_interval(secs => $3) FROM users u
     WHERE u.email = $1 AND u.disabled_at IS NULL AND $4 > (
       SELECT count(*) FROM password_resets r WHERE r.user_id = u.id AND r.created_at > now() - interval '1 hour')
     RETURNING user_id AS "userId"`,
    [address, newId(), lifeSeconds, MOST_AN_HOUR],
  );
  return made?.userId ?? null;
}

const OPEN = `password_resets r JOIN users u ON u.id = r.user_id AND u.disabled_at IS NULL
  WHERE r.token_hash = $1 AND r.used_at IS NULL AND r.expires_at > now()`;

async function use(sql: Sql, token: string, passwordHash: string): Promise<OpenReset | null> {
  // The user first: whoever signs in with the old password at this moment is let in before, or not at all.
  const [found] = await sql<OpenReset>(`SELECT r.user_id AS "userId", u.email FROM ${OPEN} FOR UPDATE OF u`, [
    hashToken(token),
  ]);
  if (found === undefined) return null;
  const { userId, email } = found;
  // Another one who waited for the same user finds the link used now.
  const spent = await sql(
    'UPDATE password_resets SET used_at = now() WHERE token_hash = $1 AND used_at IS NULL RETURNING id',
    [hashToken(token)],
  );
  if (spent.length === 0) return null;
  await sql('UPDATE users SET password_hash = $2, password_changed_at = now() WHERE id = $1', [userId, passwordHash]);
  await spendResets(sql, userId);
  await endSessions(sql, userId, null);
  await sql('DELETE FROM sign_in_failures WHERE account = $1', [hashToken(email)]);
  return found;
}
