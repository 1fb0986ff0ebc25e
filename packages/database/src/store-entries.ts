import type { JsonValue } from '@perdura/definition';
import type { Sql, Store } from './store.ts';

/** One value that pieces keep. */
export interface StorePlace {
  /** The flow's id, or `project`. */
  scope: string;
  key: string;
}

/** A change of what pieces keep: without a value it is removed. */
export type StoreChange = StorePlace & { value?: JsonValue };

/** What pieces keep between runs. */
export interface StoreEntryRepository {
  /** The value, wrapped, since it may itself be null; null when there is none. */
  get(projectId: string, place: StorePlace): Promise<{ value: JsonValue } | null>;
  put(projectId: string, place: StorePlace, value: JsonValue): Promise<void>;
  /** Makes several changes, or none of them. */
  change(projectId: string, changes: readonly StoreChange[]): Promise<void>;
  /** False when there was none. */
  remove(projectId: string, place: StorePlace): Promise<boolean>;
}

export function storeEntryRepository({
  sql,
  inTransaction,
}: Pick<Store, 'sql' | 'inTransaction'>): StoreEntryRepository {
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
    async change(projectId, changes) {
      if (changes.length > 0) await inTransaction((own) => changeStore(own, projectId, changes));
    },
    async remove(projectId, { scope, key }) {
      return (await sql(REMOVE, [projectId, scope, key])).length > 0;
    },
  };
}

/** Makes changes with the statements of a transaction. */
export async function changeStore(sql: Sql, projectId: string, changes: readonly StoreChange[]): Promise<void> {
  for (const { scope, key, value } of changes) {
    if (value === undefined) await sql(REMOVE, [projectId, scope, key]);
    else await sql(PUT, [projectId, scope, key, JSON.stringify(value)]);
  }
}

const REMOVE = 'DELETE FROM store_entries WHERE project_id = $1 AND scope = $2 AND key = $3 RETURNING key';

const PUT = `
  INSERT INTO store_entries (project_id, scope, key, value) VALUES ($1, $2, $3, $4::json)
  ON CONFLICT (project_id, scope, key) DO UPDATE SET value = excluded.value, updated_at = now()`;
