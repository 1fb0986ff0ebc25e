import type { FlowTarget } from '@perdura/database';
import type { TriggerCallOutput } from '@perdura/definition/run';
import type { AppDependencies } from '../../app-dependencies.ts';
import type { FlowPayload } from './payload.ts';

/** A request to a flow whose trigger has still to say what runs it makes. */
export interface PieceTriggerCall {
  target: FlowTarget;
  payload: FlowPayload;
  /** Whether the draft is meant, whose runs are to try it. */
  isTrial: boolean;
  /** Makes a repeat harmless: the sender's own id of the delivery; null where it has none. */
  deliveryKey: string | null;
  /** How long to wait for what the trigger says, in milliseconds; 0: not at all. */
  waitMs: number;
  signal: AbortSignal;
}

export interface PieceTriggerAnswer {
  callId: string;
  /** Null where nobody waited, or the time was over. */
  output: TriggerCallOutput | null;
}

/** Keeps the request and has the trigger called on a worker: once this answers it is, whatever dies meanwhile. */
export async function receivePieceTrigger(deps: AppDependencies, call: PieceTriggerCall): Promise<PieceTriggerAnswer> {
  const { target, payload, isTrial, deliveryKey, waitMs, signal } = call;
  const { projectId, flowId, flowVersionId } = target;
  const request = {
    ...{ projectId, flowId, hook: 'run' as const, payload, deliveryKey },
    ...(isTrial ? { versionId: flowVersionId } : {}),
  };
  return await deps.control.callTrigger(request, { ms: waitMs, signal });
}
