import type { RunSnapshot } from '@perdura/definition/run';
import type { ActivityDependencies } from './dependencies.ts';

/** Writes a snapshot of a run into the history; one that is older than what history has, or too late, changes nothing. */
export async function recordRun(
  snapshot: RunSnapshot,
  { database, eventStored, control }: Pick<ActivityDependencies, 'database' | 'eventStored' | 'control'>,
): Promise<void> {
  const { event, freed } = await database.runs.record(snapshot);
  if (event) eventStored();
  if (freed !== null) control.slotFreed(freed);
}
