import { hash } from 'node:crypto';
import { endedSteps, type FoundWithSteps, type RunWithSteps, withSteps } from './ended-run.ts';
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

/** Filters that few runs pass as a rule: their first page is likely all that there is. */
const RARE: readonly (keyof RunFilter)[] = ['businessKey', 'parentRunId', 'retryOf'];

/** Steps come with the rows of a page that is no longer than this, of runs that have no more: together they stay small. */
const ROWS_WITH_STEPS = 26;
const STEPS_WITH_ROW = 50;

/** What is asked for: a filter with its condition. */
export interface Matching {
  condition: RunCondition;
  filter: RunFilter;
}

/** Which rows of the matches are wanted. */
export interface PagePlace {
  order: string;
  limit: number;
  /** Adds to the condition what comes after the page before; null for the first page. */
  beyond: ((condition: RunCondition) => RunCondition) | null;
}

/** Counts what matches and finds a page of it, which `pageOf` does with the condition that it is given. */
export async function pageAndTotal<Result>(
  sql: Sql,
  totals: RunTotals,
  { condition, filter }: Matching,
  pageOf: (condition: RunCondition) => Promise<Result>,
): Promise<{ page: Result; total: number }> {
  const few = isUnforeseen(filter) ? await fewMatches(sql, condition) : null;
  if (few !== null) {
    return { page: await pageOf(narrowed(condition, 'r.id = ANY(?::text[])', few)), total: few.length };
  }
  const [page, total] = await Promise.all([pageOf(condition), totals(sql, condition, filter)]);
  return { page, total };
}

/**
 * As `pageAndTotal`, of a page that is rows in one order: where few runs match, by one statement. Where the filter is one
 * that few runs pass, their steps come with them.
 */
export async function rowsAndTotal(
  sql: Sql,
  totals: RunTotals,
  { condition, filter }: Matching,
  place: PagePlace,
): Promise<{ page: RunWithSteps[]; total: number }> {
  const { order, limit, beyond } = place;
  const few = isUnforeseen(filter) ? await fewRows(sql, { condition, filter }, place) : null;
  if (few !== null) return few;
  const request = { order, limit, keep: isPlannedOnce(filter) };
  if (beyond === null && RARE.some((name) => filter[name] !== undefined)) {
    const page = await rowsWithSteps(sql, condition, request);
    return { page, total: page.length < limit ? page.length : await totals(sql, condition, filter) };
  }
  const rows = pageRows(sql, beyond === null ? condition : beyond(condition), request);
  const [page, total] = await Promise.all([rows, totals(sql, condition, filter)]);
  return { page: page.map(alone), total };
}

const alone = (run: RunRow): RunWithSteps => ({ run, steps: null });

function isUnforeseen(filter: RunFilter): boolean {
  return UNFORESEEN.some((name) => filter[name] !== undefined);
}

/** The ids of all matches; null when there are more than few. Materialized, they are not looked for in an order. */
async function fewMatches(sql: Sql, { where, values }: RunCondition): Promise<string[] | null> {
  const rows = await sql<{ id: string }>(
    `WITH found AS MATERIALIZED (SELECT r.id FROM runs r WHERE ${where}) SELECT id FROM found LIMIT ${FEW + 1}`,
    values,
  );
  return rows.length > FEW ? null : rows.map(({ id }) => id);
}

/** A page of the matches, and how many there are; null when these are more than few. */
async function fewRows(
  sql: Sql,
  { condition, filter }: Matching,
  { order, limit, beyond }: PagePlace,
): Promise<{ page: RunWithSteps[]; total: number } | null> {
  const all = { where: 'true', values: condition.values };
  const wanted = beyond === null ? all : beyond(all);
  const [rows, steps] = [wanted.values.length + 1, wanted.values.length + 2];
  const text = `
    WITH found AS MATERIALIZED (SELECT ${RUN_COLUMNS} FROM runs r WHERE ${condition.where}),
    few AS MATERIALIZED (SELECT * FROM found LIMIT ${FEW + 1})
    SELECT (SELECT count(*)::int FROM few) AS total, r.*, ended.steps
    FROM (SELECT * FROM few r WHERE ${wanted.where} ORDER BY ${order} LIMIT $${rows}) r ${endedSteps(`$${steps}`)}
    ORDER BY ${order}`;
  const values = [...wanted.values, Math.trunc(limit), stepsFor(limit) + 1];
  const name = isPlannedOnce(filter) ? nameOf(text) : undefined;
  const found = await sql<{ total: number } & FoundWithSteps>(text, values, name);
  const [first] = found;
  if (first !== undefined) {
    const page = found.map((run) => withSteps(run, stepsFor(limit)));
    return first.total > FEW ? null : { page, total: first.total };
  }
  if (beyond === null) return { page: [], total: 0 };
  // Behind the last match there is no row that tells how many there are.
  const ids = await fewMatches(sql, condition);
  return ids === null ? null : { page: [], total: ids.length };
}

interface RowsRequest {
  order: string;
  limit: number;
  /** Whether connections keep the plan. */
  keep?: boolean;
}

/** The first rows of a condition in an order. */
export function pageRows(
  sql: Sql,
  { where, values }: RunCondition,
  { order, limit, keep = false }: RowsRequest,
): Promise<RunRow[]> {
  const text = `SELECT ${RUN_COLUMNS} FROM runs r WHERE ${where} ORDER BY ${order} LIMIT $${values.length + 1}`;
  return sql<RunRow>(text, [...values, Math.trunc(limit)], keep ? nameOf(text) : undefined);
}

/** The same with the steps of those that have ended: the way to PostgreSQL and back is most of what few rows take. */
async function rowsWithSteps(
  sql: Sql,
  { where, values }: RunCondition,
  { order, limit, keep = false }: RowsRequest,
): Promise<RunWithSteps[]> {
  const [rows, steps] = [values.length + 1, values.length + 2];
  const text = `
    SELECT ${RUN_COLUMNS}, ended.steps
    FROM (SELECT * FROM runs r WHERE ${where} ORDER BY ${order} LIMIT $${rows}) r ${endedSteps(`$${steps}`)}
    ORDER BY ${order}`;
  const found = await sql<FoundWithSteps>(
    text,
    [...values, Math.trunc(limit), stepsFor(limit) + 1],
    keep ? nameOf(text) : undefined,
  );
  return found.map((row) => withSteps(row, stepsFor(limit)));
}

/** How many steps may come with each row of a page: none with those of a long one. */
const stepsFor = (limit: number) => (limit > ROWS_WITH_STEPS ? 0 : STEPS_WITH_ROW);

/**
 * Whether the question is one of few, and looks along one index whatever its values are: planning it takes longer than
 * answering it, so each connection keeps its plan.
 */
function isPlannedOnce(filter: RunFilter): boolean {
  const names = Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  return names.length > 0 && names.every((name) => PLANNED_ONCE.has(name));
}

const PLANNED_ONCE: ReadonlySet<string> = new Set([...RARE, 'dataPath', 'dataValue']);

/** PostgreSQL knows a kept statement by its name: one text, one name. */
function nameOf(text: string): string {
  return `runs-${hash('sha256', text).slice(0, 24)}`;
}
