import type { DeliveryRow } from '@perdura/database';
import { DELIVER_WORKFLOW, type DeliverInput } from '@perdura/definition/run';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { type ControlDependencies, isOutage } from './dependencies.ts';
import { errorFields } from './logger.ts';

/**
 * Starts the workflow that sends a delivery, unless it was started before, and notes that. Repeating it is safe. Each
 * round (the first, and each time that the delivery is asked for again) is one workflow.
 *
 * @throws TemporalUnavailable, DatabaseUnavailable: the delivery stays to be started
 */
export async function startDelivery(
  deps: ControlDependencies,
  delivery: DeliveryRow,
  deadlineMs?: number,
): Promise<boolean> {
  const { id: deliveryId, projectId, round } = delivery;
  const input: DeliverInput = { deliveryId, projectId };
  try {
    await deps.temporal.call(
      (client) =>
        client.workflow.start(DELIVER_WORKFLOW, {
          workflowId: round === 0 ? `delivery-${deliveryId}` : `delivery-${deliveryId}-${round}`,
          taskQueue: deps.temporal.taskQueue,
          args: [input],
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          workflowIdConflictPolicy: 'USE_EXISTING',
          staticSummary: delivery.event,
          memo: { ...input, subscriptionId: delivery.subscriptionId, eventId: delivery.eventId },
          priority: { fairnessKey: projectId },
        }),
      deadlineMs,
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
  return await deps.database.deliveries.markDispatched(projectId, deliveryId, round);
}

/** As startDelivery, but leaves the delivery to housekeeping when a service is away. */
export async function tryStartDelivery(deps: ControlDependencies, delivery: DeliveryRow): Promise<void> {
  if (deps.temporal.seemsAway()) return;
  try {
    await startDelivery(deps, delivery, deps.settings.handOverMs);
  } catch (error) {
    const log = isOutage(error) ? deps.logger.debug : deps.logger.error;
    log.call(deps.logger, { deliveryId: delivery.id, ...errorFields(error) }, 'delivery waits for housekeeping');
  }
}

/**
 * Sends a delivery again: a new round of the same row. Durable once answered.
 *
 * @returns the delivery; null when the subscription has none of this id
 * @throws DatabaseUnavailable
 */
export async function redeliver(
  deps: ControlDependencies,
  projectId: string,
  subscriptionId: string,
  deliveryId: string,
): Promise<DeliveryRow | null> {
  const delivery = await deps.database.deliveries.redeliver(projectId, subscriptionId, deliveryId);
  if (delivery !== null) await tryStartDelivery(deps, delivery);
  return delivery;
}
