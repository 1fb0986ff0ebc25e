import { TABLE_LIMITS, type TableFieldType, wireId } from '@perdura/definition';
import { NameTaken } from '../errors.ts';
import { newId } from '../ids.ts';
import { columns, type Sql, type Store } from '../store.ts';
import { TableLimit } from './table-errors.ts';
import { lockedTable, type TableRow } from './table-row.ts';

/** One field of a table. */
export interface TableFieldRow {
  id: string;
  projectId: string;
  tableId: string;
  name: string;
  externalId: string;
  type: TableFieldType;
  /** Of a STATIC_DROPDOWN; none for others. */
  options: string[];
  position: number;
  createdAt: Date;
  updatedAt: Date;
}

export interface NewTableField {
  name: string;
  /** @default its id as the wire spells it */
  externalId?: string;
  type: TableFieldType;
  options?: readonly string[];
}

/** Fields of tables. */
export interface TableFieldRepository {
  /** Null when the project has no such table. @throws {NameTaken} {TableLimit} */
  create(projectId: string, tableId: string, field: NewTableField): Promise<TableFieldRow | null>;
  get(projectId: string, id: string): Promise<TableFieldRow | null>;
  /** In their order. */
  list(projectId: string, tableId: string): Promise<TableFieldRow[]>;
  /** @throws {NameTaken} */
  rename(projectId: string, id: string, name: string): Promise<TableFieldRow | null>;
  /** What records hold in it is not shown any more. */
  remove(projectId: string, id: string): Promise<boolean>;
}

export function tableFieldRepository({ sql, inTransaction }: Store): TableFieldRepository {
  const get = async (own: Sql, projectId: string, id: string) => {
    const [row] = await own<StoredField>(`${SELECT} WHERE f.project_id = $1 AND f.id = $2`, [projectId, id]);
    return row === undefined ? null : toField(row);
  };
  return {
    create: (projectId, tableId, field) =>
      inTransaction(async (own) => {
        const table = await lockedTable(own, projectId, tableId);
        if (table === null) return null;
        const [row = null] = await writeFields(own, table, [field]);
        return row;
      }),
    get: (projectId, id) => get(sql, projectId, id),
    list: (projectId, tableId) => fieldsOf(sql, projectId, tableId),
    rename: (projectId, id, name) =>
      inTransaction(async (own) => {
        const field = await get(own, projectId, id);
        if (field === null || (await lockedTable(own, projectId, field.tableId)) === null) return null;
        const others = (await fieldsOf(own, projectId, field.tableId)).filter((other) => other.id !== id);
        if (others.some((other) => other.name === name)) throw new NameTaken('a field', 'name', name);
        await own('UPDATE table_fields SET name = $3, updated_at = now() WHERE project_id = $1 AND id = $2', [
          ...[projectId, id, name],
        ]);
        return get(own, projectId, id);
      }),
    remove: async (projectId, id) =>
      (await sql('DELETE FROM table_fields WHERE project_id = $1 AND id = $2 RETURNING id', [projectId, id])).length >
      0,
  };
}

/** The fields of a table, in their order. */
export async function fieldsOf(sql: Sql, projectId: string, tableId: string): Promise<TableFieldRow[]> {
  const rows = await sql<StoredField>(
    `${SELECT} WHERE f.project_id = $1 AND f.table_id = $2 ORDER BY f.position, f.id`,
    [projectId, tableId],
  );
  return rows.map(toField);
}

/**
 * Writes fields into a table that is locked, behind those that it has.
 *
 * @throws {NameTaken} {TableLimit}
 */
export async function writeFields(
  sql: Sql,
  table: TableRow,
  given: readonly NewTableField[],
): Promise<TableFieldRow[]> {
  if (given.length === 0) return [];
  const before = await fieldsOf(sql, table.projectId, table.id);
  requireRoom(table, before.length + given.length);
  requireFree(before, given);
  const position = (before.at(-1)?.position ?? -1) + 1;
  const written = given.map((field, place) => storedField(field, position + place));
  const rows = await sql<StoredField>(CREATE, [table.projectId, table.id, JSON.stringify(written)]);
  if (rows.length < written.length) throw new Error(`fields of the table "${table.name}" were not written`);
  return rows.map(toField).toSorted((one, other) => one.position - other.position);
}

/** @throws {TableLimit} when a table would have more fields than it may */
export function requireRoom({ name }: Pick<TableRow, 'name'>, found: number): void {
  if (found > TABLE_LIMITS.fields) throw new TableLimit(`fields of the table "${name}"`, found, TABLE_LIMITS.fields);
}

/** No two fields of a table are called alike. */
function requireFree(before: readonly TableFieldRow[], given: readonly NewTableField[]): void {
  const names = new Set(before.map(({ name }) => name));
  const externalIds = new Set<string | undefined>(before.map(({ externalId }) => externalId));
  for (const { name, externalId } of given) {
    if (names.has(name)) throw new NameTaken('a field', 'name', name);
    if (externalId !== undefined && externalIds.has(externalId))
      throw new NameTaken('a field', 'externalId', externalId);
    names.add(name);
    externalIds.add(externalId);
  }
}

function storedField({ name, externalId, type, options = [] }: NewTableField, position: number) {
  const id = newId();
  const data = type === 'STATIC_DROPDOWN' ? { options: options.map((value) => ({ value })) } : null;
  return { id, name, external_id: externalId ?? wireId(id), type, data, position };
}

/** Finds fields by what they may be meant by: their id in either spelling, their external id, or else their name. */
export function fieldFinder(fields: readonly TableFieldRow[]): (reference: string) => TableFieldRow | null {
  const byReference = new Map(fields.map((field) => [field.name, field]));
  for (const field of fields) byReference.set(field.externalId, field);
  for (const field of fields) byReference.set(field.id, field).set(wireId(field.id), field);
  return (reference) => byReference.get(reference) ?? null;
}

type StoredField = Omit<TableFieldRow, 'options'> & { data: { options: { value: string }[] } | null };

function toField({ data, ...row }: StoredField): TableFieldRow {
  return { ...row, options: data?.options.map(({ value }) => value) ?? [] };
}

const FIELDS = columns(
  [
    ...(['id', 'projectId', 'tableId', 'name', 'externalId', 'type', 'data'] as const),
    ...(['position', 'createdAt', 'updatedAt'] as const),
  ],
  'f',
);

const SELECT = `SELECT ${FIELDS} FROM table_fields f`;

const CREATE = `
  INSERT INTO table_fields AS f (id, project_id, table_id, name, external_id, type, data, position)
  SELECT made.id, $1, $2, made.name, made.external_id, made.type, made.data, made.position
  FROM jsonb_to_recordset($3::jsonb)
    AS made(id text, name text, external_id text, type text, data jsonb, position int)
  RETURNING ${FIELDS}`;
