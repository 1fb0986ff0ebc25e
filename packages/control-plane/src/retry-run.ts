import { ConcurrencySkipped, IdempotencyConflict, isTerminal, type RunRow, type VersionRow } from '@perdura/database';
import { contentHash, type JsonObject, type JsonValue } from '@perdura/definition';
import type { ControlDependencies } from './dependencies.ts';
import { type RetryFault, retryFaults } from './retry-faults.ts';
import { ownNames, stepsToCarry } from './retry-start.ts';
import { startRun } from './start-run.ts';

/** How an ended run is to be repeated. */
export interface RetryRequest {
  /**
   * `failed`: what has finished is not run again; `start`: everything is; the id of a node of the run's own graph: that
   * node is, and what comes after it. @default 'failed'
   */
  from?: 'failed' | 'start' | string;
  /** The version that the run was pinned to, or the newest one. @default 'pinned' */
  version?: 'pinned' | 'latest';
  /** In place of the trigger's data. */
  data?: JsonObject;
  /** Results of nodes, by id, that get them instead of being run. */
  results?: Record<string, JsonValue>;
  /** The user who asks; null for the platform itself. */
  startedBy: string | null;
  /** A repeat is answered with the run of the first time. */
  idempotencyKey?: string;
  /** 1 (first) to 5: the new run's priority is this or a later one. @default its version's */
  leastPriority?: number;
}

/** How an ended run is to be run once more, from its start and on the newest version. */
export type RerunRequest = Pick<RetryRequest, 'data' | 'startedBy' | 'idempotencyKey' | 'leastPriority'>;

export type RetryRefusal =
  | 'VALIDATION_FAILED'
  | 'RUN_STATE'
  | 'WORKFLOW_DISABLED'
  | 'CONCURRENCY_SKIPPED'
  | 'IDEMPOTENCY_KEY_REUSED';

/**
 * What became of it. `refused`: nothing was made, and `message` says why; `values` fill the text that the API has for
 * the code, `faults` point at what is wrong in the request.
 */
export type RetryAnswer = { kind: 'accepted'; run: RunRow; created: boolean } | { kind: 'not-found' } | RefusedRetry;

export interface RefusedRetry {
  kind: 'refused';
  code: RetryRefusal;
  message: string;
  values?: Record<string, string | number>;
  faults?: RetryFault[];
}

/**
 * Accepts a new run that repeats an ended one, which stays as it is: `retryOf` of the new one. A completed run is not
 * retried, only run again.
 *
 * @throws TemporalUnavailable, DatabaseUnavailable
 */
export async function retryRun(
  deps: ControlDependencies,
  projectId: string,
  runId: string,
  request: RetryRequest,
): Promise<RetryAnswer> {
  return await repeat(deps, { projectId, runId, verb: 'retry', ...request });
}

/** Accepts a new run of the newest version with the data of an ended one, completed or not. */
export async function rerunRun(
  deps: ControlDependencies,
  projectId: string,
  runId: string,
  request: RerunRequest,
): Promise<RetryAnswer> {
  return await repeat(deps, { projectId, runId, verb: 'rerun', ...request, from: 'start', version: 'latest' });
}

/** A request, with the run that it is about. */
export interface Repetition extends RetryRequest {
  projectId: string;
  runId: string;
  verb: 'retry' | 'rerun';
}

async function repeat(deps: ControlDependencies, repetition: Repetition): Promise<RetryAnswer> {
  try {
    return (await repeated(deps, repetition)) ?? (await start(deps, repetition));
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    return refusal;
  }
}

/** The run that an earlier request with this key made, whatever happened since. */
async function repeated({ database }: ControlDependencies, repetition: Repetition): Promise<RetryAnswer | null> {
  const claim = claimOf(repetition);
  if (claim === undefined) return null;
  const id = await database.idempotencyKeys.find(repetition.projectId, claim);
  const run = id === null ? null : await database.runs.get(repetition.projectId, id);
  return run && { kind: 'accepted', run, created: false };
}

async function start(deps: ControlDependencies, repetition: Repetition): Promise<RetryAnswer> {
  const { projectId, runId, startedBy, leastPriority } = repetition;
  const earlier = await deps.database.runs.get(projectId, runId);
  if (earlier === null) return { kind: 'not-found' };
  const versions = await versionsOf(deps, earlier, repetition);
  if ('kind' in versions) return versions;
  const faults = retryFaults(repetition, versions.next);
  if (faults.length > 0) return faulty(faults);
  const carry = await stepsToCarry(deps, earlier, versions, repetition);
  if (Array.isArray(carry)) return faulty(carry);
  const data = await triggerData(deps, earlier);
  const claim = claimOf(repetition);
  const { run, created } = await startRun(deps, {
    projectId,
    workflowId: earlier.workflowId,
    version: versions.next,
    data: repetition.data ?? data,
    origin: 'api',
    ...{ retryOf: runId, carry, depth: earlier.depth, startedBy },
    ...(await ownNames(deps, earlier, versions.pinned, data)),
    ...(leastPriority === undefined ? {} : { leastPriority }),
    ...(claim ? { idempotency: claim } : {}),
  });
  return { kind: 'accepted', run, created };
}

/** The version that the run was pinned to, and that of the new run. */
export interface RetryVersions {
  pinned: VersionRow;
  next: VersionRow;
}

async function versionsOf(
  { database }: ControlDependencies,
  earlier: RunRow,
  { verb, version = 'pinned' }: Repetition,
): Promise<RetryVersions | RefusedRetry> {
  const { id, projectId, workflowId, status } = earlier;
  if (!isTerminal(status)) return refused('RUN_STATE', `Run ${id} is ${status}: it can be repeated once it has ended.`);
  if (verb === 'retry' && status === 'completed') {
    return refused('RUN_STATE', `Run ${id} completed: there is nothing to retry. It can be run again with rerun.`);
  }
  const current = await database.workflows.getVersioned(projectId, workflowId);
  if (current === null)
    return refused('RUN_STATE', `Workflow ${workflowId} of run ${id} was deleted: it starts no runs.`);
  if (!current.workflow.enabled) {
    return { ...refused('WORKFLOW_DISABLED', `Workflow ${workflowId} is disabled.`), values: { id: workflowId } };
  }
  const pinned = await database.versions.getById(projectId, earlier.versionId);
  if (pinned === null) throw new Error(`run ${id} is pinned to version ${earlier.versionId}, which does not exist`);
  const isSame = version === 'pinned' || pinned.id === current.version.id;
  return { pinned, next: isSame ? pinned : current.version };
}

async function triggerData({ database }: ControlDependencies, { id, projectId, triggerData: ref }: RunRow) {
  if ('value' in ref) return ref.value;
  const blob = await database.blobs.get(projectId, ref.blob);
  if (blob === null) throw new Error(`the trigger's data of run ${id} is gone: there is no blob ${ref.blob}`);
  return JSON.parse(new TextDecoder().decode(blob.data)) as JsonValue;
}

function claimOf({ runId, verb, idempotencyKey, from, version, data, results }: Repetition) {
  if (idempotencyKey === undefined) return undefined;
  const body = { from: from ?? 'failed', version: version ?? 'pinned', data: data ?? null, results: results ?? {} };
  return { scope: `${verb}:${runId}`, key: idempotencyKey, bodyHash: contentHash(body) };
}

function refusalOf(error: unknown): RefusedRetry | null {
  if (error instanceof ConcurrencySkipped) {
    return { ...refused('CONCURRENCY_SKIPPED', error.message), values: { limit: error.limit } };
  }
  if (error instanceof IdempotencyConflict) {
    return { ...refused('IDEMPOTENCY_KEY_REUSED', error.message), values: { key: error.key } };
  }
  return null;
}

function faulty(faults: RetryFault[]): RefusedRetry {
  return { ...refused('VALIDATION_FAILED', 'The request does not fit the run.'), faults };
}

function refused(code: RetryRefusal, message: string): RefusedRetry {
  return { kind: 'refused', code, message };
}
