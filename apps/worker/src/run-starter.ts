import { type ActivityDependencies, type FlowRunStart, StepFailure } from '@perdura/activities';
import { CallTooDeep, ChildRefused, type ControlPlane, isTemporalUnavailable } from '@perdura/control-plane';

import { ConcurrencySkipped, QuotaExceeded } from '@perdura/database';
import type { JsonObject } from '@perdura/definition';

/** Starts and ends runs for the steps of others, and for schedules, through the control plane. */
type Starter = Pick<
  ControlPlane,
  'startChild' | 'startFlowRun' | 'callerOf' | 'cancelRun' | 'doBulkItem' | 'openScheduled' | 'slotFreed'
>;

export function runStarter(control: Starter): ActivityDependencies['control'] {
  return {
    async startChild({ run: parent, ...request }) {
      try {
        const { id: runId } = await control.startChild({ parent, ...request });
        return { runId };
      } catch (error) {
        if (!(error instanceof ChildRefused || error instanceof ConcurrencySkipped)) throw error;
        throw new StepFailure(error.code, error.message, { retryable: false, cause: error });
      }
    },
    async cancelRun(projectId, runId) {
      await control.cancelRun(projectId, runId);
    },
    async doBulkItem(job, item, signal) {
      try {
        return await control.doBulkItem(job, item, signal);
      } catch (error) {
        throw laterFailure(error);
      }
    },
    startFlowRun: (start) => startFlowRun(control, start),
    openScheduled: (fire) => control.openScheduled(fire),
    // The last word of a run does not wait for what comes after it.
    slotFreed: (freed) => void control.slotFreed(freed),
  };
}

async function startFlowRun(control: Starter, start: FlowRunStart): Promise<{ runId: string } | null> {
  const { runId: id, key, scope, request, ...rest } = start;
  try {
    const caller = request === null ? null : await control.callerOf(start.projectId, partsOf(request));
    const idempotency = { key, scope, bodyHash: 'any' };
    return { runId: (await control.startFlowRun({ id, ...rest, caller, idempotency })).run.id };
  } catch (error) {
    if (error instanceof ConcurrencySkipped) return null;
    if (!(error instanceof CallTooDeep)) throw laterFailure(error);
    throw new StepFailure('CALL_DEPTH_EXCEEDED', error.message, { retryable: false, cause: error });
  }
}

function partsOf({ headers, body = null }: JsonObject) {
  const isNamed = typeof headers === 'object' && headers !== null && !Array.isArray(headers);
  return { headers: isNamed ? headers : {}, body };
}

/** What only says that it is not the time yet, in the form in which Temporal tries again. */
function laterFailure(error: unknown): unknown {
  if (isTemporalUnavailable(error)) {
    return new StepFailure('TEMPORAL_UNAVAILABLE', 'Temporal is not available.', { retryable: true, cause: error });
  }
  if (!(error instanceof QuotaExceeded)) return error;
  const { code, message, retryAfterSeconds: seconds } = error;
  const wait = seconds === null ? {} : { retryAfterMs: seconds * 1_000 };
  return new StepFailure(code, message, { retryable: true, cause: error, ...wait });
}
