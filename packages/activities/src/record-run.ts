import type { RunSnapshot } from '@perdura/definition/run';
import type { ActivityDependencies } from './dependencies.ts';

/** Writes a snapshot of a run into the history; one that is older than what history has, or too late, changes nothing. */
export async function recordRun(
  snapshot: RunSnapshot,
  { database, eventStored }: Pick<ActivityDependencies, 'database' | 'eventStored'>,
): Promise<void> {
  const { event } = await database.runs.record(snapshot);
  if (event) eventStored();
}
