import type { RunActivities } from '@perdura/definition/run';
import { Context } from '@temporalio/activity';
import type { ActivityDependencies } from '../dependencies.ts';
import { bulkPart } from './bulk-part.ts';

/** What the workflow of an operation over many runs calls. */
export function bulkActivities(dependencies: ActivityDependencies): Pick<RunActivities, 'bulk-part'> {
  return {
    'bulk-part': (input) => bulkPart(input, Context.current().cancellationSignal, dependencies),
  };
}
