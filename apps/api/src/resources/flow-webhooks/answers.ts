import type { RunRow } from '@perdura/database';
import { wireId } from '@perdura/definition';
import type { RunAnswer, StepError } from '@perdura/definition/run';
import type { Response } from 'express';
import { ApiError } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { sendResponded } from '../hooks/answer.ts';

/** Names the run on whatever is answered. */
export function nameRun(response: Response, runId: string): void {
  response.set('X-Run-Id', wireId(runId));
}

/**
 * Answers who waited for a run of a flow: what it responded, nothing on success without a response.
 *
 * @throws {ApiError} FLOW_RUN_FAILED; RUN_UNANSWERED where there is no answer yet
 */
export async function sendFlowAnswer(
  deps: AppDependencies,
  response: Response,
  run: RunRow,
  answer: RunAnswer | null,
): Promise<void> {
  nameRun(response, run.id);
  if (answer === null) throw unanswered(deps, run.id);
  if (answer.response !== null) return await sendResponded(deps, response, run, answer.response);
  if (answer.status !== 'completed') throw failed(run.id, answer);
  response.status(204).set('Content-Length', '0').end();
}

/** The run goes on, and the caller is told how to find it. */
export function unanswered({ settings }: Pick<AppDependencies, 'settings'>, runId: string): ApiError {
  const id = wireId(runId);
  return new ApiError('RUN_UNANSWERED', { values: { id, seconds: settings.flowWaitSeconds }, members: { runId: id } });
}

/** Nobody knows yet which runs a trigger makes: there was no room to wait for it, or it did not say in time. */
export function triggerUnanswered(flowId: string): ApiError {
  return new ApiError('RUN_UNANSWERED', { detail: 'triggerUnanswered', values: { id: wireId(flowId) } });
}

/** A trigger refused a request, of which there is no run. */
export function triggerFailed(flowId: string, { code, message }: StepError): ApiError {
  return new ApiError('FLOW_RUN_FAILED', {
    detail: 'triggerCallFailed',
    values: { id: wireId(flowId), cause: message },
    members: { step: 'trigger', cause: { code, message } },
  });
}

function failed(runId: string, { status, error }: RunAnswer): ApiError {
  const id = wireId(runId);
  const { code, message, nodeId: step } = error ?? { code: 'CANCELLED', message: `It was ${status}.`, nodeId: null };
  return new ApiError('FLOW_RUN_FAILED', {
    values: { id, step: step ?? '—', cause: message },
    members: { runId: id, step, cause: { code, message } },
  });
}
