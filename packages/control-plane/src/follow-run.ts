import { setTimeout as pause } from 'node:timers/promises';
import { isDatabaseUnavailable, isTerminal, type RunRow } from '@perdura/database';
import type { RunSnapshot } from '@perdura/definition/run';
import { WorkflowNotFoundError } from '@temporalio/client';
import { type ControlDependencies, isOutage } from './dependencies.ts';
import { handOver } from './hand-over.ts';
import { queryRun, repairRun } from './repair-run.ts';
import { isTemporalUnavailable } from './temporal-errors.ts';

/** Pause between two tries while a service that a waiting caller needs is away, in milliseconds. */
const OUTAGE_PAUSE_MS = 250;

/** Pause between two looks at a run that waits for a place among those of its workflow, in milliseconds. */
const QUEUE_PAUSE_MS = 500;

/**
 * The state of a live run as the interpreter knows it; null when it has ended, was not handed over, or no worker
 * answers in time: history then is the best that is known. Steps that were recorded before a continue-as-new are not
 * repeated in it: lay its steps over those of history.
 */
export async function liveRun(deps: ControlDependencies, run: RunRow, deadlineMs = 1_500): Promise<RunSnapshot | null> {
  // A run that somebody waits for is with Temporal before its row says so.
  if (isTerminal(run.status) || run.admittedAt === null || deps.temporal.seemsAway()) return null;
  return await queryRun(deps, run, deadlineMs);
}

/**
 * Waits until a run has ended and history says so, at most `ms` milliseconds.
 *
 * @returns the newest row: terminal, unless the time ran out
 */
export async function waitForRun(deps: ControlDependencies, run: RunRow, ms: number): Promise<RunRow> {
  const deadline = Date.now() + ms;
  let current = run;
  while (!isTerminal(current.status) && Date.now() < deadline) {
    try {
      current = await waitOnce(deps, current, deadline);
    } catch (error) {
      if (!isOutage(error)) throw error;
      await pause(Math.max(0, Math.min(OUTAGE_PAUSE_MS, deadline - Date.now())));
    }
  }
  return isTerminal(current.status) ? current : await newest(deps, current);
}

async function waitOnce(deps: ControlDependencies, run: RunRow, deadline: number): Promise<RunRow> {
  if (run.dispatchedAt === null && run.admittedAt === null) {
    await pause(Math.min(QUEUE_PAUSE_MS, remaining(deadline)));
    return await reread(deps, run);
  }
  if (run.dispatchedAt === null) {
    return (await handOver(deps, run, undefined, remaining(deadline))) ?? (await reread(deps, run));
  }
  await closed(deps, run, deadline);
  const after = await reread(deps, run);
  if (isTerminal(after.status)) return after;
  const repair = await repairRun(deps, after);
  if (repair === 'postponed' || repair === 'missing') await pause(Math.min(OUTAGE_PAUSE_MS, remaining(deadline)));
  return await reread(deps, after);
}

/** Waits in Temporal until the execution, and all that continue it, has ended. */
async function closed({ temporal }: ControlDependencies, run: RunRow, deadline: number): Promise<void> {
  try {
    await temporal.call((client) => client.workflow.getHandle(run.temporalWorkflowId).result(), remaining(deadline));
  } catch (error) {
    if (isTemporalUnavailable(error)) throw error;
    if (error instanceof WorkflowNotFoundError) return;
    // Anything else is how the run ended.
  }
}

async function reread({ database }: ControlDependencies, run: RunRow): Promise<RunRow> {
  return (await database.runs.get(run.projectId, run.id)) ?? run;
}

async function newest(deps: ControlDependencies, run: RunRow): Promise<RunRow> {
  try {
    return await reread(deps, run);
  } catch (error) {
    if (isDatabaseUnavailable(error)) return run;
    throw error;
  }
}

function remaining(deadline: number): number {
  return Math.max(1, deadline - Date.now());
}
