import { createHash, randomBytes } from 'node:crypto';
import type { Sql } from '../store.ts';

/** Somebody who is to be mailed a link with a token of their own. */
export interface TokenMail {
  id: string;
  email: string;
  /** Language of the reader; null: the installation's. */
  locale: string | null;
}

/**
 * Rows of which each is to be mailed with a token. The token is made when the mail is, and is stored as a hash alone:
 * no process but the one that mails ever holds it.
 */
export interface TokenMails<Mail extends TokenMail = TokenMail> {
  /** Housekeeping: what is due now; it is not due again for a minute. */
  claimUnmailed(limit: number): Promise<Mail[]>;
  /** A new token, in place of any earlier one; null when the row is not to be mailed any more. */
  issueToken(id: string): Promise<string | null>;
  /** Notes that there is nothing more to mail. */
  markMailed(id: string): Promise<void>;
}

export interface TokenMailRows {
  /** A table with `id`, `token_hash`, `mail_due_at` and `expires_at`. */
  table: 'password_resets' | 'user_invitations';
  /** Whether a row `r` still stands, as SQL; one that has expired does not anyway. */
  open: string;
  /** Columns of a mail of row `r`, as SQL: all but its id. */
  columns: string;
  /** What the columns need beside the table, as SQL. */
  joins: string;
}

/** The mails of a kind of rows. */
export function tokenMails<Mail extends TokenMail>(
  sql: Sql,
  { table, open, columns, joins }: TokenMailRows,
): TokenMails<Mail> {
  return {
    claimUnmailed: (limit) =>
      sql<Mail>(
        `WITH due AS (
           UPDATE ${table} SET mail_due_at = now() + interval '1 minute' WHERE id IN (
             SELECT r.id FROM ${table} r WHERE r.mail_due_at <= now() AND r.expires_at > now() AND ${open}
             ORDER BY r.mail_due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
           RETURNING *)
         SELECT r.id, ${columns} FROM due r ${joins}`,
        [limit],
        `claim-mails-${table}`,
      ),
    async issueToken(id) {
      const token = newToken();
      const kept = await sql(
        `UPDATE ${table} r SET token_hash = $2
         WHERE r.id = $1 AND r.mail_due_at IS NOT NULL AND r.expires_at > now() AND ${open} RETURNING r.id`,
        [id, hashToken(token)],
      );
      return kept.length > 0 ? token : null;
    },
    async markMailed(id) {
      await sql(`UPDATE ${table} SET mail_due_at = NULL WHERE id = $1`, [id]);
    },
  };
}

/** 256 bits of chance that an address can carry. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a token: SHA-256, hex. It holds too much chance for a slow hash to add anything. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
