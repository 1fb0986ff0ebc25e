import { setTimeout as pause } from 'node:timers/promises';
import type { Database, StepAttemptRow, StepRow } from '@perdura/database';
import { laneOf } from '@perdura/definition';

/** Workers gather what they tell of attempts for a quarter of a second, and write it beside the run's own steps. */
const TELLING_MS = 1_500;
const LOOK_MS = 60;

/**
 * The attempts of these steps of a node. Of steps that ended a moment ago it waits for what their workers are about to
 * tell, so that whoever saw a run end finds how. What never comes, as from a worker that died, is waited for no longer
 * than that.
 */
export async function toldAttempts(
  { stepAttempts }: Pick<Database, 'stepAttempts'>,
  { projectId, runId, nodeId }: { projectId: string; runId: string; nodeId: string },
  steps: StepRow[],
): Promise<StepAttemptRow[]> {
  const iterations = steps.map(({ iteration }) => iteration);
  for (;;) {
    const rows = await stepAttempts.ofIterations(projectId, runId, nodeId, iterations);
    if (!steps.some((step) => isAboutToBeTold(step, rows))) return rows;
    await pause(LOOK_MS);
  }
}

function isAboutToBeTold(step: StepRow, rows: StepAttemptRow[]): boolean {
  const { completedAt, carriedFrom, nodeType, attempts, iteration } = step;
  if (completedAt === null || Date.now() - completedAt.getTime() > TELLING_MS) return false;
  // Nodes that only compute tell nothing as a rule, and of others' steps everything was copied.
  if (carriedFrom !== null || laneOf(nodeType) === 'local') return false;
  return rows.filter((row) => row.iteration === iteration && row.endedAt !== null).length < attempts;
}
