import { ConcurrencySkipped, type EventRow, type RunRow, type VersionRow } from '@perdura/database';
import type { JsonObject } from '@perdura/definition';
import type { ControlDependencies } from './dependencies.ts';
import { startRun } from './start-run.ts';

/**
 * Starts the workflow that a failed run's version names as `onFailure`, once for each failed run, however often the
 * event of its failure is dispatched and whoever published it. Chains of failing handlers end at the depth limit.
 *
 * @throws DatabaseUnavailable: the event stays to be dispatched
 */
export async function startFailureHandler(deps: ControlDependencies, event: EventRow): Promise<void> {
  const failed = await failedRun(deps, event);
  if (failed === null) return;
  const { run, version } = failed;
  const handler = version.definition.onFailure?.workflowId;
  if (handler === undefined) return;
  const log = (reason: string) =>
    deps.logger.warn({ runId: run.id, workflowId: run.workflowId, onFailure: handler, reason }, 'no failure handler');
  if (run.depth >= deps.settings.eventDepthLimit) return log('the chain is at the depth limit');
  const found = await deps.database.workflows.getVersioned(run.projectId, handler);
  if (found === null) return log('the workflow does not exist');
  if (!found.workflow.enabled) return log('the workflow is disabled');
  try {
    await startRun(deps, {
      projectId: run.projectId,
      workflowId: handler,
      version: found.version,
      data: await failureData(deps, run),
      origin: 'workflow',
      parentRunId: run.id,
      depth: run.depth + 1,
      idempotency: { scope: 'on-failure', key: run.id, bodyHash: run.id },
    });
  } catch (error) {
    if (!(error instanceof ConcurrencySkipped)) throw error;
    log(error.message);
  }
}

/** Whoever published the event: the row tells whether a run failed. */
async function failedRun(
  { database }: ControlDependencies,
  { type, data, projectId }: EventRow,
): Promise<{ run: RunRow; version: VersionRow } | null> {
  if (type !== 'workflow.failed' || typeof data !== 'object' || data === null || !('runId' in data)) return null;
  const run = await database.runs.get(projectId, String(data.runId));
  if (run?.status !== 'failed') return null;
  const version = await database.versions.getById(projectId, run.versionId);
  return version && { run, version };
}

/** Trigger data that are large are left out: the handler finds them by the run's id. */
async function failureData({ database }: ControlDependencies, run: RunRow): Promise<JsonObject> {
  const workflow = await database.workflows.get(run.projectId, run.workflowId, { deleted: true });
  return {
    runId: run.id,
    workflowId: run.workflowId,
    workflowName: workflow?.name ?? '',
    version: run.version,
    status: run.status,
    error: { code: run.errorCode ?? '', message: run.errorMessage ?? '', nodeId: run.errorNodeId },
    startedAt: run.startedAt?.toISOString() ?? null,
    completedAt: run.completedAt?.toISOString() ?? null,
    ...('value' in run.triggerData ? { triggerData: run.triggerData.value } : {}),
  };
}
