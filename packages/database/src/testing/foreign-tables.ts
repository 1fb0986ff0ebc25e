import type { Database } from '../database.ts';
import type { RecordRow } from '../tables/record-row.ts';
import type { TableFieldRow } from '../tables/table-fields.ts';
import type { TableRow } from '../tables/table-row.ts';
import type { TableWatchRow } from '../tables/table-watches.ts';

export interface FurnishedTable {
  table: TableRow;
  tableField: TableFieldRow;
  tableRecord: RecordRow;
  tableWatch: TableWatchRow;
}

const WATCH = {
  flowId: null,
  webhookUrl: 'https://example.com/',
  events: ['RECORD_CREATED' as const],
  secret: 'whsec_x',
};

/** A table of a project with a record, watched. */
export async function furnishTable(database: Database, { projectId }: { projectId: string }): Promise<FurnishedTable> {
  const table = await database.tables.create(projectId, { name: 'own', fields: [{ name: 'Name', type: 'TEXT' }] });
  const [tableField] = await database.tableFields.list(projectId, table.id);
  const [tableRecord] = (await database.tableRecords.create(projectId, table.id, [VALUES])) ?? [];
  const tableWatch = await database.tableWatches.create(projectId, table.id, WATCH);
  if (!tableField || !tableRecord || !tableWatch) throw new Error('the table was not furnished');
  return { table, tableField, tableRecord, tableWatch };
}

const VALUES = [{ field: 'Name', value: 'own' }];
const FIRST_PAGE = { limit: 100, cursor: null };
const EMPTY_PAGE = { items: [], next: null, previous: null };
const QUERY = { conditions: [], order: { field: null, direction: 'asc' as const }, limit: 10, after: null };

type Attempt = (database: Database, stranger: string, own: FurnishedTable) => Promise<unknown>;

/** What a stranger who knows every id gets from each method, and the harmless answer. */
export const TABLE_ATTEMPTS: Record<string, [Attempt, unknown]> = {
  'tables.find': [(d, s, { table }) => d.tables.find(s, table.id), null],
  'tables.get': [(d, s, { table }) => d.tables.get(s, table.id), null],
  'tables.list': [(d, s) => d.tables.list(s, {}, FIRST_PAGE), EMPTY_PAGE],
  'tables.names': [(d, s) => d.tables.names(s), new Set()],
  'tables.remove': [(d, s, { table }) => d.tables.remove(s, table.id), false],
  'tables.rename': [(d, s, { table }) => d.tables.rename(s, table.id, 'evil'), null],
  'tableFields.create': [(d, s, { table }) => d.tableFields.create(s, table.id, { name: 'evil', type: 'TEXT' }), null],
  'tableFields.get': [(d, s, { tableField }) => d.tableFields.get(s, tableField.id), null],
  'tableFields.list': [(d, s, { table }) => d.tableFields.list(s, table.id), []],
  'tableFields.remove': [(d, s, { tableField }) => d.tableFields.remove(s, tableField.id), false],
  'tableFields.rename': [(d, s, { tableField }) => d.tableFields.rename(s, tableField.id, 'evil'), null],
  'tableRecords.clear': [(d, s, { table }) => d.tableRecords.clear(s, table.id, 10), 0],
  'tableRecords.create': [(d, s, { table }) => d.tableRecords.create(s, table.id, [VALUES]), null],
  'tableRecords.get': [(d, s, { tableRecord }) => d.tableRecords.get(s, tableRecord.id), null],
  'tableRecords.list': [(d, s, { table }) => d.tableRecords.list(s, table.id, [], FIRST_PAGE), EMPTY_PAGE],
  'tableRecords.query': [
    (d, s, { table }) => d.tableRecords.query(s, table.id, QUERY),
    { records: [], next: null, total: 0 },
  ],
  'tableRecords.remove': [
    (d, s, { tableRecord }) => d.tableRecords.remove(s, { ids: [tableRecord.id], tableId: null }),
    [],
  ],
  'tableRecords.update': [
    (d, s, { tableRecord }) => d.tableRecords.update(s, { id: tableRecord.id, tableId: null }, VALUES),
    null,
  ],
  'tableRecords.upsert': [(d, s, { table }) => d.tableRecords.upsert(s, table.id, ['Name'], VALUES), null],
  'tableWatches.create': [(d, s, { table }) => d.tableWatches.create(s, table.id, WATCH), null],
  'tableWatches.get': [(d, s, { table, tableWatch }) => d.tableWatches.get(s, table.id, tableWatch.id), null],
  'tableWatches.list': [(d, s, { table }) => d.tableWatches.list(s, table.id), []],
  'tableWatches.remove': [(d, s, { table, tableWatch }) => d.tableWatches.remove(s, table.id, tableWatch.id), false],
};

/** Methods that name nothing of anybody else. */
export const TABLES_WITHOUT_FOREIGN_ID = ['tables.create'];
