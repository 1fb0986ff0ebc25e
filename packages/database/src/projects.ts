import type { ProjectSettings } from '@perdura/contracts';
import { newId } from './ids.ts';
import { before, type Page, type PageRequest, toPage } from './paging.ts';
import { LIVE_RUN_STATUSES } from './run-state.ts';
import type { Store } from './store.ts';

export interface ProjectRow {
  id: string;
  name: string;
  settings: ProjectSettings;
  /** Since when no credential acts for it; null: it is in use. */
  archivedAt: Date | null;
  createdAt: Date;
}

/** What keeps a project from being archived. */
export interface ProjectUse {
  /** Runs that have not ended. */
  runs: number;
  /** Enabled ones. */
  workflows: number;
  flows: number;
}

/** What is named is changed; null takes a setting away. */
export interface ProjectChange {
  name?: string;
  settings?: {
    retentionDays?: number | null;
    quotas?: { [Quota in keyof NonNullable<ProjectSettings['quotas']>]?: number | null };
  };
}

export interface ProjectChoice {
  /** Only those that this user is a member of. */
  memberId?: string;
  /** Whether archived ones are among them. @default false */
  archived?: boolean;
}

/** Projects: the tenants. */
export interface ProjectRepository {
  /** `id` lets an installation fix the id of its first project; a repeat with the same id answers the row that exists. */
  create(input: { name: string; id?: string }): Promise<ProjectRow>;
  get(projectId: string): Promise<ProjectRow | null>;
  /** Answers it as it is then; null when there is none. */
  update(projectId: string, change: ProjectChange): Promise<ProjectRow | null>;
  /**
   * Archives it, unless it has something that runs or may start: what that is, then. A repeat changes nothing. Null when
   * there is none.
   */
  archive(projectId: string): Promise<{ project: ProjectRow; use: ProjectUse | null } | null>;
  /** Takes it back. */
  restore(projectId: string): Promise<ProjectRow | null>;
  /** The project that was made first: the one of the installation itself. */
  oldest(): Promise<ProjectRow | null>;
  list(page: PageRequest, options?: ProjectChoice): Promise<Page<ProjectRow>>;
  /** Projects of which the user is a member, oldest first, but for archived ones. */
  ofUser(userId: string): Promise<ProjectRow[]>;
}

export function projectRepository({ prisma, sql, projectSettings }: Store): ProjectRepository {
  return {
    async create({ name, id = newId() }) {
      await prisma.project.createMany({ data: [{ id, name }], skipDuplicates: true });
      return toRow(await prisma.project.findUniqueOrThrow({ where: { id } }));
    },
    async get(projectId) {
      const row = await prisma.project.findUnique({ where: { id: projectId } });
      return row === null ? null : toRow(row);
    },
    async update(projectId, { name, settings = {} }) {
      const [row] = await sql<ProjectRow>(UPDATE, [projectId, name ?? null, JSON.stringify(settings)]);
      projectSettings.forget(projectId);
      return row ?? null;
    },
    async oldest() {
      const row = await prisma.project.findFirst({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
      return row === null ? null : toRow(row);
    },
    async archive(projectId) {
      const [use] = await sql<ProjectUse>(USE, [projectId, LIVE_RUN_STATUSES]);
      const isUsed = use !== undefined && use.runs + use.workflows + use.flows > 0;
      if (!isUsed) {
        await prisma.project.updateMany({
          where: { id: projectId, archivedAt: null },
          data: { archivedAt: new Date() },
        });
      }
      const row = await prisma.project.findUnique({ where: { id: projectId } });
      return row === null ? null : { project: toRow(row), use: isUsed ? use : null };
    },
    async restore(projectId) {
      await prisma.project.updateMany({ where: { id: projectId }, data: { archivedAt: null } });
      const row = await prisma.project.findUnique({ where: { id: projectId } });
      return row === null ? null : toRow(row);
    },
    async list({ limit, cursor }, { memberId, archived = false } = {}) {
      const ofMember = memberId === undefined ? {} : { members: { some: { userId: memberId } } };
      const wanted = { ...ofMember, ...(archived ? {} : { archivedAt: null }) };
      const where = { ...wanted, ...before(cursor) };
      const found = prisma.project.findMany({ where, orderBy: { id: 'desc' }, take: limit + 1 });
      const [rows, total] = await Promise.all([found, prisma.project.count({ where: wanted })]);
      return toPage(rows.map(toRow), limit, total);
    },
    async ofUser(userId) {
      const where = { members: { some: { userId } }, archivedAt: null };
      return (await prisma.project.findMany({ where, orderBy: { id: 'asc' } })).map(toRow);
    },
  };
}

/** Whether there is such a project, and it is not archived: nothing from outside reaches one that is. */
export async function isLive({ sql }: Pick<Store, 'sql'>, projectId: string): Promise<boolean> {
  const rows = await sql('SELECT 1 FROM projects WHERE id = $1 AND archived_at IS NULL', [projectId], 'live-project');
  return rows.length > 0;
}

/** Settings are written by `update` alone, from a checked change. */
function toRow<Row extends { settings: unknown }>(row: Row): Omit<Row, 'settings'> & { settings: ProjectSettings } {
  return { ...row, settings: row.settings as ProjectSettings };
}

const UPDATE = `
UPDATE projects SET name = coalesce($2, name), settings = jsonb_strip_nulls(
  settings || $3::jsonb || jsonb_build_object('quotas', coalesce(settings->'quotas', '{}') || coalesce($3::jsonb->'quotas', '{}')))
WHERE id = $1
RETURNING id, name, settings, archived_at AS "archivedAt", created_at AS "createdAt"`;

const USE = `
SELECT (SELECT count(*)::int FROM runs WHERE project_id = $1 AND status = ANY($2)) AS runs,
       count(*) FILTER (WHERE form = 'workflow')::int AS workflows, count(*) FILTER (WHERE form = 'flow')::int AS flows
FROM workflows WHERE project_id = $1 AND enabled AND deleted_at IS NULL`;
