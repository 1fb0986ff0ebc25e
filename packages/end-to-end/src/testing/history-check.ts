import { eventually } from '@perdura/testkit';
import { queryRows } from './database-rows.ts';
import type { Stack } from './stack.ts';

interface RunRow {
  id: string;
  status: string;
  temporalId: string;
  steps: number;
  openSteps: number;
  admitted: boolean;
}

/** How a row may stand when Temporal says that the execution ended like that. */
const STATUS_OF: Record<string, string> = {
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  TERMINATED: 'cancelled',
  TIMED_OUT: 'failed',
};

export interface HistorySummary {
  runs: number;
  byStatus: Record<string, number>;
}

/**
 * Waits until history is whole and says the same as Temporal: each row has ended as its execution did, has no open
 * step, and no execution is without a row.
 *
 * @throws WaitTimeoutError naming what differs
 */
export async function checkHistories(stack: Stack, timeoutMs = 120_000): Promise<HistorySummary> {
  return eventually(
    async () => {
      const rows = await queryRows<RunRow>(stack, ROWS);
      const executions = await executionsOf(stack);
      const faults = [...rows.flatMap((row) => faultsOf(row, executions)), ...strangers(rows, executions)];
      if (faults.length > 0) throw new Error(`${faults.length} faults: ${faults.slice(0, 5).join('; ')}`);
      return { runs: rows.length, byStatus: countByStatus(rows) };
    },
    { timeoutMs, intervalMs: 500, what: 'history to be whole and true' },
  );
}

const ROWS = `
  SELECT runs.id, runs.status, runs.admitted_at IS NOT NULL AS admitted, runs.temporal_workflow_id AS "temporalId", count(steps.node_id)::int AS steps,
    count(*) FILTER (WHERE steps.status IN ('running', 'waiting'))::int AS "openSteps"
  FROM runs LEFT JOIN steps ON steps.run_id = runs.id GROUP BY runs.id`;

/** Status of each interpreter workflow; of a chain of continued ones, the last. */
async function executionsOf(stack: Stack): Promise<Map<string, string>> {
  const statuses = new Map<string, string>();
  for await (const { workflowId, status } of stack.temporalClient.workflow.list({ query: 'WorkflowType = "run"' })) {
    if (status.name === 'CONTINUED_AS_NEW') continue;
    if (statuses.has(workflowId)) throw new Error(`${workflowId} ran twice`);
    statuses.set(workflowId, status.name);
  }
  return statuses;
}

function faultsOf(row: RunRow, executions: Map<string, string>): string[] {
  const execution = executions.get(row.temporalId);
  // A run that is cancelled in the queue for a slot never was in Temporal.
  if (execution === undefined && !row.admitted && row.status === 'cancelled') return [];
  if (execution === undefined) return [`run ${row.id} (${row.status}) has no execution`];
  if (STATUS_OF[execution] !== row.status) return [`run ${row.id} is ${row.status}, Temporal says ${execution}`];
  if (row.openSteps > 0) return [`run ${row.id} has ended with ${row.openSteps} open steps`];
  return row.steps === 0 && row.status === 'completed' ? [`run ${row.id} completed without a step`] : [];
}

function strangers(rows: RunRow[], executions: Map<string, string>): string[] {
  const known = new Set(rows.map((row) => row.temporalId));
  return [...executions.keys()].filter((id) => !known.has(id)).map((id) => `execution ${id} has no row`);
}

function countByStatus(rows: RunRow[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of rows) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
