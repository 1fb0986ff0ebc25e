import { newId } from './ids.ts';
import { before, type Page, type PageRequest, toPage } from './paging.ts';
import type { Store } from './store.ts';

export interface ProjectRow {
  id: string;
  name: string;
  createdAt: Date;
}

/** Projects: the tenants. */
export interface ProjectRepository {
  /** `id` lets an installation fix the id of its first project; a repeat with the same id answers the row that exists. */
  create(input: { name: string; id?: string }): Promise<ProjectRow>;
  get(projectId: string): Promise<ProjectRow | null>;
  /** The project that was made first: the one of the installation itself. */
  oldest(): Promise<ProjectRow | null>;
  list(page: PageRequest): Promise<Page<ProjectRow>>;
  /** Projects of which the user is a member, oldest first. */
  ofUser(userId: string): Promise<ProjectRow[]>;
}

export function projectRepository({ prisma }: Store): ProjectRepository {
  return {
    async create({ name, id = newId() }) {
      await prisma.project.createMany({ data: [{ id, name }], skipDuplicates: true });
      return prisma.project.findUniqueOrThrow({ where: { id } });
    },
    get: (projectId) => prisma.project.findUnique({ where: { id: projectId } }),
    oldest: () => prisma.project.findFirst({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] }),
    async list({ limit, cursor }) {
      const rows = prisma.project.findMany({ where: before(cursor), orderBy: { id: 'desc' }, take: limit + 1 });
      const [items, total] = await Promise.all([rows, prisma.project.count()]);
      return toPage(items, limit, total);
    },
    ofUser: (userId) => prisma.project.findMany({ where: { members: { some: { userId } } }, orderBy: { id: 'asc' } }),
  };
}
