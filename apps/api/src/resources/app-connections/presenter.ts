import type { AppConnectionRow, AppConnectionView, ConnectionOwner } from '@perdura/database';
import type { AppConnectionStatus, AppConnectionType, JsonObject } from '@perdura/definition';
import { wireId } from '@perdura/definition';
import { entityFields, wireIdOrNull } from '../../engine/entity-fields.ts';

export function presentAppConnection(row: AppConnectionView) {
  return {
    ...presentRow(row),
    owner: row.owner === null ? null : presentOwner(row.owner),
    flowIds: row.flowIds.map(wireId),
  };
}

/** A connection without what others have to do with it, as the audit log keeps it. */
export function presentRow(row: AppConnectionRow) {
  return {
    ...entityFields(row),
    externalId: row.name,
    name: row.givenName ?? row.name,
    displayName: row.displayName,
    type: row.type as AppConnectionType,
    pieceName: row.pieceName,
    pieceVersion: row.pieceVersion,
    projectId: row.projectId,
    projectIds: [row.projectId],
    scope: row.scope as 'PROJECT' | 'PLATFORM',
    status: row.status as AppConnectionStatus,
    ownerId: wireIdOrNull(row.ownerId),
    metadata: metadataOf(row),
    platformId: null,
  };
}

export function presentOwner({ name, email, ...row }: ConnectionOwner) {
  const [firstName = '', ...rest] = name.split(' ');
  return { ...entityFields({ ...row, updatedAt: row.createdAt }), email, firstName, lastName: rest.join(' ') };
}

/** The client's own, and with it what the contract has no fields for. */
function metadataOf({ metadata, allowedHosts, statusReason }: AppConnectionRow): JsonObject | null {
  const more = {
    ...(allowedHosts.length === 0 ? {} : { allowedHosts }),
    ...(statusReason === null ? {} : { error: statusReason }),
  };
  return metadata === null && Object.keys(more).length === 0 ? null : { ...metadata, ...more };
}
