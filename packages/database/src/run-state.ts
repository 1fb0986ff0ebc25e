import { RUN_STATUSES, type RunStatus, TERMINAL_RUN_STATUSES } from '@perdura/definition/run';

/** Statuses that a run can still leave. */
export const LIVE_RUN_STATUSES: readonly RunStatus[] = RUN_STATUSES.filter((status) => !isTerminal(status));

/** Whether a status is never left again. */
export function isTerminal(status: RunStatus): boolean {
  return (TERMINAL_RUN_STATUSES as readonly RunStatus[]).includes(status);
}

/** The terminal statuses as a list in SQL. */
export const TERMINAL_LIST = TERMINAL_RUN_STATUSES.map((status) => `'${status}'`).join(', ');

/** What is stored of a run, as far as the rules below look at it. */
export interface StoredRunState {
  status: RunStatus;
  sequence: number;
}

/**
 * Whether a whole snapshot may be written over what is stored: a terminal status never changes, and an older snapshot
 * never overwrites a newer one. The same sequence may be written again: the row may hold it from progress that was partial.
 */
export function acceptsSnapshot(stored: StoredRunState, incoming: StoredRunState): boolean {
  return !isTerminal(stored.status) && stored.sequence <= incoming.sequence;
}

/** Whether partial progress may be written: as for a snapshot, but only when it is newer, and never as the last word. */
export function acceptsProgress(stored: StoredRunState, incoming: StoredRunState): boolean {
  return !isTerminal(stored.status) && !isTerminal(incoming.status) && stored.sequence < incoming.sequence;
}

/** Types of the events that the end of a run emits; a cancelled run emits none. */
export const RUN_END_EVENTS: Partial<Record<RunStatus, string>> = {
  completed: 'workflow.completed',
  failed: 'workflow.failed',
};
