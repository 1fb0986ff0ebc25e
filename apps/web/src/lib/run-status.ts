import type { RunStatus } from './resources.ts';

/** Every state of a run, in the order in which they are shown. */
export const RUN_STATUSES: readonly RunStatus[] = ['pending', 'running', 'waiting', 'completed', 'failed', 'cancelled'];

/** Whether a run has reached a state that it never leaves. */
export function isOver(status: RunStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}
