import type { Locale } from '@perdura/contracts';
import { type AnsweredRun, CallTooDeep, callKey, type FlowRunRequest, runRequestOf } from '@perdura/control-plane';
import type { FlowTarget, RunRow } from '@perdura/database';
import { wireId } from '@perdura/definition';
import type { RunAnswer, ValueRef } from '@perdura/definition/run';
import { ApiError } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { deliveryKey } from '../hooks/delivery-id.ts';
import type { WebhookAddress } from './address.ts';
import { isTakenAsItIs, requireWebhookCredential, sourceName } from './catch-webhook.ts';
import { handshakeAnswer } from './handshake.ts';
import { type FlowPayload, type FlowRequest, flowPayload } from './payload.ts';
import { receivePieceTrigger } from './piece-trigger.ts';
import { type RunVersionOf, runVersions } from './run-versions.ts';

type Called = Awaited<ReturnType<typeof receivePieceTrigger>>['answer'];

export interface FlowReception {
  target: FlowTarget;
  mode: WebhookAddress['mode'];
  request: FlowRequest;
  locale: Locale;
  /** How long the caller waits for the answer, in milliseconds; null: not at all. */
  waitMs: number | null;
  /** The caller hung up. */
  signal: AbortSignal;
}

/** What came of a request to a flow; `id` is that of the run, or of what stands for it. */
export type Received =
  | { kind: 'kept'; id: string }
  | { kind: 'started'; id: string; run: RunRow }
  | { kind: 'answered'; id: string; run: RunRow; answer: RunAnswer | null }
  /** A service wanted to know whether the address is right: `{status, headers, body}`. */
  | { kind: 'shaken'; id: string; response: ValueRef }
  /** The trigger of a piece decides on runs; of those that it made the first one answers. */
  | { kind: 'called'; id: string; answer: Called };

/**
 * Receives requests to flows.
 *
 * @returns takes one request: starts its run, or keeps it as a sample
 * @throws {ApiError} WEBHOOK_UNAUTHENTICATED, CALL_DEPTH_EXCEEDED, and what the request has of faults
 * @throws ConcurrencySkipped, QuotaExceeded, IdempotencyConflict, DatabaseUnavailable
 */
export function flowReceiver(deps: AppDependencies): (reception: FlowReception) => Promise<Received> {
  const versionOf = runVersions(deps);
  return async (reception) => {
    const { target, mode, request, locale } = reception;
    requireWebhookCredential(target.trigger, request.headers);
    const limits = { maxDepth: deps.settings.jsonDepthLimit, locale };
    const payload = await flowPayload(deps, target.projectId, request, limits);
    if (!isTakenAsItIs(target.trigger)) return await call(deps, versionOf, reception, payload);
    if (mode !== 'run') {
      const id = await keepSample(deps, target, payload);
      if (mode === 'test') return { kind: 'kept', id };
    }
    return await start(deps, versionOf, reception, payload);
  };
}

/** What the trigger took is shown to who edits the flow. */
async function keepSample({ database }: AppDependencies, target: FlowTarget, payload: FlowPayload): Promise<string> {
  const { projectId, flowId, flowVersionId: versionId, trigger } = target;
  const event = await database.triggerEvents.record(projectId, { flowId, sourceName: sourceName(trigger), payload });
  await database.flowSamples.put(projectId, { flowId, versionId, stepName: 'trigger', type: 'OUTPUT', payload });
  if (event === null) throw gone(flowId);
  return event.id;
}

async function start(
  deps: AppDependencies,
  versionOf: RunVersionOf,
  reception: FlowReception,
  payload: FlowPayload,
): Promise<Received> {
  const request = await runRequest(deps, versionOf, reception, payload);
  const { waitMs, signal } = reception;
  if (waitMs === null) {
    const { run, created } = await deps.control.startFlowRun(request);
    count(deps, created);
    return { kind: 'started', id: run.id, run };
  }
  const answered: AnsweredRun = await deps.control.startAnswered(runRequestOf(request), { ms: waitMs, signal });
  count(deps, answered.created);
  return { kind: 'answered', id: answered.run.id, run: answered.run, answer: answered.answer };
}

async function runRequest(
  deps: AppDependencies,
  versionOf: RunVersionOf,
  { target, mode, request }: FlowReception,
  payload: FlowPayload,
): Promise<FlowRunRequest> {
  const { projectId, flowId, flowVersionId } = target;
  const key = keyOf(request, payload);
  return {
    ...{ projectId, flowId, flowVersionId, version: await versionOf(target), data: payload },
    environment: mode === 'draft' ? 'TESTING' : 'PRODUCTION',
    origin: 'webhook',
    caller: await callerOf(deps, projectId, payload),
    ...(key === null ? {} : { idempotency: { ...key, scope: `webhook:${flowId}:${mode}` } }),
  };
}

async function callerOf({ control }: AppDependencies, projectId: string, payload: FlowPayload) {
  try {
    return await control.callerOf(projectId, payload);
  } catch (error) {
    if (!(error instanceof CallTooDeep)) throw error;
    throw new ApiError('CALL_DEPTH_EXCEEDED', { values: { limit: error.limit } });
  }
}

/** Repeats of a delivery, by the id that its sender gave it, and of a call of another flow are one run. */
function keyOf({ headers, body: rawBody }: FlowRequest, payload: FlowPayload) {
  const given = deliveryKey({ scheme: 'none' }, { headers, body: payload.body, rawBody, signature: null });
  const key = given === null ? callKey(payload) : null;
  return key === null ? given : { key, bodyHash: 'any' };
}

async function call(
  deps: AppDependencies,
  versionOf: RunVersionOf,
  reception: FlowReception,
  payload: FlowPayload,
): Promise<Received> {
  const { target, mode, request, waitMs, signal } = reception;
  const trial = TRIALS[mode];
  const response = await handshakeAnswer(deps, { target, payload, trial });
  if (response !== null) return { kind: 'shaken', id: target.flowId, response };
  requireEnabled(target, mode);
  // Workers run what was compiled.
  if (mode === 'draft') await versionOf(target);
  const deadline = Date.now() + (waitMs ?? 0);
  const key = keyOf(request, payload)?.key ?? null;
  const { callId, answer: called } = await receivePieceTrigger(deps, {
    ...{ target, payload, trial, deliveryKey: key === null ? null : `${mode}:${key}` },
    ...{ waitMs: waitMs ?? 0, signal },
  });
  const [runId] = called.kind === 'answered' ? called.result.runIds : [];
  const run = runId === undefined ? null : await deps.database.runs.get(target.projectId, runId);
  if (waitMs === null || run === null) return { kind: 'called', id: callId, answer: called };
  const answer = await deps.control.runAnswer(run, Math.max(1, deadline - Date.now()), signal);
  return { kind: 'answered', id: run.id, run, answer };
}

/**
 * A flow that is off takes nothing but trials. Pieces are asked before: services look whether an address is right while
 * a trigger is being switched on.
 *
 * @throws {ApiError} FLOW_DISABLED
 */
export function requireEnabled({ flowId, isEnabled }: FlowTarget, mode: WebhookAddress['mode']): void {
  if (mode === 'run' && !isEnabled) throw new ApiError('FLOW_DISABLED', { values: { id: wireId(flowId) } });
}

const TRIALS = { run: null, draft: 'run', test: 'sample' } as const;

function count({ metrics }: AppDependencies, created: boolean): void {
  metrics.webhookDeliveries.inc({ outcome: created ? 'started' : 'repeated' });
  if (created) metrics.runsStarted.inc({ origin: 'webhook' });
}

function gone(flowId: string): ApiError {
  return new ApiError('FLOW_GONE', { values: { id: flowId } });
}
