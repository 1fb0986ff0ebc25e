import type { RunActivities } from '@perdura/definition/run';
import { loadValues } from '../blobs.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { collectList } from './collect-list.ts';
import { wrapValue } from './wrap-value.ts';

/** Lists and values that are too large for the interpreter. */
export function listActivities(
  dependencies: ActivityDependencies,
): Pick<RunActivities, 'collect-list' | 'wrap-value' | 'load-value'> {
  return {
    'collect-list': (input) => collectList(input, dependencies),
    'wrap-value': (input) => wrapValue(input, dependencies),
    async 'load-value'({ projectId, value }) {
      const { database, settings } = dependencies;
      const [loaded = null] = await loadValues(database, projectId, [value], settings.maxInputBytes);
      return loaded;
    },
  };
}
