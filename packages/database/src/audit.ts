import type { JsonValue } from '@perdura/definition';
import { newId } from './ids.ts';
import type { PageRequest } from './paging.ts';
import { columns, type Store } from './store.ts';

export const AUDIT_ACTOR_TYPES = ['user', 'address', 'job', 'system'] as const;
export type AuditActorType = (typeof AUDIT_ACTOR_TYPES)[number];

/** Who changed or decided something. */
export interface AuditActor {
  /** A user by a credential, whoever was mailed a link, an operation over many runs, or the platform itself. */
  actorType: AuditActorType;
  actorId: string;
  /** How people know the actor: an e-mail address, a name. */
  actor: string;
  ip?: string | null;
  requestId?: string | null;
  apiKeyId?: string | null;
}

/** What was changed or decided. */
export interface AuditChange {
  /** `<resource>.<verb>`: `workflow.update`. */
  action: string;
  /** The resource's id. */
  target: string;
  /** The fields that were changed, as they were; null for what was made. */
  before?: JsonValue;
  /** The fields that were changed, as they are now; null for what is gone. */
  after?: JsonValue;
}

export type NewAuditEntry = AuditActor & AuditChange;

export interface AuditEntryRow extends Required<NewAuditEntry> {
  id: string;
  projectId: string | null;
  createdAt: Date;
}

export interface AuditFilter {
  target?: string;
  /** Name or id of the actor. */
  actor?: string;
  /** An action, or all of a resource: `workflow.*`. */
  action?: string;
  after?: Date;
  before?: Date;
}

export interface AuditPage {
  items: AuditEntryRow[];
  nextCursor: string | null;
}

/**
 * What was changed and decided, by whom. Entries are never changed or deleted; PostgreSQL refuses it.
 *
 * A change is announced before it is made, and its entry is written once it was. So no change can be made without a
 * trace, whenever a process dies: an announcement that nobody came back to becomes an entry that says so.
 */
export interface AuditRepository {
  /** Announces a change; answers the announcement's id. */
  announce(projectId: string, entry: NewAuditEntry): Promise<string>;
  /** Puts what came of an announced change in its place: nothing, where nothing was changed. */
  settle(
    projectId: string,
    announced: string,
    entries: readonly (NewAuditEntry & { projectId?: string })[],
  ): Promise<void>;
  /** Writes an entry of what has happened. */
  write(projectId: string, entry: NewAuditEntry): Promise<void>;
  /** Newest first. `cursor` as in every list. */
  list(projectId: string, filter: AuditFilter, page: PageRequest): Promise<AuditPage>;
  /** Housekeeping, any project: makes entries of announcements that are older than this; answers how many. */
  settleAbandoned(before: Date, limit: number): Promise<number>;
}

export function auditRepository({ sql }: Pick<Store, 'sql'>): AuditRepository {
  return {
    async announce(projectId, entry) {
      const id = newId();
      await sql(
        'INSERT INTO audit_intents (id, project_id, entry) VALUES ($1, $2, $3::jsonb)',
        [id, projectId, JSON.stringify(entry)],
        'announce-change',
      );
      return id;
    },
    async settle(projectId, announced, entries) {
      const rows = entries.map((entry) => rowOf(entry.projectId ?? projectId, entry));
      await sql(SETTLE, [announced, projectId, JSON.stringify(rows)], 'settle-change');
    },
    async write(projectId, entry) {
      await sql(WRITE, [JSON.stringify([rowOf(projectId, entry)])], 'write-audit');
    },
    async list(projectId, filter, { limit, cursor }) {
      const { conditions, values } = searched(projectId, filter, cursor ?? null);
      const rows = await sql<AuditEntryRow>(
        `SELECT ${ENTRY_COLUMNS} FROM audit_entries WHERE ${conditions.join(' AND ')}
         ORDER BY id DESC LIMIT ${limit + 1}`,
        values,
      );
      const items = rows.slice(0, limit);
      return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
    async settleAbandoned(before, limit) {
      return (await sql(ABANDONED, [before, limit])).length;
    },
  };
}

const FIELDS = [
  'id',
  'projectId',
  'action',
  'actorType',
  'actorId',
  'actor',
  'target',
  'before',
  'after',
  'ip',
  'requestId',
  'apiKeyId',
  'createdAt',
] as const satisfies readonly (keyof AuditEntryRow)[];

const ENTRY_COLUMNS = columns(FIELDS);

/** An id says when it was made, so ids alone give the order and the times of a search. */
function rowOf(projectId: string, entry: NewAuditEntry): object {
  return {
    id: newId(),
    // Of people who are in no project.
    project_id: projectId === '' ? null : projectId,
    action: entry.action,
    actor_type: entry.actorType,
    actor_id: entry.actorId,
    actor: entry.actor,
    target: entry.target,
    before: entry.before ?? null,
    after: entry.after ?? null,
    ip: entry.ip ?? null,
    request_id: entry.requestId ?? null,
    api_key_id: entry.apiKeyId ?? null,
  };
}

function searched(projectId: string, filter: AuditFilter, cursor: string | null) {
  const values: unknown[] = [projectId];
  const conditions = ['project_id = $1'];
  const add = (text: (place: string) => string, value: unknown) => {
    values.push(value);
    conditions.push(text(`$${values.length}`));
  };
  const { target, actor, action, after, before } = filter;
  if (target !== undefined) add((place) => `target = ${place}`, target);
  if (actor !== undefined) add((place) => `(actor IN (${place}, lower(${place})) OR actor_id = ${place})`, actor);
  if (action?.endsWith('.*')) add((place) => `starts_with(action, ${place})`, action.slice(0, -1));
  else if (action !== undefined) add((place) => `action = ${place}`, action);
  if (after !== undefined) add((place) => `id > ${place}`, `${millisecondsOf(after)}ffffffffffff`);
  if (before !== undefined) add((place) => `id < ${place}`, `${millisecondsOf(before)}000000000000`);
  if (cursor !== null) add((place) => `id < ${place}`, cursor);
  return { conditions, values };
}

function millisecondsOf(time: Date): string {
  return Math.max(0, time.getTime()).toString(16).padStart(12, '0').slice(0, 12);
}

const INSERT = (rows: string) => `
  INSERT INTO audit_entries (id, project_id, action, actor_type, actor_id, actor, target, before, after, ip, request_id,
                             api_key_id, created_at)
  SELECT e.id, e.project_id, e.action, e.actor_type, e.actor_id, e.actor, e.target, e.before, e.after, e.ip, e.request_id, e.api_key_id,
    to_timestamp(('x' || lpad(substr(e.id, 1, 12), 16, '0'))::bit(64)::bigint / 1000.0)
  FROM jsonb_to_recordset(${rows}::jsonb) AS e (id text, project_id text, action text, actor_type text, actor_id text,
    actor text, target text, before jsonb, after jsonb, ip text, request_id text, api_key_id text)`;

const WRITE = INSERT('$1');

const SETTLE = `
WITH settled AS (DELETE FROM audit_intents WHERE id = $1 AND project_id = $2)
${INSERT('$3')}`;

/** Whether the change was made is not known: the entry says what was about to be done, and when. */
const ABANDONED = `
WITH gone AS (
  DELETE FROM audit_intents WHERE id IN (
    SELECT id FROM audit_intents WHERE created_at < $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED)
  RETURNING id, project_id, entry, created_at
)
INSERT INTO audit_entries (id, project_id, action, actor_type, actor_id, actor, target, after, ip, request_id,
                           api_key_id, created_at)
SELECT id, project_id, entry->>'action', entry->>'actorType', entry->>'actorId', entry->>'actor', entry->>'target',
  '{"outcome": "unknown"}', entry->>'ip', entry->>'requestId', entry->>'apiKeyId', created_at
FROM gone RETURNING id`;
