import type { RunWithSteps } from './ended-run.ts';
import { DatabaseError, DatabaseUnavailable } from './errors.ts';
import type { Page, PageRequest } from './paging.ts';
import { conditionOf, narrowed, type RunCondition } from './run-condition.ts';
import { type CountGroup, type CountRequest, runCounts } from './run-counts.ts';
import type { RunFilter } from './run-filter.ts';
import { pageRows, rowsAndTotal } from './run-page.ts';
import type { RunRow } from './run-row.ts';
import { type SortedRequest, type SortedRuns, sortedRuns } from './run-sort.ts';
import { type RunTotals, runTotals } from './run-total.ts';
import type { Sql, Store } from './store.ts';

/** A search could not be answered in the time that a statement has. */
export class SearchTooBroad extends DatabaseError {
  constructor() {
    super('SEARCH_TOO_BROAD', 'the search was not answered in the time that a statement has; narrow it');
  }
}

export interface SearchOptions {
  /** Ends the statement when it aborts: nobody waits for the answer any more. */
  signal?: AbortSignal;
}

/** Questions about many runs of a project. @throws SearchTooBroad where the answer takes longer than a statement may */
export interface RunSearchRepository {
  /** One page of the runs that pass all filters, newest first; with the steps where they were found on the way. */
  newest(projectId: string, filter: RunFilter, page: PageRequest, options?: SearchOptions): Promise<Page<RunWithSteps>>;
  /** One page of the runs that pass all filters, by a field; those that have no such value come last. */
  sorted(projectId: string, filter: RunFilter, request: SortedRequest, options?: SearchOptions): Promise<SortedRuns>;
  /** How many runs pass all filters, by state, for each group. At most `limit` groups and one more are answered. */
  counts(projectId: string, filter: RunFilter, request: CountRequest, options?: SearchOptions): Promise<CountGroup[]>;
  /** The next runs that pass all filters, newest first, without a total: `before` is the id of the last one before. */
  next(
    projectId: string,
    filter: RunFilter,
    request: { limit: number; before: string | null },
    options?: SearchOptions,
  ): Promise<RunRow[]>;
  /** How many runs pass all filters. */
  total(projectId: string, filter: RunFilter): Promise<number>;
}

export function runSearchRepository(store: Store): RunSearchRepository {
  const totals = runTotals();
  const sqlOf = ({ signal }: SearchOptions = {}): Sql =>
    patient(signal === undefined ? store.sql : store.abortable(signal));
  return {
    newest: (projectId, filter, page, options) => newestPage(sqlOf(options), totals, projectId, filter, page),
    sorted: (projectId, filter, request, options) =>
      sortedRuns(sqlOf(options), totals, conditionOf(projectId, filter), filter, request),
    counts: (projectId, filter, request, options) => runCounts(sqlOf(options), conditionOf(projectId, filter), request),
    next: (projectId, filter, { limit, before }, options) =>
      newestRows(sqlOf(options), conditionOf(projectId, filter), limit, before),
    total: (projectId, filter) => totals(sqlOf(), conditionOf(projectId, filter), filter),
  };
}

/** One page of the runs of a project that pass all filters, newest first. */
export type SearchRuns = (projectId: string, filter: RunFilter, page: PageRequest) => Promise<Page<RunRow>>;

export function runSearch(store: Store): SearchRuns {
  const totals = runTotals();
  return async (projectId, filter, request) => {
    const page = await newestPage(patient(store.sql), totals, projectId, filter, request);
    return { ...page, items: page.items.map(({ run }) => run) };
  };
}

async function newestPage(
  sql: Sql,
  totals: RunTotals,
  projectId: string,
  filter: RunFilter,
  { limit, cursor }: PageRequest,
): Promise<Page<RunWithSteps>> {
  const condition = conditionOf(projectId, filter);
  const beyond = typeof cursor === 'string' ? (matching: RunCondition) => before(matching, cursor) : null;
  const place = { order: NEWEST_FIRST, limit: limit + 1, beyond };
  const { page, total } = await rowsAndTotal(sql, totals, { condition, filter }, place);
  const items = page.slice(0, limit);
  return { items, total, nextCursor: page.length > limit ? (items.at(-1)?.run.id ?? null) : null };
}

/** The newest runs of a condition, behind the one with an id where it is given. */
function newestRows(sql: Sql, condition: RunCondition, limit: number, last: string | null): Promise<RunRow[]> {
  return pageRows(sql, last === null ? condition : before(condition, last), { order: NEWEST_FIRST, limit });
}

const NEWEST_FIRST = 'r.id DESC';

function before(condition: RunCondition, last: string): RunCondition {
  return narrowed(condition, 'r.id < ?', last);
}

/** Tells a statement that took too long apart from a database that is away. */
function patient(sql: Sql): Sql {
  return async (text, values, name) => {
    try {
      return await sql(text, values, name);
    } catch (error) {
      throw error instanceof DatabaseUnavailable && wasCancelled(error.cause) ? new SearchTooBroad() : error;
    }
  };
}

/** SQLSTATE 57014: the statement's time was over. */
function wasCancelled(cause: unknown): boolean {
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === '57014';
}
