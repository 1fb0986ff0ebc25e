import { type ActivityDependencies, StepFailure } from '@perdura/activities';
import { ChildRefused, type ControlPlane, isTemporalUnavailable } from '@perdura/control-plane';
import { ConcurrencySkipped, QuotaExceeded } from '@perdura/database';

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
    async doBulkItem(job, item, signal) {
      try {
        return await control.doBulkItem(job, item, signal);
      } catch (error) {
        throw laterFailure(error);
      }
    },
    openScheduled: (fire) => control.openScheduled(fire),
    // The last word of a run does not wait for what comes after it.
    slotFreed: (freed) => void control.slotFreed(freed),
  };
}

/** What only says that it is not the time yet, in the form in which Temporal tries again. */
function laterFailure(error: unknown): unknown {
  if (isTemporalUnavailable(error)) {
    return new StepFailure('TEMPORAL_UNAVAILABLE', 'Temporal is not available.', { retryable: true, cause: error });
  }
  if (!(error instanceof QuotaExceeded)) return error;
  const { code, message, retryAfterSeconds: seconds } = error;
  const wait = seconds === null ? {} : { retryAfterMs: seconds * 1_000 };
  return new StepFailure(code, message, { retryable: true, cause: error, ...wait });
}
