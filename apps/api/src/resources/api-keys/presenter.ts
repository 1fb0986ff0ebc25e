import type { ApiKeyRow } from '@perdura/database';
import { bothIds, time, timeOrNull } from '../../page-request.ts';

export function presentApiKey(row: ApiKeyRow) {
  return {
    ...bothIds(row.id),
    projectId: row.projectId,
    userId: row.userId,
    name: row.name,
    scopes: row.scopes,
    expiresAt: timeOrNull(row.expiresAt),
    revokedAt: timeOrNull(row.revokedAt),
    lastUsedAt: timeOrNull(row.lastUsedAt),
    createdAt: time(row.createdAt),
  };
}
