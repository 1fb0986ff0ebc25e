import { awaitedEvents, type KnownVersions, maskedTrigger, readVersionName, type Trigger } from '@perdura/definition';
import { DraftConflict, UnknownReference, VersionConflict } from './errors.ts';
import { idempotencyKeyRepository } from './idempotency-keys.ts';
import { newId } from './ids.ts';
import { type Page, type PageRequest, toPage } from './paging.ts';
import type { EncryptionKeys } from './secrets.ts';
import { requireStorable } from './storable.ts';
import { columns, isForeignKeyViolation, isUniqueViolation, json, type Store } from './store.ts';
import { type CompiledDefinition, toVersion, type VersionRow } from './versions.ts';
import { namedPathConflict, storedDefinition, webhookColumns } from './webhook-secrets.ts';

export interface WorkflowRow {
  id: string;
  projectId: string;
  userId: string;
  form: string;
  name: string;
  description: string;
  enabled: boolean;
  source: string;
  tags: string[];
  currentVersion: number;
  trigger: Trigger;
  triggerType: Trigger['type'];
  triggerEvent: string | null;
  /** Hash of the schedule that Temporal should hold; null for none. */
  scheduleDesired: string | null;
  /** Hash of the schedule that Temporal was last brought to. */
  scheduleApplied: string | null;
  /** Whether somebody paused the schedule, and why. */
  schedulePaused: boolean;
  scheduleNote: string;
  createdAt: Date;
  updatedAt: Date;
  deletedAt: Date | null;
}

/** A workflow with one of its versions: the newest unless another was asked for. */
export interface VersionedWorkflow {
  workflow: WorkflowRow;
  version: VersionRow;
}

export interface NewWorkflow {
  /** Chosen beforehand (`newId()`) where something else must know it, such as the hash of the schedule. */
  id?: string;
  userId: string;
  name: string;
  description: string;
  enabled: boolean;
  tags?: string[];
  /** @default 'api' */
  source?: string;
  compiled: CompiledDefinition;
  /** Hash of the schedule that Temporal should hold; null for none. */
  scheduleDesired: string | null;
  note?: string;
  idempotency?: { key: string; bodyHash: string };
}

export interface WorkflowChange {
  /** Who changes it: author of the new version. */
  userId: string;
  name?: string;
  description?: string;
  enabled?: boolean;
  tags?: string[];
  /** Absent: the definition stays as it is. */
  compiled?: CompiledDefinition;
  /** Absent: stays as it is. */
  scheduleDesired?: string | null;
  note?: string;
  /**
   * The version that the change was made against: of `If-Match`, or the one that a partial update was merged with.
   * Absent: whatever the version is.
   */
  ifVersion?: number;
  /** The revision of the draft that is published by this: it goes with the change. */
  draftRevision?: number;
  /** Change the row alone, without a new version. @default false */
  keepVersion?: boolean;
}

export interface WorkflowFilter {
  enabled?: boolean;
  trigger?: Trigger['type'];
  /** Text within name or description, whatever its case. */
  q?: string;
  tag?: string;
}

/** Workflows. A deleted one is found by nothing but `get(…, {deleted: true})`. */
export interface WorkflowRepository {
  /**
   * Makes a workflow with its version 1, and its idempotency key (scope `workflows`), in one transaction. A repeat of
   * the key answers the workflow made then, with `created: false`.
   * @throws IdempotencyConflict when the key was used with another body
   * @throws PathTaken when another workflow has a webhook at its path
   */
  create(projectId: string, input: NewWorkflow): Promise<VersionedWorkflow & { created: boolean }>;
  /**
   * Changes the row and makes a new version (with the changed name or definition). Null when there is no such workflow.
   * @throws VersionConflict when `ifVersion` is not the current version
   * @throws DraftConflict when `draftRevision` is not the draft's revision
   * @throws PathTaken when another workflow has a webhook at its path
   */
  update(projectId: string, workflowId: string, change: WorkflowChange): Promise<VersionedWorkflow | null>;
  /** The versions of those of the ids that are workflows of the project, for checking definitions. */
  existing(projectId: string, workflowIds: string[]): Promise<Map<string, KnownVersions>>;
  get(projectId: string, workflowId: string, options?: { deleted?: boolean }): Promise<WorkflowRow | null>;
  /**
   * The workflow and one of its versions in one query; null when either is missing.
   *
   * @param version a number (also as text), a label, or `latest`. @default 'latest'
   */
  getVersioned(projectId: string, workflowId: string, version?: number | string): Promise<VersionedWorkflow | null>;
  list(projectId: string, filter: WorkflowFilter, page: PageRequest): Promise<Page<WorkflowRow>>;
  /** Marks it deleted and wants its schedule gone; its history stays readable. False when there is none. */
  remove(projectId: string, workflowId: string): Promise<boolean>;
  /** Enabled workflows whose trigger is this event type. */
  listeningTo(projectId: string, eventType: string): Promise<WorkflowRow[]>;

  /** Housekeeping: workflows of any project, deleted ones too, whose schedule is not as desired. */
  schedulesToSync(limit: number): Promise<WorkflowRow[]>;
  /** Housekeeping: workflows of any project that want a schedule, by id; pages with the last id. */
  scheduled(afterId: string | null, limit: number): Promise<WorkflowRow[]>;
  /**
   * Notes what Temporal's schedule was brought to (null: gone), if that is still what is desired. False when the
   * desired state has moved on: Temporal may then hold an old schedule, and must be synced again.
   */
  markScheduleApplied(projectId: string, workflowId: string, hash: string | null): Promise<boolean>;
  /** Notes that Temporal holds something else than it was brought to, so that `schedulesToSync` names it. */
  markScheduleDrifted(projectId: string, workflowId: string): Promise<void>;
}

export function workflowRepository(store: Store): WorkflowRepository {
  const { sql } = store;
  return {
    create: (projectId, input) => createWorkflow(store, projectId, input),
    update: (projectId, workflowId, change) => updateWorkflow(store, projectId, workflowId, change),
    async existing(projectId, workflowIds) {
      const rows = await sql<{ id: string; newest: number; labels: string[] }>(EXISTING, [projectId, workflowIds]);
      return new Map(rows.map(({ id, newest, labels }) => [id, { newest, labels: new Set(labels) }]));
    },
    async get(projectId, workflowId, { deleted = false } = {}) {
      const [row] = await sql<WorkflowRow>(
        `SELECT ${COLUMNS} FROM workflows w WHERE w.id = $1 AND w.project_id = $2 AND (w.deleted_at IS NULL OR $3)`,
        [workflowId, projectId, deleted],
      );
      return row ?? null;
    },
    getVersioned: (projectId, workflowId, version) => readVersioned(store, projectId, workflowId, version),
    list: (projectId, filter, page) => listWorkflows(store, projectId, filter, page),
    async remove(projectId, workflowId) {
      const rows = await sql(
        `UPDATE workflows SET deleted_at = now(), updated_at = now(), schedule_desired = NULL
         WHERE id = $1 AND project_id = $2 AND deleted_at IS NULL RETURNING id`,
        [workflowId, projectId],
      );
      return rows.length > 0;
    },
    listeningTo: (projectId, eventType) =>
      sql<WorkflowRow>(
        `SELECT ${COLUMNS} FROM workflows w
         WHERE w.project_id = $1 AND w.trigger_event = $2 AND w.enabled AND w.deleted_at IS NULL ORDER BY w.id`,
        [projectId, eventType],
      ),
    schedulesToSync: (limit) =>
      sql<WorkflowRow>(
        `SELECT ${COLUMNS} FROM workflows w
         WHERE w.schedule_desired IS DISTINCT FROM w.schedule_applied ORDER BY w.id LIMIT $1`,
        [limit],
      ),
    scheduled: (afterId, limit) =>
      sql<WorkflowRow>(
        `SELECT ${COLUMNS} FROM workflows w
         WHERE w.schedule_desired IS NOT NULL AND w.id > $1 ORDER BY w.id LIMIT $2`,
        [afterId ?? '', limit],
      ),
    async markScheduleApplied(projectId, workflowId, hash) {
      const rows = await sql(
        `UPDATE workflows SET schedule_applied = $3
         WHERE id = $1 AND project_id = $2 AND schedule_desired IS NOT DISTINCT FROM $3 RETURNING id`,
        [workflowId, projectId, hash],
      );
      return rows.length > 0;
    },
    async markScheduleDrifted(projectId, workflowId) {
      await sql(`UPDATE workflows SET schedule_applied = 'drifted' WHERE id = $1 AND project_id = $2`, [
        workflowId,
        projectId,
      ]);
    },
  };
}

const FIELDS = [
  'id',
  'projectId',
  'userId',
  'form',
  'name',
  'description',
  'enabled',
  'source',
  'tags',
  'currentVersion',
  'trigger',
  'triggerType',
  'triggerEvent',
  'scheduleDesired',
  'scheduleApplied',
  'schedulePaused',
  'scheduleNote',
  'createdAt',
  'updatedAt',
  'deletedAt',
] as const satisfies readonly (keyof WorkflowRow)[];

/** The columns of a WorkflowRow, of the table `workflows` named `w`. */
export const WORKFLOW_COLUMNS = columns(FIELDS, 'w');
const COLUMNS = WORKFLOW_COLUMNS;

const EXISTING = `
  SELECT w.id, w.current_version AS newest,
    ARRAY(SELECT l.label FROM workflow_labels l WHERE l.workflow_id = w.id ORDER BY l.label) AS labels
  FROM workflows w WHERE w.id = ANY($2) AND w.project_id = $1 AND w.deleted_at IS NULL`;

/** Scope of the idempotency keys that make workflows. */
const SCOPE = 'workflows';

async function createWorkflow(
  store: Store,
  projectId: string,
  input: NewWorkflow,
): Promise<VersionedWorkflow & { created: boolean }> {
  const { prisma } = store;
  const { id = newId(), idempotency } = input;
  const workflow = prisma.workflow.create({ data: newWorkflowData(store.keys, projectId, id, input) });
  const claim =
    idempotency === undefined ? [] : [prisma.idempotencyKey.create({ data: claimData(projectId, id, idempotency) })];
  try {
    await prisma.$transaction([...claim, workflow]);
    return { ...(await expectVersioned(store, projectId, id)), created: true };
  } catch (error) {
    if (isForeignKeyViolation(error)) throw new UnknownReference(`there is no project ${projectId}`);
    const named = namedPathConflict(error, input.compiled.definition);
    if (!isUniqueViolation(named) || idempotency === undefined) throw named;
  }
  const { resourceId } = await idempotencyKeyRepository(store).claim(projectId, {
    scope: SCOPE,
    resourceId: id,
    ...idempotency,
  });
  return { ...(await expectVersioned(store, projectId, resourceId)), created: false };
}

function claimData(projectId: string, resourceId: string, { key, bodyHash }: { key: string; bodyHash: string }) {
  return { projectId, scope: SCOPE, key, bodyHash, resourceId };
}

function newWorkflowData(keys: EncryptionKeys, projectId: string, id: string, input: NewWorkflow) {
  const { userId, name, description, enabled, tags = [], source = 'api', scheduleDesired, compiled, note } = input;
  return {
    ...{ id, projectId, userId, name, description, enabled, tags, source, scheduleDesired, currentVersion: 1 },
    ...triggerData(compiled.definition.trigger),
    ...webhookColumns(keys, { projectId, id }, compiled, null),
    versions: { create: versionData(projectId, compiled, { version: 1, name, description, authorId: userId, note }) },
  };
}

function triggerData(trigger: Trigger) {
  return {
    trigger: json(maskedTrigger(trigger)),
    triggerType: trigger.type,
    triggerEvent: trigger.type === 'event' ? trigger.event : null,
  };
}

function versionData(
  projectId: string,
  { definition, plan, hash }: CompiledDefinition,
  { note = '', ...rest }: { version: number; name: string; description: string; authorId: string; note?: string },
) {
  const stored = {
    definition: json(requireStorable(storedDefinition(definition), 'the definition')),
    plan: json(plan),
    retentionDays: definition.retentionDays ?? null,
  };
  const awaits = { create: awaitedEvents(plan).map((event) => ({ projectId, event })) };
  return { id: newId(), ...rest, note, hash, ...stored, awaits };
}

/** Tries again when another change came first, unless the caller named the version that it must be. */
async function updateWorkflow(
  store: Store,
  projectId: string,
  workflowId: string,
  change: WorkflowChange,
): Promise<VersionedWorkflow | null> {
  for (;;) {
    const current = await readVersioned(store, projectId, workflowId);
    if (current === null) return null;
    const { currentVersion } = current.workflow;
    if (change.ifVersion !== undefined && change.ifVersion !== currentVersion) {
      throw new VersionConflict(change.ifVersion, currentVersion);
    }
    if (await writeChange(store, current, change)) return readVersioned(store, projectId, workflowId);
  }
}

/** The guard on the version and the new version's row are one transaction. False when another change came first. */
async function writeChange(
  { prisma, sql, keys }: Store,
  { workflow, version }: VersionedWorkflow,
  change: WorkflowChange,
): Promise<boolean> {
  const {
    userId,
    name,
    description,
    enabled,
    tags,
    compiled,
    scheduleDesired,
    note,
    keepVersion = false,
    draftRevision,
  } = change;
  const next = workflow.currentVersion + (keepVersion ? 0 : 1);
  const webhook =
    compiled === undefined ? {} : webhookColumns(keys, workflow, compiled, await keptSecret({ sql }, workflow.id));
  const written = prisma.$transaction(async (transaction) => {
    const { count } = await transaction.workflow.updateMany({
      where: { id: workflow.id, deletedAt: null, currentVersion: workflow.currentVersion },
      data: {
        ...{ name, description, enabled, tags, scheduleDesired, currentVersion: next, updatedAt: new Date() },
        ...(compiled === undefined ? {} : triggerData(compiled.definition.trigger)),
        ...webhook,
      },
    });
    if (count === 0 || keepVersion) return count > 0;
    const data = versionData(workflow.projectId, compiled ?? version, {
      version: next,
      name: name ?? workflow.name,
      description: description ?? workflow.description,
      authorId: userId,
      note,
    });
    await transaction.workflowVersion.create({ data: { ...data, workflowId: workflow.id } });
    if (draftRevision !== undefined) await removeDraft(transaction, workflow.id, draftRevision);
    return true;
  });
  return written.catch((error: unknown) => {
    throw namedPathConflict(error, compiled?.definition);
  });
}

/** The draft that a transaction publishes. @throws DraftConflict, which takes all of the transaction back */
async function removeDraft(transaction: Transaction, workflowId: string, revision: number): Promise<void> {
  const { count } = await transaction.workflowDraft.deleteMany({ where: { workflowId, revision } });
  if (count > 0) return;
  const other = await transaction.workflowDraft.findUnique({ where: { workflowId }, select: { revision: true } });
  throw new DraftConflict(revision, other?.revision ?? null);
}

type Transaction = Parameters<Parameters<Store['prisma']['$transaction']>[0]>[0];

/** Read after the row that the change is made against: the guard on its version covers both. */
async function keptSecret({ sql }: Pick<Store, 'sql'>, workflowId: string): Promise<string | null> {
  const [row] = await sql<{ secret: string | null }>('SELECT trigger_secret AS "secret" FROM workflows WHERE id = $1', [
    workflowId,
  ]);
  return row?.secret ?? null;
}

async function expectVersioned(store: Store, projectId: string, workflowId: string): Promise<VersionedWorkflow> {
  const found = await readVersioned(store, projectId, workflowId, 'latest', true);
  if (found === null) throw new UnknownReference(`there is no workflow ${workflowId} in project ${projectId}`);
  return found;
}

async function readVersioned(
  { sql }: Store,
  projectId: string,
  workflowId: string,
  version: number | string = 'latest',
  deleted = false,
): Promise<VersionedWorkflow | null> {
  const name = readVersionName(version);
  if (name === null) return null;
  const number = name.kind === 'number' ? name.version : null;
  const label = name.kind === 'label' ? name.label : null;
  const values = [workflowId, projectId, number, deleted, label];
  const [row] = await sql<WorkflowRow & { versionRow: StoredVersion }>(VERSIONED, values);
  if (row === undefined) return null;
  const { versionRow, ...workflow } = row;
  return { workflow, version: toVersion({ ...versionRow, createdAt: new Date(versionRow.createdAt) }) };
}

/** A version as PostgreSQL builds it within a row: as JSON, where a time is text. */
type StoredVersion = Omit<VersionRow, 'createdAt'> & { createdAt: string };

/** `json`, unlike `jsonb`, keeps the keys of a definition in their order. */
const VERSIONED = `
  SELECT ${COLUMNS}, json_build_object(
    'id', v.id, 'workflowId', v.workflow_id, 'version', v.version, 'name', v.name, 'description', v.description,
    'definition', v.definition, 'plan', v.plan, 'hash', v.hash, 'authorId', v.author_id, 'note', v.note,
    'createdAt', v.created_at
  ) AS "versionRow"
  FROM workflows w JOIN workflow_versions v ON v.workflow_id = w.id AND v.version = CASE
    WHEN $5::text IS NOT NULL THEN (SELECT l.version FROM workflow_labels l WHERE l.workflow_id = w.id AND l.label = $5)
    ELSE coalesce($3::int, w.current_version) END
  WHERE w.id = $1 AND w.project_id = $2 AND (w.deleted_at IS NULL OR $4)`;

/** Text is looked for as it is: with a pattern, `%` and `_` would mean something. */
const LISTED = `
  w.project_id = $1 AND w.deleted_at IS NULL
  AND ($2::boolean IS NULL OR w.enabled = $2)
  AND ($3::text IS NULL OR w.trigger_type = $3)
  AND ($4::text IS NULL OR position(lower($4) IN lower(w.name)) > 0 OR position(lower($4) IN lower(w.description)) > 0)
  AND ($5::text IS NULL OR w.tags @> ARRAY[$5])`;

async function listWorkflows(
  { sql }: Store,
  projectId: string,
  { enabled, trigger, q, tag }: WorkflowFilter,
  { limit, cursor }: PageRequest,
): Promise<Page<WorkflowRow>> {
  const filter = [projectId, enabled ?? null, trigger ?? null, q ?? null, tag ?? null];
  const [rows, counted] = await Promise.all([
    sql<WorkflowRow>(
      `SELECT ${COLUMNS} FROM workflows w WHERE ${LISTED} AND ($6::text IS NULL OR w.id < $6)
       ORDER BY w.id DESC LIMIT $7`,
      [...filter, cursor ?? null, limit + 1],
    ),
    sql<{ total: number }>(`SELECT count(*)::int AS total FROM workflows w WHERE ${LISTED}`, filter),
  ]);
  return toPage(rows, limit, counted[0]?.total ?? 0);
}
