import { narrowed, type RunCondition } from './run-condition.ts';
import type { RunFilter } from './run-filter.ts';
import { RUN_COLUMNS, type RunRow } from './run-row.ts';
import type { RunTotals } from './run-total.ts';
import type { Sql } from './store.ts';

/** How many matches are few enough to be gathered before they are put in order. */
const FEW = 2_000;

/**
 * Filters of which PostgreSQL cannot tell how rarely they are met. Along an index in the order of the list, it would
 * look at a million runs for the twenty that there are.
 */
const UNFORESEEN: readonly (keyof RunFilter)[] = ['nodeId', 'error', 'dataPath'];

/** Counts what matches and finds a page of it, which `pageOf` does with the condition that it is given. */
export async function pageAndTotal<Result>(
  sql: Sql,
  totals: RunTotals,
  { condition, filter }: { condition: RunCondition; filter: RunFilter },
  pageOf: (condition: RunCondition) => Promise<Result>,
): Promise<{ page: Result; total: number }> {
  const isUnforeseen = UNFORESEEN.some((name) => filter[name] !== undefined);
  const few = isUnforeseen ? await fewMatches(sql, condition) : null;
  if (few !== null) {
    return { page: await pageOf(narrowed(condition, 'r.id = ANY(?::text[])', few)), total: few.length };
  }
  const [page, total] = await Promise.all([pageOf(condition), totals(sql, condition, filter)]);
  return { page, total };
}

/** The ids of all matches; null when there are more than few. Materialized, they are not looked for in an order. */
async function fewMatches(sql: Sql, { where, values }: RunCondition): Promise<string[] | null> {
  const rows = await sql<{ id: string }>(
    `WITH found AS MATERIALIZED (SELECT r.id FROM runs r WHERE ${where}) SELECT id FROM found LIMIT ${FEW + 1}`,
    values,
  );
  return rows.length > FEW ? null : rows.map(({ id }) => id);
}

/** The first rows of a condition in an order. */
export function pageRows(
  sql: Sql,
  { where, values }: RunCondition,
  { order, limit }: { order: string; limit: number },
): Promise<RunRow[]> {
  return sql<RunRow>(
    `SELECT ${RUN_COLUMNS} FROM runs r WHERE ${where} ORDER BY ${order} LIMIT ${Math.trunc(limit)}`,
    values,
  );
}
