import type { RunIdentity } from '@perdura/definition/run';

/** What runs do from which level of the interpreter on; those that began below it go on as they began. */
const FROM_LEVEL = {
  /** Nodes that only compute and follow each other share one call. */
  chains: 2,
  /** A workflow task begins a bounded number of local activities. */
  boundedTasks: 2,
  /** A run that waits for an operator is recorded at once. */
  promptParking: 2,
  /** Nodes that reach out and follow each other share one call, while each is quick. */
  reachingChains: 3,
  /** What a run begins at once is bounded by turns, and not by workflow tasks. */
  turns: 4,
} as const;

/** Whether a run is at the level from which on this is done. */
export function does(run: RunIdentity, what: keyof typeof FROM_LEVEL): boolean {
  return (run.interpreter ?? 1) >= FROM_LEVEL[what];
}
