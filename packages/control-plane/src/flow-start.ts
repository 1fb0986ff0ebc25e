import type { RunEnvironment } from '@perdura/database';
import type { JsonValue } from '@perdura/definition';
import type { RunOrigin } from '@perdura/definition/run';
import type { ControlDependencies } from './dependencies.ts';
import { type AcceptedRun, type RunRequest, startRun } from './start-run.ts';

/** A run of a flow to be started. */
export interface FlowRunRequest {
  /** Chosen beforehand (`newId()`) where something else must know it. */
  id?: string;
  projectId: string;
  /** Id of the flow, which is that of its workflow. */
  flowId: string;
  /** The flow's version, DRAFT or LOCKED. */
  flowVersionId: string;
  /** What it was compiled to. */
  version: RunRequest['version'];
  /** What the trigger gives: `{{trigger}}` of its steps. */
  data: JsonValue;
  environment: RunEnvironment;
  origin: RunOrigin;
  startedBy?: string | null;
  tags?: string[];
  stepNameToTest?: string | null;
  /** The run that called it, of the same project; `failsParent`: whether its failure is to fail that run. */
  caller?: { runId: string; depth: number; failsParent: boolean } | null;
  /** The event that starts it: one run per event and flow. */
  eventId?: string;
  /** Where no run called it. @default 0 */
  depth?: number;
  /** A repeat is answered with the first run. */
  idempotency?: { key: string; bodyHash: string; scope: string };
}

/**
 * Accepts a run of a flow, as {@link startRun} accepts any.
 *
 * @throws as `startRun`
 */
export async function startFlowRun(deps: ControlDependencies, request: FlowRunRequest): Promise<AcceptedRun> {
  return await startRun(deps, runRequestOf(request));
}

/** The request of a run, as those of all forms are. */
export function runRequestOf(request: FlowRunRequest): RunRequest {
  const { projectId, flowId, flowVersionId, version, data, environment, origin } = request;
  const { caller = null, idempotency } = request;
  return {
    ...(request.id === undefined ? {} : { id: request.id }),
    ...{ projectId, workflowId: flowId, version, data, origin },
    ...{ startedBy: request.startedBy ?? null, tags: request.tags ?? [] },
    ...(request.eventId === undefined ? {} : { eventId: request.eventId }),
    ...(request.depth === undefined ? {} : { depth: request.depth }),
    ...(caller === null ? {} : { parentRunId: caller.runId, depth: caller.depth + 1 }),
    ...(idempotency === undefined ? {} : { idempotency }),
    flow: {
      ...{ versionId: flowVersionId, environment },
      stepNameToTest: request.stepNameToTest ?? null,
      failParentOnFailure: caller?.failsParent ?? false,
    },
  };
}
