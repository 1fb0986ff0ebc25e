import type { Sql } from '../store.ts';

/** Ends the subscriptions of a watch, or of all those of a table. */
export async function removeOutsideWatches(sql: Sql, projectId: string, tableId: string, id: string | null) {
  await sql(UNSUBSCRIBE, [projectId, tableId, id]);
}

const UNSUBSCRIBE = `
  DELETE FROM subscriptions s USING table_watches w
  WHERE w.project_id = $1 AND w.table_id = $2 AND ($3::text IS NULL OR w.id = $3)
    AND s.project_id = w.project_id AND s.developer_id = w.id`;
