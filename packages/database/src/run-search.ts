import { type Page, type PageRequest, toPage } from './paging.ts';
import type { RunFilter } from './run-filter.ts';
import { RUN_COLUMNS, type RunRow } from './run-row.ts';
import { runTotals } from './run-total.ts';
import type { Store } from './store.ts';

/** One page of the runs of a project that pass all filters, newest first. */
export type SearchRuns = (projectId: string, filter: RunFilter, page: PageRequest) => Promise<Page<RunRow>>;

export function runSearch({ sql }: Store): SearchRuns {
  const totalOf = runTotals(sql);
  return async (projectId, filter, { limit, cursor }) => {
    const { where, values } = conditionOf(projectId, filter);
    const after = cursor ? `AND r.id < $${values.length + 1}` : '';
    const [rows, total] = await Promise.all([
      sql<RunRow>(
        `SELECT ${RUN_COLUMNS} FROM runs r WHERE ${where} ${after} ORDER BY r.id DESC LIMIT ${Math.trunc(limit) + 1}`,
        cursor ? [...values, cursor] : values,
      ),
      totalOf(where, values, filter),
    ]);
    return toPage(rows, limit, total);
  };
}

/**
 * The condition of each filter; `?` stands for its value. Text is looked for as it is: with a pattern, `%` and `_`
 * would mean something. The condition on tags repeats that of their partial index, without which it is not used.
 */
const CONDITIONS: Record<keyof RunFilter, string> = {
  status: 'r.status = ANY(?::text[])',
  workflowId: 'r.workflow_id = ?',
  triggeredBy: 'r.triggered_by = ?',
  createdAfter: 'r.created_at >= ?',
  createdBefore: 'r.created_at < ?',
  minDurationMs: 'r.duration_ms >= ?',
  maxDurationMs: 'r.duration_ms <= ?',
  nodeId: 'EXISTS (SELECT 1 FROM steps s WHERE s.run_id = r.id AND s.node_id = ?)',
  error: "position(lower(?) IN lower(coalesce(r.error_code, '') || E'\\n' || coalesce(r.error_message, ''))) > 0",
  tag: "r.tags <> '{}' AND r.tags @> ARRAY[?::text]",
  businessKey: 'r.business_key = ?',
  version: 'r.version = ?',
  parentRunId: 'r.parent_run_id = ?',
};

function conditionOf(projectId: string, filter: RunFilter): { where: string; values: unknown[] } {
  const conditions = ['r.project_id = $1'];
  const values: unknown[] = [projectId];
  for (const [name, condition] of Object.entries(CONDITIONS)) {
    const value = filter[name as keyof RunFilter];
    if (value === undefined) continue;
    values.push(value);
    conditions.push(condition.replace('?', `$${values.length}`));
  }
  return { where: conditions.join(' AND '), values };
}
