import { flowWebhookRoutes } from '@perdura/contracts';
import { storedId, wireId } from '@perdura/definition';
import type { Request, Response } from 'express';
import { ApiError } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { createLimiter } from '../../middleware/rate-limit.ts';
import { hangUp } from '../../received-request.ts';
import { contextOf } from '../../request-context.ts';
import type { WaitingRoom } from '../../waiting-room.ts';
import type { ResumeAddress } from './address.ts';
import { nameRun, sendFlowAnswer, unanswered } from './answers.ts';
import { sendConfirmPage, wantsConfirmation } from './confirm-page.ts';
import { flowPayload } from './payload.ts';
import { flowRequest } from './request.ts';

/** How browsers and mail programs ask for what nobody has clicked yet. */
const AHEAD_OF_TIME = /prefetch|preview|prerender/i;

/**
 * Takes what comes to the address at which a piece waits: the first request resumes its run. One that only looks, HEAD,
 * a preview or a browser at a link that decides, does not.
 */
export function resumeReceiver(deps: AppDependencies, room: WaitingRoom) {
  const callers = createLimiter(deps.settings.webhookLimitPerMinute);
  const strangers = createLimiter(deps.settings.failedLoginLimitPerMinute);

  return async (address: ResumeAddress, request: Request, response: Response): Promise<void> => {
    contextOf(response).route = flowWebhookRoutes.resumeFlowRun.path;
    const caller = request.ip ?? 'unknown';
    await strangers.check(caller);
    const place = await placeOf(deps, address);
    if (place === null) {
      await strangers.spend(caller);
      throw new ApiError('RESUME_UNKNOWN', { values: { id: address.run } });
    }
    await callers.spend(`${caller} ${place.runId}`);
    if (onlyLooks(request)) return void response.status(200).json({ runId: wireId(place.runId), resumed: false });
    if (wantsConfirmation(request, address)) return sendConfirmPage(request, response, address);
    const resumed = await resume(deps, place, { address, request, response });
    if (!address.waits) {
      nameRun(response, place.runId);
      return void response.status(200).json({ runId: wireId(place.runId), resumed });
    }
    await room.enter(place.projectId, (mayWait) => answerWaiting(deps, place, mayWait, response));
  };
}

interface Place {
  projectId: string;
  runId: string;
  requestId: string;
}

async function placeOf({ database }: AppDependencies, { run, requestId }: ResumeAddress): Promise<Place | null> {
  const runId = storedId(run);
  const projectId = runId === null ? null : await database.pieceResumptions.projectOf(runId, requestId);
  return runId === null || projectId === null ? null : { projectId, runId, requestId };
}

function onlyLooks({ method, headers }: Request): boolean {
  if (method === 'HEAD' || method === 'OPTIONS') return true;
  return AHEAD_OF_TIME.test(`${headers['sec-purpose'] ?? ''} ${headers.purpose ?? ''} ${headers['x-moz'] ?? ''}`);
}

interface Call {
  address: ResumeAddress;
  request: Request;
  response: Response;
}

/** Whether this request was the one. @throws {ApiError} RESUME_ENDED */
async function resume(deps: AppDependencies, place: Place, { address, request, response }: Call): Promise<boolean> {
  const limits = { maxDepth: deps.settings.jsonDepthLimit, locale: contextOf(response).locale };
  const whole = await flowPayload(deps, place.projectId, await flowRequest(deps, address, request), limits);
  const { body, headers, queryParams } = whole;
  const kind = await deps.control.resumePiece({ ...place, payload: { body, headers, queryParams } });
  if (kind === 'resumed' || kind === 'repeated') return kind === 'resumed';
  throw new ApiError('RESUME_ENDED', { values: { id: wireId(place.runId) } });
}

async function answerWaiting(deps: AppDependencies, place: Place, mayWait: boolean, response: Response): Promise<void> {
  const ms = deps.settings.flowWaitSeconds * 1_000;
  const found = mayWait ? await deps.control.resumedAnswer(place, { ms, signal: hangUp(response) }) : null;
  if (found !== null) return await sendFlowAnswer(deps, response, found.run, found.answer);
  nameRun(response, place.runId);
  throw unanswered(deps, place.runId);
}
