import type { JsonValue } from '@perdura/definition';
import type { Sql } from '../store.ts';

/**
 * Makes a change with the statements of a transaction unless it was made before under the same key: then what it gave
 * then is answered.
 *
 * @param key idempotency key of the step that makes it; null for a change that may be repeated
 */
export async function writeOnce<Result extends JsonValue>(
  sql: Sql,
  projectId: string,
  key: string | null,
  work: () => Promise<Result>,
): Promise<Result> {
  if (key === null) return work();
  // Who comes second waits here for the first, and finds its row or its place.
  const claimed = await sql(CLAIM, [projectId, key]);
  if (claimed.length === 0) {
    const [done] = await sql<{ result: Result }>('SELECT result FROM effects WHERE project_id = $1 AND key = $2', [
      projectId,
      key,
    ]);
    if (done === undefined) throw new Error(`effect ${key} was forgotten as it was read`);
    return done.result;
  }
  const result = await work();
  await sql('UPDATE effects SET result = $3::jsonb WHERE project_id = $1 AND key = $2', [
    ...[projectId, key, JSON.stringify(result)],
  ]);
  return result;
}

const CLAIM = `
  INSERT INTO effects (project_id, key, result) VALUES ($1, $2, 'null'::jsonb)
  ON CONFLICT DO NOTHING RETURNING key`;
