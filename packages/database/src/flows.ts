import type { JsonObject } from '@perdura/definition';
import { NameTaken, UnknownReference } from './errors.ts';
import { type FlowVersionRow, insertVersion, type NewFlowVersion, readVersions } from './flow-version-row.ts';
import { newId } from './ids.ts';
import { columns, isForeignKeyViolation, isUniqueViolation, json, type Store } from './store.ts';
import { type TwoWayPage, type TwoWayPageRequest, twoWayPage } from './two-way-paging.ts';

export const FLOW_STATUSES = ['ENABLED', 'DISABLED'] as const;
export type FlowStatus = (typeof FLOW_STATUSES)[number];

/** What a trigger that is switched on is known by. */
export interface TriggerSource {
  pieceName: string;
  pieceVersion: string;
  triggerName: string;
  strategy: string;
  schedule: { type: string; cronExpression: string; timezone: string } | null;
  [more: string]: unknown;
}

/** A flow without its versions. Its id is that of the workflow that it is. */
export interface FlowRow {
  id: string;
  projectId: string;
  externalId: string;
  /** The user who has it. */
  ownerId: string;
  folderId: string | null;
  status: FlowStatus;
  publishedVersionId: string | null;
  operationStatus: 'NONE' | 'DELETING' | 'ENABLING' | 'DISABLING';
  metadata: JsonObject | null;
  timeSavedPerRun: number | null;
  /** Null while no trigger is on. */
  triggerSource: TriggerSource | null;
  createdAt: Date;
  updatedAt: Date;
}

/** A flow with one of its versions: the newest unless another was asked for. */
export interface VersionedFlow {
  flow: FlowRow;
  version: FlowVersionRow;
}

export interface NewFlow {
  /** Chosen beforehand where a repeat must not make another one. */
  id?: string;
  userId: string;
  folderId: string | null;
  metadata: JsonObject | null;
  externalId?: string;
  version: NewFlowVersion;
}

export interface FlowFilter {
  /** Empty: any. */
  status?: string[];
  /** `null`: those in no folder. */
  folderId?: string | null;
  /** Text within the name, whatever its case. */
  name?: string;
  /** Those whose newest version names one of these connections. */
  connectionIds?: string[];
  externalIds?: string[];
}

export type FlowChange = Partial<
  Pick<
    FlowRow,
    | 'ownerId'
    | 'folderId'
    | 'status'
    | 'publishedVersionId'
    | 'operationStatus'
    | 'metadata'
    | 'timeSavedPerRun'
    | 'triggerSource'
  >
>;

/** Flows. A deleted one is found by nothing. */
export interface FlowRepository {
  /**
   * Makes a flow with its first draft.
   * @throws NameTaken when another flow of the project has its external id, or any flow, deleted or not, its id
   */
  create(projectId: string, input: NewFlow): Promise<VersionedFlow>;
  get(projectId: string, flowId: string): Promise<FlowRow | null>;
  /** The flow with one of its versions, the newest unless told; null when either is missing. */
  getVersioned(projectId: string, flowId: string, versionId?: string): Promise<VersionedFlow | null>;
  /** Those of the ids that are flows of the project, with their newest versions, by id. */
  versionedOf(projectId: string, flowIds: string[]): Promise<Map<string, VersionedFlow>>;
  list(projectId: string, filter: FlowFilter, page: TwoWayPageRequest): Promise<TwoWayPage<VersionedFlow>>;
  count(projectId: string, filter: FlowFilter): Promise<number>;
  /** Null when there is no such flow. */
  update(projectId: string, flowId: string, change: FlowChange): Promise<FlowRow | null>;
  /** Marks it deleted; its runs and versions stay readable. False when there is none. */
  remove(projectId: string, flowId: string): Promise<boolean>;
}

export function flowRepository(store: Store): FlowRepository {
  const { sql } = store;
  return {
    create: (projectId, input) => createFlow(store, projectId, input),
    get: (projectId, flowId) => readFlow(store, projectId, flowId),
    async getVersioned(projectId, flowId, versionId) {
      const flow = await readFlow(store, projectId, flowId);
      const [version] = flow === null ? [] : await readVersions(sql, projectId, [flowId], versionId);
      return flow === null || version === undefined ? null : { flow, version };
    },
    async versionedOf(projectId, flowIds) {
      if (flowIds.length === 0) return new Map();
      const rows = await sql<FlowRow>(
        `SELECT ${COLUMNS} FROM ${FLOWS} WHERE f.workflow_id = ANY($1) AND f.project_id = $2`,
        [flowIds, projectId],
      );
      return new Map((await withNewest(store, projectId, rows)).map((found) => [found.flow.id, found]));
    },
    list: (projectId, filter, page) => listFlows(store, projectId, filter, page),
    async count(projectId, filter) {
      const [row] = await sql<{ count: number }>(
        `SELECT count(*)::int AS count FROM ${FLOWS} WHERE ${LISTED}`,
        filterValues(projectId, filter),
      );
      return row?.count ?? 0;
    },
    update: (projectId, flowId, change) => updateFlow(store, projectId, flowId, change),
    remove: (projectId, flowId) =>
      store.inTransaction(async (query) => {
        // As every change of a flow: the flow before the workflow.
        await query('SELECT 1 FROM flows WHERE workflow_id = $1 FOR NO KEY UPDATE', [flowId]);
        if ((await query(REMOVE, [flowId, projectId])).length === 0) return false;
        for (const statement of FORGET) await query(statement, [flowId, projectId]);
        return true;
      }),
  };
}

/** The name that others know a flow by is free again. */
const REMOVE = `
  WITH gone AS (
    UPDATE workflows SET deleted_at = now(), updated_at = now(), schedule_desired = NULL, enabled = false
    WHERE id = $1 AND project_id = $2 AND form = 'flow' AND deleted_at IS NULL RETURNING id)
  UPDATE flows SET status = 'DISABLED', external_id = external_id || ':' || workflow_id, trigger_source = NULL,
    updated_at = now()
  FROM gone WHERE workflow_id = gone.id RETURNING workflow_id`;

/** What only the flow itself showed or used: it may hold anything that its trigger was sent. */
const FORGET = [
  'DELETE FROM flow_samples WHERE flow_id = $1 AND project_id = $2',
  'DELETE FROM trigger_events WHERE flow_id = $1 AND project_id = $2',
  "DELETE FROM store_entries WHERE scope IN ($1, $1 || ':trial') AND project_id = $2",
  'DELETE FROM table_watches WHERE flow_id = $1 AND project_id = $2',
];

const FLOWS = 'flows f JOIN workflows w ON w.id = f.workflow_id AND w.deleted_at IS NULL';

const COLUMNS = `f.workflow_id AS id, w.user_id AS "ownerId", ${columns(
  [
    ...['projectId', 'externalId', 'folderId', 'status', 'publishedVersionId', 'operationStatus', 'metadata'],
    ...['timeSavedPerRun', 'triggerSource', 'createdAt', 'updatedAt'],
  ],
  'f',
)}`;

async function readFlow({ sql }: Pick<Store, 'sql'>, projectId: string, flowId: string): Promise<FlowRow | null> {
  const [row] = await sql<FlowRow>(
    `SELECT ${COLUMNS} FROM ${FLOWS} WHERE f.workflow_id = $1 AND f.project_id = $2`,
    [flowId, projectId],
    'flow',
  );
  return row ?? null;
}

async function createFlow(store: Store, projectId: string, input: NewFlow): Promise<VersionedFlow> {
  const { id = newId(), userId, folderId, metadata, externalId, version } = input;
  const row = { ...{ id, projectId, userId, form: 'flow', name: version.displayName, enabled: false }, ...UNCOMPILED };
  const flow = { projectId, externalId: externalId ?? id, folderId, ...(metadata && { metadata: json(metadata) }) };
  try {
    await store.prisma.$transaction([
      store.prisma.workflow.create({ data: { ...row, flow: { create: flow } } }),
      store.prisma.flowVersion.create({ data: insertVersion(projectId, id, version) }),
    ]);
  } catch (error) {
    if (isUniqueViolation(error)) throw new NameTaken('a flow', 'external id', externalId ?? id);
    if (isForeignKeyViolation(error)) throw new UnknownReference(`there is no project ${projectId}, or no such folder`);
    throw error;
  }
  const made = await readFlow(store, projectId, id);
  const [first] = await readVersions(store.sql, projectId, [id]);
  if (made === null || first === undefined) throw new UnknownReference(`flow ${id} was deleted as it was made`);
  return { flow: made, version: first };
}

/** What a workflow has that was not compiled yet: a flow is, once it is published or tried. */
const UNCOMPILED = { currentVersion: 0, trigger: json({ type: 'manual' }), triggerType: 'manual' };

const LISTED = `
  f.project_id = $1
  AND ($2::text[] IS NULL OR f.status = ANY($2))
  AND (NOT $3::boolean OR f.folder_id IS NOT DISTINCT FROM $4)
  AND ($5::text IS NULL OR position(lower($5) IN lower(w.name)) > 0)
  AND ($6::text[] IS NULL OR f.external_id = ANY($6))
  AND ($7::text[] IS NULL OR (
    SELECT v.connection_ids FROM flow_versions v WHERE v.flow_id = f.workflow_id ORDER BY v.id DESC LIMIT 1) && $7)`;

function filterValues(projectId: string, filter: FlowFilter): unknown[] {
  const { status, folderId, name, connectionIds, externalIds } = filter;
  const folder = [folderId !== undefined, folderId ?? null];
  return [projectId, status ?? null, ...folder, name ?? null, externalIds ?? null, connectionIds ?? null];
}

async function listFlows(
  { sql }: Store,
  projectId: string,
  filter: FlowFilter,
  request: TwoWayPageRequest,
): Promise<TwoWayPage<VersionedFlow>> {
  const page = await twoWayPage(request, ({ where: { id }, orderBy, take }) => {
    const { lt = null, gt = null } = { lt: undefined, gt: undefined, ...id };
    return sql<FlowRow>(
      `SELECT ${COLUMNS} FROM ${FLOWS} WHERE ${LISTED}
         AND ($8::text IS NULL OR f.workflow_id < $8) AND ($9::text IS NULL OR f.workflow_id > $9)
       ORDER BY f.workflow_id ${orderBy.id === 'asc' ? 'ASC' : 'DESC'} LIMIT $10`,
      [...filterValues(projectId, filter), lt, gt, take],
    );
  });
  return { ...page, items: await withNewest({ sql }, projectId, page.items) };
}

async function withNewest({ sql }: Pick<Store, 'sql'>, projectId: string, flows: FlowRow[]): Promise<VersionedFlow[]> {
  const ids = flows.map(({ id }) => id);
  const versions = new Map((await readVersions(sql, projectId, ids)).map((version) => [version.flowId, version]));
  return flows.flatMap((flow) => {
    const version = versions.get(flow.id);
    return version === undefined ? [] : [{ flow, version }];
  });
}

async function updateFlow(
  store: Store,
  projectId: string,
  flowId: string,
  { ownerId, metadata, triggerSource, ...rest }: FlowChange,
): Promise<FlowRow | null> {
  const { prisma } = store;
  const data = {
    ...rest,
    ...(metadata === undefined ? {} : { metadata: json(metadata) }),
    ...(triggerSource === undefined ? {} : { triggerSource: json(triggerSource) }),
    updatedAt: new Date(),
  };
  const workflow = {
    ...(ownerId === undefined ? {} : { userId: ownerId }),
    ...(rest.status === undefined ? {} : { enabled: rest.status === 'ENABLED' }),
    updatedAt: data.updatedAt,
  };
  await prisma.$transaction([
    prisma.flow.updateMany({ where: { workflowId: flowId, projectId, workflow: { deletedAt: null } }, data }),
    prisma.workflow.updateMany({ where: { id: flowId, projectId, form: 'flow', deletedAt: null }, data: workflow }),
  ]);
  return await readFlow(store, projectId, flowId);
}
