import type { DeliverInput, RunActivities } from '@perdura/definition/run';
import { proxyActivities } from '@temporalio/workflow';
import { withoutActivityFrame } from './node-end.ts';

/** Twelve attempts over about 22 hours: 5 s, 13 s, 31 s … 13 h. */
const { 'deliver-webhook': deliverWebhook } = proxyActivities<RunActivities>({
  startToCloseTimeout: 60_000,
  retry: { maximumAttempts: 12, initialInterval: 5_000, backoffCoefficient: 2.5, maximumInterval: 24 * 60 * 60 * 1000 },
});

/** Sends one webhook delivery until the receiver takes it or the attempts are used up. */
export async function deliver(input: DeliverInput): Promise<void> {
  await withoutActivityFrame(deliverWebhook(input));
}
