import { type ActivityDependencies, StepFailure } from '@perdura/activities';
import { ChildRefused, type ControlPlane } from '@perdura/control-plane';
import { ConcurrencySkipped } from '@perdura/database';

/** Starts and ends runs for the steps of others, and for schedules, through the control plane. */
export function runStarter(
  control: Pick<ControlPlane, 'startChild' | 'cancelRun' | 'doBulkItem' | 'openScheduled' | 'slotFreed'>,
): ActivityDependencies['control'] {
  return {
    async startChild({ run: parent, ...request }) {
      try {
        const { id: runId } = await control.startChild({ parent, ...request });
        return { runId };
      } catch (error) {
        if (!(error instanceof ChildRefused || error instanceof ConcurrencySkipped)) throw error;
        throw new StepFailure(error.code, error.message, { retryable: false, cause: error });
      }
    },
    async cancelRun(projectId, runId) {
      await control.cancelRun(projectId, runId);
    },
    doBulkItem: (job, item, signal) => control.doBulkItem(job, item, signal),
    openScheduled: (fire) => control.openScheduled(fire),
    // The last word of a run does not wait for what comes after it.
    slotFreed: (freed) => void control.slotFreed(freed),
  };
}
