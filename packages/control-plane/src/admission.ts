import type { FreedSlot, RunRow } from '@perdura/database';
import { forEachBounded } from './concurrency.ts';
import { type ControlDependencies, isOutage, isolated } from './dependencies.ts';
import { tryHandOver } from './hand-over.ts';
import { errorFields } from './logger.ts';
import type { RoundResult } from './task-loop.ts';
import { wakeRun } from './wake-run.ts';

/** A run that was admitted is handed over, or told, inline; housekeeping repeats that after this long, in milliseconds. */
const INLINE_MS = 2_000;
const BATCH = 200;
const WORKFLOWS = 10_000;
const AT_ONCE = 16;

/**
 * Admits the queued runs of a workflow that fit, and lets those go on: Temporal is given them, or they are told where
 * it has them already. Any number of processes may do so at once; what they leave undone, housekeeping does.
 *
 * @throws DatabaseUnavailable
 */
export async function admitRuns(deps: ControlDependencies, { workflowId, slotKey }: FreedSlot): Promise<void> {
  await deps.admissions.run(`${workflowId} ${slotKey ?? ''}`, async () => {
    let admitted: RunRow[];
    do {
      admitted = await deps.database.slots.admit(workflowId, slotKey);
      await letGoOn(deps, admitted);
    } while (admitted.length >= BATCH);
  });
}

/** As {@link admitRuns}, for callers whose own work is done: an outage is left to housekeeping. */
export async function refill(deps: ControlDependencies, freed: FreedSlot): Promise<void> {
  try {
    await admitRuns(deps, freed);
  } catch (error) {
    const log = isOutage(error) ? deps.logger.debug : deps.logger.error;
    log.call(deps.logger, { ...freed, ...errorFields(error) }, 'admission waits for housekeeping');
  }
}

/** Hands admitted runs over, or tells those that wait in Temporal. */
export async function letGoOn(deps: ControlDependencies, admitted: RunRow[]): Promise<void> {
  await forEachBounded(admitted, AT_ONCE, async (run) => {
    if (run.dispatchedAt === null) await tryHandOver(deps, run);
    else await tryTell(deps, run);
    return true;
  });
}

/** Admits whatever queued run of any workflow fits, and tells those whose telling was lost. Each call is one round. */
export async function admitQueued(deps: ControlDependencies, signal: AbortSignal): Promise<RoundResult> {
  const { database, logger } = deps;
  await forEachBounded(
    await database.slots.queuedWorkflows(WORKFLOWS),
    4,
    (workflowId) =>
      isolated(logger, { workflowId }, 'admission of queued runs', async () => {
        await admitRuns(deps, { workflowId, slotKey: null });
        return true;
      }),
    signal,
  );
  const untold = await database.slots.untold(INLINE_MS, BATCH);
  const done = await forEachBounded(
    untold,
    AT_ONCE,
    (run) =>
      isolated(logger, { runId: run.id }, 'wake of an admitted run', async () => {
        await tell(deps, run);
        return true;
      }),
    signal,
  );
  return { done, more: untold.length === BATCH };
}

async function tryTell(deps: ControlDependencies, run: RunRow): Promise<void> {
  try {
    await tell(deps, run);
  } catch (error) {
    deps.logger.debug({ runId: run.id, ...errorFields(error) }, 'admitted run is told by housekeeping');
  }
}

/** An execution that has ended needs no telling: the reconciler finds it, and its end frees the place. */
async function tell(deps: ControlDependencies, run: RunRow): Promise<void> {
  await wakeRun(deps, run.temporalWorkflowId, { kind: 'admitted' });
  await deps.database.slots.markTold(run.projectId, run.id);
}
