import type { ListedExecution, RunRow } from '@perdura/database';
import { RUN_WORKFLOW } from '@perdura/definition/run';
import { forEachBounded } from './concurrency.ts';
import { type ControlDependencies, isolated } from './dependencies.ts';
import { recordEnd, repairRun } from './repair-run.ts';
import type { RoundResult } from './task-loop.ts';

/** How far the first round looks back; older ends are found by the slow round over live rows. In milliseconds. */
const FIRST_LOOK_BACK_MS = 10 * 60_000;

/** Temporal lists an ended execution a little after its end; rounds overlap by this, in milliseconds. */
const OVERLAP_MS = 10_000;

/** Most executions that one round looks at. */
const LISTED_PER_ROUND = 20_000;

/** Most live rows that one round compares with Temporal. */
const LIVE_PER_ROUND = 100;

const REPAIRS_AT_ONCE = 8;

/** Ends that the interpreter knows nothing of, in the words of Temporal's queries. */
export const KILLED = ['Terminated', 'TimedOut'] as const;
/** Ends that the interpreter records itself, unless PostgreSQL is away. */
export const ENDED_BY_THEMSELVES = ['Completed', 'Failed', 'Canceled'] as const;
type ListedStatus = (typeof KILLED)[number] | (typeof ENDED_BY_THEMSELVES)[number];

/**
 * Finds executions that ended lately while their rows still live: terminated or timed out behind our back, or ended
 * while PostgreSQL was away. Each call is one round, and goes on from where the last good one began.
 */
export function closedRunReconciler(
  deps: ControlDependencies,
  statuses: readonly ListedStatus[],
): (signal: AbortSignal) => Promise<RoundResult> {
  const ended = `ExecutionStatus IN (${statuses.map((status) => `"${status}"`).join(', ')}) AND CloseTime`;
  return listedRunReconciler(deps, ended, (chunk) => rowsToRepair(deps, chunk));
}

/**
 * Finds executions that a reset in Temporal began lately, behind our back: their rows follow them, also when they had
 * ended. Those that have ended since are found with the others that ended.
 */
export function resetRunReconciler(deps: ControlDependencies): (signal: AbortSignal) => Promise<RoundResult> {
  const begun = 'ExecutionStatus = "Running" AND StartTime';
  return listedRunReconciler(deps, begun, (chunk) => deps.database.runResets.behind(chunk));
}

/** @param condition on what is listed, up to the time that must be later than that of the round before */
function listedRunReconciler(
  deps: ControlDependencies,
  condition: string,
  rowsOf: (chunk: ListedExecution[]) => Promise<RunRow[]>,
): (signal: AbortSignal) => Promise<RoundResult> {
  let since = Date.now() - FIRST_LOOK_BACK_MS;
  let postponed: ListedExecution[] = [];
  return async (signal) => {
    const startedAt = Date.now();
    const listed = await listedSince(deps, condition, new Date(since));
    const byRun = new Map([...postponed, ...listed].map((each) => [each.temporalRunId, each]));
    const waiting = new Set<string>();
    let repaired = 0;
    for (const chunk of chunksOf([...byRun.values()])) {
      const rows = await rowsOf(chunk);
      repaired += await forEachBounded(rows, REPAIRS_AT_ONCE, (run) => repairListed(deps, run, waiting), signal);
    }
    if (signal.aborted) return { done: repaired };
    postponed = [...byRun.values()].filter(({ temporalWorkflowId }) => waiting.has(temporalWorkflowId));
    since = startedAt - OVERLAP_MS;
    return { done: repaired };
  };
}

/**
 * Compares every live row with Temporal from time to time, so that no loss stays hidden: an execution that ended long
 * ago, or that Temporal no longer knows. Each call is one round.
 */
export function liveRunReconciler(deps: ControlDependencies): (signal: AbortSignal) => Promise<RoundResult> {
  let missingSince = new Map<string, number>();
  return async (signal) => {
    const rows = await deps.database.runs.live(new Date(Date.now() - deps.settings.liveCheckMs), LIVE_PER_ROUND);
    const missing = new Map<string, number>();
    const checked: string[] = [];
    const check = async (run: RunRow): Promise<boolean> => {
      if (isYoung(run, deps.settings.liveCheckMs / 4)) {
        checked.push(run.id);
        return false;
      }
      const repair = await repairRun(deps, run);
      if (repair !== 'missing') checked.push(run.id);
      if (repair !== 'missing') return repair === 'repaired';
      const since = missingSince.get(run.id) ?? Date.now();
      missing.set(run.id, since);
      return Date.now() - since >= deps.settings.lostAfterMs && (await recordLost(deps, run));
    };
    const done = await forEachBounded(
      rows,
      REPAIRS_AT_ONCE,
      (run) => isolated(deps.logger, { runId: run.id }, 'check of a live run', () => check(run)),
      signal,
    );
    await deps.database.runs.markChecked(checked);
    missingSince = missing;
    return { done };
  };
}

/** Most runs are over soon: a first look is not worth its price so early. */
function isYoung(run: RunRow, youthMs: number): boolean {
  return run.checkedAt === null && Date.now() - (run.dispatchedAt ?? run.createdAt).getTime() < youthMs;
}

async function repairListed(deps: ControlDependencies, run: RunRow, waiting: Set<string>): Promise<boolean> {
  return await isolated(deps.logger, { runId: run.id }, 'repair of a run', async () => {
    const repair = await repairRun(deps, run);
    if (repair === 'postponed') waiting.add(run.temporalWorkflowId);
    return repair === 'repaired';
  });
}

async function recordLost(deps: ControlDependencies, run: RunRow): Promise<boolean> {
  const closed = { status: 'LOST', closedAt: new Date(), temporalRunId: run.temporalRunId, failure: null } as const;
  return (await recordEnd(deps, run, null, closed)) === 'repaired';
}

/** Executions of our interpreter workflow for which the condition names a time after `since`. */
async function listedSince(
  { temporal }: ControlDependencies,
  condition: string,
  since: Date,
): Promise<ListedExecution[]> {
  const query = [
    `WorkflowType = "${RUN_WORKFLOW}"`,
    `TaskQueue = "${temporal.taskQueue.replaceAll('"', '')}"`,
    `${condition} > "${since.toISOString()}"`,
  ].join(' AND ');
  // The raw service: the client's own listing decodes the memo of each execution, which nobody reads here.
  return await temporal.call(async ({ workflowService }) => {
    const listed: ListedExecution[] = [];
    let nextPageToken: Uint8Array | null | undefined;
    do {
      const { namespace } = temporal;
      const page = await workflowService.listWorkflowExecutions({ namespace, query, pageSize: 1_000, nextPageToken });
      for (const { execution, startTime } of page.executions) {
        const { workflowId: temporalWorkflowId, runId: temporalRunId } = execution ?? {};
        const startedAt = startTime && timeOf(startTime);
        if (temporalWorkflowId && temporalRunId && startedAt) {
          listed.push({ temporalWorkflowId, temporalRunId, startedAt });
        }
      }
      nextPageToken = page.nextPageToken;
    } while (nextPageToken?.length && listed.length < LISTED_PER_ROUND);
    return listed;
  }, 30_000);
}

/** Protocol buffers give 64-bit numbers as objects. */
function timeOf({ seconds, nanos }: { seconds?: unknown; nanos?: number | null }): Date {
  return new Date(Number(String(seconds ?? 0)) * 1_000 + (nanos ?? 0) / 1e6);
}

/** Rows that live while their execution has ended, and those that ended before it began, which was reset. */
async function rowsToRepair({ database }: ControlDependencies, ended: ListedExecution[]): Promise<RunRow[]> {
  const live = await database.runs.liveAmong(ended.map(({ temporalWorkflowId }) => temporalWorkflowId));
  const known = new Set(live.map(({ id }) => id));
  return [...live, ...(await database.runResets.behind(ended)).filter(({ id }) => !known.has(id))];
}

function chunksOf(executions: ListedExecution[]): ListedExecution[][] {
  const chunks: ListedExecution[][] = [];
  for (let start = 0; start < executions.length; start += 1_000) chunks.push(executions.slice(start, start + 1_000));
  return chunks;
}
