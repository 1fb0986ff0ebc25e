import type { VersionRow } from '@perdura/database';
import type { JsonObject } from '@perdura/definition';
import { bothIds, time } from '../../page-request.ts';

/** A version as the caller sees it: without its plan. */
export function presentVersion(row: VersionRow, labels: string[]) {
  return {
    ...bothIds(row.id),
    workflowId: row.workflowId,
    version: row.version,
    name: row.name,
    description: row.description,
    ...row.definition,
    labels,
    hash: row.hash,
    author: row.authorId,
    note: row.note,
    createdAt: time(row.createdAt),
  };
}

/** What two versions are compared by: all that an author gives them. */
export function comparedVersion({ name, description, definition }: VersionRow): JsonObject {
  // As JSON, without members that are undefined.
  return { name, description, ...JSON.parse(JSON.stringify(definition)) };
}
