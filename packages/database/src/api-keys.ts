import { generateApiKey, hashApiKey, parseApiKey } from './api-key-format.ts';
import { DatabaseError, NameTaken, UnknownReference } from './errors.ts';
import { LastKnown } from './last-known.ts';
import { before, type Page, type PageRequest, toPage } from './paging.ts';
import { type Actor, ROLE_OF_USER } from './sign-in/actor.ts';
import { columns, isForeignKeyViolation, isUniqueViolation, type Store } from './store.ts';

export type ApiKeyScope = 'read' | 'write';

/** A key as it is listed: never with the key itself. */
export interface ApiKeyRow {
  id: string;
  projectId: string;
  userId: string;
  name: string;
  scopes: ApiKeyScope[];
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
  createdAt: Date;
}

export interface NewApiKey {
  userId: string;
  name: string;
  scopes: ApiKeyScope[];
  expiresAt?: Date | null;
  /** A key chosen by the installation instead of a generated one; it must have the format of `parseApiKey`. */
  key?: string;
}

/** Keys of the HTTP API; stored as a hash alone. */
export interface ApiKeyRepository {
  /**
   * Makes a key; `key` is the only time that its text is seen.
   * @throws InvalidApiKey when `input.key` is not of the format
   * @throws NameTaken when `input.key` exists already
   */
  create(projectId: string, input: NewApiKey): Promise<{ row: ApiKeyRow; key: string }>;
  get(projectId: string, id: string): Promise<ApiKeyRow | null>;
  /** All of the project, or those of one user. */
  list(projectId: string, page: PageRequest, userId?: string): Promise<Page<ApiKeyRow>>;
  /** Ends a key at once; false when the project has no such key (a revoked one counts as there). */
  revoke(projectId: string, id: string): Promise<boolean>;
  /** A new key with the same name, scopes and expiry; the old one ends after the overlap. Null when there is none, or it ended. */
  rotate(
    projectId: string,
    id: string,
    options: { overlapSeconds: number },
  ): Promise<{ row: ApiKeyRow; key: string } | null>;
  /**
   * The actor behind a key's text, with project and user, in one query; null for text that is no key (its checksum is
   * verified before the database is asked), for unknown, expired and revoked keys, and for those of users who are
   * disabled or not of the project any more. Notes the use, at most once a minute.
   */
  authenticate(key: string): Promise<Actor | null>;
  /**
   * Who the text of a key stood for when `authenticate` last found it valid here, without a question to the database. It
   * may have been revoked since: this permits nothing by itself.
   */
  known(key: string): Actor | null;
  /** The actor behind a key that was shown before, as long as it is still valid. */
  actor(projectId: string, id: string): Promise<Actor | null>;
}

/** A key given by the installation is not of the format, or its checksum is wrong. */
export class InvalidApiKey extends DatabaseError {
  constructor() {
    super('INVALID_API_KEY', 'the API key is not of the form claw_<id>_<random>_<checksum>, or its checksum is wrong');
  }
}

export function apiKeyRepository(store: Store): ApiKeyRepository {
  const { prisma, sql } = store;
  const known = new LastKnown<Actor>(MOST_KNOWN);
  return {
    create: (projectId, input) => createKey(store, projectId, input),
    async get(projectId, id) {
      const row = await prisma.apiKey.findUnique({ where: { id, projectId }, omit: { hash: true } });
      return row === null ? null : toRow(row);
    },
    async list(projectId, { limit, cursor }, userId) {
      const wanted = { projectId, ...(userId === undefined ? {} : { userId }) };
      const where = { ...wanted, ...before(cursor) };
      const found = prisma.apiKey.findMany({ where, orderBy: { id: 'desc' }, take: limit + 1, omit: { hash: true } });
      const [rows, total] = await Promise.all([found, prisma.apiKey.count({ where: wanted })]);
      return toPage(rows.map(toRow), limit, total);
    },
    async revoke(projectId, id) {
      const rows = await sql(
        'UPDATE api_keys SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1 AND project_id = $2 RETURNING id',
        [id, projectId],
      );
      return rows.length > 0;
    },
    rotate: (projectId, id, { overlapSeconds }) => rotateKey(store, projectId, id, overlapSeconds),
    async authenticate(key) {
      if (parseApiKey(key) === null) return null;
      const hash = hashApiKey(key);
      const [found] = await sql<Actor & { stale: boolean }>(ACTOR_OF_HASH, [hash], 'actor-of-hash');
      if (found === undefined) {
        known.forget(hash);
        return null;
      }
      const { stale, ...actor } = found;
      if (stale) sql(TOUCH, [actor.apiKeyId]).catch(() => undefined);
      known.set(hash, actor);
      return actor;
    },
    known: (key) => (parseApiKey(key) === null ? null : known.get(hashApiKey(key))),
    async actor(projectId, id) {
      const [found] = await sql<Actor & { stale: boolean }>(ACTOR_OF_KEY, [id, projectId], 'actor-of-key');
      if (found === undefined) return null;
      const { stale: _, ...actor } = found;
      return actor;
    },
  };
}

/** Keys of which a process remembers whom they stood for. */
const MOST_KNOWN = 1_000;

/** Who still has a role in the project, by a key that is neither revoked nor expired. */
const ACTOR = `
  SELECT k.id AS "apiKeyId", NULL AS "sessionId", k.project_id AS "projectId", p.name AS "projectName",
         k.user_id AS "userId", u.name AS "userName", u.email AS "userEmail", u.admin, ${ROLE_OF_USER} AS role, k.scopes,
         (k.last_used_at IS NULL OR k.last_used_at < now() - interval '1 minute') AS stale
  FROM api_keys k
  JOIN projects p ON p.id = k.project_id AND p.archived_at IS NULL
  JOIN users u ON u.id = k.user_id
  LEFT JOIN project_members m ON m.project_id = k.project_id AND m.user_id = k.user_id
  WHERE k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now()) AND u.disabled_at IS NULL
    AND (u.admin OR u.operator OR m.role IS NOT NULL)`;

const ACTOR_OF_HASH = `${ACTOR} AND k.hash = $1`;
const ACTOR_OF_KEY = `${ACTOR} AND k.id = $1 AND k.project_id = $2`;

const TOUCH = `
  UPDATE api_keys SET last_used_at = now()
  WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`;

async function createKey(
  { prisma }: Store,
  projectId: string,
  input: NewApiKey,
): Promise<{ row: ApiKeyRow; key: string }> {
  const { id, key } = input.key === undefined ? generateApiKey() : chosenKey(input.key);
  const { userId, name, scopes, expiresAt = null } = input;
  try {
    const data = { id, projectId, userId, name, hash: hashApiKey(key), scopes, expiresAt };
    return { row: toRow(await prisma.apiKey.create({ data, omit: { hash: true } })), key };
  } catch (error) {
    if (isForeignKeyViolation(error)) throw new UnknownReference(`there is no project ${projectId}`);
    throw isUniqueViolation(error) ? new NameTaken('an API key', 'id', id) : error;
  }
}

function chosenKey(key: string): { id: string; key: string } {
  const parsed = parseApiKey(key);
  if (parsed === null) throw new InvalidApiKey();
  return { id: parsed.id, key };
}

/** The new key and the end of the old one are one statement: there is never a moment with neither or with both for good. */
async function rotateKey(
  { sql }: Store,
  projectId: string,
  id: string,
  overlapSeconds: number,
): Promise<{ row: ApiKeyRow; key: string } | null> {
  const made = generateApiKey();
  const [row] = await sql<ApiKeyRow>(
    `WITH ended AS (
       SELECT * FROM api_keys
       WHERE id = $1 AND project_id = $2 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
       FOR UPDATE
     ), shortened AS (
       UPDATE api_keys SET expires_at = least(api_keys.expires_at, now() + make_interval(secs => $5))
       FROM ended WHERE api_keys.id = ended.id
     )
     INSERT INTO api_keys (id, project_id, user_id, name, hash, scopes, expires_at)
     SELECT $3, project_id, user_id, name, $4, scopes, expires_at FROM ended
     RETURNING ${columns(FIELDS)}`,
    [id, projectId, made.id, hashApiKey(made.key), overlapSeconds],
  );
  return row === undefined ? null : { row, key: made.key };
}

const FIELDS = [
  'id',
  'projectId',
  'userId',
  'name',
  'scopes',
  'expiresAt',
  'revokedAt',
  'lastUsedAt',
  'createdAt',
] as const satisfies readonly (keyof ApiKeyRow)[];

function toRow<Row extends { scopes: string[] }>(row: Row): Omit<Row, 'scopes'> & { scopes: ApiKeyScope[] } {
  return { ...row, scopes: row.scopes.filter((scope) => scope === 'read' || scope === 'write') };
}
