import type { FlowOperationBody } from '@perdura/contracts';
import type { VersionedFlow } from '@perdura/database';
import { ApiError, invalid, notFound } from '../../api-error.ts';
import { contentOf, currentFlow, editFlow, operateFlow } from './edit-flow.ts';
import type { FlowContext } from './flow-context.ts';
import { changeStatus, lockFlow, publishFlow } from './publish-flow.ts';
import { saveSample } from './sample-data.ts';

/**
 * Applies one operation of the contract to a flow.
 *
 * @returns the flow as it is then
 * @throws {ApiError} FLOW_NOT_FOUND, FLOW_OPERATION_INVALID and what publishing throws
 */
export async function applyToFlow(
  context: FlowContext,
  flowId: string,
  operation: FlowOperationBody,
): Promise<VersionedFlow> {
  switch (operation.type) {
    case 'LOCK_AND_PUBLISH':
      return await publishFlow(context, flowId, operation.request?.status ?? 'ENABLED');
    case 'CHANGE_STATUS':
      return await changeStatus(context, flowId, operation.request.status);
    case 'LOCK_FLOW':
      return await lockFlow(context, flowId);
    case 'USE_AS_DRAFT':
      return await useAsDraft(context, flowId, operation.request.versionId);
    case 'SAVE_SAMPLE_DATA': {
      const { payload = null, ...rest } = operation.request;
      return await saveSample(context, flowId, { payload, ...rest });
    }
    case 'CHANGE_FOLDER':
    case 'UPDATE_METADATA':
    case 'UPDATE_MINUTES_SAVED':
    case 'UPDATE_OWNER':
      return await changeRow(context, flowId, operation);
    default:
      return await operateFlow(context, flowId, operation);
  }
}

type RowOperation = Extract<
  FlowOperationBody,
  { type: 'CHANGE_FOLDER' | 'UPDATE_METADATA' | 'UPDATE_MINUTES_SAVED' | 'UPDATE_OWNER' }
>;

/** What is of the flow itself and of none of its versions. */
async function changeRow(context: FlowContext, flowId: string, operation: RowOperation): Promise<VersionedFlow> {
  const { database, actor } = context;
  await currentFlow(context, actor.projectId, flowId);
  await database.flows.update(actor.projectId, flowId, await rowChange(context, operation));
  return await currentFlow(context, actor.projectId, flowId);
}

async function rowChange(context: FlowContext, { type, request }: RowOperation) {
  switch (type) {
    case 'CHANGE_FOLDER':
      return { folderId: await folderOf(context, request.folderId ?? null) };
    case 'UPDATE_METADATA':
      return { metadata: request.metadata ?? null };
    case 'UPDATE_MINUTES_SAVED':
      return { timeSavedPerRun: request.timeSavedPerRun == null ? null : Math.round(request.timeSavedPerRun) };
    case 'UPDATE_OWNER':
      return { ownerId: await memberOf(context, request.ownerId) };
  }
}

/** @throws {ApiError} FOLDER_NOT_FOUND */
export async function folderOf({ database, actor }: FlowContext, folderId: string | null): Promise<string | null> {
  if (folderId === null) return null;
  if ((await database.folders.get(actor.projectId, folderId)) === null) throw notFound('FOLDER_NOT_FOUND', folderId);
  return folderId;
}

async function memberOf({ database, actor }: FlowContext, userId: string): Promise<string> {
  const members = await database.users.members(actor.projectId);
  if (members.some((member) => member.userId === userId)) return userId;
  const message = 'expected the id of a member of the project';
  throw invalid([{ pointer: '/request/ownerId', message }]);
}

/** The content of an earlier version becomes that of the draft. */
async function useAsDraft(context: FlowContext, flowId: string, versionId: string): Promise<VersionedFlow> {
  const { database, actor } = context;
  await currentFlow(context, actor.projectId, flowId);
  const earlier = await database.flowVersions.get(actor.projectId, versionId);
  if (earlier === null || earlier.flowId !== flowId) {
    throw new ApiError('FLOW_VERSION_NOT_FOUND', { detail: 'notFoundById', values: { id: versionId.slice(0, 80) } });
  }
  return await editFlow(context, flowId, () => contentOf(earlier));
}
