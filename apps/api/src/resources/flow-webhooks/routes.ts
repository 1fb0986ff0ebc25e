import { flowWebhookRoutes } from '@perdura/contracts';
import type { FlowTarget } from '@perdura/database';
import { storedId, wireId } from '@perdura/definition';
import type { Request, RequestHandler, Response } from 'express';
import { ApiError } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { createLimiter } from '../../middleware/rate-limit.ts';
import { takeWebhookCall } from '../../quotas.ts';
import { hangUp } from '../../received-request.ts';
import { contextOf } from '../../request-context.ts';
import { WaitingRoom } from '../../waiting-room.ts';
import { sendResponded } from '../hooks/answer.ts';
import { flowAddress, type WebhookAddress } from './address.ts';
import { nameRun, sendFlowAnswer, triggerFailed, triggerUnanswered, unanswered } from './answers.ts';
import { isTakenAsItIs } from './catch-webhook.ts';
import { flowReceiver, type Received, requireEnabled } from './receive.ts';
import { flowRequest } from './request.ts';
import { resumeReceiver } from './resume.ts';

/** The contracts that the receiver serves. */
export const flowWebhookContracts = Object.values(flowWebhookRoutes);

/**
 * Serves what callers without a credential may ask of flows, before credentials are asked for: their webhooks, and the
 * addresses at which their pieces wait.
 */
export function flowWebhookReceiver(deps: AppDependencies): RequestHandler {
  const room = new WaitingRoom();
  const webhook = webhookReceiver(deps, room);
  const resume = resumeReceiver(deps, room);
  return async (request, response, next) => {
    const address = flowAddress(request.url);
    if (address === null) return next();
    response.setHeader('Cache-Control', 'no-store');
    if (address.kind === 'webhook') await webhook(address, request, response);
    else await resume(address, request, response);
  };
}

type Receiver<Address> = (address: Address, request: Request, response: Response) => Promise<void>;

function webhookReceiver(deps: AppDependencies, room: WaitingRoom): Receiver<WebhookAddress> {
  const { settings } = deps;
  const callers = createLimiter(settings.webhookLimitPerMinute);
  const strangers = createLimiter(settings.failedLoginLimitPerMinute);
  const receive = flowReceiver(deps);

  return async (address, request, response) => {
    contextOf(response).route = flowWebhookRoutes.callFlow.path;
    const caller = request.ip ?? 'unknown';
    await strangers.check(caller);
    const target = await targetOf(deps, address);
    if (target === null) {
      await strangers.spend(caller);
      throw new ApiError('FLOW_GONE', { values: { id: address.flow } });
    }
    await callers.spend(`${caller} ${target.flowId}`);
    await takeWebhookCall(deps, target.projectId, target.flowId);
    if (isTakenAsItIs(target.trigger)) requireEnabled(target, address.mode);
    const { locale } = contextOf(response);
    const reception = { target, mode: address.mode, locale, signal: hangUp(response) };
    const take = async (mayWait: boolean) => {
      const waitMs = mayWait ? settings.flowWaitSeconds * 1_000 : null;
      return await receive({ ...reception, waitMs, request: await flowRequest(deps, address, request) });
    };
    const received = await (address.waits ? room.enter(target.projectId, take) : take(false));
    if (received.kind === 'shaken') await sendResponded(deps, response, ownerOf(target), received.response);
    else await answer(deps, { ...target, waits: address.waits }, response, received);
  };
}

async function targetOf({ database }: AppDependencies, { flow, mode }: WebhookAddress): Promise<FlowTarget | null> {
  const flowId = storedId(flow);
  return flowId === null ? null : await database.flowTargets.find(flowId, mode === 'run' ? 'published' : 'latest');
}

type Answered = Exclude<Received, { kind: 'shaken' }>;

function ownerOf({ projectId, flowId: id }: FlowTarget) {
  return { projectId, id };
}

async function answer(
  deps: AppDependencies,
  { flowId, waits }: Pick<FlowTarget, 'flowId'> & Pick<WebhookAddress, 'waits'>,
  response: Response,
  received: Answered,
) {
  response.set('X-Webhook-Id', wireId(received.id));
  if (received.kind === 'answered') return await sendFlowAnswer(deps, response, received.run, received.answer);
  if (received.kind === 'started') nameRun(response, received.id);
  if (waits) requireAnswer(deps, flowId, received);
  response.status(200).json({});
}

/**
 * A trigger may have found nothing to run, which is all that there is to say. There is no answer where there was no room to
 * wait for it.
 *
 * @throws {ApiError} RUN_UNANSWERED, FLOW_RUN_FAILED
 */
function requireAnswer(deps: AppDependencies, flowId: string, received: Exclude<Answered, { kind: 'answered' }>): void {
  if (received.kind === 'started') throw unanswered(deps, received.id);
  if (received.kind !== 'called') return;
  if (received.answer.kind === 'timeout') throw triggerUnanswered(flowId);
  if (received.answer.kind === 'failed') throw triggerFailed(flowId, received.answer.error);
}
