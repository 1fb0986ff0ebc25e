import type { FlowNote, FlowTrigger, FlowVersionState, JsonObject } from '@perdura/definition';
import { newId } from './ids.ts';
import { requireStorable } from './storable.ts';
import { columns, json, type Sql } from './store.ts';

/** One version of a flow. */
export interface FlowVersionRow {
  id: string;
  flowId: string;
  projectId: string;
  displayName: string;
  trigger: FlowTrigger;
  valid: boolean;
  state: FlowVersionState;
  schemaVersion: string | null;
  /** External ids of the connections that its steps name. */
  connectionIds: string[];
  agentIds: string[];
  notes: FlowNote[];
  backupFiles: JsonObject | null;
  /** The user who changed it last. */
  updatedBy: string | null;
  /** The number of the `workflow_versions` row that its content compiled to, when that was last done. */
  runVersion: number | null;
  runHash: string | null;
  /** Raised with each change. */
  revision: number;
  createdAt: Date;
  updatedAt: Date;
}

/** What a version consists of. */
export type NewFlowVersion = Pick<
  FlowVersionRow,
  'displayName' | 'trigger' | 'valid' | 'schemaVersion' | 'connectionIds' | 'notes' | 'updatedBy'
>;

const FIELDS = [
  ...['id', 'flowId', 'projectId', 'displayName', 'trigger', 'valid', 'state', 'schemaVersion', 'connectionIds'],
  ...['agentIds', 'notes', 'backupFiles', 'updatedBy', 'runVersion', 'runHash', 'revision', 'createdAt', 'updatedAt'],
];

/** The columns of a FlowVersionRow, of the table `flow_versions` named `v`. */
export const FLOW_VERSION_COLUMNS = columns(FIELDS, 'v');

/** Of each flow the newest version, or the one of an id. */
export async function readVersions(
  sql: Sql,
  projectId: string,
  flowIds: string[],
  versionId?: string,
): Promise<FlowVersionRow[]> {
  if (flowIds.length === 0) return [];
  return await sql<FlowVersionRow>(
    `SELECT DISTINCT ON (v.flow_id) ${FLOW_VERSION_COLUMNS} FROM flow_versions v
     WHERE v.project_id = $1 AND v.flow_id = ANY($2) AND ($3::text IS NULL OR v.id = $3)
     ORDER BY v.flow_id, v.id DESC`,
    [projectId, flowIds, versionId ?? null],
    'flow-versions-newest',
  );
}

/** A new draft, as the table takes it, which is newer than the version that it follows. */
export function insertVersion(projectId: string, flowId: string, version: NewFlowVersion, follows = '') {
  return { id: laterThan(follows), flowId, projectId, ...contentColumns(version) };
}

/** Versions are in the order of their ids, also where the clock of another machine was ahead. */
function laterThan(id: string): string {
  const made = newId();
  return made > id ? made : (BigInt(`0x${id}`) + 1n).toString(16).padStart(id.length, '0');
}

/** What a version consists of, as the table takes it. @throws UnstorableText */
export function contentColumns({ trigger, notes, ...rest }: NewFlowVersion) {
  return {
    ...rest,
    trigger: json(requireStorable(trigger, 'the trigger')),
    notes: json(requireStorable(notes, 'the notes')),
  };
}
