import { newId } from '../ids.ts';
import { columns, type Sql, type Store } from '../store.ts';
import { type Actor, ROLE_OF_USER } from './actor.ts';
import { endSessions } from './ended-credentials.ts';
import { isSessionToken, newSessionToken } from './session-token.ts';
import { hashToken } from './token-mails.ts';

export type SessionMethod = 'password' | 'oidc' | 'invitation';

/** Somebody who signed in; never with the token. */
export interface SessionRow {
  id: string;
  userId: string;
  /** The project that it acts for; null: none. */
  projectId: string | null;
  method: SessionMethod;
  ip: string | null;
  userAgent: string | null;
  createdAt: Date;
  lastUsedAt: Date;
  /** Its end, however much it is used. */
  expiresAt: Date;
  revokedAt: Date | null;
}

export interface NewSession {
  method: SessionMethod;
  ip: string | null;
  userAgent: string | null;
  /** The project to begin in; without it, or where the user has no role in it, the one used last or joined first. */
  projectId?: string | null;
  /** Its end, however much it is used, in seconds from now. */
  lifeSeconds: number;
  /** The hash that the password was found right by: where it is another one by now, nobody is let in. */
  passwordHash?: string;
}

/** A project of a user's, with the role in it. */
export interface OwnProject {
  id: string;
  name: string;
  role: NonNullable<Actor['role']>;
}

/** Sessions of people who signed in; their tokens are stored as hashes alone. */
export interface SessionRepository {
  /**
   * Opens a session; `token` is the only time that its text is seen. Null for a user who is disabled, is gone, or whose
   * password has changed meanwhile.
   */
  open(userId: string, session: NewSession): Promise<{ row: SessionRow; token: string } | null>;
  /**
   * The actor behind a token, in one query; null for text that is no token (PostgreSQL is not asked), and for sessions
   * that have ended, that were not used for `idleSeconds`, or whose user is disabled. Notes the use, once a minute.
   */
  authenticate(token: string, idleSeconds: number): Promise<Actor | null>;
  /** The actor behind a session that was shown before, as long as it is still open. */
  actor(sessionId: string, idleSeconds: number): Promise<Actor | null>;
  /** The open session of this id. */
  get(userId: string, sessionId: string): Promise<SessionRow | null>;
  /** The user's open sessions, the one used last first. */
  list(userId: string, idleSeconds: number): Promise<SessionRow[]>;
  /** Ends a session; false when the user has no such open one. */
  end(userId: string, sessionId: string): Promise<boolean>;
  /** Ends all sessions of a user but one; answers how many. */
  endOthers(userId: string, sessionId: string | null): Promise<number>;
  /** Has a session act for another project; false where the user has no role in it. */
  move(userId: string, sessionId: string, projectId: string): Promise<boolean>;
  /** Projects in which the user has a role, by name; an administrator's and an operator's are all. */
  projects(userId: string, limit: number): Promise<OwnProject[]>;
  /** Housekeeping: forgets what ended before this time; answers how many. */
  prune(before: Date): Promise<number>;
}

export function sessionRepository({ sql }: Store): SessionRepository {
  return {
    open: (userId, session) => open(sql, userId, session),
    async authenticate(token, idleSeconds) {
      if (!isSessionToken(token)) return null;
      return await actorOf(sql, ACTOR_OF_TOKEN, [hashToken(token), idleSeconds], 'actor-of-session-token');
    },
    actor: (sessionId, idleSeconds) => actorOf(sql, ACTOR_OF_SESSION, [sessionId, idleSeconds], 'actor-of-session'),
    async get(userId, sessionId) {
      const [row] = await sql<SessionRow>(
        `SELECT ${COLUMNS} FROM sessions s WHERE s.id = $1 AND s.user_id = $2 AND s.revoked_at IS NULL`,
        [sessionId, userId],
      );
      return row ?? null;
    },
    list: (userId, idleSeconds) =>
      sql<SessionRow>(
        `SELECT ${COLUMNS} FROM sessions s
         WHERE s.user_id = $1 AND ${isOpen('$2')} ORDER BY s.last_used_at DESC, s.id DESC LIMIT 200`,
        [userId, idleSeconds],
      ),
    async end(userId, sessionId) {
      const text = `UPDATE sessions SET revoked_at = now()
        WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL RETURNING id`;
      return (await sql(text, [sessionId, userId])).length > 0;
    },
    endOthers: (userId, sessionId) => endSessions(sql, userId, sessionId),
    async move(userId, sessionId, projectId) {
      const moved = await sql(
        `UPDATE sessions s SET project_id = p.id
         FROM users u CROSS JOIN projects p LEFT JOIN project_members m ON m.project_id = p.id AND m.user_id = $2
         WHERE s.id = $1 AND s.user_id = $2 AND s.revoked_at IS NULL AND u.id = $2 AND p.id = $3 AND ${HAS_ROLE}
         RETURNING s.id`,
        [sessionId, userId, projectId],
      );
      return moved.length > 0;
    },
    projects: (userId, limit) =>
      sql<OwnProject>(
        `SELECT p.id, p.name, ${ROLE_OF_USER} AS role FROM users u
         CROSS JOIN projects p LEFT JOIN project_members m ON m.project_id = p.id AND m.user_id = u.id
         WHERE u.id = $1 AND ${HAS_ROLE} ORDER BY lower(p.name), p.id LIMIT $2`,
        [userId, limit],
      ),
    async prune(before) {
      const text = 'DELETE FROM sessions WHERE revoked_at < $1 OR expires_at < $1 RETURNING id';
      return (await sql(text, [before])).length;
    },
  };
}

const FIELDS = [
  'id',
  'userId',
  'projectId',
  'method',
  'ip',
  'userAgent',
  'createdAt',
  'lastUsedAt',
  'expiresAt',
  'revokedAt',
] as const satisfies readonly (keyof SessionRow)[];

const COLUMNS = columns(FIELDS, 's');

/** Of the user `u` with the membership `m` in the project `p`. */
const HAS_ROLE = 'p.archived_at IS NULL AND (u.admin OR u.operator OR m.role IS NOT NULL)';

function isOpen(idleSeconds: string): string {
  return `s.revoked_at IS NULL AND s.expires_at > now()
    AND s.last_used_at > now() - make_interval(secs => ${idleSeconds})`;
}

/** A project that the user has no role in any more is as good as none: the session can be moved to another. */
const ACTOR = `
  SELECT NULL AS "apiKeyId", s.id AS "sessionId", coalesce(p.id, '') AS "projectId", coalesce(p.name, '') AS "projectName",
         u.id AS "userId", u.name AS "userName", u.email AS "userEmail", u.admin,
         CASE WHEN p.id IS NULL THEN NULL ELSE ${ROLE_OF_USER} END AS role, ARRAY['read', 'write'] AS scopes,
         s.last_used_at < now() - interval '1 minute' AS stale
  FROM sessions s
  JOIN users u ON u.id = s.user_id
  LEFT JOIN project_members m ON m.project_id = s.project_id AND m.user_id = s.user_id
  LEFT JOIN projects p ON p.id = s.project_id AND ${HAS_ROLE}
  WHERE ${isOpen('$2')} AND u.disabled_at IS NULL`;

const ACTOR_OF_TOKEN = `${ACTOR} AND s.hash = $1`;
const ACTOR_OF_SESSION = `${ACTOR} AND s.id = $1`;

const TOUCH = `
  UPDATE sessions SET last_used_at = now()
  WHERE id = $1 AND revoked_at IS NULL AND last_used_at < now() - interval '1 minute'`;

async function actorOf(sql: Sql, text: string, values: unknown[], name: string): Promise<Actor | null> {
  const [found] = await sql<Actor & { stale: boolean }>(text, values, name);
  if (found === undefined) return null;
  const { stale, ...actor } = found;
  if (stale && name === 'actor-of-session-token') sql(TOUCH, [actor.sessionId]).catch(() => undefined);
  return actor;
}

/**
 * The user's row is held while the session is made: a password that is being changed, or an account that is being
 * disabled, comes either before it, and nobody is let in, or after it, and ends it.
 */
async function open(sql: Sql, userId: string, session: NewSession): Promise<{ row: SessionRow; token: string } | null> {
  const { method, ip, userAgent, projectId = null, lifeSeconds, passwordHash = null } = session;
  const token = newSessionToken();
  const [row] = await sql<SessionRow>(
    `WITH u AS (
       SELECT * FROM users WHERE id = $1 AND disabled_at IS NULL AND ($2::text IS NULL OR password_hash = $2) FOR SHARE
     )
     INSERT INTO sessions AS s (id, hash, user_id, project_id, method, ip, user_agent, expires_at)
     SELECT $3, $4, u.id, (${FIRST_PROJECT}), $6, $7, left($8, 300), now() + make_interval(secs => $9) FROM u
     RETURNING ${COLUMNS}`,
    [userId, passwordHash, newId(), hashToken(token), projectId, method, ip, userAgent, lifeSeconds],
  );
  return row === undefined ? null : { row, token };
}

/** The one that was asked for, else the one that the last session was in, else the first that was joined or made. */
const FIRST_PROJECT = `
  SELECT p.id FROM projects p
  LEFT JOIN project_members m ON m.project_id = p.id AND m.user_id = u.id
  WHERE ${HAS_ROLE}
  ORDER BY p.id = $5 DESC NULLS LAST,
    p.id = (SELECT l.project_id FROM sessions l WHERE l.user_id = u.id ORDER BY l.id DESC LIMIT 1) DESC NULLS LAST,
    m.created_at NULLS LAST, p.id
  LIMIT 1`;
