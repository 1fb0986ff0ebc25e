import { WAKE_SIGNAL, type Wake } from '@perdura/definition/run';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { ControlDependencies } from './dependencies.ts';

/**
 * Signals a run that something happened which it may wait for. Repeats do no harm.
 *
 * @returns false when the run has ended, or never came to Temporal
 * @throws TemporalUnavailable
 */
export async function wakeRun(
  { temporal, settings }: Pick<ControlDependencies, 'temporal' | 'settings'>,
  temporalWorkflowId: string,
  wake: Wake,
): Promise<boolean> {
  try {
    await temporal.call(
      (client) => client.workflow.getHandle(temporalWorkflowId).signal(WAKE_SIGNAL, wake),
      settings.handOverMs,
    );
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
