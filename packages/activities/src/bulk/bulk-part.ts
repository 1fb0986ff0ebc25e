import type { BegunItem, BulkJobRow, SettledItem } from '@perdura/database';
import type { BulkInput } from '@perdura/definition/run';
import type { ActivityDependencies } from '../dependencies.ts';

/** Runs of a job that are done at once. */
const AT_ONCE = 16;
/** How long one part begins with further runs, in milliseconds: less than a worker that stops leaves it. */
const PART_MS = 8_000;

/**
 * Works on a job for a while: takes the next runs, does them, writes what came of each. What a dead worker had begun is
 * taken first. `done` once nothing is left to do, or the job was cancelled.
 *
 * @throws what means that a service is away; the outcomes of the runs that were done are written before
 */
export async function bulkPart(
  { jobId, projectId }: BulkInput,
  signal: AbortSignal,
  { database, control }: ActivityDependencies,
): Promise<{ done: boolean }> {
  const { bulkJobs } = database;
  const job = await bulkJobs.get(projectId, jobId);
  if (job === null) return { done: true };
  const endAt = Date.now() + PART_MS;
  while (Date.now() < endAt && !signal.aborted) {
    const items = await bulkJobs.begin(projectId, jobId, AT_ONCE);
    if (items.length === 0) return { done: await isOver(database, job) };
    const outcomes = await Promise.allSettled(items.map((item: BegunItem) => control.doBulkItem(job, item, signal)));
    await bulkJobs.settle(projectId, jobId, outcomes.flatMap(settled));
    const away = outcomes.find((outcome) => outcome.status === 'rejected');
    if (away !== undefined) throw away.reason;
  }
  return { done: false };
}

function settled(outcome: PromiseSettledResult<SettledItem>): SettledItem[] {
  return outcome.status === 'fulfilled' ? [outcome.value] : [];
}

/** Two workers may take the same runs for a moment: then one of them finds none, and the job is not over. */
async function isOver({ bulkJobs }: ActivityDependencies['database'], job: BulkJobRow): Promise<boolean> {
  if (await bulkJobs.complete(job.projectId, job.id)) return true;
  return (await bulkJobs.get(job.projectId, job.id))?.status !== 'running';
}
