import { narrowed, type RunCondition } from './run-condition.ts';
import type { RunFilter } from './run-filter.ts';
import { pageAndTotal, pageRows } from './run-page.ts';
import type { RunRow } from './run-row.ts';
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
  const { page, total } = await pageAndTotal(sql, totals, { condition, filter }, (matching) =>
    sortedRows(sql, matching, request),
  );
  const items = page.slice(0, request.limit);
  const last = items.at(-1);
  const next = page.length > items.length && last !== undefined ? placeOf(last, request.sort) : null;
  return { items, total, next };
}

/** One row more than the limit, where there are as many. */
async function sortedRows(sql: Sql, condition: RunCondition, { limit, sort, after }: SortedRequest): Promise<RunRow[]> {
  const wanted = limit + 1;
  const { always } = COLUMNS[sort.by];
  const [order] = DIRECTIONS[sort.descending ? 'down' : 'up'];
  const valued =
    after?.value === null
      ? []
      : await pageRows(sql, withValue(condition, sort, after), {
          order: `${COLUMNS[sort.by].column} ${order}, r.id ${order}`,
          limit: wanted,
        });
  if (always || valued.length === wanted) return valued;
  const absent = withoutValue(condition, sort, after?.value === null ? after : null);
  const further = await pageRows(sql, absent, { order: `r.id ${order}`, limit: wanted - valued.length });
  return [...valued, ...further];
}

/** The word of an order, and what is beyond a place in it. */
const DIRECTIONS = { up: ['ASC', '>'], down: ['DESC', '<'] } as const;

/** The runs that have a value, beyond a place. */
function withValue(condition: RunCondition, { by, descending }: RunSort, after: SortPlace | null): RunCondition {
  const { column, type, always } = COLUMNS[by];
  const [, beyond] = DIRECTIONS[descending ? 'down' : 'up'];
  const present = always ? condition : narrowed(condition, `${column} IS NOT NULL`);
  if (after === null) return present;
  return narrowed(present, `(${column}, r.id) ${beyond} (?::${type}, ?)`, after.value, after.id);
}

/** The runs that have no value, beyond a place. */
function withoutValue(condition: RunCondition, { by, descending }: RunSort, after: SortPlace | null): RunCondition {
  const [, beyond] = DIRECTIONS[descending ? 'down' : 'up'];
  const absent = narrowed(condition, `${COLUMNS[by].column} IS NULL`);
  return after === null ? absent : narrowed(absent, `r.id ${beyond} ?`, after.id);
}

function placeOf(run: RunRow, { by }: RunSort): SortPlace {
  const value = run[by];
  return { value: value instanceof Date ? value.toISOString() : value, id: run.id };
}
