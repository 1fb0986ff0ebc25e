import type { JsonObject, JsonValue } from '@perdura/definition';
import type { TriggerCallInput, TriggerCallOutput, ValueRef } from '@perdura/definition/run';
import { loadValues, toValueRef } from '../../blobs.ts';
import type { ActivityDependencies } from '../../dependencies.ts';
import { isObject } from '../../json-object.ts';
import { callIdOf } from './call-id.ts';
import { type CalledTrigger, callHook } from './called-trigger.ts';
import { findRuns } from './find-runs.ts';
import { foundAtOnce } from './found-list.ts';
import { keepSamples } from './keep-samples.ts';

/** The call as Temporal knows it. */
export interface TriggerAttempt {
  /** Id of the workflow that makes the call: that of a schedule has its time. */
  temporalWorkflowId: string;
  signal: AbortSignal;
}

const NOTHING: TriggerCallOutput = { runIds: [], value: { value: null } };

/**
 * Calls a hook of a flow's trigger. `run` starts a run for each thing that it finds; the others answer what the piece
 * said: `onEnable` the schedule that it wants, `{schedule}`. What `test` gives is kept as samples, in place of those of
 * before.
 *
 * @throws {StepFailure} the failures of pieces
 */
export async function callTrigger(
  input: TriggerCallInput,
  dependencies: ActivityDependencies,
  attempt: TriggerAttempt,
): Promise<TriggerCallOutput> {
  const { database } = dependencies;
  const { projectId, workflowId: flowId, versionId = null, callId, trial = null } = input;
  const target = await database.flowTriggers.get(projectId, flowId, versionId);
  if (target === null || target.trigger.type === 'EMPTY') {
    if (callId !== undefined) await database.triggerCalls.markCompleted(projectId, callId);
    return NOTHING;
  }
  const trigger: CalledTrigger = { target, settings: target.trigger.settings, trial };
  const isScheduled = callId === undefined && input.hook === 'run';
  // The schedule of a flow that was switched off just now may fire once more.
  if (isScheduled && !target.isEnabled) return NOTHING;
  const hook = isScheduled && target.source?.strategy === 'WEBHOOK' ? 'onRenew' : input.hook;
  const payload = await payloadOf(input, dependencies);
  if (hook === 'run') {
    // A schedule's call is named by its time, as the workflow is.
    const call = { id: callId ?? callIdOf(attempt.temporalWorkflowId), versionId, isScheduled, payload };
    return { ...NOTHING, runIds: await findRuns(trigger, call, dependencies, attempt.signal) };
  }
  const given = payload === null ? {} : { payload };
  const { output, schedule, listeners } = await callHook(trigger, { hook, ...given }, dependencies, attempt.signal);
  const asked: JsonObject = {
    ...{ schedule: schedule === undefined ? null : { ...schedule } },
    ...{ listens: (listeners ?? []).length > 0 },
  };
  if (hook === 'test') await showTest(trigger, output, dependencies);
  const value = hook === 'onEnable' ? asked : hook === 'test' ? null : output;
  return { ...NOTHING, value: await toValueRef(database, { projectId, runId: null }, value) };
}

async function showTest(trigger: CalledTrigger, output: JsonValue, dependencies: ActivityDependencies): Promise<void> {
  const samples = foundAtOnce(output);
  await dependencies.database.triggerEvents.clear(trigger.target.projectId, trigger.target.flowId);
  await keepSamples(trigger, samples, dependencies);
}

async function payloadOf(
  { projectId, payload }: { projectId: string; payload?: ValueRef },
  { database, settings }: ActivityDependencies,
): Promise<JsonObject | null> {
  if (payload === undefined) return null;
  const [value = null]: JsonValue[] = await loadValues(database, projectId, [payload], settings.maxInputBytes);
  return isObject(value) ? value : null;
}
