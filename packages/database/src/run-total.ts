import type { RunCondition } from './run-condition.ts';
import type { RunFilter } from './run-filter.ts';
import type { Sql } from './store.ts';

/** How long a remembered count is built upon before everything is counted again. */
const FORGET_AFTER_MS = 60_000;
/** How old runs are, in seconds, when they come and go no more unless the project is told: longer than any statement. */
export const SETTLED_AFTER_S = 60;
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
  /** The project's when they were counted. */
  revision: number;
  madeAtMs: number;
}

/**
 * Counts the runs that match a filter. Counting hundreds of thousands of rows for each page would cost more than the
 * page, but rows made more than a minute ago seldom come or go, so their number is remembered and only newer rows are
 * counted. Exact: no statement that brings a row of its own time runs that long, and what brings or takes older ones
 * tells the project so.
 */
export function runTotals(): RunTotals {
  const remembered = new Map<string, Remembered>();
  return async (sql, { where, values }, filter) => {
    if (CHANGING.some((name) => filter[name] !== undefined)) return countAll(sql, where, values);
    const key = JSON.stringify([where, values]);
    const known = usable(remembered.get(key));
    const news = known === undefined ? null : await countSince(sql, where, values, known.until);
    const isGood = known !== undefined && news?.revision === known.revision;
    const base = isGood ? known : { count: 0, madeAtMs: Date.now() };
    const counted = isGood ? news : await countSince(sql, where, values, null);
    const count = base.count + counted.settled;
    remembered.delete(key);
    remembered.set(key, { count, until: counted.until, revision: counted.revision, madeAtMs: base.madeAtMs });
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

interface Counted {
  settled: number;
  recent: number;
  until: Date;
  revision: number;
}

async function countSince(sql: Sql, where: string, values: unknown[], since: Date | null): Promise<Counted> {
  const newer = since === null ? '' : `AND r.created_at >= $${values.length + 1}`;
  const [row] = await sql<Counted>(
    `WITH horizon AS (
       SELECT date_trunc('milliseconds', now() - interval '${SETTLED_AFTER_S} seconds') AS until,
         coalesce((SELECT p.old_runs_revision FROM projects p WHERE p.id = $1), 0) AS revision)
     SELECT (count(*) FILTER (WHERE r.created_at < horizon.until))::int AS settled,
            (count(*) FILTER (WHERE r.created_at >= horizon.until))::int AS recent,
            horizon.until, horizon.revision
     FROM horizon LEFT JOIN runs r ON ${where} ${newer}
     GROUP BY horizon.until, horizon.revision`,
    since === null ? values : [...values, since],
  );
  return row ?? { settled: 0, recent: 0, until: new Date(0), revision: 0 };
}

/** Tells the projects of rows that runs made a while ago came or went; to be done by the statement that does it. */
export function tellOldRuns(rows: string, condition = 'true'): string {
  return `UPDATE projects SET old_runs_revision = old_runs_revision + 1
  WHERE id IN (SELECT project_id FROM ${rows} WHERE ${condition})`;
}
