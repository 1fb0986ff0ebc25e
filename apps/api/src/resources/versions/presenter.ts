import type { VersionRow } from '@perdura/database';
import { bothIds, time } from '../../page-request.ts';

/** A version as the caller sees it: without its plan. */
export function presentVersion(row: VersionRow) {
  const { trigger, nodes, edges, timeoutMs } = row.definition;
  return {
    ...bothIds(row.id),
    workflowId: row.workflowId,
    version: row.version,
    name: row.name,
    trigger,
    nodes,
    edges,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    hash: row.hash,
    author: row.authorId,
    note: row.note,
    createdAt: time(row.createdAt),
  };
}
