import type { PlanNodeType } from '@perdura/definition';
import type { StepStatus, ValueRef } from '@perdura/definition/run';
import type { Store } from './store.ts';

/** A step outside loops, as a run that repeats its run looks at it. */
export interface FinishedStep {
  nodeId: string;
  nodeType: PlanNodeType;
  status: StepStatus;
  /** Whether what follows a `skipped` one was run. */
  passed: boolean;
  /** The outcome that picked its outgoing edges. */
  label: string | null;
  result: ValueRef;
  errorCode: string | null;
  errorMessage: string | null;
}

/** Steps that a new run does not run again. */
export interface StepsToCarry {
  /** Nodes whose steps of the earlier run are copied, with their rounds and attempts. */
  nodeIds: string[];
  /** What nodes are given instead of being run. */
  given: GivenStep[];
}

export interface GivenStep {
  nodeId: string;
  nodeType: PlanNodeType;
  result: ValueRef;
  /** The outcome that shall pick its outgoing edges. */
  label: string | null;
}

/** What a run begins with that others did, or somebody gave. */
export interface CarriedSteps {
  /** Those outside loops, in the order in which they ended. */
  steps: FinishedStep[];
  given: GivenStep[];
  /** Position of the first step that the run adds. */
  position: number;
}

/** Steps that runs carry over from those which they repeat. */
export interface CarriedStepRepository {
  /**
   * The steps of these nodes outside loops, and which of these compensations were begun in a run.
   *
   * @param nodeIds nodes of the run's own graph
   */
  finished(
    projectId: string,
    runId: string,
    nodeIds: string[],
    compensationIds: string[],
  ): Promise<{ steps: FinishedStep[]; undone: Set<string> }>;
  /** What a run began with. `nodeIds` as in `finished`. */
  ofRun(projectId: string, runId: string, nodeIds: string[]): Promise<CarriedSteps>;
}

export function carriedStepRepository({ sql }: Store): CarriedStepRepository {
  return {
    async finished(projectId, runId, nodeIds, compensationIds) {
      const steps = await sql<FinishedStep>(FINISHED, [projectId, runId, nodeIds]);
      const undone = await sql<{ nodeId: string }>(UNDONE, [projectId, runId, compensationIds]);
      return { steps, undone: new Set(undone.map(({ nodeId }) => nodeId)) };
    },
    async ofRun(projectId, runId, nodeIds) {
      const [steps, given, [carried]] = await Promise.all([
        sql<FinishedStep>(CARRIED, [projectId, runId, nodeIds]),
        sql<GivenStep>(GIVEN, [projectId, runId]),
        sql<{ position: number }>(POSITION, [projectId, runId]),
      ]);
      return { steps, given, position: carried?.position ?? 0 };
    },
  };
}

const COLUMNS = `
  s.node_id AS "nodeId", s.node_type AS "nodeType", s.status, s.passed, s.label, s.result,
  s.error_code AS "errorCode", s.error_message AS "errorMessage"`;

/** Round 0 of a loop bears the same iteration, so that nodes are told apart by their ids. */
const OUTSIDE_LOOPS = `
  FROM runs r JOIN steps s ON s.run_id = r.id
  WHERE r.project_id = $1 AND r.id = $2 AND s.node_id = ANY($3::text[]) AND s.iteration = '0'`;

const FINISHED = `SELECT ${COLUMNS} ${OUTSIDE_LOOPS} ORDER BY s.position`;

const CARRIED = `SELECT ${COLUMNS} ${OUTSIDE_LOOPS} AND s.carried_from IS NOT NULL ORDER BY s.completed_at, s.position`;

const UNDONE = `
  SELECT DISTINCT s.node_id AS "nodeId" FROM runs r JOIN steps s ON s.run_id = r.id
  WHERE r.project_id = $1 AND r.id = $2 AND s.node_id = ANY($3::text[]) AND s.status <> 'skipped'`;

const GIVEN = `
  SELECT s.node_id AS "nodeId", s.node_type AS "nodeType", s.result, s.label
  FROM runs r JOIN steps s ON s.run_id = r.id
  WHERE r.project_id = $1 AND r.id = $2 AND s.passed AND s.carried_from IS NULL AND s.iteration = '0'
  ORDER BY s.position`;

const POSITION = `
  SELECT coalesce(max(s.position) + 1, 0) AS position FROM runs r JOIN steps s ON s.run_id = r.id
  WHERE r.project_id = $1 AND r.id = $2 AND s.carried_from IS NOT NULL`;

/** Columns of the values that {@link copySteps} reads. */
export function carryValues({ nodeIds, given }: StepsToCarry): unknown[] {
  return [nodeIds, JSON.stringify(given)];
}

/**
 * The parts of a statement that give the run in `made` the steps which it carries over and those whose result was given.
 * Positions are counted anew, so that the run goes on behind them.
 *
 * @param nodeIds place of the ids of the nodes
 * @param given place of the JSON of what was given
 */
export function copySteps(nodeIds: string, given: string): string {
  return `
copied AS (
  INSERT INTO steps (run_id, node_id, iteration, position, node_type, status, result, error_code, error_message,
                     attempts, warnings, started_at, completed_at, child_run_id, label, passed, carried_from)
  SELECT made.id, s.node_id, s.iteration,
    row_number() OVER (ORDER BY s.position, s.started_at NULLS LAST, s.node_id, s.iteration) - 1,
    s.node_type, s.status, s.result, s.error_code, s.error_message, s.attempts, s.warnings, s.started_at,
    s.completed_at, s.child_run_id, s.label, s.passed, coalesce(s.carried_from, s.run_id)
  FROM made JOIN steps s ON s.run_id = made.retry_of AND s.node_id = ANY(${nodeIds}::text[])
  RETURNING 1
), attempted AS (
  INSERT INTO step_attempts (run_id, node_id, iteration, attempt, queued_at, started_at, ended_at, error_code,
                             error_message, worker, input, log)
  SELECT made.id, a.node_id, a.iteration, a.attempt, a.queued_at, a.started_at, a.ended_at, a.error_code,
    a.error_message, a.worker, a.input, a.log
  FROM made JOIN step_attempts a ON a.run_id = made.retry_of AND a.node_id = ANY(${nodeIds}::text[])
), given AS (
  INSERT INTO steps (run_id, node_id, position, node_type, status, result, label, passed)
  SELECT made.id, step."nodeId", (SELECT count(*) FROM copied) + step.ordinality, step."nodeType", 'skipped',
    step.result, step.label, true
  FROM made CROSS JOIN ROWS FROM (jsonb_to_recordset(${given}::jsonb) AS (
    "nodeId" text, "nodeType" text, result jsonb, label text)) WITH ORDINALITY AS step(
    "nodeId", "nodeType", result, label, ordinality)
)`;
}
