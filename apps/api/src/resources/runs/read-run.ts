import { isTerminal, type ListedSteps, type RunRow, type StepRow } from '@perdura/database';
import type { RunSnapshot, ValueRef } from '@perdura/definition/run';
import { notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { withFileLinks } from './file-links.ts';
import { laidOver, stepRows, withSnapshot } from './live-steps.ts';
import { presentRun } from './presenter.ts';
import { iterationCounts, type RunView } from './run-view.ts';
import { DETAIL_BYTES, LIST_BYTES, shownValues } from './shown-values.ts';

/** How long the detail of a live run waits for the interpreter's word, in milliseconds. */
const LIVE_DEADLINE_MS = 1_500;

/** Most steps that the document of one run shows. */
const MOST_STEPS = 1_000;
/** Steps that one list shows, shared out among its runs; and the bounds of what each run shows. */
const LIST_STEPS = 10_000;
const LISTED_STEPS = { least: 50, most: 500 };

/** A run with its steps: from history, and as long as it lives from the interpreter. @throws {ApiError} RUN_NOT_FOUND */
export async function runDetail(deps: AppDependencies, projectId: string, runId: string, workflowId?: string) {
  const { database } = deps;
  const found = await database.runs.getWithSteps(projectId, runId, MOST_STEPS);
  const { run, snapshot } = await newestState(deps, required(found?.run ?? null, runId, workflowId));
  const ended = found?.steps ?? null;
  const stored =
    ended === null ? await database.steps.select(projectId, runId, MOST_STEPS) : { steps: ended, furtherRounds: null };
  const live = snapshot === null ? [] : stepRows(snapshot);
  const recorded = stored.furtherRounds === null ? [] : await database.steps.statuses(projectId, runId, live);
  const selected = laidOver(stored, live, recorded, MOST_STEPS);
  const more = selected.furtherRounds !== null;
  const view = { run, steps: selected.steps, more, iterations: iterationCounts(selected) };
  const document = presentRun(view, await shownValues(database.blobs, projectId, refsOf(view), DETAIL_BYTES));
  return withFileLinks(database.blobs, { projectId, runId }, document);
}

/**
 * The documents of runs with their steps, from history alone.
 *
 * @param known steps of some of them, all that each has, by run
 */
export async function runList(
  { database }: AppDependencies,
  projectId: string,
  runs: readonly RunRow[],
  known: ReadonlyMap<string, StepRow[]> = NONE_KNOWN,
) {
  const ids = runs.map(({ id }) => id).filter((id) => !known.has(id));
  const share = Math.floor(LIST_STEPS / runs.length);
  const limit = Math.min(LISTED_STEPS.most, Math.max(LISTED_STEPS.least, share));
  const read = ids.length === 0 ? null : await database.steps.ofRuns(projectId, ids, limit);
  const views = runs.map((run) => listed(run, read?.get(run.id) ?? { steps: known.get(run.id) ?? [], more: false }));
  const show = await shownValues(database.blobs, projectId, views.flatMap(refsOf), LIST_BYTES);
  return Promise.all(
    views.map((view) => withFileLinks(database.blobs, { projectId, runId: view.run.id }, presentRun(view, show))),
  );
}

const NONE_KNOWN: ReadonlyMap<string, StepRow[]> = new Map();

/** The documents of runs without anything about their steps. */
export async function runsWithoutSteps({ database }: AppDependencies, projectId: string, runs: RunRow[]) {
  const views = runs.map((run) => listed(run, { steps: [], more: false }));
  const show = await shownValues(database.blobs, projectId, views.flatMap(refsOf), LIST_BYTES);
  return Promise.all(
    views.map((view) => {
      const { stepResults, moreSteps, iterations, ...document } = presentRun(view, show);
      return withFileLinks(database.blobs, { projectId, runId: view.run.id }, document);
    }),
  );
}

/** @throws {ApiError} RUN_NOT_FOUND */
export async function requireRun(
  { database }: AppDependencies,
  projectId: string,
  runId: string,
  workflowId?: string,
): Promise<RunRow> {
  return required(await database.runs.get(projectId, runId), runId, workflowId);
}

function required(run: RunRow | null, runId: string, workflowId?: string): RunRow {
  if (run !== null && (workflowId === undefined || run.workflowId === workflowId)) return run;
  throw notFound('RUN_NOT_FOUND', runId);
}

/**
 * The newest that is known of a run: its row, with what the interpreter says of it as long as it lives. The snapshot is
 * null when history is the best that is known.
 */
export async function newestState(
  { database, control }: AppDependencies,
  run: RunRow,
): Promise<{ run: RunRow; snapshot: RunSnapshot | null }> {
  if (isTerminal(run.status)) return { run, snapshot: null };
  const snapshot = await control.liveRun(run, LIVE_DEADLINE_MS);
  // It may have ended while the interpreter was asked.
  const newest = (await database.runs.get(run.projectId, run.id)) ?? run;
  const outdated = snapshot === null || isTerminal(newest.status) || snapshot.sequence < newest.sequence;
  return outdated ? { run: newest, snapshot: null } : { run: withSnapshot(newest, snapshot), snapshot };
}

function listed(run: RunRow, { steps, more }: ListedSteps): RunView {
  return { run, steps, more, iterations: more ? {} : iterationCounts({ steps, furtherRounds: null }) };
}

function refsOf({ run, steps }: RunView): ValueRef[] {
  const refs = [run.triggerData, run.result, run.response, ...steps.map(({ result }) => result)];
  return refs.filter((ref) => ref !== null);
}
