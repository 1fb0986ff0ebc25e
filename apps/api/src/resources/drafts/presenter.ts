import type { DraftRow } from '@perdura/database';
import type { Fault } from '@perdura/definition';
import { time } from '../../page-request.ts';

/** What is found out about a draft whenever it is shown. */
export interface DraftState {
  outdated: boolean;
  faults: Fault[];
}

/** A draft as the caller sees it: its content as its author wrote it, with what keeps it from being published. */
export function presentDraft(row: DraftRow, { outdated, faults }: DraftState) {
  return {
    ...row.content,
    workflowId: row.workflowId,
    baseVersion: row.baseVersion,
    outdated,
    revision: row.revision,
    valid: faults.length === 0,
    errors: faults.map(({ pointer, message, position }) => ({ pointer, message, ...(position ? { position } : {}) })),
    by: row.userId,
    updatedAt: time(row.updatedAt),
  };
}

/** A draft as the audit log takes it: what was changed of it, and not what is found out about it. */
export function auditedDraft({ workflowId, content, baseVersion, revision }: DraftRow) {
  return { workflowId, ...content, baseVersion, revision };
}

/** The entity tag of a draft. */
export function draftTag({ revision }: DraftRow): string {
  return `"${revision}"`;
}
