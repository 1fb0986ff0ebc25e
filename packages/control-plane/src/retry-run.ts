import { ConcurrencySkipped, IdempotencyConflict, isTerminal, type RunRow, type VersionRow } from '@perdura/database';
import { contentHash, type Fault, type JsonObject, type JsonValue } from '@perdura/definition';
import type { ControlDependencies } from './dependencies.ts';
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
  /** 1 (first) to 5: the new run's priority is this or a later one. @default its version's */
  leastPriority?: number;
  /** A repeat is answered with the run of the first time. */
  idempotencyKey?: string;
}

/** How an ended run is to be run once more, from its start and on the newest version. */
export type RerunRequest = Pick<RetryRequest, 'data' | 'startedBy' | 'leastPriority' | 'idempotencyKey'>;

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
  faults?: Fault[];
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

interface Repetition extends RetryRequest {
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
  const { projectId, runId, data, startedBy, leastPriority } = repetition;
  const earlier = await deps.database.runs.get(projectId, runId);
  if (earlier === null) return { kind: 'not-found' };
  const version = await versionOf(deps, earlier, repetition);
  if ('kind' in version) return version;
  const claim = claimOf(repetition);
  const { run, created } = await startRun(deps, {
    projectId,
    workflowId: earlier.workflowId,
    version,
    data: data ?? (await triggerData(deps, earlier)),
    origin: 'api',
    retryOf: runId,
    depth: earlier.depth,
    startedBy,
    ...(leastPriority === undefined ? {} : { leastPriority }),
    ...(claim ? { idempotency: claim } : {}),
  });
  return { kind: 'accepted', run, created };
}

async function versionOf(
  { database }: ControlDependencies,
  earlier: RunRow,
  { verb, version = 'pinned' }: Repetition,
): Promise<VersionRow | RefusedRetry> {
  const { id, projectId, workflowId, status } = earlier;
  if (!isTerminal(status)) return refused('RUN_STATE', `Run ${id} is ${status}: it can be repeated once it has ended.`);
  if (verb === 'retry' && status === 'completed') {
    return refused('RUN_STATE', `Run ${id} completed: there is nothing to retry. It can be run again with rerun.`);
  }
  const current = await database.workflows.getVersioned(projectId, workflowId);
  if (current === null) return refused('RUN_STATE', `Workflow ${workflowId} of run ${id} was deleted.`);
  if (!current.workflow.enabled) {
    return { ...refused('WORKFLOW_DISABLED', `Workflow ${workflowId} is disabled.`), values: { id: workflowId } };
  }
  if (version === 'latest') return current.version;
  const pinned = await database.versions.getById(projectId, earlier.versionId);
  return pinned ?? refused('RUN_STATE', `Version ${earlier.version} of workflow ${workflowId} is gone.`);
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

function refused(code: RetryRefusal, message: string): RefusedRetry {
  return { kind: 'refused', code, message };
}
