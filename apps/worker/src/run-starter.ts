import { type ActivityDependencies, StepFailure } from '@perdura/activities';
import { ChildRefused, type ControlPlane } from '@perdura/control-plane';

/** Starts and ends runs for the steps of others, through the control plane. */
export function runStarter(control: Pick<ControlPlane, 'startChild' | 'cancelRun'>): ActivityDependencies['control'] {
  return {
    async startChild({ run: parent, ...request }) {
      try {
        const { id: runId } = await control.startChild({ parent, ...request });
        return { runId };
      } catch (error) {
        if (!(error instanceof ChildRefused)) throw error;
        throw new StepFailure(error.code, error.message, { retryable: false, cause: error });
      }
    },
    async cancelRun(projectId, runId) {
      await control.cancelRun(projectId, runId);
    },
  };
}
