import { newId, type TriggerCallRow, UnknownReference } from '@perdura/database';
import type { JsonValue } from '@perdura/definition';
import {
  TRIGGER_WORKFLOW,
  type TriggerCallInput,
  type TriggerCallOutput,
  type TriggerHook,
  type TriggerTrial,
} from '@perdura/definition/run';
import { WorkflowExecutionAlreadyStartedError, WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import type { Patience } from './answered-start.ts';
import { type WorkerAnswer, workerFailure } from './call-on-worker.ts';
import { forEachBounded } from './concurrency.ts';
import { type ControlDependencies, isOutage, isolated } from './dependencies.ts';
import { errorFields } from './logger.ts';
import { toValueRef } from './start-run.ts';
import type { RoundResult } from './task-loop.ts';

/** A hook of a flow's trigger to be called with what a request brought. */
export interface TriggerCallRequest {
  projectId: string;
  flowId: string;
  /** The flow's version. @default the one that is published when it is called */
  versionId?: string;
  hook: TriggerHook;
  /** Set where the flow is only tried. */
  trial?: TriggerTrial;
  /** `{method, headers, body, rawBody?, queryParams}`. */
  payload: JsonValue;
  /** A repeat is the same call. */
  deliveryKey: string | null;
}

/** Whoever received a call has this long to hand it over, in milliseconds, before housekeeping does. */
const INLINE_MS = 2_000;
const BATCH = 200;
const AT_ONCE = 16;
const CALL_LIFE_MS = 7 * 86_400_000;
/** A call that Temporal took over and that is not done after this, in milliseconds, is made again where it was left. */
const UNFINISHED_MS = 15 * 60_000;

/**
 * Accepts a call of a trigger: once this answers it is made, whatever dies meanwhile.
 *
 * @param patience how long to wait for what the trigger says; of 0 milliseconds not at all
 * @returns what it said; `timeout` where that is still to come, or nobody waited
 * @throws UnknownReference when the project has no such flow
 * @throws DatabaseUnavailable
 */
export async function callTrigger(
  deps: ControlDependencies,
  request: TriggerCallRequest,
  { ms, signal }: Patience,
): Promise<{ callId: string; answer: WorkerAnswer<TriggerCallOutput> }> {
  const { projectId, flowId, versionId = null, hook, trial = null } = request;
  const id = await callIdOf(deps, request);
  // The call keeps its payload alive.
  const payload = await toValueRef(deps, { projectId, runId: id }, request.payload);
  const call = { id, flowId, versionId, hook, trial, payload };
  const row = await deps.database.triggerCalls.create(projectId, call);
  if (row === null) throw new UnknownReference(`project ${projectId} has no flow ${flowId}`);
  return { callId: row.id, answer: await tryHandOver(deps, row, { ms, signal }) };
}

/** Hands over the calls that Temporal does not have, or has given up. Each call is one round. */
export function triggerCallStarter(deps: ControlDependencies): (signal: AbortSignal) => Promise<RoundResult> {
  return async (signal) => {
    const late = await deps.database.triggerCalls.takeUnfinished(UNFINISHED_MS, BATCH);
    const calls = [...late, ...(await deps.database.triggerCalls.undispatched(INLINE_MS, BATCH))];
    const done = await forEachBounded(
      calls,
      AT_ONCE,
      (call) =>
        isolated(deps.logger, { callId: call.id, flowId: call.flowId }, 'call of a trigger', async () => {
          if (call.depth > deps.settings.eventDepthLimit) await cut(deps, call);
          else await handOver(deps, call);
          return true;
        }),
      signal,
    );
    await deps.database.triggerCalls.prune(new Date(Date.now() - CALL_LIFE_MS));
    return { done, more: calls.length >= BATCH };
  };
}

/** Flows that start each other by changes of records are an endless chain otherwise. */
async function cut({ database, logger }: ControlDependencies, call: TriggerCallRow): Promise<void> {
  const { id: callId, flowId, depth, projectId } = call;
  logger.warn({ callId, flowId, depth }, 'chain of flows that start each other was cut at the depth limit');
  await database.triggerCalls.markCompleted(projectId, callId);
}

async function callIdOf({ database }: ControlDependencies, request: TriggerCallRequest): Promise<string> {
  const { projectId, flowId, deliveryKey } = request;
  const id = newId();
  if (deliveryKey === null) return id;
  const claim = { scope: `trigger:${flowId}`, key: deliveryKey, bodyHash: 'any', resourceId: id };
  return (await database.idempotencyKeys.claim(projectId, claim)).resourceId;
}

async function tryHandOver(
  deps: ControlDependencies,
  call: TriggerCallRow,
  { ms, signal }: Patience,
): Promise<WorkerAnswer<TriggerCallOutput>> {
  try {
    const handle = await handOver(deps, call, deps.settings.handOverMs);
    if (ms <= 0) return { kind: 'timeout' };
    const result = () => handle.result() as Promise<TriggerCallOutput>;
    return {
      kind: 'answered',
      result: await deps.temporal.call((client) => client.withAbortSignal(signal, result), ms),
    };
  } catch (error) {
    if (error instanceof WorkflowFailedError) return workerFailure(error, 'PIECE_FAILED');
    const log = isOutage(error) ? deps.logger.debug : deps.logger.warn;
    log.call(deps.logger, { callId: call.id, ...errorFields(error) }, 'call of a trigger was not answered');
    return { kind: 'timeout' };
  }
}

/** A payload that was kept with the call, as those of records are, may be too large to go by itself. */
async function handedOver(deps: ControlDependencies, { id, projectId, payload }: TriggerCallRow) {
  if (payload === null || !('value' in payload)) return payload;
  return await toValueRef(deps, { projectId, runId: id }, payload.value);
}

async function handOver(deps: ControlDependencies, call: TriggerCallRow, deadlineMs?: number): Promise<WorkflowHandle> {
  const { id: callId, projectId, flowId: workflowId, versionId, hook, trial } = call;
  const payload = await handedOver(deps, call);
  const input: TriggerCallInput = {
    ...{ projectId, workflowId, hook, callId },
    ...(versionId === null ? {} : { versionId }),
    ...(trial === null ? {} : { trial }),
    ...(payload === null ? {} : { payload }),
  };
  const handle = await deps.temporal.call((client) => {
    const options = {
      workflowId: `trigger-${callId}`,
      taskQueue: deps.temporal.taskQueue,
      args: [input],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY' as const,
      workflowIdConflictPolicy: 'USE_EXISTING' as const,
      memo: { projectId, workflowId, hook },
    };
    // What was done, or failed for good, says the same again.
    if (call.completedAt !== null) return Promise.resolve(client.workflow.getHandle(options.workflowId));
    return client.workflow.start(TRIGGER_WORKFLOW, options).catch((error: unknown) => {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return client.workflow.getHandle(options.workflowId);
      throw error;
    });
  }, deadlineMs);
  await deps.database.triggerCalls.markDispatched(projectId, callId);
  return handle;
}
