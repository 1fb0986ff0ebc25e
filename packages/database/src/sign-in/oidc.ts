import { newId } from '../ids.ts';
import { decryptSecret, encryptSecret } from '../secrets.ts';
import type { Sql, Store } from '../store.ts';
import { normalizedEmail } from '../users.ts';
import { hashToken } from './token-mails.ts';

/** A sign-in that is sent to an OpenID provider. */
export interface OidcAttempt {
  nonce: string;
  /** PKCE's code verifier. */
  verifier: string;
  /** Path of the console to go on at. */
  returnTo: string;
}

/** Somebody as a provider knows them. */
export interface OidcPerson {
  issuer: string;
  subject: string;
  email: string | null;
  /** Whether the provider has checked that the address is the person's. */
  emailVerified: boolean;
  name: string | null;
}

export interface Newcomer {
  /** Whether somebody who is not known gets an account; it needs a verified address. */
  create: boolean;
  /** What they become a member of. */
  membership: { projectId: string; role: string } | null;
}

export type OidcEntry =
  | { kind: 'known' | 'linked' | 'created'; userId: string }
  /** `unknown`: nobody of that address; `unverified`: the address cannot be told from somebody else's. */
  | { kind: 'refused'; reason: 'unknown' | 'unverified' | 'disabled' };

/** Sign-ins by way of an OpenID provider. */
export interface OidcRepository {
  /** Keeps an attempt, which only that `state` finds again, in the browser that has that secret. */
  begin(secrets: { state: string; browser: string }, attempt: OidcAttempt, lifeSeconds: number): Promise<void>;
  /** Takes an attempt away; null when there is none, when it is another browser's, or too late. */
  take(secrets: { state: string; browser: string }): Promise<OidcAttempt | null>;
  /**
   * Whom a person is here: by issuer and subject, and the first time by a verified address, which links the two for
   * good.
   */
  enter(person: OidcPerson, newcomer: Newcomer): Promise<OidcEntry>;
  /** Housekeeping: forgets attempts that ended before this; answers how many. */
  prune(before: Date): Promise<number>;
}

export function oidcRepository({ sql, underLock, keys }: Store): OidcRepository {
  return {
    async begin({ state, browser }, { nonce, verifier, returnTo }, lifeSeconds) {
      const id = hashToken(state);
      await sql(
        `INSERT INTO oidc_attempts (state_hash, browser_hash, nonce, verifier, return_to, expires_at)
         VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))`,
        [id, hashToken(browser), nonce, encryptSecret(keys, verifier, contextOf(id)), returnTo, lifeSeconds],
      );
    },
    async take({ state, browser }) {
      const id = hashToken(state);
      // Whatever becomes of it, a state is good for one look.
      const [found] = await sql<OidcAttempt & { browserHash: string; isLate: boolean }>(
        `DELETE FROM oidc_attempts WHERE state_hash = $1
         RETURNING nonce, verifier, return_to AS "returnTo", browser_hash AS "browserHash", expires_at <= now() AS "isLate"`,
        [id],
      );
      if (found === undefined || found.isLate || found.browserHash !== hashToken(browser)) return null;
      const { nonce, verifier, returnTo } = found;
      return { nonce, verifier: decryptSecret(keys, verifier, contextOf(id)), returnTo };
    },
    enter: (person, newcomer) =>
      // Two tabs at once make one account.
      underLock(`oidc:${person.issuer}:${person.subject}`, (within) => enter(within, person, newcomer)),
    async prune(before) {
      return (await sql('DELETE FROM oidc_attempts WHERE expires_at < $1 RETURNING state_hash', [before])).length;
    },
  };
}

function contextOf(stateHash: string): string {
  return `oidc:${stateHash}`;
}

async function enter(sql: Sql, person: OidcPerson, newcomer: Newcomer): Promise<OidcEntry> {
  const { issuer, subject } = person;
  const [known] = await sql<{ userId: string; disabled: boolean }>(
    `SELECT u.id AS "userId", u.disabled_at IS NOT NULL AS disabled
     FROM user_identities i JOIN users u ON u.id = i.user_id WHERE i.issuer = $1 AND i.subject = $2`,
    [issuer, subject],
  );
  if (known !== undefined) return settled('known', known);
  if (person.email === null || !person.emailVerified) return { kind: 'refused', reason: 'unverified' };
  const email = normalizedEmail(person.email);
  const [named] = await sql<{ userId: string; disabled: boolean }>(
    'SELECT id AS "userId", disabled_at IS NOT NULL AS disabled FROM users WHERE email = $1 FOR UPDATE',
    [email],
  );
  if (named?.disabled) return { kind: 'refused', reason: 'disabled' };
  if (named === undefined && !newcomer.create) return { kind: 'refused', reason: 'unknown' };
  const userId = named?.userId ?? (await create(sql, { ...person, email }, newcomer));
  await sql('INSERT INTO user_identities (issuer, subject, user_id) VALUES ($1, $2, $3)', [issuer, subject, userId]);
  return { kind: named === undefined ? 'created' : 'linked', userId };
}

function settled(kind: 'known', { userId, disabled }: { userId: string; disabled: boolean }): OidcEntry {
  return disabled ? { kind: 'refused', reason: 'disabled' } : { kind, userId };
}

async function create(sql: Sql, { email, name }: OidcPerson & { email: string }, { membership }: Newcomer) {
  const userId = newId();
  const shownName = (name ?? '').trim().slice(0, 100) || email;
  await sql('INSERT INTO users (id, email, name) VALUES ($1, $2, $3)', [userId, email, shownName]);
  if (membership !== null) {
    const { projectId, role } = membership;
    await sql('INSERT INTO project_members (project_id, user_id, role) VALUES ($1, $2, $3)', [projectId, userId, role]);
  }
  return userId;
}
