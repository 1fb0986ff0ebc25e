import type { PlanNodeType } from '@perdura/definition';
import type { StepPlace, StepStatus } from '@perdura/definition/run';
import { firstRounds } from './first-rounds.ts';
import { type IterationPage, type IterationPageRequest, iterationPage } from './iteration-page.ts';
import { STEP_COLUMNS, STEP_FIELDS, STEP_ORDER, type StepRow } from './step-row.ts';
import { type SelectedSteps, selectSteps } from './step-selection.ts';
import type { Store } from './store.ts';

/** Steps of runs, in the order in which they started. They are written by the runs repository. */
export interface StepRepository {
  /** Every step: of a run that loops these may be tens of thousands. */
  ofRun(projectId: string, runId: string): Promise<StepRow[]>;
  /**
   * As many steps of each run as a list can show: all when there are at most `limit`, otherwise those outside loops and
   * of first rounds. Results are given up to 16 MB in all, those of the newest runs first.
   */
  ofRuns(projectId: string, runIds: string[], limit: number): Promise<Map<string, ListedSteps>>;
  /** At most `limit` steps of a run: those outside loops and of first rounds, then those that tell most of each node. */
  select(projectId: string, runId: string, limit: number): Promise<SelectedSteps>;
  /** One page of the iterations of a node, in their numeric order. */
  iterations(projectId: string, runId: string, nodeId: string, page: IterationPageRequest): Promise<IterationPage>;
  /** The states that history has of these steps; those that it does not have are left out. */
  statuses(projectId: string, runId: string, places: StepPlace[]): Promise<(StepPlace & { status: StepStatus })[]>;
  /** The type of a node that has a step in the run; null when it has none. */
  typeOf(projectId: string, runId: string, nodeId: string): Promise<PlanNodeType | null>;
}

/** Steps of one run of a list; `more`: it has further ones. */
export interface ListedSteps {
  steps: StepRow[];
  more: boolean;
}

export function stepRepository(store: Store): StepRepository {
  const { sql } = store;
  return {
    ofRun: (projectId, runId) => sql<StepRow>(STEPS_OF_RUN, [projectId, runId], 'steps-of-run'),
    ofRuns: (projectId, runIds, limit) => listedSteps(store, projectId, runIds, limit),
    select: (projectId, runId, limit) => selectSteps(store, projectId, runId, limit),
    iterations: (projectId, runId, nodeId, page) => iterationPage(store, { projectId, runId, nodeId }, page),
    async statuses(projectId, runId, places) {
      if (places.length === 0) return [];
      const nodeIds = places.map(({ nodeId }) => nodeId);
      const iterations = places.map(({ iteration }) => iteration);
      return await sql(STATUSES, [projectId, runId, nodeIds, iterations], 'step-statuses');
    },
    async typeOf(projectId, runId, nodeId) {
      const [row] = await sql<{ nodeType: PlanNodeType }>(TYPE, [projectId, runId, nodeId], 'step-type');
      return row?.nodeType ?? null;
    },
  };
}

/** Most bytes of results that the steps of one list hold together, those in blobs left out. */
const LIST_BYTES = 16 * 1024 * 1024;

async function listedSteps(
  { sql }: Store,
  projectId: string,
  runIds: string[],
  limit: number,
): Promise<Map<string, ListedSteps>> {
  const byRun = new Map<string, ListedSteps>(runIds.map((runId) => [runId, { steps: [], more: false }]));
  const add = (rows: StepRow[]): void => {
    for (const row of rows) byRun.get(row.runId)?.steps.push(row);
  };
  if (runIds.length === 0) return byRun;
  add(await sql<StepRow>(SOME_STEPS, [projectId, runIds, limit + 1], 'some-steps'));
  const long = [...byRun].filter(([, { steps }]) => steps.length > limit).map(([runId]) => runId);
  for (const runId of long) byRun.set(runId, { steps: [], more: true });
  if (long.length > 0) add(await sql<StepRow>(FIRST_ROUNDS, [projectId, long, limit], 'first-rounds'));
  return byRun;
}

const STEPS_OF_RUN = `
  SELECT ${STEP_COLUMNS} FROM runs r JOIN steps s ON s.run_id = r.id
  WHERE r.project_id = $1 AND r.id = $2
  ORDER BY ${STEP_ORDER}`;

/**
 * The runs of `$2`. Behind a subquery their number is as unknown to the planner with the values as without them, so that
 * it plans once for a connection instead of for each list.
 */
const THESE_RUNS = 'r.project_id = $1 AND r.id = ANY(ARRAY(SELECT unnest($2::text[])))';

const SOME_STEPS = withBoundedResults(`
  SELECT ${STEP_COLUMNS}
  FROM runs r CROSS JOIN LATERAL (SELECT * FROM steps WHERE run_id = r.id LIMIT $3) s
  WHERE ${THESE_RUNS}`);

const FIRST_ROUNDS = withBoundedResults(`
  SELECT first.* FROM runs r CROSS JOIN LATERAL (${firstRounds('$3')}) first
  WHERE ${THESE_RUNS}`);

/** Many small results are as much as one large one: what would not fit into an answer is not even fetched. */
function withBoundedResults(steps: string): string {
  const order = `s.position, s."startedAt" NULLS LAST, s."nodeId", s.iteration`;
  const result = `
    CASE WHEN sum(s.bytes) OVER (ORDER BY s."runId" DESC, ${order}) <= ${LIST_BYTES} THEN s.result
      ELSE jsonb_build_object('blob', '', 'bytes', coalesce((s.result->>'bytes')::int, s.bytes)) END AS result`;
  return `
    SELECT ${STEP_FIELDS.map((field) => (field === 'result' ? result : `s."${field}"`)).join(', ')}
    FROM (SELECT each.*, octet_length(each.result::text) AS bytes FROM (${steps}) each) s
    ORDER BY s."runId" DESC, ${order}`;
}

const STATUSES = `
  SELECT s.node_id AS "nodeId", s.iteration, s.status
  FROM runs r
  CROSS JOIN unnest($3::text[], $4::text[]) AS place(node_id, iteration)
  JOIN steps s ON s.run_id = r.id AND s.node_id = place.node_id AND s.iteration = place.iteration
  WHERE r.project_id = $1 AND r.id = $2`;

const TYPE = `
  SELECT s.node_type AS "nodeType" FROM runs r JOIN steps s ON s.run_id = r.id
  WHERE r.project_id = $1 AND r.id = $2 AND s.node_id = $3
  LIMIT 1`;
