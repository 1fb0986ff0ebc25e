import {
  type CreatedRun,
  type FlowOfRun,
  newId,
  type RunPolicies,
  type RunRow,
  type RunSlot,
  type StepsToCarry,
  type VersionRow,
} from '@perdura/database';
import { hashesIn, type JsonValue } from '@perdura/definition';
import { INLINE_RESULT_BYTES, type RunOrigin, type StepPlace, type ValueRef } from '@perdura/definition/run';
import { refill } from './admission.ts';
import type { ControlDependencies } from './dependencies.ts';
import { giveWay } from './end-run.ts';
import { tryHandOver } from './hand-over.ts';
import { runPolicies } from './run-policies.ts';

/** A run to be started; its version is pinned. */
export interface RunRequest {
  /** Chosen beforehand (`newId()`) where something else must know it. */
  id?: string;
  projectId: string;
  workflowId: string;
  /** The version row, as the database gives it. */
  version: Pick<VersionRow, 'id' | 'version' | 'name' | 'definition' | 'plan'>;
  /** The trigger's data. */
  data: JsonValue;
  origin: RunOrigin;
  /** Beside those of the version. */
  tags?: string[];
  /** In place of the version's. */
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
  /** When it shall start. It takes its slot then, and no earlier. @default at once */
  startAt?: Date | null;
  parentRunId?: string;
  /** The step of the parent that starts it, and whether that step waits for its end. */
  parentStep?: StepPlace & { waits: boolean };
  /** The ended run that it repeats, and what of it is not done again. */
  retryOf?: string;
  carry?: StepsToCarry;
  /** The user whose credential starts it. @default whoever started the parent run; the platform itself without one */
  startedBy?: string | null;
  /** 1 (first) to 5: its priority is this or a later one. @default its version's */
  leastPriority?: number;
  /** Of a run of a flow: what it is beside a run. */
  flow?: FlowOfRun | null;
}

export interface AcceptedRun {
  run: RunRow;
  /** False for a repeat, which is answered with the run that the first request made. */
  created: boolean;
}

/**
 * Accepts a run: once this answers, the run starts, exactly once, whatever dies or is away meanwhile. Temporal is given
 * a short time to take it over at once; otherwise housekeeping hands it over. A run whose workflow limits its runs waits
 * for its place in a queue, or makes the oldest give way, as its version says.
 *
 * @throws ConcurrencySkipped when the version refuses runs beyond its limit: nothing was accepted, and a repeat of the
 * idempotency key starts the run once there is room
 * @throws QuotaExceeded when the project may start no more: as ConcurrencySkipped
 * @throws IdempotencyConflict when the key was used with another request
 * @throws UnknownReference when the project has no such version
 * @throws DatabaseUnavailable: nothing was accepted, as far as is known
 */
export async function startRun(deps: ControlDependencies, request: RunRequest): Promise<AcceptedRun> {
  const { accepted, slot } = await acceptRun(deps, request);
  // A repeat leaves the hand-over to the first request and to housekeeping, as does a run for later.
  if (!accepted.created || request.startAt) return accepted;
  const run = isQueued(accepted)
    ? await queueUp(deps, accepted, slot)
    : await tryHandOver(deps, accepted.run, request.version);
  return { run, created: true };
}

/** Whether an accepted run waits for a place among those of its workflow. */
export function isQueued({ run }: AcceptedRun): boolean {
  return run.admittedAt === null;
}

/** Makes the row of a run, which nobody has handed over yet. @throws as {@link startRun} */
export async function acceptRun(
  deps: ControlDependencies,
  request: RunRequest,
): Promise<{ accepted: CreatedRun; slot: RunSlot | null }> {
  const { projectId, workflowId, version, id = newId() } = request;
  const policies = await policiesOf(deps, request, id);
  const accepted = await deps.database.runs.create(projectId, {
    id,
    workflowId,
    versionId: version.id,
    triggeredBy: request.origin,
    triggerData: await toValueRef(
      deps,
      { projectId, runId: request.parentRunId ?? request.retryOf ?? null },
      request.data,
    ),
    ...policies,
    ...(request.startAt ? { startAt: request.startAt, slot: null } : {}),
    eventId: request.eventId ?? null,
    depth: request.depth ?? 0,
    startedBy: request.startedBy ?? null,
    parentRunId: request.parentRunId ?? null,
    retryOf: request.retryOf ?? null,
    carry: request.carry ?? null,
    flow: request.flow ?? null,
    ...(request.parentStep ? { parentStep: request.parentStep } : {}),
    ...(request.idempotency ? { idempotency: request.idempotency } : {}),
  });
  return { accepted, slot: policies.slot };
}

/** What the version says of the run, together with what the request says of it. */
async function policiesOf(deps: ControlDependencies, request: RunRequest, id: string): Promise<RunPolicies> {
  const { projectId, workflowId, version, origin, data, tags = [], businessKey = null } = request;
  const run = { id, projectId, workflowId, version: version.version, triggeredBy: origin, createdAt: new Date(), data };
  const policies = await runPolicies(deps, version.definition, run);
  return {
    ...policies,
    priority: Math.max(policies.priority, request.leastPriority ?? 1),
    tags: [...new Set([...policies.tags, ...tags])],
    businessKey: businessKey ?? policies.businessKey,
  };
}

/** Makes room for a queued run where its policy says so, and lets it go on when there is a place. */
export async function queueUp(
  deps: ControlDependencies,
  { run, displaced }: CreatedRun,
  slot: RunSlot | null,
): Promise<RunRow> {
  await giveWay(deps, displaced);
  // Where a rate limit holds, the next to be admitted may be one of another slot.
  await refill(deps, { workflowId: run.workflowId, slotKey: slot?.rate ? null : run.slotKey });
  return (await deps.database.runs.get(run.projectId, run.id).catch(() => null)) ?? run;
}

/**
 * The value by itself when it is small, otherwise as a blob that lasts as long as the run; without one for an hour, in
 * which the row of a run must name it.
 */
export async function toValueRef(
  { database }: ControlDependencies,
  { projectId, runId }: { projectId: string; runId: string | null },
  data: JsonValue,
): Promise<ValueRef> {
  const json = JSON.stringify(data);
  const bytes = Buffer.from(json);
  if (bytes.byteLength <= INLINE_RESULT_BYTES) return { value: data };
  const blob = await database.blobs.put(projectId, bytes, { runId, files: hashesIn(json) });
  return { blob: blob.hash, bytes: blob.bytes };
}
