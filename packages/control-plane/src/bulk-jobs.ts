import type { BulkJobRow, NewBulkJob } from '@perdura/database';
import { BULK_WORKFLOW, type BulkInput } from '@perdura/definition/run';
import { forEachBounded } from './concurrency.ts';
import { type ControlDependencies, isOutage, isolated } from './dependencies.ts';
import { errorFields } from './logger.ts';
import type { RoundResult } from './task-loop.ts';

/** Temporal serves these after what people wait for: 1 is first, 5 last. */
const BULK_PRIORITY = 4;
/** The inline path has this long before housekeeping takes a job in hand, in milliseconds. */
const INLINE_MS = 2_000;
/** How often a job under way is looked at, in milliseconds: Temporal may have lost it, or somebody ended it there. */
const LOOK_MS = 30_000;
const BATCH = 100;

/** An operation over many runs that is asked for; `filter` and `input` have been checked. */
export type BulkRequest = Omit<NewBulkJob, 'limits'>;

/**
 * Accepts an operation over the runs that match at this moment. Once this answers it is carried out, whatever dies
 * meanwhile.
 *
 * @returns the job; the earlier one (`created: false`) for a repeat of an idempotency key
 * @throws TooManyRuns, TooManyBulkJobs, IdempotencyConflict, DatabaseUnavailable: nothing was accepted
 */
export async function startBulk(
  deps: ControlDependencies,
  projectId: string,
  request: BulkRequest,
): Promise<{ job: BulkJobRow; created: boolean }> {
  const { bulkRuns: runs, bulkJobs: jobs } = deps.settings;
  const accepted = await deps.database.bulkJobs.create(projectId, { ...request, limits: { runs, jobs } });
  if (accepted.created && accepted.job.status === 'running') await tryHandOverBulk(deps, accepted.job);
  return accepted;
}

/**
 * Starts the workflow of a job unless it runs, and notes that. Repeating it is safe: the rows say what is left to do,
 * also where the workflow was ended from outside, or the rows are those of a backup.
 *
 * @throws TemporalUnavailable, DatabaseUnavailable: the job stays to be started
 */
export async function handOverBulk(deps: ControlDependencies, job: BulkJobRow, deadlineMs?: number): Promise<boolean> {
  const { id: jobId, projectId, action } = job;
  const input: BulkInput = { jobId, projectId };
  await deps.temporal.call(
    (client) =>
      client.workflow.start(BULK_WORKFLOW, {
        workflowId: `bulk-${jobId}`,
        taskQueue: deps.temporal.taskQueue,
        args: [input],
        // One that starts although the job is done finds that, and ends.
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        workflowIdConflictPolicy: 'USE_EXISTING',
        staticSummary: `${action} ${job.total} runs`,
        memo: { ...input, action },
        priority: { fairnessKey: projectId, priorityKey: BULK_PRIORITY },
      }),
    deadlineMs,
  );
  await deps.database.bulkJobs.markDispatched(projectId, jobId);
  return true;
}

/** A duty of housekeeping: starts the jobs that Temporal does not have, whether it never had them or lost them. */
export function bulkJobStarter(deps: ControlDependencies): (signal: AbortSignal) => Promise<RoundResult> {
  return async (signal) => {
    const { bulkJobs } = deps.database;
    const waiting = await bulkJobs.undispatched(INLINE_MS, BATCH);
    const underway = await bulkJobs.underway(LOOK_MS, BATCH);
    const done = await forEachBounded(
      [...waiting, ...underway],
      8,
      (job) => isolated(deps.logger, { jobId: job.id }, 'start of a bulk job', () => handOverBulk(deps, job)),
      signal,
    );
    return { done, more: waiting.length === BATCH };
  };
}

async function tryHandOverBulk(deps: ControlDependencies, job: BulkJobRow): Promise<void> {
  if (deps.temporal.seemsAway()) return;
  try {
    await handOverBulk(deps, job, deps.settings.handOverMs);
  } catch (error) {
    const log = isOutage(error) ? deps.logger.debug : deps.logger.error;
    log.call(deps.logger, { jobId: job.id, ...errorFields(error) }, 'bulk job waits for housekeeping');
  }
}
