import {
  ConcurrencySkipped,
  type Database,
  type FlowOfRun,
  IdempotencyConflict,
  isTerminal,
  type RunRow,
  type VersionRow,
} from '@perdura/database';
import { contentHash, type JsonValue } from '@perdura/definition';
import type { ControlDependencies } from './dependencies.ts';
import { retryFaults } from './retry-faults.ts';
import type {
  RefusedRetry,
  Repetition,
  RerunRequest,
  RetryAnswer,
  RetryFault,
  RetryRefusal,
  RetryRequest,
  RetryVersions,
} from './retry-request.ts';
import { ownNames, stepsToCarry } from './retry-start.ts';
import { startRun } from './start-run.ts';

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
    ...{ retryOf: runId, carry, depth: earlier.depth, startedBy, flow: flowOf(earlier, versions) },
    ...(await ownNames(deps, earlier, versions.pinned, data)),
    ...(leastPriority === undefined ? {} : { leastPriority }),
    ...(claim ? { idempotency: claim } : {}),
  });
  return { kind: 'accepted', run, created };
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
  if (earlier.flowVersionId !== null) return await flowVersionsOf(database, earlier, version);
  if (await database.mcpCalls.isListedTool(projectId, workflowId)) return await toolVersionsOf(database, earlier);
  const current = await database.workflows.getVersioned(projectId, workflowId);
  if (current === null)
    return refused('RUN_STATE', `Workflow ${workflowId} of run ${id} was deleted: it starts no runs.`);
  if (!current.workflow.enabled) {
    return { ...refused('WORKFLOW_DISABLED', `Workflow ${workflowId} is disabled.`), values: { id: workflowId } };
  }
  const pinned = await pinnedOf(database, earlier);
  const isSame = version === 'pinned' || pinned.id === current.version.id;
  return { pinned, next: isSame ? pinned : current.version, flowVersionId: null };
}

/** The step of an action of a piece reads the arguments that its own call gave, so there is no newer version of it. */
async function toolVersionsOf(database: Database, earlier: RunRow): Promise<RetryVersions> {
  const pinned = await pinnedOf(database, earlier);
  return { pinned, next: pinned, flowVersionId: null };
}

/** A flow is repeated whether or not it is enabled; its latest version is the published one, where there is one. */
async function flowVersionsOf(
  database: Database,
  earlier: RunRow,
  version: 'pinned' | 'latest',
): Promise<RetryVersions | RefusedRetry> {
  const { id, projectId, workflowId, flowVersionId } = earlier;
  if ((await database.flowTargets.find(workflowId, 'latest')) === null) {
    return refused('RUN_STATE', `Flow ${workflowId} of run ${id} was deleted: it starts no runs.`);
  }
  const pinned = await pinnedOf(database, earlier);
  const published = version === 'latest' ? await database.flowTargets.published(projectId, workflowId) : null;
  if (published === null || published.version.id === pinned.id) return { pinned, next: pinned, flowVersionId };
  return { pinned, next: published.version, flowVersionId: published.flowVersionId };
}

async function pinnedOf(database: Database, { id, projectId, versionId }: RunRow): Promise<VersionRow> {
  const pinned = await database.versions.getById(projectId, versionId);
  if (pinned === null) throw new Error(`run ${id} is pinned to version ${versionId}, which does not exist`);
  return pinned;
}

function flowOf({ environment }: RunRow, { flowVersionId }: RetryVersions): FlowOfRun | null {
  return flowVersionId === null ? null : { versionId: flowVersionId, environment };
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
