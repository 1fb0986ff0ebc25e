import type { JsonObject } from '@perdura/definition';
import { NameTaken } from './errors.ts';
import { newId } from './ids.ts';
import { before, type Page, type PageRequest, toPage } from './paging.ts';
import { isUniqueViolation, json, type Store } from './store.ts';

/** A search that somebody keeps by name. */
export interface SavedSearchRow {
  id: string;
  projectId: string;
  /** Who made it. */
  userId: string;
  name: string;
  /** Its parameters as a body carries them. */
  filter: JsonObject;
  createdAt: Date;
  updatedAt: Date;
}

export type NewSavedSearch = Pick<SavedSearchRow, 'userId' | 'name' | 'filter'>;

/** Saved searches. @throws NameTaken when another one of the project has the name */
export interface SavedSearchRepository {
  create(projectId: string, input: NewSavedSearch): Promise<SavedSearchRow>;
  get(projectId: string, id: string): Promise<SavedSearchRow | null>;
  list(projectId: string, page: PageRequest): Promise<Page<SavedSearchRow>>;
  update(
    projectId: string,
    id: string,
    change: Partial<Pick<SavedSearchRow, 'name' | 'filter'>>,
  ): Promise<SavedSearchRow | null>;
  remove(projectId: string, id: string): Promise<boolean>;
}

export function savedSearchRepository({ prisma }: Store): SavedSearchRepository {
  return {
    async create(projectId, { userId, name, filter }) {
      const data = { id: newId(), projectId, userId, name, filter: json(filter) };
      return rowOf(await refusing(name, () => prisma.savedSearch.create({ data })));
    },
    async get(projectId, id) {
      const found = await prisma.savedSearch.findFirst({ where: { id, projectId } });
      return found === null ? null : rowOf(found);
    },
    async list(projectId, { limit, cursor }) {
      const where = { projectId, ...before(cursor) };
      const found = prisma.savedSearch.findMany({ where, orderBy: { id: 'desc' }, take: limit + 1 });
      const [rows, total] = await Promise.all([found, prisma.savedSearch.count({ where: { projectId } })]);
      return toPage(rows.map(rowOf), limit, total);
    },
    async update(projectId, id, { name, filter }) {
      const data = {
        ...(name === undefined ? {} : { name }),
        ...(filter === undefined ? {} : { filter: json(filter) }),
        updatedAt: new Date(),
      };
      const [changed] = await refusing(name ?? '', () =>
        prisma.savedSearch.updateManyAndReturn({ where: { id, projectId }, data }),
      );
      return changed === undefined ? null : rowOf(changed);
    },
    async remove(projectId, id) {
      const { count } = await prisma.savedSearch.deleteMany({ where: { id, projectId } });
      return count > 0;
    },
  };
}

function rowOf<Row extends { filter: unknown }>(row: Row): Row & { filter: JsonObject } {
  return { ...row, filter: row.filter as JsonObject };
}

async function refusing<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw isUniqueViolation(error) ? new NameTaken('a saved search', 'name', name) : error;
  }
}
