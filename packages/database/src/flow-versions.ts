import type { Definition } from '@perdura/definition';
import type { Plan } from '@perdura/definition/plan';
import {
  contentColumns,
  FLOW_VERSION_COLUMNS,
  type FlowVersionRow,
  insertVersion,
  type NewFlowVersion,
} from './flow-version-row.ts';
import { newId } from './ids.ts';
import type { Sql, Store } from './store.ts';
import { type TwoWayPage, type TwoWayPageRequest, twoWayPage } from './two-way-paging.ts';
import { fromStored, type StoredVersion, VERSION_JSON } from './versioned-workflows.ts';
import type { VersionRow } from './versions.ts';

export type { FlowVersionRow, NewFlowVersion } from './flow-version-row.ts';

/** What the content of a flow's version compiled to. */
export interface CompiledFlow {
  /** The flow's name in the history of its runs. */
  name: string;
  plan: Plan;
  /** Of all that runs depend on, hex. */
  hash: string;
  authorId: string;
}

/** Versions of flows, also of deleted ones. */
export interface FlowVersionRepository {
  get(projectId: string, versionId: string): Promise<FlowVersionRow | null>;
  list(projectId: string, flowId: string, page: TwoWayPageRequest): Promise<TwoWayPage<FlowVersionRow>>;
  /**
   * Writes a new content over the draft that it was made from, or beside the locked version that it was made from, as a
   * draft. Null when another change came first, or the flow is gone: nothing was written then.
   */
  save(projectId: string, base: FlowVersionRow, content: NewFlowVersion): Promise<FlowVersionRow | null>;
  /** Locks a draft as it was read; true for one that is locked already, false when another change came first. */
  lock(projectId: string, base: FlowVersionRow): Promise<boolean>;
  /** Takes back that a version was locked, as long as it is the newest one and none of it was published. */
  unlock(projectId: string, versionId: string): Promise<void>;
  /**
   * The `workflow_versions` row of a compiled content, made where the flow has none of its hash, and noted with the
   * version of the flow.
   */
  ensureRunVersion(projectId: string, version: FlowVersionRow, compiled: CompiledFlow): Promise<VersionRow>;
}

export function flowVersionRepository(store: Store): FlowVersionRepository {
  const { sql, prisma } = store;
  return {
    async get(projectId, versionId) {
      const [row] = await sql<FlowVersionRow>(
        `SELECT ${FLOW_VERSION_COLUMNS} FROM flow_versions v WHERE v.id = $1 AND v.project_id = $2`,
        [versionId, projectId],
        'flow-version',
      );
      return row ?? null;
    },
    list: (projectId, flowId, page) =>
      twoWayPage(page, async ({ where, orderBy, take }) => {
        const rows = await prisma.flowVersion.findMany({ where: { projectId, flowId, ...where }, orderBy, take });
        return rows as unknown as FlowVersionRow[];
      }),
    save: (projectId, base, content) =>
      base.state === 'DRAFT' ? overwrite(store, projectId, base, content) : branchOff(store, projectId, base, content),
    async lock(projectId, { id, revision }) {
      const rows = await sql(
        `UPDATE flow_versions SET state = 'LOCKED', updated_at = now()
         WHERE id = $1 AND project_id = $2 AND (state = 'LOCKED' OR revision = $3) RETURNING id`,
        [id, projectId, revision],
      );
      return rows.length > 0;
    },
    async unlock(projectId, versionId) {
      await sql(
        `UPDATE flow_versions v SET state = 'DRAFT', updated_at = now() FROM flows f
         WHERE v.id = $1 AND v.project_id = $2 AND f.workflow_id = v.flow_id
           AND f.published_version_id IS DISTINCT FROM v.id
           AND NOT EXISTS (SELECT 1 FROM flow_versions newer WHERE newer.flow_id = v.flow_id AND newer.id > v.id)`,
        [versionId, projectId],
      );
    },
    ensureRunVersion: (projectId, version, compiled) => ensureRunVersion(store, projectId, version, compiled),
  };
}

async function overwrite(
  { prisma }: Store,
  projectId: string,
  { id, flowId, revision }: FlowVersionRow,
  content: NewFlowVersion,
): Promise<FlowVersionRow | null> {
  const live = { id: flowId, projectId, deletedAt: null };
  const [changed] = await prisma.$transaction(async (transaction) => {
    const rows = await transaction.flowVersion.updateManyAndReturn({
      where: { id, projectId, state: 'DRAFT', revision, flow: { workflow: live } },
      data: { ...contentColumns(content), revision: revision + 1, updatedAt: new Date() },
    });
    if (rows.length > 0) await noteChange(transaction, projectId, flowId, content.displayName);
    return rows;
  });
  return changed === undefined ? null : (changed as unknown as FlowVersionRow);
}

/** One at a time, so that a locked version has one draft after it. */
async function branchOff(
  { prisma }: Store,
  projectId: string,
  { id, flowId }: FlowVersionRow,
  content: NewFlowVersion,
): Promise<FlowVersionRow | null> {
  const made = await prisma.$transaction(async (transaction) => {
    const held = await transaction.$queryRaw<{ id: string }[]>`
      SELECT f.workflow_id AS id FROM flows f JOIN workflows w ON w.id = f.workflow_id AND w.deleted_at IS NULL
      WHERE f.workflow_id = ${flowId} AND f.project_id = ${projectId} FOR NO KEY UPDATE OF f`;
    if (held.length === 0) return null;
    // A statement of its own: one does not see what was committed while it waited for a lock.
    const newest = await transaction.flowVersion.findFirst({
      where: { flowId },
      orderBy: { id: 'desc' },
      select: { id: true },
    });
    if (newest?.id !== id) return null;
    const row = await transaction.flowVersion.create({ data: insertVersion(projectId, flowId, content, id) });
    await noteChange(transaction, projectId, flowId, content.displayName);
    return row;
  });
  return made === null ? null : (made as unknown as FlowVersionRow);
}

type Transaction = Parameters<Parameters<Store['prisma']['$transaction']>[0]>[0];

async function noteChange(transaction: Transaction, projectId: string, flowId: string, name: string): Promise<void> {
  const updatedAt = new Date();
  await transaction.flow.updateMany({ where: { workflowId: flowId, projectId }, data: { updatedAt } });
  await transaction.workflow.updateMany({ where: { id: flowId, projectId }, data: { name, updatedAt } });
}

/** What a flow's version in the history has for a definition: its steps are in the flow's own version. */
const DEFINITION: Definition = { trigger: { type: 'manual' }, nodes: [], edges: [] };

async function ensureRunVersion(
  { underLock }: Store,
  projectId: string,
  { id, flowId, revision }: FlowVersionRow,
  compiled: CompiledFlow,
): Promise<VersionRow> {
  return await underLock(`flow-run-version:${flowId}`, async (sql) => {
    // As every change of a flow: first its version, then the flow, then the workflow, or two would wait for each other.
    await sql('SELECT 1 FROM flow_versions WHERE id = $1 FOR NO KEY UPDATE', [id]);
    const version = await ensureVersionOfHash(sql, { projectId, workflowId: flowId, form: 'flow' }, compiled);
    await sql('UPDATE flow_versions SET run_version = $1, run_hash = $2 WHERE id = $3 AND revision = $4', [
      version.version,
      compiled.hash,
      id,
      revision,
    ]);
    return version;
  });
}

/** What runs are pinned to, and the form of the workflow that they belong to. */
export interface VersionOwner {
  projectId: string;
  workflowId: string;
  form: 'flow' | 'tool';
}

/** The version of a workflow that has a hash, made where there is none. One at a time: under a lock of the workflow. */
export async function ensureVersionOfHash(sql: Sql, owner: VersionOwner, compiled: CompiledFlow): Promise<VersionRow> {
  return (await versionOfHash(sql, owner, compiled.hash)) ?? (await insertVersionOfHash(sql, owner, compiled));
}

async function versionOfHash(
  sql: Sql,
  { projectId, workflowId }: VersionOwner,
  hash: string,
): Promise<VersionRow | null> {
  const [row] = await sql<{ versionRow: StoredVersion }>(
    `SELECT ${VERSION_JSON} AS "versionRow"
     FROM workflow_versions v JOIN workflows w ON w.id = v.workflow_id
     WHERE v.workflow_id = $1 AND w.project_id = $2 AND v.hash = $3 ORDER BY v.version DESC LIMIT 1`,
    [workflowId, projectId, hash],
    'flow-run-version',
  );
  return row === undefined ? null : fromStored(row.versionRow);
}

async function insertVersionOfHash(sql: Sql, owner: VersionOwner, compiled: CompiledFlow): Promise<VersionRow> {
  const { projectId, workflowId, form } = owner;
  const { name, plan, hash, authorId } = compiled;
  await sql(
    `WITH raised AS (
       UPDATE workflows SET current_version = current_version + 1
       WHERE id = $1 AND project_id = $2 AND form = $9 RETURNING id, current_version)
     INSERT INTO workflow_versions (id, workflow_id, version, name, description, definition, plan, hash, author_id)
     SELECT $3, raised.id, raised.current_version, $4, '', $5::json, $6::json, $7, $8 FROM raised`,
    [workflowId, projectId, newId(), name, JSON.stringify(DEFINITION), JSON.stringify(plan), hash, authorId, form],
  );
  const made = await versionOfHash(sql, owner, hash);
  if (made === null) throw new Error(`${form} ${workflowId} of project ${projectId} took no version: it is gone`);
  return made;
}
