import type { VersionRow } from '@perdura/database';
import { bothIds, time } from '../../page-request.ts';

/** A version as the caller sees it: without its plan. */
export function presentVersion(row: VersionRow) {
  return {
    ...bothIds(row.id),
    workflowId: row.workflowId,
    version: row.version,
    name: row.name,
    ...row.definition,
    hash: row.hash,
    author: row.authorId,
    note: row.note,
    createdAt: time(row.createdAt),
  };
}
