import { RUN_COLUMNS, type RunRow } from './run-row.ts';
import { isTerminal, TERMINAL_LIST } from './run-state.ts';
import { STEP_COLUMNS, type StepRow } from './step-row.ts';
import type { Sql } from './store.ts';

/** A run, and its steps where it has ended. */
export interface RunWithSteps {
  run: RunRow;
  /** In the order in which they started; null while the run lives, and of one that has more than were asked for. */
  steps: StepRow[] | null;
}

/** A run as a statement with `endedSteps` finds it: one row, which is not copied to take the steps out of it. */
export type FoundWithSteps = RunRow & { steps: StepJson[] | null };

/** A step as JSON carries it. */
type StepJson = Omit<StepRow, 'startedAt' | 'completedAt'> & { startedAt: string | null; completedAt: string | null };

/** Reads a run and its steps by one statement: the way to PostgreSQL and back is most of what a small answer takes. */
export async function runWithSteps(
  sql: Sql,
  projectId: string,
  runId: string,
  limit: number,
): Promise<RunWithSteps | null> {
  const [found] = await sql<FoundWithSteps>(RUN_WITH_STEPS, [projectId, runId, limit + 1], 'run-with-steps');
  return found === undefined ? null : withSteps(found, limit);
}

/** What was found, by a statement that asked for one step more than the limit. */
export function withSteps(run: FoundWithSteps, limit: number): RunWithSteps {
  const all = run.steps ?? [];
  return { run, steps: !isTerminal(run.status) || all.length > limit ? null : all.map(stepRow) };
}

function stepRow(step: StepJson): StepRow {
  return { ...step, startedAt: dateOf(step.startedAt), completedAt: dateOf(step.completedAt) };
}

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

/**
 * The steps of a run that has ended, as the column `steps` of `ended`, beside a table `runs r`.
 *
 * @param limit the parameter that tells how many at most
 */
export const endedSteps = (limit: string) => `
  CROSS JOIN LATERAL (
    SELECT json_agg(s ORDER BY s.position, s."startedAt" NULLS LAST, s."nodeId", s.iteration) AS steps
    FROM (
      SELECT ${STEP_COLUMNS} FROM steps s WHERE s.run_id = r.id AND r.status IN (${TERMINAL_LIST}) LIMIT ${limit}
    ) s
  ) ended`;

const RUN_WITH_STEPS = `
  SELECT ${RUN_COLUMNS}, ended.steps FROM runs r ${endedSteps('$3')} WHERE r.project_id = $1 AND r.id = $2`;
