import type { GroupRow } from '@perdura/database';
import { bothIds, time } from '../../page-request.ts';

export function presentGroup({ id, name, members, createdAt, updatedAt }: GroupRow) {
  return { ...bothIds(id), name, members, createdAt: time(createdAt), updatedAt: time(updatedAt) };
}
