import type { FlowTarget } from '@perdura/database';
import type { TriggerTrial } from '@perdura/definition/run';
import type { AppDependencies } from '../../app-dependencies.ts';
import type { FlowPayload } from './payload.ts';

/** A request to a flow whose trigger has still to say what runs it makes. */
export interface PieceTriggerCall {
  target: FlowTarget;
  payload: FlowPayload;
  /** Where the newest version is meant: `run` to try it, `sample` only to show what its trigger gives. */
  trial: TriggerTrial | null;
  /** Makes a repeat harmless: the sender's own id of the delivery; null where it has none. */
  deliveryKey: string | null;
  /** How long to wait for what the trigger says, in milliseconds; 0: not at all. */
  waitMs: number;
  signal: AbortSignal;
}

/** Keeps the request and has the trigger called on a worker: once this answers it is, whatever dies meanwhile. */
export async function receivePieceTrigger(
  deps: AppDependencies,
  call: PieceTriggerCall,
): ReturnType<AppDependencies['control']['callTrigger']> {
  const { target, payload, trial, deliveryKey, waitMs, signal } = call;
  const { projectId, flowId, flowVersionId } = target;
  const request = {
    ...{ projectId, flowId, hook: 'run' as const, payload, deliveryKey },
    ...(trial === null ? {} : { versionId: flowVersionId, trial }),
  };
  return await deps.control.callTrigger(request, { ms: waitMs, signal });
}
