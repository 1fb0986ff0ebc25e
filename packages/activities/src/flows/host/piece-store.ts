import type { Database, StorePlace } from '@perdura/database';
import type { PieceHost, StoreScope } from '@perdura/pieces';
import { normalJson } from '../../normal-json.ts';

/** The platform of the contract has the same limits. */
const MAX_KEY_CHARACTERS = 128;
const MAX_VALUE_BYTES = 512 * 1024;

/** The store that is meant: the database's, or one that keeps changes back. */
export type StoredEntries = Pick<Database['storeEntries'], 'get' | 'put' | 'remove'>;

/** What the pieces of a flow keep between runs; `flowId` as it is stored. */
export function pieceStore(
  { storeEntries }: { storeEntries: StoredEntries },
  { projectId, flowId }: { projectId: string; flowId: string },
): PieceHost['store'] {
  const placeOf = (scope: StoreScope, key: string): StorePlace => ({
    scope: scope === 'PROJECT' ? 'project' : flowId,
    key: checkedKey(key),
  });
  return {
    get: async (scope, key) => (await storeEntries.get(projectId, placeOf(scope, key)))?.value ?? null,
    async put(scope, key, value) {
      const place = placeOf(scope, key);
      const stored = normalJson(value, () => undefined);
      const bytes = Buffer.byteLength(JSON.stringify(stored));
      if (bytes > MAX_VALUE_BYTES) {
        throw new Error(`The value of "${key}" is ${bytes} bytes of JSON; at most ${MAX_VALUE_BYTES} can be stored.`);
      }
      await storeEntries.put(projectId, place, stored);
    },
    async delete(scope, key) {
      await storeEntries.remove(projectId, placeOf(scope, key));
    },
  };
}

function checkedKey(key: string): string {
  if (key !== '' && key.length <= MAX_KEY_CHARACTERS && key.isWellFormed() && !key.includes('\0')) return key;
  throw new Error(`A key of the store is a text of 1 to ${MAX_KEY_CHARACTERS} characters.`);
}
