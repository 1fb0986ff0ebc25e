import type { Database, RecordRow, TableFieldRow, TableRow } from '@perdura/database';
import { wireId } from '@perdura/definition';
import { recordPages } from './record-pages.ts';

/** All of a table as one JSON document, piece by piece: `{name, fields, rows}`, the oldest record first. */
export async function* jsonOf(
  database: Pick<Database, 'tableFields' | 'tableRecords'>,
  table: TableRow,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const fields = await database.tableFields.list(table.projectId, table.id);
  const head = JSON.stringify({ name: table.name, fields: fields.map(({ id, name }) => ({ id: wireId(id), name })) });
  // What fails at the first page is answered as a fault, so nothing is sent before it is there.
  let before = `${head.slice(0, -1)},"rows":[`;
  for await (const records of recordPages(database, table, signal)) {
    yield before + records.map((record) => JSON.stringify(rowOf(record, fields))).join(',');
    before = ',';
  }
  yield before === ',' ? ']}' : `${before}]}`;
}

function rowOf({ cells }: RecordRow, fields: readonly TableFieldRow[]): Record<string, string> {
  return Object.fromEntries(fields.map(({ id, name }) => [name, String(cells[id]?.value ?? '')]));
}
