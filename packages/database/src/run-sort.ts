import { narrowed, type RunCondition } from './run-condition.ts';
import type { RunFilter } from './run-filter.ts';
import { RUN_COLUMNS, type RunRow } from './run-row.ts';
import type { RunTotals } from './run-total.ts';
import type { Sql } from './store.ts';

/** What runs can be sorted by; the id decides between equal ones. */
export type RunSortField = 'createdAt' | 'startedAt' | 'completedAt' | 'durationMs';

export interface RunSort {
  by: RunSortField;
  descending: boolean;
}

/** A place in a sorted list: what the run there has. A time is ISO 8601; null where the run has no such value. */
export interface SortPlace {
  value: string | number | null;
  id: string;
}

export interface SortedRequest {
  limit: number;
  sort: RunSort;
  /** The last run of the page before; null for the first page. */
  after: SortPlace | null;
}

export interface SortedRuns {
  items: RunRow[];
  total: number;
  /** The last run of this page, when another page follows. */
  next: SortPlace | null;
}

const COLUMNS: Record<RunSortField, { column: string; type: string; always: boolean }> = {
  createdAt: { column: 'r.created_at', type: 'timestamptz', always: true },
  startedAt: { column: 'r.started_at', type: 'timestamptz', always: false },
  completedAt: { column: 'r.completed_at', type: 'timestamptz', always: false },
  durationMs: { column: 'r.duration_ms', type: 'bigint', always: false },
};

/** Pages by what runs have, and after them those that have no such value: two statements, each along an index. */
export async function sortedRuns(
  sql: Sql,
  totals: RunTotals,
  condition: RunCondition,
  filter: RunFilter,
  request: SortedRequest,
): Promise<SortedRuns> {
  const [rows, total] = await Promise.all([pageRows(sql, condition, request), totals(sql, condition, filter)]);
  const items = rows.slice(0, request.limit);
  const last = items.at(-1);
  const next = rows.length > items.length && last !== undefined ? placeOf(last, request.sort) : null;
  return { items, total, next };
}

async function pageRows(sql: Sql, condition: RunCondition, { limit, sort, after }: SortedRequest): Promise<RunRow[]> {
  const wanted = limit + 1;
  const valued = after?.value === null ? [] : await rowsWithValue(sql, condition, sort, after, wanted);
  if (COLUMNS[sort.by].always || valued.length === wanted) return valued;
  const further = await rowsWithout(sql, condition, sort, after?.value === null ? after : null, wanted - valued.length);
  return [...valued, ...further];
}

function rowsWithValue(
  sql: Sql,
  condition: RunCondition,
  { by, descending }: RunSort,
  after: SortPlace | null,
  limit: number,
): Promise<RunRow[]> {
  const { column, type, always } = COLUMNS[by];
  const [order, beyond] = descending ? ['DESC', '<'] : ['ASC', '>'];
  const present = always ? condition : narrowed(condition, `${column} IS NOT NULL`);
  const rest =
    after === null ? present : narrowed(present, `(${column}, r.id) ${beyond} (?::${type}, ?)`, after.value, after.id);
  return rowsOf(sql, rest, `${column} ${order}, r.id ${order}`, limit);
}

function rowsWithout(
  sql: Sql,
  condition: RunCondition,
  { by, descending }: RunSort,
  after: SortPlace | null,
  limit: number,
): Promise<RunRow[]> {
  const [order, beyond] = descending ? ['DESC', '<'] : ['ASC', '>'];
  const absent = narrowed(condition, `${COLUMNS[by].column} IS NULL`);
  const rest = after === null ? absent : narrowed(absent, `r.id ${beyond} ?`, after.id);
  return rowsOf(sql, rest, `r.id ${order}`, limit);
}

function rowsOf(sql: Sql, { where, values }: RunCondition, order: string, limit: number): Promise<RunRow[]> {
  return sql<RunRow>(
    `SELECT ${RUN_COLUMNS} FROM runs r WHERE ${where} ORDER BY ${order} LIMIT ${Math.trunc(limit)}`,
    values,
  );
}

function placeOf(run: RunRow, { by }: RunSort): SortPlace {
  const value = run[by];
  return { value: value instanceof Date ? value.toISOString() : value, id: run.id };
}
