import { hookRoutes } from '@perdura/contracts';
import type { WebhookTarget } from '@perdura/database';
import { WEBHOOK_WAIT_MS, type WebhookTrigger, webhookPath } from '@perdura/definition';
import type { Request, RequestHandler, Response } from 'express';
import { ApiError } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { createLimiter } from '../../middleware/rate-limit.ts';
import { takeWebhookCall } from '../../quotas.ts';
import { hangUp } from '../../received-request.ts';
import { contextOf } from '../../request-context.ts';
import { WaitingRoom } from '../../waiting-room.ts';
import { sendAccepted, sendAnswer } from './answer.ts';
import { readRawBody } from './raw-body.ts';
import { type Delivered, receiveDelivery } from './receive.ts';

const PREFIX = '/v1/hooks/';

/** The contracts that the receiver serves. */
export const hookContracts = Object.values(hookRoutes);

/**
 * Serves everything below `/v1/hooks/`, before credentials are asked for: there is no other route there. Whoever asks
 * for what does not exist, or is disabled, is told the same.
 */
export function hookReceiver(deps: AppDependencies): RequestHandler {
  const { settings } = deps;
  const callers = createLimiter(settings.webhookLimitPerMinute);
  const strangers = createLimiter(settings.failedLoginLimitPerMinute);
  const room = new WaitingRoom();

  return async (request, response, next) => {
    const place = placeOf(request.url);
    if (place === null) return next();
    contextOf(response).route = hookRoutes.receiveWebhook.path;
    response.setHeader('Cache-Control', 'no-store');
    const address = request.ip ?? 'unknown';
    await strangers.check(address);
    const path = place.path.length > 0 && webhookPath(place.path) === place.path ? place.path : null;
    if (path !== null) await callers.spend(`${address} ${path}`);
    const target = path === null ? null : await deps.database.webhookTriggers.listeningAt(path);
    if (path === null || target === null) {
      await strangers.spend(address);
      throw new ApiError('NOT_FOUND', { values: { path: request.path.slice(0, 200) } });
    }
    await takeWebhookCall(deps, target.workflow.projectId, path);
    const trigger = target.workflow.trigger as WebhookTrigger;
    if (answeredByMethod(trigger, request, response)) return;
    const call = { request, response, target, trigger };
    const isSync = trigger.respond === 'sync';
    const receive = (mayWait: boolean) => received(deps, { ...place, path }, { ...call, mayWait });
    const { run, answer } = await (isSync ? room.enter(target.workflow.projectId, receive) : receive(false));
    if (answer === null) sendAccepted(response, run);
    else await sendAnswer(deps, response, run, answer);
  };
}

interface Place {
  path: string;
  query: string;
}

/** What an address names below the prefix, undecoded; null for all other addresses. */
function placeOf(url: string): Place | null {
  if (!url.startsWith(PREFIX)) return null;
  const [path = '', ...query] = url.slice(PREFIX.length).split('?');
  return { path, query: query.join('?') };
}

/** A method that starts nothing: HEAD looks whether GET is there, OPTIONS asks what is. */
function answeredByMethod({ methods = ['POST'] }: WebhookTrigger, { method }: Request, response: Response): boolean {
  if (methods.some((known) => known === method)) return false;
  const hasGet = methods.includes('GET');
  const allow = [...methods, ...(hasGet ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  response.setHeader('Allow', allow);
  if (method === 'OPTIONS') response.status(204).end();
  else if (method === 'HEAD' && hasGet) response.status(200).end();
  else throw new ApiError('METHOD_NOT_ALLOWED', { values: { method, allow } });
  return true;
}

interface Call {
  request: Request;
  response: Response;
  target: WebhookTarget;
  trigger: WebhookTrigger;
  mayWait: boolean;
}

async function received(deps: AppDependencies, place: Place, call: Call): Promise<Delivered> {
  const { request, response, target, trigger, mayWait } = call;
  const { bodyLimitBytes: maxBytes, webhookBodySeconds: seconds } = deps.settings;
  const { locale, log } = contextOf(response);
  const body = await readRawBody(request, { maxBytes, seconds });
  const { method, headers } = request;
  const { waitMs: ms = WEBHOOK_WAIT_MS.unlessTold } = trigger;
  const patience = mayWait ? { ms, signal: hangUp(response) } : null;
  const received = { method, headers, body, ...place };
  return await receiveDelivery(deps, { target, trigger, locale, log, patience, request: received });
}
