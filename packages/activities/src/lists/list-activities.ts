import type { RunActivities } from '@perdura/definition/run';
import type { ActivityDependencies } from '../dependencies.ts';

/** Lists and values that are too large for the interpreter. */
export function listActivities(
  _dependencies: ActivityDependencies,
): Pick<RunActivities, 'collect-list' | 'load-value'> {
  return {
    'collect-list': () => Promise.reject(new Error('collect-list has no code yet')),
    'load-value': () => Promise.reject(new Error('load-value has no code yet')),
  };
}
