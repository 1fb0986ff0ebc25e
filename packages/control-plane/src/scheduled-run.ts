import type { RunRow, ScheduledFire } from '@perdura/database';
import type { Plan } from '@perdura/definition/plan';
import { letGoOn } from './admission.ts';
import type { ControlDependencies } from './dependencies.ts';
import { giveWay } from './end-run.ts';
import { runPolicies } from './run-policies.ts';

/** A schedule's fire with its row, or why it shall not run. `queued`: it waits until it is told of its admission. */
export type OpenedScheduledRun = { run: RunRow; plan: Plan; queued: boolean } | { skipped: string };

/**
 * Gives the fire of a schedule its row, the same one at every call, and a place of its workflow when one is free.
 *
 * @throws DatabaseUnavailable
 */
export async function openScheduledRun(deps: ControlDependencies, fire: ScheduledFire): Promise<OpenedScheduledRun> {
  const { projectId, workflowId } = fire;
  const opened = await deps.database.runs.openScheduled(fire, ({ runId: id, version, createdAt, data }) => {
    const run = { id, projectId, workflowId, version: version.version, createdAt, data };
    return runPolicies(deps, version.definition, { ...run, triggeredBy: 'cron' });
  });
  if ('skipped' in opened) {
    deps.logger.info({ ...fire, reason: opened.skipped }, 'fire of a schedule is skipped');
    return opened;
  }
  const { run, plan, displaced } = opened;
  if (run.admittedAt !== null) return { run, plan, queued: false };
  await giveWay(deps, displaced);
  const admitted = await deps.database.slots.admit(workflowId, null, run.id);
  await letGoOn(
    deps,
    admitted.filter((other) => other.id !== run.id),
  );
  const now = (await deps.database.runs.get(projectId, run.id)) ?? run;
  return { run: now, plan, queued: now.admittedAt === null };
}
