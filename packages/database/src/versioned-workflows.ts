import { readVersionName } from '@perdura/definition';
import { UnknownReference } from './errors.ts';
import type { Store } from './store.ts';
import { toVersion, type VersionRow } from './versions.ts';
import { type VersionedWorkflow, WORKFLOW_COLUMNS, type WorkflowRow } from './workflow-row.ts';

/** The workflow with its newest version, deleted or not. @throws UnknownReference where there is none */
export async function expectVersioned(store: Store, projectId: string, workflowId: string): Promise<VersionedWorkflow> {
  const found = await readVersioned(store, projectId, workflowId, 'latest', true);
  if (found === null) throw new UnknownReference(`there is no workflow ${workflowId} in project ${projectId}`);
  return found;
}

/** A workflow, not a flow, and the version that is named; null when either is missing. */
export async function readVersioned(
  { sql }: Store,
  projectId: string,
  workflowId: string,
  version: number | string = 'latest',
  deleted = false,
): Promise<VersionedWorkflow | null> {
  const name = readVersionName(version);
  if (name === null) return null;
  const number = name.kind === 'number' ? name.version : null;
  const label = name.kind === 'label' ? name.label : null;
  const values = [workflowId, projectId, number, deleted, label];
  const [row] = await sql<WorkflowRow & { versionRow: StoredVersion }>(VERSIONED, values);
  if (row === undefined) return null;
  const { versionRow, ...workflow } = row;
  return { workflow, version: fromStored(versionRow) };
}

export function fromStored(row: StoredVersion): VersionRow {
  return toVersion({ ...row, createdAt: new Date(row.createdAt) });
}

/** A version as PostgreSQL builds it within a row: as JSON, where a time is text. */
export type StoredVersion = Omit<VersionRow, 'createdAt'> & { createdAt: string };

/** A row of `workflow_versions v`, as a value. `json`, unlike `jsonb`, keeps the keys of a definition in their order. */
export const VERSION_JSON = `json_build_object(
  'id', v.id, 'workflowId', v.workflow_id, 'version', v.version, 'name', v.name, 'description', v.description,
  'definition', v.definition, 'plan', v.plan, 'hash', v.hash, 'authorId', v.author_id, 'note', v.note,
  'createdAt', v.created_at
)`;

const VERSIONED = `
  SELECT ${WORKFLOW_COLUMNS}, ${VERSION_JSON} AS "versionRow"
  FROM workflows w JOIN workflow_versions v ON v.workflow_id = w.id AND v.version = CASE
    WHEN $5::text IS NOT NULL THEN (SELECT l.version FROM workflow_labels l WHERE l.workflow_id = w.id AND l.label = $5)
    ELSE coalesce($3::int, w.current_version) END
  WHERE w.id = $1 AND w.project_id = $2 AND w.form = 'workflow' AND (w.deleted_at IS NULL OR $4)`;
