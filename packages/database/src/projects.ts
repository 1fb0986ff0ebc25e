import type { ProjectSettings } from '@perdura/contracts';
import { newId } from './ids.ts';
import { before, type Page, type PageRequest, toPage } from './paging.ts';
import type { Store } from './store.ts';

export interface ProjectRow {
  id: string;
  name: string;
  settings: ProjectSettings;
  createdAt: Date;
}

/** What is named is changed; null takes a setting away. */
export interface ProjectChange {
  name?: string;
  settings?: {
    retentionDays?: number | null;
    quotas?: { [Quota in keyof NonNullable<ProjectSettings['quotas']>]?: number | null };
  };
}

/** Projects: the tenants. */
export interface ProjectRepository {
  /** `id` lets an installation fix the id of its first project; a repeat with the same id answers the row that exists. */
  create(input: { name: string; id?: string }): Promise<ProjectRow>;
  get(projectId: string): Promise<ProjectRow | null>;
  /** Answers it as it is then; null when there is none. */
  update(projectId: string, change: ProjectChange): Promise<ProjectRow | null>;
  /** The project that was made first: the one of the installation itself. */
  oldest(): Promise<ProjectRow | null>;
  list(page: PageRequest): Promise<Page<ProjectRow>>;
  /** Projects of which the user is a member, oldest first. */
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
    async list({ limit, cursor }) {
      const found = prisma.project.findMany({ where: before(cursor), orderBy: { id: 'desc' }, take: limit + 1 });
      const [rows, total] = await Promise.all([found, prisma.project.count()]);
      return toPage(rows.map(toRow), limit, total);
    },
    async ofUser(userId) {
      const where = { members: { some: { userId } } };
      return (await prisma.project.findMany({ where, orderBy: { id: 'asc' } })).map(toRow);
    },
  };
}

/** Settings are written by `update` alone, from a checked change. */
function toRow<Row extends { settings: unknown }>(row: Row): Omit<Row, 'settings'> & { settings: ProjectSettings } {
  return { ...row, settings: row.settings as ProjectSettings };
}

const UPDATE = `
UPDATE projects SET name = coalesce($2, name), settings = jsonb_strip_nulls(
  settings || $3::jsonb || jsonb_build_object('quotas', coalesce(settings->'quotas', '{}') || coalesce($3::jsonb->'quotas', '{}')))
WHERE id = $1
RETURNING id, name, settings, created_at AS "createdAt"`;
