import type { BulkInput, RunActivities } from '@perdura/definition/run';
import { continueAsNew, proxyActivities, workflowInfo } from '@temporalio/workflow';

/** A part works for some twenty seconds; whatever is away then, the job waits for it. */
const { 'bulk-part': doPart } = proxyActivities<RunActivities>({
  startToCloseTimeout: 5 * 60_000,
  heartbeatTimeout: 10_000,
  retry: { initialInterval: 500, backoffCoefficient: 2, maximumInterval: 15_000 },
});

/** Carries out an operation over many runs, part by part. What is done of it is in its rows alone. */
export async function bulk(input: BulkInput): Promise<void> {
  for (;;) {
    const { done } = await doPart(input);
    if (done) return;
    if (workflowInfo().continueAsNewSuggested) return continueAsNew<typeof bulk>(input);
  }
}
