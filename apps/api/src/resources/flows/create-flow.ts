import type { VersionedFlow } from '@perdura/database';
import type { FlowContent, JsonObject } from '@perdura/definition';
import { requireRoomForNew } from '../workflows/room.ts';
import { checked } from './edit-flow.ts';
import type { FlowContext, FlowDependencies } from './flow-context.ts';
import { folderOf } from './operations.ts';

export interface GivenFlow {
  displayName: string;
  folderId?: string | null | undefined;
  folderName?: string | null | undefined;
  externalId?: string | null | undefined;
  metadata?: JsonObject | null | undefined;
}

/** What flows of this platform are written in. */
const SCHEMA_VERSION = '22';

/** Makes a flow whose trigger is still to be chosen. @throws {ApiError} FOLDER_NOT_FOUND, QUOTA_EXCEEDED */
export async function createFlow(context: FlowContext, given: GivenFlow): Promise<VersionedFlow> {
  const { database, actor } = context;
  await requireRoomForNew(database, actor.projectId, { scheduled: false, idempotency: null });
  const { displayName, folderName, externalId, metadata = null } = given;
  const folderId = folderName
    ? (await database.folders.put(actor.projectId, folderName)).id
    : await folderOf(context, given.folderId ?? null);
  return await database.flows.create(actor.projectId, {
    ...{ userId: actor.userId, folderId, metadata, ...(externalId ? { externalId } : {}) },
    version: await newVersion(context, emptyContent(displayName), actor.userId),
  });
}

/** A first version of a content. */
export async function newVersion(
  deps: Pick<FlowDependencies, 'pieces' | 'logger'>,
  content: FlowContent,
  userId: string,
) {
  return { ...(await checked(deps, content)), updatedBy: userId };
}

function emptyContent(displayName: string): FlowContent {
  const trigger = {
    name: 'trigger',
    type: 'EMPTY' as const,
    displayName: 'Select Trigger',
    lastUpdatedDate: new Date().toISOString(),
    valid: false,
    settings: {},
  };
  return { displayName, trigger, notes: [], schemaVersion: SCHEMA_VERSION };
}
