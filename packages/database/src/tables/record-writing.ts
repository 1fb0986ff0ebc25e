import type { RecordChange } from '@perdura/definition';
import { newId } from '../ids.ts';
import type { Sql, Store } from '../store.ts';
import { changedCells, type GivenCell, readRecords, requireSize } from './record-cells.ts';
import { recordConditions } from './record-filters.ts';
import { type ChangeContext, RECORD_COLUMNS, type RecordOptions, type RecordRow, recordsById } from './record-row.ts';
import { tellChanges } from './record-telling.ts';
import { InvalidRecords, TableLimit } from './table-errors.ts';
import { fieldFinder, fieldsOf, type NewTableField, type TableFieldRow, writeFields } from './table-fields.ts';
import { lockedTable, type TableRow, tableOf } from './table-row.ts';
import { writeOnce } from './write-once.ts';

/** Changes of records, each told to those who listen in its own transaction. */
export interface RecordWriting {
  /**
   * All or none of them; null when the project has no such table. A repeat of `once` answers those that still are.
   * `fields` are made first, in the same transaction.
   *
   * @throws {InvalidRecords} {TableLimit}
   */
  create(
    projectId: string,
    tableId: string,
    records: readonly (readonly GivenCell[])[],
    context?: ChangeContext & { fields?: readonly NewTableField[] },
  ): Promise<RecordRow[] | null>;
  /**
   * Changes the fields that are given. Where nothing is different, nobody is told.
   *
   * @param tableId of its table; null for any
   * @throws {InvalidRecords}
   */
  update(
    projectId: string,
    place: { id: string; tableId: string | null },
    cells: readonly GivenCell[],
    context?: ChangeContext,
  ): Promise<{ before: RecordRow; after: RecordRow } | null>;
  /**
   * Changes the oldest record whose values in the fields of `match` are those that are given, or makes one. Null when the
   * project has no such table.
   *
   * @throws {InvalidRecords} {TableLimit}
   */
  upsert(
    projectId: string,
    tableId: string,
    match: readonly string[],
    cells: readonly GivenCell[],
    context?: ChangeContext,
  ): Promise<{ record: RecordRow | null; created: boolean } | null>;
  /**
   * Deletes those of the records that there are.
   *
   * @param tableId of their table; null for any
   * @returns their ids
   */
  remove(
    projectId: string,
    place: { ids: readonly string[]; tableId: string | null },
    context?: ChangeContext,
  ): Promise<string[]>;
  /** Deletes some of a table's records, oldest first; answers how many: 0 once there are none. */
  clear(projectId: string, tableId: string, limit: number, context?: ChangeContext): Promise<number>;
}

/** All that changes records. */
export function recordWriting({ sql, inTransaction }: Store, options: RecordOptions): RecordWriting {
  return {
    create: (projectId, tableId, records, context = {}) =>
      inTransaction(async (own) => {
        const table = await lockedTable(own, projectId, tableId);
        if (table === null) return null;
        const writer = new TableWriter(own, table, context, options);
        const ids = await writeOnce(own, projectId, context.once ?? null, async () => {
          await writeFields(own, table, context.fields ?? []);
          return writer.create(records);
        });
        return recordsById(own, projectId, ids);
      }),
    update: (projectId, place, cells, context = {}) =>
      inTransaction((own) => updateRecord(own, projectId, place, cells, context, options)),
    upsert: (projectId, tableId, match, cells, context = {}) =>
      inTransaction(async (own) => {
        const table = await lockedTable(own, projectId, tableId);
        if (table === null) return null;
        const writer = new TableWriter(own, table, context, options);
        const work = () => writer.upsert(match, cells);
        const { id, created } = await writeOnce(own, projectId, context.once ?? null, work);
        const [record = null] = await recordsById(own, projectId, [id]);
        return { record, created };
      }),
    remove: (projectId, { ids, tableId }, context = {}) =>
      inTransaction((own) =>
        writeOnce(own, projectId, context.once ?? null, async () => {
          const gone = await own<RecordRow>(REMOVE, [projectId, ids, tableId]);
          await tellGone(own, projectId, gone, context, options);
          return gone.map(({ id }) => id);
        }),
      ),
    async clear(projectId, tableId, limit, context = {}) {
      for (;;) {
        const rows = await sql<{ id: string }>(OLDEST, [projectId, tableId, limit]);
        if (rows.length === 0) return 0;
        const ids = rows.map(({ id }) => id);
        const count = await inTransaction(async (own) => {
          const gone = await own<RecordRow>(REMOVE, [projectId, ids, tableId]);
          await tellGone(own, projectId, gone, context, options);
          return gone.length;
        });
        // Where others took all of these meanwhile, there may be more.
        if (count > 0) return count;
      }
    },
  };
}

/** Changes of one table's records, with the statements of a transaction. */
class TableWriter {
  readonly #sql: Sql;
  readonly #table: TableRow;
  readonly #depth: number;
  readonly #options: RecordOptions;

  constructor(sql: Sql, table: TableRow, { depth = 0 }: ChangeContext, options: RecordOptions) {
    this.#sql = sql;
    this.#table = table;
    this.#depth = depth;
    this.#options = options;
  }

  /** Makes records, and answers their ids. */
  async create(records: readonly (readonly GivenCell[])[]): Promise<string[]> {
    const fields = await this.#fields();
    const read = readRecords(records, fields, new Date()).map((changes) => changedCells({}, changes) ?? {});
    requireSize(read);
    await this.#requireRoom(read.length);
    const made: RecordRow[] = [];
    for (let start = 0; start < read.length; start += INSERTED_AT_ONCE) {
      const part = read.slice(start, start + INSERTED_AT_ONCE).map((cells) => JSON.stringify(cells));
      const { projectId, id } = this.#table;
      made.push(...(await this.#sql<RecordRow>(CREATE, [projectId, id, part.map(() => newId()), part])));
    }
    await this.tell('RECORD_CREATED', made, fields);
    return made.map(({ id }) => id);
  }

  /** Changes a record whose row is locked; answers it as it is then. */
  async change(record: RecordRow, given: readonly GivenCell[]): Promise<RecordRow> {
    const fields = await this.#fields();
    const [changes = new Map()] = readRecords([given], fields, new Date());
    const cells = changedCells(record.cells, changes);
    if (cells === null) return record;
    requireSize([cells]);
    const [changed] = await this.#sql<RecordRow>(CHANGE, [record.projectId, record.id, JSON.stringify(cells)]);
    if (changed === undefined) throw new Error(`record ${record.id} was deleted as it was changed`);
    await this.tell('RECORD_UPDATED', [changed], fields, new Map([[record.id, record.cells]]));
    return changed;
  }

  /** Changes the record that matches, or makes one. */
  async upsert(match: readonly string[], given: readonly GivenCell[]): Promise<{ id: string; created: boolean }> {
    const matching = await this.#matching(match, given);
    if (matching === null) {
      const [id = ''] = await this.create([given]);
      return { id, created: true };
    }
    await this.change(matching, given);
    return { id: matching.id, created: false };
  }

  async tell(
    change: RecordChange,
    records: readonly RecordRow[],
    fields: readonly TableFieldRow[],
    before?: ReadonlyMap<string, RecordRow['cells']>,
  ): Promise<void> {
    const told = { table: this.#table, fields, change, records, depth: this.#depth };
    await tellChanges(this.#sql, before === undefined ? told : { ...told, before });
  }

  #fields(): Promise<TableFieldRow[]> {
    return fieldsOf(this.#sql, this.#table.projectId, this.#table.id);
  }

  async #requireRoom(more: number): Promise<void> {
    const { id, name } = this.#table;
    const [counted] = await this.#sql<{ count: number }>(COUNT, [id]);
    const found = (counted?.count ?? 0) + more;
    if (found > this.#options.maxRecords)
      throw new TableLimit(`records of the table "${name}"`, found, this.#options.maxRecords);
  }

  async #matching(match: readonly string[], given: readonly GivenCell[]): Promise<RecordRow | null> {
    const find = fieldFinder(await this.#fields());
    const conditions = match.map((name) => {
      const field = find(name);
      const value = given.find((cell) => field !== null && find(cell.field)?.id === field.id)?.value ?? null;
      if (value === null || value === '') {
        throw new InvalidRecords([{ record: 0, cell: null, field: name, key: 'cellMissing', values: { name } }]);
      }
      return { field, operator: 'eq' as const, value };
    });
    const values: unknown[] = [this.#table.projectId, this.#table.id];
    const filter = recordConditions(conditions, values);
    const [row] = await this.#sql<RecordRow>(`${OF_TABLE}${filter} ORDER BY r.id LIMIT 1 FOR UPDATE`, values);
    return row ?? null;
  }
}

async function updateRecord(
  sql: Sql,
  projectId: string,
  { id, tableId }: { id: string; tableId: string | null },
  given: readonly GivenCell[],
  context: ChangeContext,
  options: RecordOptions,
): Promise<{ before: RecordRow; after: RecordRow } | null> {
  const [before] = await sql<RecordRow>(LOCKED, [projectId, id, tableId]);
  const table = before === undefined ? null : await tableOf(sql, projectId, before.tableId);
  if (before === undefined || table === null) return null;
  const writer = new TableWriter(sql, table, context, options);
  await writeOnce(sql, projectId, context.once ?? null, async () => {
    await writer.change(before, given);
    return id;
  });
  const [after] = await recordsById(sql, projectId, [id]);
  return after === undefined ? null : { before, after };
}

/** Tells of deleted records, table by table. */
async function tellGone(
  sql: Sql,
  projectId: string,
  gone: readonly RecordRow[],
  context: ChangeContext,
  options: RecordOptions,
): Promise<void> {
  for (const tableId of new Set(gone.map((record) => record.tableId))) {
    const table = await tableOf(sql, projectId, tableId);
    if (table === null) continue;
    const records = gone.filter((record) => record.tableId === tableId);
    const fields = await fieldsOf(sql, projectId, tableId);
    await new TableWriter(sql, table, context, options).tell('RECORD_DELETED', records, fields);
  }
}

const INSERTED_AT_ONCE = 1_000;

const OF_TABLE = `SELECT ${RECORD_COLUMNS} FROM table_records r WHERE r.project_id = $1 AND r.table_id = $2`;

const COUNT = 'SELECT count(*)::int AS count FROM table_records WHERE table_id = $1';

const CREATE = `
  INSERT INTO table_records AS r (id, project_id, table_id, cells)
  SELECT made.id, $1, $2, made.cells::jsonb
  FROM unnest($3::text[], $4::text[]) WITH ORDINALITY AS made(id, cells, place) ORDER BY made.place
  RETURNING ${RECORD_COLUMNS}`;

const LOCKED = `
  SELECT ${RECORD_COLUMNS} FROM table_records r
  WHERE r.project_id = $1 AND r.id = $2 AND ($3::text IS NULL OR r.table_id = $3) FOR UPDATE`;

const CHANGE = `
  UPDATE table_records AS r SET cells = $3::jsonb, updated_at = now() WHERE r.project_id = $1 AND r.id = $2
  RETURNING ${RECORD_COLUMNS}`;

const REMOVE = `
  DELETE FROM table_records AS r
  WHERE r.project_id = $1 AND r.id = ANY($2::text[]) AND ($3::text IS NULL OR r.table_id = $3)
  RETURNING ${RECORD_COLUMNS}`;

const OLDEST = 'SELECT id FROM table_records WHERE project_id = $1 AND table_id = $2 ORDER BY id LIMIT $3';
