import type { Locale } from '@perdura/contracts';
import type { AcceptedRun, Patience, RunRequest } from '@perdura/control-plane';
import type { RunRow, WebhookTarget } from '@perdura/database';
import { signatureKeys, textList, type WebhookSignature, type WebhookTrigger } from '@perdura/definition';
import type { RunAnswer } from '@perdura/definition/run';
import type { Logger } from 'pino';
import type { AppDependencies } from '../../app-dependencies.ts';
import { deliveryKey } from './delivery-id.ts';
import { payloadOf, type ReceivedRequest } from './payload.ts';
import { checkSignature } from './signature.ts';
import { signatureRefusal } from './signature-refusal.ts';

export interface Reception {
  target: WebhookTarget;
  trigger: WebhookTrigger;
  request: ReceivedRequest;
  locale: Locale;
  log: Logger;
  /** How long the caller waits for the answer; null: not at all. */
  patience: Patience | null;
}

/** The run of a delivery, and what it answered in time where the caller waited. */
export interface Delivered {
  run: RunRow;
  answer: RunAnswer | null;
}

const UNSIGNED: WebhookSignature = { scheme: 'none' };

/**
 * Starts the run of a delivery, once its signature is found right; a repeat is answered with the first run.
 *
 * @throws {ApiError} WEBHOOK_SIGNATURE_INVALID, and what the body or query has of faults
 * @throws ConcurrencySkipped, IdempotencyConflict, DatabaseUnavailable
 */
export async function receiveDelivery(deps: AppDependencies, reception: Reception): Promise<Delivered> {
  const { target, trigger, request, locale } = reception;
  const { workflow, version } = target;
  const scheme = trigger.signature ?? UNSIGNED;
  const signature = requireSignature(scheme, await secretsOf(deps, reception), reception);
  const payload = payloadOf(request, { maxDepth: deps.settings.jsonDepthLimit, locale });
  const delivery = { headers: request.headers, body: payload.body, rawBody: request.body, signature };
  const key = deliveryKey(scheme, delivery);
  const start: RunRequest = {
    projectId: workflow.projectId,
    workflowId: workflow.id,
    version,
    data: payload,
    origin: 'webhook',
    startedBy: null,
    ...(key === null ? {} : { idempotency: { ...key, scope: `webhook:${workflow.id}` } }),
  };
  const { run, created, answer = null } = await started(deps, start, reception.patience);
  deps.metrics.webhookDeliveries.inc({ outcome: created ? 'started' : 'repeated' });
  if (created) deps.metrics.runsStarted.inc({ origin: 'webhook' });
  return { run, answer };
}

async function started({ control }: AppDependencies, request: RunRequest, patience: Patience | null) {
  if (patience !== null) return await control.startAnswered(request, patience);
  const accepted: AcceptedRun & { answer?: RunAnswer | null } = await control.startRun(request);
  return accepted;
}

/** The signature that was right, as hex; null where none is asked for. */
function requireSignature(scheme: WebhookSignature, secrets: string[], { request, log, target }: Reception) {
  const verdict = checkSignature(scheme, secrets, request, Date.now());
  if (verdict.kind === 'accepted') return verdict.signature;
  const { id: workflowId, projectId } = target.workflow;
  log.warn({ workflowId, projectId, reason: verdict.kind }, 'a delivery was refused for its signature');
  throw signatureRefusal(verdict, scheme.scheme);
}

/** All secrets that senders may sign with. What cannot be found lets nobody in. */
async function secretsOf({ database }: AppDependencies, { target, trigger, log }: Reception): Promise<string[]> {
  const { projectId, id: workflowId } = target.workflow;
  const names = textList(signatureKeys(trigger)?.connection);
  const held = await Promise.all(names.map((name) => database.connections.reveal(projectId, name)));
  const secrets = [...target.secrets, ...held.flatMap((connection) => secretIn(connection?.value ?? {}))];
  if (signatureKeys(trigger) !== null && secrets.length === 0) {
    log.error({ workflowId, projectId, connections: names }, 'a webhook has no secret left to check signatures with');
  }
  return secrets;
}

/** Of connections of type `webhook-secret`, `bearer` and `SECRET_TEXT`. */
function secretIn({ secret, token, secret_text: text }: Record<string, unknown>): string[] {
  return [secret, token, text].filter((each): each is string => typeof each === 'string' && each !== '');
}
