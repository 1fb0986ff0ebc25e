import { comparable } from '@perdura/definition';
import type { Sql } from '../store.ts';
import { orderKey, orderValue, type RecordCondition, recordConditions } from './record-filters.ts';
import { RECORD_COLUMNS, type RecordRow } from './record-row.ts';
import type { TableFieldRow } from './table-fields.ts';

/** In which order records are read. */
export interface RecordOrder {
  /** Null for the order in which they were made. Records without a value in the field come last. */
  field: TableFieldRow | null;
  direction: 'asc' | 'desc';
}

/** The last record of the page before, by what it was ordered by. */
export interface RecordPlace {
  id: string;
  /** Its value in the field of the order; null where it has none. */
  key: string | number | null;
}

export interface RecordQuery {
  conditions: readonly RecordCondition[];
  order: RecordOrder;
  limit: number;
  after: RecordPlace | null;
}

export interface FoundRecords {
  records: RecordRow[];
  /** Where the page after this one begins; null on the last. */
  next: RecordPlace | null;
  /** How many match, on all pages together. */
  total: number;
}

/** One page of the records of a table that match. */
export async function queryRecords(
  sql: Sql,
  projectId: string,
  tableId: string,
  { conditions, order, limit, after }: RecordQuery,
): Promise<FoundRecords> {
  const values: unknown[] = [projectId, tableId];
  const filter = `r.project_id = $1 AND r.table_id = $2${recordConditions(conditions, values)}`;
  const counted = sql<{ total: number }>(`SELECT count(*)::int AS total FROM table_records r WHERE ${filter}`, [
    ...values,
  ]);
  const beyond = after === null ? '' : ` AND ${comesAfter(order, after, values)}`;
  const by = order.field === null ? '' : `${orderKey(order.field, values)} ${directionOf(order)} NULLS LAST, `;
  values.push(limit + 1);
  const text = `SELECT ${RECORD_COLUMNS} FROM table_records r WHERE ${filter}${beyond}
    ORDER BY ${by}r.id ${directionOf(order)} LIMIT $${values.length}`;
  const [rows, [count]] = await Promise.all([sql<RecordRow>(text, values), counted]);
  const records = rows.slice(0, limit);
  const last = records.at(-1);
  const next = rows.length > limit && last !== undefined ? { id: last.id, key: keyOf(last, order) } : null;
  return { records, next, total: count?.total ?? 0 };
}

function comesAfter({ field, direction }: RecordOrder, { id, key }: RecordPlace, values: unknown[]): string {
  const beyond = direction === 'asc' ? '>' : '<';
  values.push(id);
  const byId = `r.id ${beyond} $${values.length}`;
  if (field === null) return byId;
  const own = orderKey(field, values);
  if (key === null) return `(${own} IS NULL AND ${byId})`;
  const place = orderValue(field, key, values);
  return `(${own} IS NULL OR ${own} ${beyond} ${place} OR (${own} = ${place} AND ${byId}))`;
}

function keyOf(record: RecordRow, { field }: RecordOrder): string | number | null {
  const cell = field === null ? undefined : record.cells[field.id];
  if (field === null || cell === undefined) return null;
  return cell.number ?? comparable(field.type, cell.value);
}

function directionOf({ direction }: RecordOrder): string {
  return direction === 'asc' ? 'ASC' : 'DESC';
}
