import type { SavedSearchRow } from '@perdura/database';
import { bothIds, time } from '../../page-request.ts';

export function presentSearch({ id, name, filter, userId, createdAt, updatedAt }: SavedSearchRow) {
  return {
    ...bothIds(id),
    name,
    filter,
    createdBy: userId,
    createdAt: time(createdAt),
    updatedAt: time(updatedAt),
  };
}
