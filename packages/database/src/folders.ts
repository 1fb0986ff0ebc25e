import { newId } from './ids.ts';
import { columns, type Store } from './store.ts';
import { type TwoWayPage, type TwoWayPageRequest, twoWayPage } from './two-way-paging.ts';

/** What flows are sorted into. */
export interface FolderRow {
  id: string;
  projectId: string;
  displayName: string;
  displayOrder: number;
  numberOfFlows: number;
  createdAt: Date;
  updatedAt: Date;
}

/** Folders of flows. */
export interface FolderRepository {
  /** Makes a folder, or answers the one that has the name, whatever its case. */
  put(projectId: string, displayName: string): Promise<FolderRow>;
  get(projectId: string, id: string): Promise<FolderRow | null>;
  list(projectId: string, page: TwoWayPageRequest): Promise<TwoWayPage<FolderRow>>;
  update(
    projectId: string,
    id: string,
    change: Partial<Pick<FolderRow, 'displayName' | 'displayOrder'>>,
  ): Promise<FolderRow | null>;
  /** Its flows are in no folder then. */
  remove(projectId: string, id: string): Promise<boolean>;
}

export function folderRepository({ sql, prisma, underLock }: Store): FolderRepository {
  const get = async (projectId: string, id: string) => {
    const [row] = await sql<FolderRow>(`${SELECT} WHERE d.id = $2 AND d.project_id = $1`, [projectId, id], 'folder');
    return row ?? null;
  };
  return {
    get,
    async put(projectId, displayName) {
      const id = await underLock(`folders:${projectId}`, async (query) => {
        const [found] = await query<{ id: string }>(
          'SELECT id FROM flow_folders WHERE project_id = $1 AND lower(display_name) = lower($2) ORDER BY id LIMIT 1',
          [projectId, displayName],
        );
        if (found !== undefined) return found.id;
        const made = newId();
        await query(
          `INSERT INTO flow_folders (id, project_id, display_name, display_order)
           SELECT $1, $2, $3, coalesce(max(display_order) + 1, 0) FROM flow_folders WHERE project_id = $2`,
          [made, projectId, displayName],
        );
        return made;
      });
      const row = await get(projectId, id);
      if (row === null) throw new Error(`folder ${id} was deleted as it was made`);
      return row;
    },
    list: (projectId, page) =>
      twoWayPage(page, ({ below, above, orderBy, take }) =>
        sql<FolderRow>(
          `${SELECT} WHERE d.project_id = $1 AND ($2::text IS NULL OR d.id < $2) AND ($3::text IS NULL OR d.id > $3)
           ORDER BY d.id ${orderBy.id === 'asc' ? 'ASC' : 'DESC'} LIMIT $4`,
          [projectId, below, above, take],
        ),
      ),
    async update(projectId, id, change) {
      await prisma.flowFolder.updateMany({ where: { id, projectId }, data: { ...change, updatedAt: new Date() } });
      return await get(projectId, id);
    },
    async remove(projectId, id) {
      const { count } = await prisma.flowFolder.deleteMany({ where: { id, projectId } });
      return count > 0;
    },
  };
}

const FIELDS = ['id', 'projectId', 'displayName', 'displayOrder', 'createdAt', 'updatedAt'];

const SELECT = `
  SELECT ${columns(FIELDS, 'd')}, (
    SELECT count(*)::int FROM flows f JOIN workflows w ON w.id = f.workflow_id AND w.deleted_at IS NULL
    WHERE f.folder_id = d.id) AS "numberOfFlows"
  FROM flow_folders d`;
