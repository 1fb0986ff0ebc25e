import { hookRoutes } from '@perdura/contracts';
import type { RunRow, WebhookTarget } from '@perdura/database';
import { WEBHOOK_WAIT_MS, type WebhookTrigger, webhookPath } from '@perdura/definition';
import type { Request, RequestHandler, Response } from 'express';
import { ApiError } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { createLimiter } from '../../middleware/rate-limit.ts';
import { takeWebhookCall } from '../../quotas.ts';
import { contextOf } from '../../request-context.ts';
import { hangUp } from '../../route-binding.ts';
import { sendAccepted, sendAnswer } from './answer.ts';
import { readRawBody } from './raw-body.ts';
import { receiveDelivery } from './receive.ts';

const PREFIX = '/v1/hooks/';

/** The contracts that the receiver serves. */
export const hookContracts = Object.values(hookRoutes);

/** Most callers that wait for the answer of a run at once; further ones are told that it was accepted. */
const MAX_WAITING = 500;

/**
 * Serves everything below `/v1/hooks/`, before credentials are asked for: there is no other route there. Whoever asks
 * for what does not exist, or is disabled, is told the same.
 */
export function hookReceiver(deps: AppDependencies): RequestHandler {
  const { settings } = deps;
  const callers = createLimiter(settings.webhookLimitPerMinute);
  const strangers = createLimiter(settings.failedLoginLimitPerMinute);
  const answered = answerer(deps);

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
    const run = await received(deps, { ...place, path }, { request, response, target, trigger });
    if (trigger.respond === 'sync') await answered(run, trigger, response);
    else sendAccepted(response, run);
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
}

async function received(deps: AppDependencies, place: Place, call: Call): Promise<RunRow> {
  const { request, response, target, trigger } = call;
  const { bodyLimitBytes: maxBytes, webhookBodySeconds: seconds } = deps.settings;
  const { locale, log } = contextOf(response);
  const body = await readRawBody(request, { maxBytes, seconds });
  const { method, headers } = request;
  return await receiveDelivery(deps, { target, trigger, locale, log, request: { method, headers, body, ...place } });
}

/** Waits for the answers of runs, for a bounded number of callers at once. */
function answerer(deps: AppDependencies) {
  let waiting = 0;
  return async (run: RunRow, { waitMs = WEBHOOK_WAIT_MS.unlessTold }: WebhookTrigger, response: Response) => {
    if (waiting >= MAX_WAITING) return sendAccepted(response, run);
    const signal = hangUp(response);
    waiting += 1;
    const answer = await deps.control.runAnswer(run, waitMs, signal).finally(() => {
      waiting -= 1;
    });
    if (answer === null) sendAccepted(response, run);
    else await sendAnswer(deps, response, run, answer);
  };
}
