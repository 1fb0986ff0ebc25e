import type { Actor, LabelChange, LabelRow } from '@perdura/database';
import { notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { currentWorkflow } from '../workflows/saving.ts';

/** Points a label at a version, which may itself be named by a label. @throws {ApiError} VERSION_NOT_FOUND */
export async function putLabel(
  { database }: AppDependencies,
  { projectId, userId }: Actor,
  workflowId: string,
  { label, version }: { label: string; version: number | string },
): Promise<LabelChange> {
  await currentWorkflow({ database }, projectId, workflowId);
  const found = await database.workflows.getVersioned(projectId, workflowId, version);
  if (found === null) throw notFound('VERSION_NOT_FOUND', String(version));
  const input = { label, version: found.version.version, userId };
  const change = await database.labels.put(projectId, workflowId, input);
  if (change === null) throw notFound('WORKFLOW_NOT_FOUND', workflowId);
  return change;
}

/** Removes a label, and answers it. @throws {ApiError} WORKFLOW_NOT_FOUND, LABEL_NOT_FOUND */
export async function removeLabel(
  { database }: AppDependencies,
  projectId: string,
  workflowId: string,
  label: string,
): Promise<LabelRow> {
  await currentWorkflow({ database }, projectId, workflowId);
  const gone = await database.labels.remove(projectId, workflowId, label);
  if (gone === null) throw notFound('LABEL_NOT_FOUND', label);
  return gone;
}
