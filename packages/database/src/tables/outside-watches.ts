import type { Sql } from '../store.ts';

/** Ends the subscriptions of the watches of a table, or of the one that is named. */
export async function removeOutsideWatches(
  sql: Sql,
  projectId: string,
  ...[tableId, id]: [tableId: string, id: null] | [tableId: string | null, id: string]
) {
  await sql(UNSUBSCRIBE, [projectId, tableId, id]);
}

const UNSUBSCRIBE = `
  DELETE FROM subscriptions s USING table_watches w
  WHERE w.project_id = $1 AND ($2::text IS NULL OR w.table_id = $2) AND ($3::text IS NULL OR w.id = $3)
    AND s.project_id = w.project_id AND s.developer_id = w.id`;
