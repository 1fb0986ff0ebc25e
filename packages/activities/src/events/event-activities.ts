import type { RunActivities } from '@perdura/definition/run';
import type { ActivityDependencies } from '../dependencies.ts';

/** What the interpreter asks while a node waits for an event. */
export function eventActivities(_dependencies: ActivityDependencies): Pick<RunActivities, 'match-event' | 'end-wait'> {
  return {
    'match-event': () => Promise.reject(new Error('match-event has no code yet')),
    'end-wait': () => Promise.reject(new Error('end-wait has no code yet')),
  };
}
