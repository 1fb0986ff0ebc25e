import type { RunRow } from '@perdura/database';
import type { JsonValue } from '@perdura/definition';
import type { Plan } from '@perdura/definition/plan';
import { INLINE_RESULT_BYTES, type RunOrigin, type StepPlace, type ValueRef } from '@perdura/definition/run';
import { type ControlDependencies, isOutage } from './dependencies.ts';
import { handOver } from './hand-over.ts';
import { errorFields } from './logger.ts';

/** A run to be started; its version is pinned. */
export interface RunRequest {
  projectId: string;
  workflowId: string;
  /** The version row, as the database gives it. */
  version: { id: string; version: number; name: string; plan: Plan };
  /** The trigger's data. */
  data: JsonValue;
  origin: RunOrigin;
  tags?: string[];
  businessKey?: string | null;
  /**
   * The caller's key and the hash of its request: a repeat is answered with the first run.
   *
   * @default scope that of all starts of the workflow by callers
   */
  idempotency?: { key: string; bodyHash: string; scope?: string };
  /** The event that starts it: one run per event and workflow. */
  eventId?: string;
  depth?: number;
  parentRunId?: string;
  /** The step of the parent that starts it, and whether that step waits for its end. */
  parentStep?: StepPlace & { waits: boolean };
  /** The user whose credential starts it. @default whoever started the parent run; the platform itself without one */
  startedBy?: string | null;
}

export interface AcceptedRun {
  run: RunRow;
  /** False for a repeat, which is answered with the run that the first request made. */
  created: boolean;
}

/**
 * Accepts a run: once this answers, the run starts, exactly once, whatever dies or is away meanwhile. Temporal is given
 * a short time to take it over at once; otherwise housekeeping hands it over.
 *
 * @throws IdempotencyConflict when the key was used with another request
 * @throws UnknownReference when the project has no such version
 * @throws DatabaseUnavailable: nothing was accepted, as far as is known
 */
export async function startRun(deps: ControlDependencies, request: RunRequest): Promise<AcceptedRun> {
  const { projectId, workflowId, version } = request;
  const accepted = await deps.database.runs.create(projectId, {
    workflowId,
    versionId: version.id,
    triggeredBy: request.origin,
    triggerData: await toValueRef(deps, projectId, request.data),
    tags: request.tags ?? [],
    businessKey: request.businessKey ?? null,
    eventId: request.eventId ?? null,
    depth: request.depth ?? 0,
    startedBy: request.startedBy ?? null,
    parentRunId: request.parentRunId ?? null,
    ...(request.parentStep ? { parentStep: request.parentStep } : {}),
    ...(request.idempotency ? { idempotency: request.idempotency } : {}),
  });
  // A repeat leaves the hand-over to the first request and to housekeeping.
  if (!accepted.created) return accepted;
  return { run: await tryHandOver(deps, accepted.run, request.version), created: true };
}

async function tryHandOver(deps: ControlDependencies, run: RunRow, version: RunRequest['version']): Promise<RunRow> {
  if (deps.temporal.seemsAway()) return run;
  try {
    return (await handOver(deps, run, version, deps.settings.handOverMs)) ?? run;
  } catch (error) {
    const log = isOutage(error) ? deps.logger.debug : deps.logger.error;
    log.call(
      deps.logger,
      { runId: run.id, workflowId: run.workflowId, ...errorFields(error) },
      'run waits for housekeeping',
    );
    return run;
  }
}

/** The value by itself when it is small, otherwise as a blob of the project. */
export async function toValueRef(
  { database }: ControlDependencies,
  projectId: string,
  data: JsonValue,
): Promise<ValueRef> {
  const bytes = Buffer.from(JSON.stringify(data));
  if (bytes.byteLength <= INLINE_RESULT_BYTES) return { value: data };
  const blob = await database.blobs.put(projectId, bytes);
  return { blob: blob.hash, bytes: blob.bytes };
}
