import type { StepStatus } from '@perdura/definition/run';
import { firstRounds } from './first-rounds.ts';
import { ITERATION_ORDER, STEP_COLUMNS, STEP_ORDER, type StepRow } from './step-row.ts';
import type { Store } from './store.ts';

/** The steps of a run that one answer can hold. */
export interface SelectedSteps {
  /** In the order in which they started. */
  steps: StepRow[];
  /** How many further rounds of each node there are, shown or not; null when `steps` are all that there are. */
  furtherRounds: RoundCount[] | null;
}

/** How many rounds of a node, round 0 left out, are in one state. */
export interface RoundCount {
  nodeId: string;
  status: StepStatus;
  count: number;
}

/**
 * At most `limit` steps of a run. A run that has more shows those outside loops and of first rounds, and of each node
 * of a loop an equal share of its further rounds: those that failed, wait or run, then the newest.
 */
export async function selectSteps(
  { sql }: Store,
  projectId: string,
  runId: string,
  limit: number,
): Promise<SelectedSteps> {
  const all = await sql<StepRow>(UP_TO_LIMIT, [projectId, runId, limit + 1], 'steps-up-to-limit');
  if (all.length <= limit) return { steps: all, furtherRounds: null };
  const [first, furtherRounds] = await Promise.all([
    sql<StepRow>(FIRST_ROUNDS, [projectId, runId, limit], 'first-rounds-of-run'),
    sql<RoundCount>(COUNT, [projectId, runId], 'count-rounds'),
  ]);
  const nodeIds = [...new Set(furtherRounds.map(({ nodeId }) => nodeId))];
  const share = Math.floor((limit - first.length) / Math.max(1, nodeIds.length));
  const further =
    share < 1 ? [] : await sql<StepRow>(FURTHER, [projectId, runId, nodeIds, share, ...RANKED], 'further-rounds');
  return { steps: [...first, ...further].sort((one, other) => one.position - other.position), furtherRounds };
}

/** What tells most of a loop comes first: what failed, then what is still open. */
const RANKS: Record<StepStatus, number> = { failed: 0, waiting: 1, running: 2, success: 3, skipped: 3, cancelled: 3 };
const RANKED = [Object.keys(RANKS), Object.values(RANKS)];

const UP_TO_LIMIT = `
  SELECT ${STEP_COLUMNS}
  FROM runs r CROSS JOIN LATERAL (SELECT * FROM steps WHERE run_id = r.id LIMIT $3) s
  WHERE r.project_id = $1 AND r.id = $2
  ORDER BY ${STEP_ORDER}`;

const FIRST_ROUNDS = `
  SELECT first.* FROM runs r CROSS JOIN LATERAL (${firstRounds('$3')}) first
  WHERE r.project_id = $1 AND r.id = $2`;

const COUNT = `
  SELECT s.node_id AS "nodeId", s.status, count(*)::int AS count
  FROM runs r JOIN steps s ON s.run_id = r.id AND s.iteration <> '0'
  WHERE r.project_id = $1 AND r.id = $2
  GROUP BY s.node_id, s.status`;

const FURTHER = `
  SELECT ${STEP_COLUMNS} FROM (
    SELECT each.*, row_number() OVER (PARTITION BY each.node_id ORDER BY each.rank, each.iteration_order DESC) AS place
    FROM runs r
    CROSS JOIN unnest($3::text[]) AS node(id)
    CROSS JOIN unnest($5::text[], $6::int[]) AS state(status, rank)
    CROSS JOIN LATERAL (
      SELECT s.*, state.rank, ${ITERATION_ORDER} AS iteration_order FROM steps s
      WHERE s.run_id = r.id AND s.node_id = node.id AND s.status = state.status AND s.iteration <> '0'
      ORDER BY ${ITERATION_ORDER} DESC LIMIT $4
    ) each
    WHERE r.project_id = $1 AND r.id = $2
  ) s WHERE s.place <= $4`;
