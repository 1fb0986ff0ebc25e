import type { RunActivities } from '@perdura/definition/run';
import type { ActivityDependencies } from '../dependencies.ts';

/** What the interpreter asks of a run that a step started. */
export function childActivities({ control }: ActivityDependencies): Pick<RunActivities, 'cancel-child'> {
  return {
    'cancel-child': ({ projectId, runId }) => control.cancelRun(projectId, runId),
  };
}
