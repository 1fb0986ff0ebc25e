import type { Database } from '@perdura/database';
import type { DeliverInput } from '@perdura/definition/run';
import type { ActivityDependencies } from '../dependencies.ts';
import { StepFailure, toStepFailure } from '../failures.ts';
import { retryAfterMs } from '../outbound/headers.ts';
import { MAX_RETRY_AFTER_MS } from '../outbound/http-call.ts';
import { signatureHeaders } from './signature-headers.ts';

/** Code of every failure of a delivery; it has a page in docs/errors. */
const DELIVERY_FAILED = 'DELIVERY_FAILED';

/** What Temporal knows of the attempt. */
export interface DeliveryCall {
  signal: AbortSignal;
  /** Whether no other attempt follows when this one fails. */
  isLastAttempt: boolean;
}

/** Limit on one attempt, in milliseconds. */
const TIMEOUT_MS = 20_000;

type LoadedDelivery = NonNullable<Awaited<ReturnType<Database['deliveries']['load']>>>;

/**
 * Sends an event to a webhook subscription, signed as Standard Webhooks has it, and notes how that went. The
 * receiver's 410 ends the subscription; a receiver may see the same `webhook-id` more than once.
 *
 * @throws {StepFailure} DELIVERY_FAILED: retryable until the last attempt, unless no attempt could succeed
 */
export async function deliverWebhook(
  { deliveryId, projectId }: DeliverInput,
  call: DeliveryCall,
  dependencies: ActivityDependencies,
): Promise<void> {
  const { deliveries, subscriptions } = dependencies.database;
  const loaded = await deliveries.load(projectId, deliveryId);
  // Deleted, or settled by an attempt whose answer to Temporal was lost.
  if (loaded === null || loaded.delivery.status !== 'pending') return;
  const outcome = loaded.subscription.enabled ? await attempt(loaded, call, dependencies) : DISABLED;
  if (outcome.kind === 'delivered') {
    await deliveries.recordAttempt(projectId, deliveryId, {
      statusCode: outcome.status,
      error: null,
      outcome: 'delivered',
    });
    return;
  }
  const ended = outcome.kind === 'refused' || call.isLastAttempt;
  await deliveries.recordAttempt(projectId, deliveryId, {
    statusCode: outcome.status,
    error: outcome.error,
    outcome: ended ? 'failed' : 'pending',
  });
  if (outcome.status === GONE) await subscriptions.disable(projectId, loaded.subscription.id);
  throw new StepFailure(DELIVERY_FAILED, outcome.error, {
    retryable: !ended,
    ...(outcome.waitMs === undefined ? {} : { retryAfterMs: outcome.waitMs }),
  });
}

/** HTTP's word for: do not come again. */
const GONE = 410;

type Outcome =
  | { kind: 'delivered'; status: number }
  /** `refused`: no other attempt could succeed. */
  | { kind: 'failed' | 'refused'; status: number | null; error: string; waitMs?: number };

const DISABLED: Outcome = { kind: 'refused', status: null, error: 'The subscription is disabled.' };

async function attempt(
  { delivery, subscription, event }: LoadedDelivery,
  { signal }: DeliveryCall,
  { outbound }: ActivityDependencies,
): Promise<Outcome> {
  const body = JSON.stringify({
    id: event.id,
    type: event.type,
    timestamp: event.createdAt.toISOString(),
    data: event.data,
  });
  try {
    // The answer's body is of no interest, so it is neither read nor measured.
    const response = await outbound.fetch({ signal, timeoutMs: TIMEOUT_MS })(subscription.url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...signatureHeaders(delivery.id, subscription.secret, body) },
      redirect: 'manual',
    });
    await response.body?.cancel();
    return outcomeOf(response);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const { message, retryable } = toStepFailure(error);
    return { kind: retryable ? 'failed' : 'refused', status: null, error: message };
  }
}

function outcomeOf({ status, ok, headers }: Response): Outcome {
  if (ok) return { kind: 'delivered', status };
  if (status === GONE)
    return { kind: 'refused', status, error: 'The receiver answered 410: the subscription was ended.' };
  const error = `The receiver answered ${status}; expected a status from 200 to 299.`;
  const waitMs = retryAfterMs(headers.get('retry-after') ?? undefined, MAX_RETRY_AFTER_MS);
  return { kind: 'failed', status, error, ...(waitMs === undefined ? {} : { waitMs }) };
}
