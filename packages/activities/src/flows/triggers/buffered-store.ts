import type { StoreChange, StorePlace } from '@perdura/database';
import type { JsonValue } from '@perdura/definition';
import type { StoredEntries } from '../host/piece-store.ts';

/** The store as a trigger sees it whose changes are not made yet. */
export interface BufferedStore {
  entries: StoredEntries;
  /** What is to be changed, each value once. */
  changes(): StoreChange[];
}

/** Keeps changes of the store back, so that they can be made together with what they belong to. */
export function bufferedStore(under: StoredEntries): BufferedStore {
  const changed = new Map<string, StoreChange>();
  const keyOf = ({ scope, key }: StorePlace) => `${scope} ${key}`;
  const valueAt = async (projectId: string, place: StorePlace): Promise<{ value: JsonValue } | null> => {
    const change = changed.get(keyOf(place));
    if (change === undefined) return await under.get(projectId, place);
    return change.value === undefined ? null : { value: change.value };
  };
  return {
    entries: {
      get: valueAt,
      async put(_projectId, place, value) {
        changed.set(keyOf(place), { ...place, value });
      },
      async remove(projectId, place) {
        const before = await valueAt(projectId, place);
        changed.set(keyOf(place), place);
        return before !== null;
      },
    },
    changes: () => [...changed.values()],
  };
}
