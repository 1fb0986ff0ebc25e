import type { KnownVersions, Trigger } from '@perdura/definition';
import { type Page, type PageRequest, toPage } from './paging.ts';
import type { Store } from './store.ts';
import { readVersioned } from './versioned-workflows.ts';
import { createWorkflow, type NewWorkflow, updateWorkflow, type WorkflowChange } from './workflow-changes.ts';
import { WORKFLOW_COLUMNS as COLUMNS, type VersionedWorkflow, type WorkflowRow } from './workflow-row.ts';

export type { NewWorkflow, WorkflowChange } from './workflow-changes.ts';
export { type VersionedWorkflow, WORKFLOW_COLUMNS, type WorkflowRow } from './workflow-row.ts';

export interface WorkflowFilter {
  enabled?: boolean;
  trigger?: Trigger['type'];
  /** Text within name or description, whatever its case. */
  q?: string;
  tag?: string;
}

/** What is found beside workflows that are there. */
export interface WorkflowLookup {
  deleted?: boolean;
  flows?: boolean;
}

/** Workflows, not flows. A deleted one is found by nothing but `get(…, {deleted: true})`. */
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
  get(projectId: string, workflowId: string, options?: WorkflowLookup): Promise<WorkflowRow | null>;
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
    async get(projectId, workflowId, { deleted = false, flows = false } = {}) {
      const [row] = await sql<WorkflowRow>(
        `SELECT ${COLUMNS} FROM workflows w
         WHERE w.id = $1 AND w.project_id = $2 AND (w.form = 'workflow' OR $4) AND (w.deleted_at IS NULL OR $3)`,
        [workflowId, projectId, deleted, flows],
      );
      return row ?? null;
    },
    getVersioned: (projectId, workflowId, version) => readVersioned(store, projectId, workflowId, version),
    list: (projectId, filter, page) => listWorkflows(store, projectId, filter, page),
    async remove(projectId, workflowId) {
      const rows = await sql(
        `UPDATE workflows SET deleted_at = now(), updated_at = now(), schedule_desired = NULL
         WHERE id = $1 AND project_id = $2 AND form = 'workflow' AND deleted_at IS NULL RETURNING id`,
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

const EXISTING = `
  SELECT w.id, w.current_version AS newest,
    ARRAY(SELECT l.label FROM workflow_labels l WHERE l.workflow_id = w.id ORDER BY l.label) AS labels
  FROM workflows w WHERE w.id = ANY($2) AND w.project_id = $1 AND w.form = 'workflow' AND w.deleted_at IS NULL`;

/** Text is looked for as it is: with a pattern, `%` and `_` would mean something. */
const LISTED = `
  w.project_id = $1 AND w.form = 'workflow' AND w.deleted_at IS NULL
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
