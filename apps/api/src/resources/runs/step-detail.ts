import { compareIterations, isWithin, type RunRow, type StepAttemptRow, type StepRow } from '@perdura/database';
import type { PlanNodeType } from '@perdura/definition';
import type { Plan, PlanNode } from '@perdura/definition/plan';
import type { StepStatus } from '@perdura/definition/run';
import { notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { withFileLinks } from './file-links.ts';
import { stepRows } from './live-steps.ts';
import { newestState, requireRun } from './read-run.ts';
import { DETAIL_BYTES, shownValues } from './shown-values.ts';
import { presentIteration } from './step-presenter.ts';
import { toldAttempts } from './told-attempts.ts';

/** What is asked for of the iterations of a node. */
export interface IterationFilter {
  status?: readonly StepStatus[] | undefined;
  iteration?: string | undefined;
}

export interface StepQuery extends IterationFilter {
  limit: number;
  /** The iteration that the page before ended with. */
  cursor?: string | null;
}

/**
 * One node in a run, with a page of its iterations: from history, and as long as the run lives from the interpreter.
 *
 * @throws {ApiError} RUN_NOT_FOUND, STEP_NOT_FOUND
 */
export async function stepDetail(
  deps: AppDependencies,
  projectId: string,
  { runId, nodeId }: { runId: string; nodeId: string },
  query: StepQuery,
) {
  const { database } = deps;
  const { run, snapshot } = await newestState(deps, await requireRun(deps, projectId, runId));
  const live = snapshot === null ? [] : stepRows(snapshot).filter((step) => step.nodeId === nodeId);
  const nodeType = live[0]?.nodeType ?? (await typeOf(deps, run, nodeId));
  const { items, total, nextCursor } = await pageOf(deps, run, nodeId, live, query);
  const [attempts, show] = await Promise.all([
    toldAttempts(database, { projectId, runId, nodeId }, items),
    shownValues(database.blobs, projectId, resultsOf(items), DETAIL_BYTES),
  ]);
  const document = {
    nodeId,
    nodeType,
    iterations: items.map((step) => presentIteration(step, attemptsOf(step, attempts), show)),
    total,
    nextCursor,
  };
  return withFileLinks(database.blobs, { projectId, runId }, document);
}

/** A page of iterations, the live ones in place of what history has of them. */
async function pageOf({ database }: AppDependencies, run: RunRow, nodeId: string, live: StepRow[], query: StepQuery) {
  const { limit, cursor, ...filter } = query;
  const { projectId, id } = run;
  const except = live.map(({ iteration }) => iteration);
  const [stored, recorded] = await Promise.all([
    database.steps.iterations(projectId, id, nodeId, { ...query, except }),
    database.steps.statuses(projectId, id, live),
  ]);
  const passing = live.filter((step) => passes(step, filter));
  const ahead = passing.filter(({ iteration }) => !cursor || compareIterations(iteration, cursor) > 0);
  const merged = [...stored.items, ...ahead].sort((one, other) => compareIterations(one.iteration, other.iteration));
  const items = merged.slice(0, limit);
  const more = stored.more || merged.length > limit;
  return {
    items,
    total: stored.total - recorded.filter((step) => passes(step, filter)).length + passing.length,
    nextCursor: more ? (items.at(-1)?.iteration ?? null) : null,
  };
}

async function typeOf({ database }: AppDependencies, run: RunRow, nodeId: string): Promise<PlanNodeType> {
  const recorded = await database.steps.typeOf(run.projectId, run.id, nodeId);
  if (recorded !== null) return recorded;
  const found = await database.runs.getWithPlan(run.projectId, run.id);
  const node = found === null ? undefined : nodeOf(found.plan, nodeId);
  if (node === undefined) throw notFound('STEP_NOT_FOUND', nodeId);
  return node.type;
}

function nodeOf({ nodes }: Plan, nodeId: string): PlanNode | undefined {
  for (const node of nodes) {
    if (node.id === nodeId) return node;
    if (node.compensate?.id === nodeId) return node.compensate;
    const within = node.body === null ? undefined : nodeOf(node.body, nodeId);
    if (within !== undefined) return within;
  }
  return undefined;
}

function resultsOf(steps: StepRow[]) {
  return steps.map(({ result }) => result);
}

function attemptsOf({ iteration }: StepRow, attempts: StepAttemptRow[]): StepAttemptRow[] {
  return attempts.filter((attempt) => attempt.iteration === iteration);
}

/** Whether a step passes a filter of iterations. */
function passes(step: { iteration: string; status: StepStatus }, { status, iteration }: IterationFilter): boolean {
  return (
    (status === undefined || status.includes(step.status)) &&
    (iteration === undefined || isWithin(step.iteration, iteration))
  );
}
