import type { RunActivities } from '@perdura/definition/run';
import type { ActivityDependencies } from '../dependencies.ts';

/** What the interpreter asks of the task of an approval. */
export function approvalActivities(
  _dependencies: ActivityDependencies,
): Pick<RunActivities, 'approval-state' | 'approval-remind' | 'approval-escalate' | 'approval-end'> {
  return {
    'approval-state': () => Promise.reject(new Error('approval-state has no code yet')),
    'approval-remind': () => Promise.reject(new Error('approval-remind has no code yet')),
    'approval-escalate': () => Promise.reject(new Error('approval-escalate has no code yet')),
    'approval-end': () => Promise.reject(new Error('approval-end has no code yet')),
  };
}
