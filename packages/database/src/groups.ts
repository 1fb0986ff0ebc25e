import { newId } from './ids.ts';
import { before, type Page, type PageRequest, toPage } from './paging.ts';
import type { Store } from './store.ts';

/** Approvers by one name. */
export interface GroupRow {
  id: string;
  projectId: string;
  name: string;
  /** Ids of users, or addresses. */
  members: string[];
  createdAt: Date;
  updatedAt: Date;
}

/** Groups of approvers, by name. */
export interface GroupRepository {
  /** Makes the group, or gives the one of that name these members. */
  put(projectId: string, name: string, members: string[]): Promise<GroupRow>;
  get(projectId: string, name: string): Promise<GroupRow | null>;
  list(projectId: string, page: PageRequest): Promise<Page<GroupRow>>;
  remove(projectId: string, name: string): Promise<boolean>;
}

export function groupRepository({ prisma }: Store): GroupRepository {
  return {
    put: (projectId, name, members) =>
      prisma.group.upsert({
        where: { projectId_name: { projectId, name } },
        create: { id: newId(), projectId, name, members },
        update: { members, updatedAt: new Date() },
      }),
    get: (projectId, name) => prisma.group.findUnique({ where: { projectId_name: { projectId, name } } }),
    async list(projectId, { limit, cursor }) {
      const where = { projectId, ...before(cursor) };
      const found = prisma.group.findMany({ where, orderBy: { id: 'desc' }, take: limit + 1 });
      const [rows, total] = await Promise.all([found, prisma.group.count({ where: { projectId } })]);
      return toPage(rows, limit, total);
    },
    async remove(projectId, name) {
      const { count } = await prisma.group.deleteMany({ where: { projectId, name } });
      return count > 0;
    },
  };
}
