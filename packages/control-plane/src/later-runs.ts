import type { RunEnd, RunRow, RunSlot, VersionRow } from '@perdura/database';
import type { JsonValue } from '@perdura/definition';
import { refill } from './admission.ts';
import { forEachBounded } from './concurrency.ts';
import { type ControlDependencies, isolated } from './dependencies.ts';
import { giveWay } from './end-run.ts';
import { tryHandOver } from './hand-over.ts';
import { runPolicies } from './run-policies.ts';
import type { RoundResult } from './task-loop.ts';

const BATCH = 200;
const AT_ONCE = 16;

/**
 * Starts the runs for later whose time has come: each takes its slot, or waits for one, as a run that is asked for now.
 * One whose workflow was disabled meanwhile fails; one whose workflow was deleted is cancelled. Each call is one round.
 */
export async function startDueRuns(deps: ControlDependencies, signal: AbortSignal): Promise<RoundResult> {
  const runs = await deps.database.laterRuns.due(BATCH);
  const done = await forEachBounded(
    runs,
    AT_ONCE,
    (run) => isolated(deps.logger, { runId: run.id }, 'start of a run for later', () => startDue(deps, run)),
    signal,
  );
  return { done, more: runs.length === BATCH };
}

async function startDue(deps: ControlDependencies, run: RunRow): Promise<boolean> {
  const { database } = deps;
  const { projectId, id, workflowId, versionId } = run;
  const workflow = await database.workflows.get(projectId, workflowId);
  if (workflow === null) return await database.slots.endQueued(projectId, id, DELETED);
  if (!workflow.enabled) return await endFailed(deps, run, DISABLED);
  const version = await database.versions.getById(projectId, versionId);
  if (version === null) throw new Error(`run ${id} is pinned to version ${versionId}, which does not exist`);
  const slot = await slotOf(deps, run, version);
  const release = await database.laterRuns.release(run, slot);
  if (release.kind === 'no-room') return await endFailed(deps, run, NO_ROOM);
  if (release.kind === 'gone') return false;
  if (release.run.admittedAt !== null) await tryHandOver(deps, release.run, version);
  else await queueUp(deps, release.run, release.displaced, slot);
  return true;
}

async function queueUp(deps: ControlDependencies, run: RunRow, displaced: RunRow[], slot: RunSlot | null) {
  await giveWay(deps, displaced);
  await refill(deps, { workflowId: run.workflowId, slotKey: slot?.rate ? null : run.slotKey });
}

/** Its end is told as any other, to those who listen to failures too. */
async function endFailed({ database }: ControlDependencies, run: RunRow, end: RunEnd): Promise<boolean> {
  return (await database.runs.finish(run.projectId, run.id, end, { undispatchedOnly: true })).recorded;
}

async function slotOf(deps: ControlDependencies, run: RunRow, version: VersionRow): Promise<RunSlot | null> {
  const { definition } = version;
  if (definition.concurrency === undefined && definition.rateLimit === undefined) return null;
  const data = await triggerDataOf(deps, run);
  const { id, projectId, workflowId, triggeredBy, createdAt } = run;
  const toBe = { id, projectId, workflowId, version: run.version, triggeredBy, createdAt, data };
  return (await runPolicies(deps, definition, toBe)).slot;
}

async function triggerDataOf({ database }: ControlDependencies, run: RunRow): Promise<JsonValue> {
  const { triggerData } = run;
  if ('value' in triggerData) return triggerData.value;
  const blob = await database.blobs.get(run.projectId, triggerData.blob);
  if (blob === null) throw new Error(`blob ${triggerData.blob} of run ${run.id} is missing`);
  return JSON.parse(Buffer.from(blob.data).toString()) as JsonValue;
}

const DELETED: RunEnd = {
  status: 'cancelled',
  error: { code: 'CANCELLED', message: 'the workflow was deleted before the run began', nodeId: null },
};

const DISABLED: RunEnd = {
  status: 'failed',
  error: { code: 'WORKFLOW_DISABLED', message: 'the workflow was disabled when the run was to begin', nodeId: null },
};

const NO_ROOM: RunEnd = {
  status: 'failed',
  error: {
    code: 'CONCURRENCY_SKIPPED',
    message: 'as many runs as the workflow allows at once were live when the run was to begin',
    nodeId: null,
  },
};
