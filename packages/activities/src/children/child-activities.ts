import type { RunActivities } from '@perdura/definition/run';
import type { ActivityDependencies } from '../dependencies.ts';

/** What the interpreter asks of a run that a step started. */
export function childActivities(_dependencies: ActivityDependencies): Pick<RunActivities, 'cancel-child'> {
  return {
    'cancel-child': () => Promise.reject(new Error('cancel-child has no code yet')),
  };
}
