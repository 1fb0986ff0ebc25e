import type { Page } from './paging.ts';
import { columns, type Sql, type Store } from './store.ts';

/** A name that points at a version: `production`. */
export interface LabelRow {
  workflowId: string;
  label: string;
  version: number;
  /** Who pointed it at that version. */
  userId: string;
  updatedAt: Date;
}

export interface LabelChange {
  row: LabelRow;
  /** As it was before; null for a new one. */
  before: LabelRow | null;
}

/** Labels of versions, also of deleted workflows; only those of others change. */
export interface LabelRepository {
  /**
   * Points the label at the version; saying again what is already so changes nothing. Null when there is no such
   * workflow, or it has no such version.
   */
  put(
    projectId: string,
    workflowId: string,
    input: { label: string; version: number; userId: string },
  ): Promise<LabelChange | null>;
  /** The label as it was; null when there was none. */
  remove(projectId: string, workflowId: string, label: string): Promise<LabelRow | null>;
  /** By name; the cursor is the last label of the page before. */
  list(projectId: string, workflowId: string, page: { limit: number; cursor?: string | null }): Promise<Page<LabelRow>>;
  /** Labels of versions, by the number of the version. */
  ofVersions(projectId: string, workflowId: string, versions: number[]): Promise<Map<number, string[]>>;
}

export function labelRepository({ sql, underLock }: Store): LabelRepository {
  return {
    put: (projectId, workflowId, input) =>
      // The label as it was is known only to who is alone with it.
      underLock(`label:${workflowId}:${input.label}`, (alone) => putLabel(alone, projectId, workflowId, input)),
    async remove(projectId, workflowId, label) {
      const [row] = await sql<LabelRow>(
        `DELETE FROM workflow_labels l USING workflows w
         WHERE l.workflow_id = $2 AND l.label = $3
           AND w.id = l.workflow_id AND w.project_id = $1 AND w.deleted_at IS NULL
         RETURNING ${COLUMNS}`,
        [projectId, workflowId, label],
      );
      return row ?? null;
    },
    async list(projectId, workflowId, { limit, cursor }) {
      const [rows, counted] = await Promise.all([
        sql<LabelRow>(
          `SELECT ${COLUMNS} FROM ${LABELS} AND ($3::text IS NULL OR l.label > $3) ORDER BY l.label LIMIT $4`,
          [projectId, workflowId, cursor ?? null, limit + 1],
        ),
        sql<{ total: number }>(`SELECT count(*)::int AS total FROM ${LABELS}`, [projectId, workflowId]),
      ]);
      const items = rows.slice(0, limit);
      const nextCursor = rows.length > limit ? (items.at(-1)?.label ?? null) : null;
      return { items, total: counted[0]?.total ?? 0, nextCursor };
    },
    async ofVersions(projectId, workflowId, versions) {
      const rows = await sql<LabelRow>(
        `SELECT ${COLUMNS} FROM ${LABELS} AND l.version = ANY($3::int[]) ORDER BY l.label`,
        [projectId, workflowId, versions],
      );
      const found = new Map<number, string[]>(versions.map((version) => [version, []]));
      for (const { version, label } of rows) found.get(version)?.push(label);
      return found;
    },
  };
}

const COLUMNS = columns(['workflowId', 'label', 'version', 'userId', 'updatedAt'], 'l');

const LABELS = `workflow_labels l JOIN workflows w ON w.id = l.workflow_id
  WHERE w.project_id = $1 AND l.workflow_id = $2`;

async function putLabel(
  sql: Sql,
  projectId: string,
  workflowId: string,
  { label, version, userId }: { label: string; version: number; userId: string },
): Promise<LabelChange | null> {
  const [before = null] = await sql<LabelRow>(`SELECT ${COLUMNS} FROM ${LABELS} AND l.label = $3`, [
    projectId,
    workflowId,
    label,
  ]);
  const [row] = await sql<LabelRow>(PUT, [projectId, workflowId, label, version, userId]);
  return row === undefined ? null : { row, before };
}

const PUT = `
  INSERT INTO workflow_labels AS l (workflow_id, label, version, user_id)
  SELECT w.id, $3, v.version, $5 FROM workflows w JOIN workflow_versions v ON v.workflow_id = w.id AND v.version = $4
  WHERE w.project_id = $1 AND w.id = $2 AND w.deleted_at IS NULL
  ON CONFLICT (workflow_id, label) DO UPDATE SET
    user_id = CASE WHEN l.version = excluded.version THEN l.user_id ELSE excluded.user_id END,
    updated_at = CASE WHEN l.version = excluded.version THEN l.updated_at ELSE now() END,
    version = excluded.version
  RETURNING ${COLUMNS}`;
