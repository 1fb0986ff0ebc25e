import { storedId, TABLE_LIMITS, wireId } from '@perdura/definition';
import { NameTaken } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Sql, Store } from '../store.ts';
import { type TwoWayPage, type TwoWayPageRequest, twoWayPage } from '../two-way-paging.ts';
import { removeOutsideWatches } from './outside-watches.ts';
import { TableLimit } from './table-errors.ts';
import { type NewTableField, requireRoom, writeFields } from './table-fields.ts';
import { TABLE_COLUMNS, type TableRow, tableOf } from './table-row.ts';

export interface NewTable {
  name: string;
  /** @default its id as the wire spells it */
  externalId?: string;
  fields?: readonly NewTableField[];
}

/** Which tables a list shows. */
export interface TableFilter {
  /** Part of the name, whatever its case. */
  name?: string;
  externalIds?: readonly string[];
}

/** Tables of a project. */
export interface TableRepository {
  /** @throws {NameTaken} for the table or one of its fields; {TableLimit} */
  create(projectId: string, table: NewTable): Promise<TableRow>;
  get(projectId: string, id: string): Promise<TableRow | null>;
  /** The table that a text means: by its external id, else its id in either spelling, else its name. */
  find(projectId: string, reference: string): Promise<TableRow | null>;
  list(projectId: string, filter: TableFilter, page: TwoWayPageRequest): Promise<TwoWayPage<TableRow>>;
  /** Names of all tables, and what else they may be meant by. */
  names(projectId: string): Promise<Set<string>>;
  /** @throws {NameTaken} */
  rename(projectId: string, id: string, name: string): Promise<TableRow | null>;
  /** With all that is in it. */
  remove(projectId: string, id: string): Promise<boolean>;
}

export function tableRepository({ sql, underLock, inTransaction }: Store): TableRepository {
  const get = (projectId: string, id: string) => tableOf(sql, projectId, id);
  return {
    get,
    create: (projectId, { name, externalId, fields = [] }) =>
      underLock(`tables:${projectId}`, async (own) => {
        const [{ count } = { count: 0 }] = await own<{ count: number }>(COUNT, [projectId]);
        if (count >= TABLE_LIMITS.tables) throw new TableLimit('tables', count + 1, TABLE_LIMITS.tables);
        requireRoom({ name }, fields.length);
        await requireFree(own, projectId, name, externalId);
        const id = newId();
        const [row] = await own<TableRow>(CREATE, [id, projectId, name, externalId ?? wireId(id)]);
        if (row === undefined) throw new Error(`table "${name}" was not written`);
        await writeFields(own, row, fields);
        return row;
      }),
    async find(projectId, reference) {
      const [row] = await sql<TableRow>(FIND, [projectId, reference, storedId(reference)]);
      return row ?? null;
    },
    list: (projectId, { name = null, externalIds = null }, page) =>
      twoWayPage(page, ({ below, above, orderBy, take }) => {
        const order = orderBy.id === 'asc' ? 'ASC' : 'DESC';
        return sql<TableRow>(`${LIST} ORDER BY t.id ${order} LIMIT $6`, [
          projectId,
          below,
          above,
          name,
          externalIds,
          take,
        ]);
      }),
    async names(projectId) {
      const rows = await sql<TableRow>(`SELECT ${TABLE_COLUMNS} FROM tables t WHERE t.project_id = $1`, [projectId]);
      return new Set(rows.flatMap(({ id, externalId, name }) => [name, externalId, id, wireId(id)]));
    },
    rename: (projectId, id, name) =>
      underLock(`tables:${projectId}`, async (own) => {
        const table = await tableOf(own, projectId, id);
        if (table === null || table.name === name) return table;
        await requireFree(own, projectId, name);
        const [row] = await own<TableRow>(RENAME, [projectId, id, name]);
        return row ?? null;
      }),
    remove: (projectId, id) =>
      inTransaction(async (own) => {
        await removeOutsideWatches(own, projectId, id, null);
        return (
          (await own('DELETE FROM tables WHERE project_id = $1 AND id = $2 RETURNING id', [projectId, id])).length > 0
        );
      }),
  };
}

async function requireFree(sql: Sql, projectId: string, name: string, externalId?: string): Promise<void> {
  const [taken] = await sql<{ name: string }>(TAKEN, [projectId, name, externalId ?? null]);
  if (taken === undefined) return;
  if (taken.name === name) throw new NameTaken('a table', 'name', name);
  throw new NameTaken('a table', 'externalId', externalId ?? '');
}

const COUNT = 'SELECT count(*)::int AS count FROM tables WHERE project_id = $1';

const TAKEN =
  'SELECT name FROM tables WHERE project_id = $1 AND (name = $2 OR external_id = $3) ORDER BY name = $2 DESC';

const CREATE = `INSERT INTO tables AS t (id, project_id, name, external_id) VALUES ($1, $2, $3, $4) RETURNING ${TABLE_COLUMNS}`;

const FIND = `
  SELECT ${TABLE_COLUMNS} FROM tables t
  WHERE t.project_id = $1 AND (t.external_id = $2 OR t.id = $3 OR t.name = $2)
  ORDER BY t.external_id = $2 DESC, t.id IS NOT DISTINCT FROM $3 DESC LIMIT 1`;

const LIST = `
  SELECT ${TABLE_COLUMNS} FROM tables t
  WHERE t.project_id = $1 AND ($2::text IS NULL OR t.id < $2) AND ($3::text IS NULL OR t.id > $3)
    AND ($4::text IS NULL OR strpos(lower(t.name), lower($4)) > 0)
    AND ($5::text[] IS NULL OR t.external_id = ANY($5::text[]))`;

const RENAME = `
  UPDATE tables AS t SET name = $3, updated_at = now() WHERE t.project_id = $1 AND t.id = $2 RETURNING ${TABLE_COLUMNS}`;
