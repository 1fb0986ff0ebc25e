import { type JsonObject, SECRET_MASK } from '@perdura/definition';
import { DraftConflict } from './errors.ts';
import { type Rewrapped, rewrapSecrets } from './rewrap.ts';
import { decryptSecret, encryptSecret } from './secrets.ts';
import { requireStorable } from './storable.ts';
import { columns, type Sql, type Store } from './store.ts';

/** What somebody works on and has not published yet; it need not be valid. */
export interface DraftRow {
  workflowId: string;
  /** Fields of the workflow as their author wrote them, secrets of a webhook masked. */
  content: JsonObject;
  /** The version that it was begun from. */
  baseVersion: number;
  /** Raised with each change, from 1; a later draft of the workflow goes on from it. */
  revision: number;
  /** Who changed it last. */
  userId: string;
  updatedAt: Date;
}

export interface DraftInput {
  /** Secrets of a webhook may be written out: they are kept apart, and a mask keeps the one that it stands for. */
  content: JsonObject;
  userId: string;
  /** Absent: stays as it is, which is the newest version for a new draft. */
  baseVersion?: number;
  /** The revision that the change was made against. Absent: whatever it is, also none. */
  ifRevision?: number;
}

export interface DraftChange {
  row: DraftRow;
  /** As it was before; null for a new one. */
  before: DraftRow | null;
}

/** The one draft that a workflow may have. Drafts of deleted workflows are not found. */
export interface DraftRepository {
  get(projectId: string, workflowId: string): Promise<DraftRow | null>;
  /** The same with the secrets that were written out in it; for checking and publishing it. */
  open(projectId: string, workflowId: string): Promise<DraftRow | null>;
  /**
   * Makes the draft, or replaces what it holds. Null when there is no such workflow.
   * @throws DraftConflict when `ifRevision` is not its revision
   */
  put(projectId: string, workflowId: string, input: DraftInput): Promise<DraftChange | null>;
  /**
   * Throws the draft away, and answers what it was; null when there was none.
   * @throws DraftConflict when `ifRevision` is not its revision
   */
  remove(projectId: string, workflowId: string, ifRevision?: number): Promise<DraftRow | null>;
  /** Installation: encrypts with the current key the secrets that were encrypted with another. */
  rewrap(): Promise<Rewrapped>;
}

export function draftRepository(store: Store): DraftRepository {
  return {
    async get(projectId, workflowId) {
      const found = await readDraft(store.sql, projectId, workflowId);
      return found === null ? null : shown(found);
    },
    async open(projectId, workflowId) {
      const found = await readDraft(store.sql, projectId, workflowId);
      if (found === null) return null;
      return { ...shown(found), content: withSecrets(found.content, openSecrets(store, projectId, found)) };
    },
    put: (projectId, workflowId, input) =>
      store.underLock(`draft:${workflowId}`, (sql) => putDraft({ ...store, sql }, projectId, workflowId, input)),
    async remove(projectId, workflowId, ifRevision) {
      const [gone] = await store.sql<StoredDraft>(
        `DELETE FROM workflow_drafts d USING workflows w
         WHERE d.workflow_id = $2 AND w.id = d.workflow_id AND w.project_id = $1 AND w.deleted_at IS NULL
           AND ($3::int IS NULL OR d.revision = $3)
         RETURNING ${COLUMNS}`,
        [projectId, workflowId, ifRevision ?? null],
      );
      if (gone !== undefined) return shown(gone);
      const other = await readDraft(store.sql, projectId, workflowId);
      if (other !== null && ifRevision !== undefined) throw new DraftConflict(ifRevision, other.revision);
      return null;
    },
    rewrap: () => rewrapSecrets(store, 'drafts', draftSecretContext),
  };
}

/** A secret opens only in the draft that it was written for. */
function draftSecretContext(projectId: string, workflowId: string): string {
  return `draft/${projectId}/${workflowId}`;
}

type StoredDraft = DraftRow & { triggerSecret: string | null };

const COLUMNS = columns(
  ['workflowId', 'content', 'baseVersion', 'revision', 'userId', 'updatedAt', 'triggerSecret'],
  'd',
);

async function readDraft(sql: Sql, projectId: string, workflowId: string): Promise<StoredDraft | null> {
  const [row] = await sql<StoredDraft>(
    `SELECT ${COLUMNS} FROM workflow_drafts d JOIN workflows w ON w.id = d.workflow_id
     WHERE w.project_id = $1 AND w.id = $2 AND w.deleted_at IS NULL`,
    [projectId, workflowId],
  );
  return row ?? null;
}

function shown({ triggerSecret: _secret, ...row }: StoredDraft): DraftRow {
  return row;
}

async function putDraft(
  store: Pick<Store, 'sql' | 'keys'>,
  projectId: string,
  workflowId: string,
  { content, userId, baseVersion, ifRevision }: DraftInput,
): Promise<DraftChange | null> {
  const { sql } = store;
  // The row of the workflow is what publishing changes first: neither comes between the other's reading and writing.
  const [workflow] = await sql<{ current: number; revision: number }>(
    `UPDATE workflows SET draft_revision = draft_revision + 1
     WHERE id = $2 AND project_id = $1 AND form = 'workflow' AND deleted_at IS NULL
     RETURNING current_version AS current, draft_revision AS revision`,
    [projectId, workflowId],
  );
  if (workflow === undefined) return null;
  const before = await readDraft(sql, projectId, workflowId);
  if (ifRevision !== undefined && before?.revision !== ifRevision) {
    throw new DraftConflict(ifRevision, before?.revision ?? null);
  }
  const secrets = keptSecrets(secretsIn(content), before === null ? [] : openSecrets(store, projectId, before));
  const isSecret = secrets.some((secret) => secret !== SECRET_MASK);
  const context = draftSecretContext(projectId, workflowId);
  const [row] = await sql<StoredDraft>(PUT, [
    ...[workflowId, JSON.stringify(requireStorable(masked(content), 'the draft'))],
    ...[baseVersion ?? before?.baseVersion ?? workflow.current, userId],
    isSecret ? encryptSecret(store.keys, JSON.stringify(secrets), context) : null,
    workflow.revision,
  ]);
  if (row === undefined) throw new Error(`the draft of workflow ${workflowId} was not written`);
  return { row: shown(row), before: before === null ? null : shown(before) };
}

const PUT = `
  INSERT INTO workflow_drafts AS d (workflow_id, content, base_version, user_id, trigger_secret, revision)
  VALUES ($1, $2::json, $3, $4, $5, $6)
  ON CONFLICT (workflow_id) DO UPDATE SET
    content = excluded.content, base_version = excluded.base_version, user_id = excluded.user_id,
    trigger_secret = excluded.trigger_secret, revision = excluded.revision, updated_at = now()
  RETURNING ${COLUMNS}`;

function openSecrets({ keys }: Pick<Store, 'keys'>, projectId: string, draft: StoredDraft): string[] {
  if (draft.triggerSecret === null) return [];
  return JSON.parse(decryptSecret(keys, draft.triggerSecret, draftSecretContext(projectId, draft.workflowId)));
}

/** A mask stands for what the draft had at its place; one that stands for nothing there means the workflow's own. */
function keptSecrets(given: string[], kept: string[]): string[] {
  const rest = [...kept];
  return given.map((text) => (text === SECRET_MASK ? (rest.shift() ?? SECRET_MASK) : text));
}

function secretsIn(content: JsonObject): string[] {
  const secrets: string[] = [];
  mapSecrets(content, (text) => {
    secrets.push(text);
    return text;
  });
  return secrets;
}

function masked(content: JsonObject): JsonObject {
  return mapSecrets(content, () => SECRET_MASK);
}

/** The content with secrets in place of its masks, for as many as there are. */
function withSecrets(content: JsonObject, secrets: string[]): JsonObject {
  const rest = [...secrets];
  return mapSecrets(content, (text) => rest.shift() ?? text);
}

/** A copy whose texts at `/trigger/signature/secret` are others; the content need not have any sound shape. */
function mapSecrets(content: JsonObject, replace: (text: string) => string): JsonObject {
  const { trigger } = content;
  if (!isObject(trigger) || !isObject(trigger.signature)) return content;
  const { secret } = trigger.signature;
  const each = <Value>(value: Value) => (typeof value === 'string' ? replace(value) : value);
  if (typeof secret !== 'string' && !Array.isArray(secret)) return content;
  const replaced = Array.isArray(secret) ? secret.map(each) : replace(secret);
  return { ...content, trigger: { ...trigger, signature: { ...trigger.signature, secret: replaced } } };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
