import type { RunActivities, TriggerCallInput, TriggerCallOutput } from '@perdura/definition/run';
import { proxyActivities } from '@temporalio/workflow';
import { withoutActivityFrame } from './node-end.ts';

/**
 * What a piece itself says is final. Tried again is what a worker or a database that was away has left undone, which the
 * call's id makes harmless.
 */
const { 'call-trigger': callTrigger } = proxyActivities<RunActivities>({
  startToCloseTimeout: 10 * 60_000,
  heartbeatTimeout: 10_000,
  retry: { maximumAttempts: 8, initialInterval: 500, backoffCoefficient: 3, maximumInterval: 60_000 },
});

/** Calls a hook of a flow's trigger; fails with the hook's own error code. */
export async function trigger(input: TriggerCallInput): Promise<TriggerCallOutput> {
  return withoutActivityFrame(callTrigger(input));
}
