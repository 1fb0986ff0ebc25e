import type { ConnectionRow } from '@perdura/database';
import { bothIds, time } from '../../page-request.ts';

export function presentConnection(row: ConnectionRow) {
  return {
    ...bothIds(row.id),
    name: row.name,
    type: row.type,
    allowedHosts: row.allowedHosts,
    createdAt: time(row.createdAt),
    updatedAt: time(row.updatedAt),
  };
}
