import type { LineageRow } from '@perdura/database';
import { notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { time, timeOrNull } from '../../page-request.ts';

const DEFAULT_LIMIT = 100;

/** The runs around a run. @throws {ApiError} RUN_NOT_FOUND */
export async function runLineage({ database }: AppDependencies, projectId: string, runId: string, limit?: number) {
  if ((await database.runs.get(projectId, runId)) === null) throw notFound('RUN_NOT_FOUND', runId);
  const { retryOf, retries, parent, children, more } = await database.lineage.of(
    projectId,
    runId,
    limit ?? DEFAULT_LIMIT,
  );
  return {
    runId,
    retryOf: retryOf.map(presentRelative),
    retries: retries.map(presentRelative),
    parent: parent && presentRelative(parent),
    children: children.map(presentRelative),
    more,
  };
}

function presentRelative({ parentNodeId, parentIteration, createdAt, completedAt, ...run }: LineageRow) {
  return {
    ...run,
    nodeId: parentNodeId,
    iteration: parentIteration,
    createdAt: time(createdAt),
    completedAt: timeOrNull(completedAt),
  };
}
