import type { Database } from '@perdura/database';
import type { RunSnapshot } from '@perdura/definition/run';

/** Writes a snapshot of a run into the history; one that is older than what history has, or too late, changes nothing. */
export async function recordRun(snapshot: RunSnapshot, { runs }: Pick<Database, 'runs'>): Promise<void> {
  await runs.record(snapshot);
}
