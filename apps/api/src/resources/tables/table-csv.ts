import { type Locale, message } from '@perdura/contracts';
import type { Database, GivenCell, StoredCell, TableFieldRow, TableRow } from '@perdura/database';
import { plainValue, TABLE_LIMITS } from '@perdura/definition';
import { CsvError, parse } from 'csv-parse/sync';
import { type ApiError, invalid } from '../../api-error.ts';
import { csvRow } from '../../csv-row.ts';
import { noTable } from './found-table.ts';
import { textOf, withFaults } from './record-faults.ts';
import { recordPages } from './record-pages.ts';

type Tables = Pick<Database, 'tables' | 'tableFields' | 'tableRecords'>;

/** All of a table as CSV, piece by piece: a row of names, then the records, oldest first. */
export async function* csvOf(
  database: Tables,
  table: TableRow,
  { formulas, signal }: { formulas: boolean; signal: AbortSignal },
): AsyncGenerator<string> {
  const fields = await database.tableFields.list(table.projectId, table.id);
  const row = (cells: unknown[]) => csvRow(cells, { formulas });
  yield row(fields.map(({ name }) => name));
  for await (const records of recordPages(database, table, signal)) {
    yield records.map(({ cells }) => row(fields.map((field) => shown(field, cells[field.id])))).join('');
  }
}

/** A number is none for a spreadsheet to run, whatever sign it begins with. */
function shown({ type }: TableFieldRow, cell: StoredCell | undefined): string | number | null {
  return cell === undefined ? null : plainValue(type, cell);
}

export interface CsvImport {
  csv: string;
  /** Whether columns that are no field become fields. */
  createFields: boolean;
  locale: Locale;
}

/**
 * Adds the rows of CSV as records, all of them or none.
 *
 * @throws {ApiError} VALIDATION_FAILED with lines and columns; TABLE_LIMIT
 */
export async function importCsv(
  database: Tables,
  table: TableRow,
  { csv, createFields, locale }: CsvImport,
): Promise<{ records: number; fields: string[] }> {
  const [header, ...rows] = parsedRows(csv, locale);
  const names = headerNames(header?.cells ?? [], locale);
  const before = await database.tableFields.list(table.projectId, table.id);
  const unknown = names.filter((name) => before.every((field) => field.name !== name));
  if (unknown.length > 0 && !createFields) throw unknownColumns(unknown, before, locale);
  const records = rows.map(({ cells }) => cellsOf(cells, names));
  const fields = unknown.map((name) => ({ name, type: 'TEXT' as const }));
  const write = () => database.tableRecords.create(table.projectId, table.id, records, { fields });
  const written = await withFaults(write, (fault) => {
    const line = rows[fault.record]?.line ?? 0;
    const values = { line, column: fault.field, message: textOf(fault, locale) };
    return { pointer: '/csv', message: message(locale, fault.cell === null ? 'csvRecord' : 'csvCell', values) };
  });
  if (written === null) throw noTable(table.id);
  return { records: written.length, fields: unknown };
}

interface CsvLine {
  cells: string[];
  /** The line on which the row ends. */
  line: number;
}

function parsedRows(csv: string, locale: Locale): CsvLine[] {
  try {
    const rows = parse(csv, { bom: true, info: true, skip_empty_lines: true }) as unknown as {
      record: string[];
      info: { lines: number };
    }[];
    return rows.map(({ record, info }) => ({ cells: record, line: info.lines }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw faulty('csvMalformed', { message: error.message }, locale);
  }
}

function headerNames(cells: string[], locale: Locale): string[] {
  const names = cells.map((cell) => cell.trim());
  const isFine = (name: string) => name !== '' && name.length <= TABLE_LIMITS.nameCharacters;
  if (names.length > 0 && names.every(isFine) && new Set(names).size === names.length) return names;
  throw faulty('csvHeader', { found: JSON.stringify(cells).slice(0, 200) }, locale);
}

/** An empty cell is no value. */
function cellsOf(cells: readonly string[], names: readonly string[]): GivenCell[] {
  return cells.flatMap((value, at) => (value === '' ? [] : [{ field: names[at] ?? '', value }]));
}

function unknownColumns(names: string[], fields: readonly TableFieldRow[], locale: Locale): ApiError {
  const list = (all: readonly string[]) =>
    all
      .map((name) => `"${name}"`)
      .join(', ')
      .slice(0, 300) || '—';
  const known = list(fields.map(({ name }) => name));
  return faulty('csvFieldUnknown', { names: list(names), known }, locale);
}

function faulty(
  key: 'csvMalformed' | 'csvHeader' | 'csvFieldUnknown',
  values: Record<string, string>,
  locale: Locale,
): ApiError {
  return invalid([{ pointer: '/csv', message: message(locale, key, values) }]);
}
