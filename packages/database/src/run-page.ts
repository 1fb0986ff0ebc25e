import type { RunCondition } from './run-condition.ts';
import type { RunFilter } from './run-filter.ts';
import { RUN_COLUMNS, type RunRow } from './run-row.ts';
import type { RunTotals } from './run-total.ts';
import type { Sql } from './store.ts';

/** How many matches are few enough to be gathered before they are put in order. */
const FEW = 5_000;

/**
 * Filters of which PostgreSQL cannot tell how rarely they are met. Along an index in the order of the list, it would
 * look at a million runs for the twenty that there are.
 */
const UNFORESEEN: readonly (keyof RunFilter)[] = ['nodeId', 'error', 'dataPath'];

/** How a page is found: in the order of the list until it is full, or out of all matches. */
export type PageWay = 'walk' | 'gather';

/** Counts what matches and finds a page of it: at once, or where it matters how many there are, after it. */
export async function pageAndTotal<Result>(
  sql: Sql,
  totals: RunTotals,
  { condition, filter }: { condition: RunCondition; filter: RunFilter },
  pageOf: (way: PageWay) => Promise<Result>,
): Promise<{ page: Result; total: number }> {
  if (!UNFORESEEN.some((name) => filter[name] !== undefined)) {
    const [page, total] = await Promise.all([pageOf('walk'), totals(sql, condition, filter)]);
    return { page, total };
  }
  const total = await totals(sql, condition, filter);
  return { page: await pageOf(total <= FEW ? 'gather' : 'walk'), total };
}

/** The first rows of a condition in an order. */
export function pageRows(
  sql: Sql,
  { where, values }: RunCondition,
  { order, limit, way }: { order: string; limit: number; way: PageWay },
): Promise<RunRow[]> {
  const matches = `SELECT * FROM runs r WHERE ${where}`;
  const from = way === 'gather' ? `WITH found AS MATERIALIZED (${matches})` : '';
  const source = way === 'gather' ? 'found r' : `runs r WHERE ${where}`;
  return sql<RunRow>(
    `${from} SELECT ${RUN_COLUMNS} FROM ${source} ORDER BY ${order} LIMIT ${Math.trunc(limit)}`,
    values,
  );
}
