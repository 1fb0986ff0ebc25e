import { columns, type Sql } from '../store.ts';

/** Records of a project, in fields. */
export interface TableRow {
  id: string;
  projectId: string;
  name: string;
  externalId: string;
  createdAt: Date;
  updatedAt: Date;
}

export async function tableOf(sql: Sql, projectId: string, id: string): Promise<TableRow | null> {
  const [row] = await sql<TableRow>(`SELECT ${TABLE_COLUMNS} FROM tables t WHERE t.project_id = $1 AND t.id = $2`, [
    projectId,
    id,
  ]);
  return row ?? null;
}

/** The table, whose fields nobody else changes and into which nobody else writes until the transaction ends. */
export async function lockedTable(sql: Sql, projectId: string, id: string): Promise<TableRow | null> {
  const [row] = await sql<TableRow>(
    `SELECT ${TABLE_COLUMNS} FROM tables t WHERE t.project_id = $1 AND t.id = $2 FOR NO KEY UPDATE`,
    [projectId, id],
  );
  return row ?? null;
}

/** Columns of the table `tables t`, as the fields of a TableRow. */
export const TABLE_COLUMNS = columns(['id', 'projectId', 'name', 'externalId', 'createdAt', 'updatedAt'], 't');
