import type { BodyOf, flowRunRoutes } from '@perdura/contracts';
import type { RetryAnswer } from '@perdura/control-plane';
import { type Actor, type RunFilter, type RunRow, TooManyBulkJobs, TooManyRuns } from '@perdura/database';
import { type JsonObject, wireId } from '@perdura/definition';
import type { BulkAction } from '@perdura/definition/run';
import { ApiError, invalid, notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { bulkFilter } from './filter.ts';
import { presentFlowRun } from './presenter.ts';

/** Most runs that one request works on itself; more are a job in the background. */
const MOST_AT_ONCE = 100;

type Strategy = NonNullable<BodyOf<typeof flowRunRoutes.retryFlowRun>['strategy']>;
type BulkBody = BodyOf<typeof flowRunRoutes.cancelFlowRuns>;

/** Runs as lists show them. */
export async function flowRunDocuments({ database }: AppDependencies, projectId: string, runs: RunRow[]) {
  const facts = await database.flowRuns.facts(
    projectId,
    runs.map(({ id }) => id),
  );
  return runs.map((run) => presentFlowRun(run, facts.get(run.id)));
}

/** @throws {ApiError} RUN_NOT_FOUND, for runs of workflows too */
export async function requireFlowRun({ database }: AppDependencies, projectId: string, runId: string): Promise<RunRow> {
  const run = await database.flowRuns.get(projectId, runId);
  if (run === null) throw notFound('RUN_NOT_FOUND', wireId(runId));
  return run;
}

/** Repeats a run. @throws {ApiError} RUN_NOT_FOUND, RUN_STATE, CONCURRENCY_SKIPPED, VALIDATION_FAILED */
export async function retryFlowRun(deps: AppDependencies, actor: Actor, runId: string, strategy: Strategy) {
  const { id, projectId } = await requireFlowRun(deps, actor.projectId, runId);
  const startedBy = actor.userId;
  const answer =
    strategy === 'ON_LATEST_VERSION'
      ? await deps.control.rerunRun(projectId, id, { startedBy })
      : await deps.control.retryRun(projectId, id, { startedBy });
  return repeatedRun(deps, answer, id);
}

function repeatedRun(deps: AppDependencies, answer: RetryAnswer, runId: string): RunRow {
  if (answer.kind === 'not-found') throw notFound('RUN_NOT_FOUND', wireId(runId));
  if (answer.kind === 'accepted') {
    if (answer.created) deps.metrics.runsStarted.inc({ origin: 'api' });
    return answer.run;
  }
  const { code, message, values = {}, faults } = answer;
  if (faults !== undefined) throw invalid(faults.map((fault) => ({ pointer: fault.pointer, message: fault.message })));
  throw new ApiError(code, { values: { id: wireId(runId), status: message, reason: message, ...values } });
}

/** What became of an operation over many runs: those that it was done with, or the job that does it. */
export type ManyRuns<Done> = { done: Done[] } | { ids: string[]; jobId: string };

/** Repeats many runs; those that cannot be are passed over. What ends it early once some are done leaves it at those. */
export async function retryFlowRuns(
  deps: AppDependencies,
  actor: Actor,
  body: BulkBody,
  strategy: Strategy,
): Promise<ManyRuns<RunRow>> {
  const action = strategy === 'ON_LATEST_VERSION' ? 'rerun' : 'retry';
  return await withMany(deps, actor, { action, body }, (runId) => retryFlowRun(deps, actor, runId, strategy));
}

/** Asks many runs to end; those that have ended are passed over. What ends it early once some are done leaves it at those. */
export async function cancelFlowRuns(deps: AppDependencies, actor: Actor, body: BulkBody): Promise<ManyRuns<RunRow>> {
  return await withMany(deps, actor, { action: 'cancel', body }, async (runId) => {
    const request = await deps.control.cancelRun(actor.projectId, runId);
    if (request.kind === 'accepted') return request.run;
    throw new ApiError('RUN_ENDED', { values: { id: wireId(runId), status: '' } });
  });
}

interface Operation {
  action: BulkAction;
  body: BulkBody;
}

async function withMany(
  deps: AppDependencies,
  actor: Actor,
  { action, body }: Operation,
  work: (runId: string) => Promise<RunRow>,
): Promise<ManyRuns<RunRow>> {
  const filter = { ...bulkFilter(body), form: 'flow' as const };
  const ids = await deps.database.flowRuns.ids(actor.projectId, filter, MOST_AT_ONCE + 1);
  if (ids.length > MOST_AT_ONCE) return { ids, jobId: await startJob(deps, actor, action, filter) };
  const done: RunRow[] = [];
  for (const id of ids) {
    try {
      done.push(await work(id));
    } catch (error) {
      if (error instanceof ApiError) continue;
      // Who was told of a failure would ask again, and begin with those that are done.
      if (done.length === 0) throw error;
      deps.logger.warn(
        { runId: id, done: done.length, of: ids.length, err: error },
        `${action} of many runs ended early`,
      );
      break;
    }
  }
  return { done };
}

async function startJob(deps: AppDependencies, actor: Actor, action: BulkAction, runs: RunFilter): Promise<string> {
  const asked: JsonObject = { form: 'flow' };
  try {
    const request = { action, filter: { runs, asked }, input: {}, userId: actor.userId };
    return (await deps.control.startBulk(actor.projectId, request)).job.id;
  } catch (error) {
    if (error instanceof TooManyRuns) {
      throw new ApiError('BULK_TOO_MANY_RUNS', { values: { count: error.count, limit: error.limit } });
    }
    if (error instanceof TooManyBulkJobs) throw new ApiError('BULK_JOBS_LIMIT', { values: { limit: error.limit } });
    throw error;
  }
}
