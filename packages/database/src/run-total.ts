import type { RunCondition } from './run-condition.ts';
import type { RunFilter } from './run-filter.ts';
import type { Sql } from './store.ts';

/** How long a remembered count is built upon before everything is counted again. */
const FORGET_AFTER_MS = 60_000;
/** How many counts are remembered; the one that was not asked for longest goes first. */
const CAPACITY = 1_000;

/** Filters over what may still change of a run: what they count has to be counted each time. */
const CHANGING: readonly (keyof RunFilter)[] = [
  'status',
  'completedAfter',
  'completedBefore',
  'minDurationMs',
  'maxDurationMs',
  'nodeId',
  'error',
  'errorCode',
  'paused',
];

/** How many runs pass a condition, which is that of the filter. */
export type RunTotals = (sql: Sql, condition: RunCondition, filter: RunFilter) => Promise<number>;

interface Remembered {
  /** How many matching runs were made before `until`. */
  count: number;
  until: Date;
  madeAtMs: number;
}

/**
 * Counts the runs that match a filter. Counting hundreds of thousands of rows for each page would cost more than the
 * page, but rows made more than a minute ago neither come nor go, so their number is remembered and only newer rows
 * are counted. Exact: no statement that could still bring an older row runs that long.
 */
export function runTotals(): RunTotals {
  const remembered = new Map<string, Remembered>();
  return async (sql, { where, values }, filter) => {
    if (CHANGING.some((name) => filter[name] !== undefined)) return countAll(sql, where, values);
    const key = JSON.stringify([where, values]);
    const known = usable(remembered.get(key));
    const counted = await countSince(sql, where, values, known?.until ?? null);
    const count = (known?.count ?? 0) + counted.settled;
    remembered.delete(key);
    remembered.set(key, { count, until: counted.until, madeAtMs: known?.madeAtMs ?? Date.now() });
    const oldest = remembered.keys().next();
    if (remembered.size > CAPACITY && !oldest.done) remembered.delete(oldest.value);
    return count + counted.recent;
  };
}

function usable(entry: Remembered | undefined): Remembered | undefined {
  return entry !== undefined && Date.now() - entry.madeAtMs < FORGET_AFTER_MS ? entry : undefined;
}

async function countAll(sql: Sql, where: string, values: unknown[]): Promise<number> {
  const [row] = await sql<{ total: number }>(`SELECT count(*)::int AS total FROM runs r WHERE ${where}`, values);
  return row?.total ?? 0;
}

async function countSince(
  sql: Sql,
  where: string,
  values: unknown[],
  since: Date | null,
): Promise<{ settled: number; recent: number; until: Date }> {
  const newer = since === null ? '' : `AND r.created_at >= $${values.length + 1}`;
  const [row] = await sql<{ settled: number; recent: number; until: Date }>(
    `WITH horizon AS (SELECT date_trunc('milliseconds', now() - interval '1 minute') AS until)
     SELECT (count(*) FILTER (WHERE r.created_at < horizon.until))::int AS settled,
            (count(*) FILTER (WHERE r.created_at >= horizon.until))::int AS recent,
            horizon.until
     FROM horizon LEFT JOIN runs r ON ${where} ${newer}
     GROUP BY horizon.until`,
    since === null ? values : [...values, since],
  );
  return row ?? { settled: 0, recent: 0, until: new Date(0) };
}
