import type { TriggerSource } from '@perdura/database';
import type { JsonValue } from '@perdura/definition';
import {
  TRIGGER_WORKFLOW,
  type TriggerCallInput,
  type TriggerCallOutput,
  type ValueRef,
} from '@perdura/definition/run';
import { callOnWorker, type WorkerAnswer } from '../call-on-worker.ts';
import { type ControlDependencies, isOutage } from '../dependencies.ts';
import { errorFields } from '../logger.ts';
import { syncSchedule } from '../schedules.ts';
import { flowSchedule, readTriggerSchedule } from './trigger-schedule.ts';

/** The trigger of a flow's version, and what is known of it before it is on. */
export interface TriggerToSwitch {
  projectId: string;
  flowId: string;
  versionId: string;
  /** `isNative` where the platform itself understands the trigger, so that no piece is called. */
  source: TriggerSource;
  /** What was on until now, should that have to be put back. */
  before?: TriggerSource | null;
}

/** Why a trigger could not be switched. */
export interface SwitchRefusal {
  kind: 'refused';
  reason: string;
}

export type SwitchedOn = { kind: 'on'; source: TriggerSource } | SwitchRefusal;

/** What a trigger said when it was called for itself. */
export type TriggerAnswer = WorkerAnswer<TriggerCallOutput>;

/**
 * Calls a hook of a trigger once, on a worker, and waits for what it says.
 *
 * @param ms how long to wait for the answer, in milliseconds
 * @throws TemporalUnavailable
 */
export function askTrigger(deps: ControlDependencies, input: TriggerCallInput, ms: number): Promise<TriggerAnswer> {
  const summary = `${input.hook} of a trigger`;
  const question = { workflow: TRIGGER_WORKFLOW, input, summary, fairnessKey: input.projectId };
  return callOnWorker(deps, { ...question, otherwise: 'PIECE_FAILED' }, ms);
}

/**
 * Switches a trigger on: the piece registers what it needs, and its polls are scheduled. The flow says that this is under
 * way until its caller notes the outcome, so that housekeeping can finish it should the caller die.
 *
 * @throws TemporalUnavailable, DatabaseUnavailable
 */
export async function switchTriggerOn(
  deps: ControlDependencies,
  trigger: TriggerToSwitch,
  ms: number,
): Promise<SwitchedOn> {
  const { projectId, flowId, versionId, source, before = null } = trigger;
  if (source.isNative === true) return { kind: 'on', source };
  const triggerSource = before === null ? source : { ...source, before };
  await deps.database.flows.update(projectId, flowId, { operationStatus: 'ENABLING', triggerSource });
  const answer = await askTrigger(deps, { projectId, workflowId: flowId, versionId, hook: 'onEnable' }, ms);
  if (answer.kind !== 'answered') return refusal(answer, ms);
  const on = sourceWithSchedule(source, plainValue(answer.result.value));
  if (on === null) return { kind: 'refused', reason: 'The piece asked for a schedule that is none.' };
  if (hasSchedule(on)) await schedule(deps, trigger, on);
  return { kind: 'on', source: on };
}

/**
 * Switches a trigger off, as {@link switchTriggerOn} switches it on. Whatever the piece says, it is polled no more.
 *
 * @throws TemporalUnavailable, DatabaseUnavailable
 */
export async function switchTriggerOff(
  deps: ControlDependencies,
  trigger: TriggerToSwitch,
  ms: number,
): Promise<{ kind: 'off' } | SwitchRefusal> {
  const { projectId, flowId, versionId, source } = trigger;
  if (source.isNative === true) return { kind: 'off' };
  await deps.database.flows.update(projectId, flowId, { operationStatus: 'DISABLING' });
  if (hasSchedule(source)) await schedule(deps, trigger, null);
  const answer = await askTrigger(deps, { projectId, workflowId: flowId, versionId, hook: 'onDisable' }, ms);
  return answer.kind === 'answered' ? { kind: 'off' } : refusal(answer, ms);
}

function hasSchedule({ strategy, renewal = null }: TriggerSource): boolean {
  return strategy === 'POLLING' || renewal !== null;
}

/** The schedule that the flow wants from now on; housekeeping brings Temporal to it where this cannot. */
async function schedule(
  deps: ControlDependencies,
  { projectId, flowId }: TriggerToSwitch,
  source: TriggerSource | null,
): Promise<void> {
  await deps.database.flowTriggers.setSchedule(projectId, flowId, flowSchedule(source));
  try {
    await syncSchedule(deps, projectId, flowId);
  } catch (error) {
    if (!isOutage(error)) throw error;
    deps.logger.debug({ flowId, ...errorFields(error) }, 'schedule of a flow waits for housekeeping');
  }
}

function sourceWithSchedule(source: TriggerSource, told: JsonValue): TriggerSource | null {
  if (source.strategy !== 'POLLING') return source;
  const asked = typeof told === 'object' && told !== null && !Array.isArray(told) ? told.schedule : null;
  const read = readTriggerSchedule(asked ?? null);
  return read && { ...source, schedule: { type: 'CRON_EXPRESSION', ...read } };
}

function plainValue(reference: ValueRef): JsonValue {
  return 'value' in reference ? reference.value : null;
}

function refusal(answer: Exclude<TriggerAnswer, { kind: 'answered' }>, ms: number): SwitchRefusal {
  if (answer.kind === 'failed') return { kind: 'refused', reason: answer.error.message };
  return { kind: 'refused', reason: `No worker answered within ${Math.round(ms / 1_000)} s.` };
}
