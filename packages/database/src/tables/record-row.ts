import { columns, type Sql } from '../store.ts';

/** A cell as it is stored. */
export interface StoredCell {
  value: string | number;
  /** What a NUMBER or a DATE is compared by. */
  number?: number;
  /** ISO times. */
  created: string;
  updated: string;
}

/** A record of a table. */
export interface RecordRow {
  id: string;
  projectId: string;
  tableId: string;
  /** By the field's id, as it is stored; those of fields that are gone among them. */
  cells: Record<string, StoredCell>;
  createdAt: Date;
  updatedAt: Date;
}

/** Who changes records. */
export interface ChangeContext {
  /** Depth of the runs that the change starts: one more than that of the run that makes it. @default 0 */
  depth?: number;
  /** Idempotency key: the same change under the same key is made once. */
  once?: string;
}

export interface RecordOptions {
  /** Records of a table at most. */
  maxRecords: number;
}

/** Records in the order of their ids. */
export function recordsById(sql: Sql, projectId: string, ids: readonly string[]): Promise<RecordRow[]> {
  return sql<RecordRow>(
    `SELECT ${RECORD_COLUMNS} FROM table_records r WHERE r.project_id = $1 AND r.id = ANY($2::text[]) ORDER BY r.id`,
    [projectId, ids],
  );
}

/** Columns of the table `table_records r`, as the fields of a RecordRow. */
export const RECORD_COLUMNS = columns(['id', 'projectId', 'tableId', 'cells', 'createdAt', 'updatedAt'], 'r');
