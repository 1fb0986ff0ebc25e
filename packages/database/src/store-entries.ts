import type { JsonValue } from '@perdura/definition';
import type { Store } from './store.ts';

/** One value that pieces keep. */
export interface StorePlace {
  /** The flow's id, or `project`. */
  scope: string;
  key: string;
}

/** What pieces keep between runs. */
export interface StoreEntryRepository {
  /** The value, wrapped, since it may itself be null; null when there is none. */
  get(projectId: string, place: StorePlace): Promise<{ value: JsonValue } | null>;
  put(projectId: string, place: StorePlace, value: JsonValue): Promise<void>;
  /** False when there was none. */
  remove(projectId: string, place: StorePlace): Promise<boolean>;
}

export function storeEntryRepository({ sql }: Pick<Store, 'sql'>): StoreEntryRepository {
  return {
    async get(projectId, { scope, key }) {
      const [entry] = await sql<{ value: JsonValue }>(
        'SELECT value FROM store_entries WHERE project_id = $1 AND scope = $2 AND key = $3',
        [projectId, scope, key],
      );
      return entry ?? null;
    },
    async put(projectId, { scope, key }, value) {
      await sql(PUT, [projectId, scope, key, JSON.stringify(value)]);
    },
    async remove(projectId, { scope, key }) {
      const removed = await sql(
        'DELETE FROM store_entries WHERE project_id = $1 AND scope = $2 AND key = $3 RETURNING key',
        [projectId, scope, key],
      );
      return removed.length > 0;
    },
  };
}

const PUT = `
  INSERT INTO store_entries (project_id, scope, key, value) VALUES ($1, $2, $3, $4::json)
  ON CONFLICT (project_id, scope, key) DO UPDATE SET value = excluded.value, updated_at = now()`;
