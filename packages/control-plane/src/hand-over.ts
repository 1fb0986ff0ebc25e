import { flowIdentity, type RunEnd, type RunRow } from '@perdura/database';
import type { Plan } from '@perdura/definition/plan';
import { INTERPRETER_LEVEL, type ParentStep, RUN_WORKFLOW, type RunInput } from '@perdura/definition/run';
import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type WorkflowStartOptions,
} from '@temporalio/client';
import { type ControlDependencies, isOutage } from './dependencies.ts';
import { errorFields } from './logger.ts';
import { isRefused } from './temporal-errors.ts';

/** A larger plan does not travel with the start: the run's first activity loads it. In bytes of JSON. */
const INLINE_PLAN_BYTES = 128 * 1024;

/** A withdrawn run's execution would wait this long before its first step, should its withdrawal be cut short. */
const WITHDRAWN_START_DELAY_MS = 60_000;

/** The parts of a version that a start needs. */
export interface StartVersion {
  name: string;
  version: number;
  plan: Plan;
}

/**
 * Starts the Temporal workflow of an accepted run, unless it was started before, and notes that. Repeating it is safe.
 *
 * @param version the run's version where the caller has it; otherwise it is read
 * @returns the row as it now is; null when the run can never start and was ended instead
 * @throws TemporalUnavailable, DatabaseUnavailable: the run stays to be handed over
 */
export async function handOver(
  deps: ControlDependencies,
  run: RunRow,
  version?: StartVersion,
  deadlineMs?: number,
): Promise<RunRow | null> {
  if (run.admittedAt === null) throw new RangeError(`run ${run.id} is queued: it is handed over once it is admitted`);
  const options = await handOverOptions(deps, run, version);
  try {
    const temporalRunId = await deps.temporal.call(async (client) => {
      const handle = await client.workflow.start(RUN_WORKFLOW, {
        ...options,
        workflowIdConflictPolicy: 'USE_EXISTING',
      });
      return handle.firstExecutionRunId;
    }, deadlineMs);
    return await dispatched(deps, run, temporalRunId);
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return await dispatched(deps, run, run.temporalRunId);
    if (!isRefused(error)) throw error;
    deps.logger.error({ runId: run.id, workflowId: run.workflowId, ...errorFields(error) }, 'Temporal refused a run');
    await deps.database.runs.finish(run.projectId, run.id, refused(error));
    return null;
  }
}

/** How the workflow of an accepted run is started. */
export async function handOverOptions(deps: ControlDependencies, run: RunRow, version?: StartVersion) {
  return startOptions(deps, run, version ?? (await versionOf(deps, run)), await parentOf(deps, run));
}

/** As {@link handOver}, within a short time: what does not succeed is logged, and left to housekeeping. */
export async function tryHandOver(deps: ControlDependencies, run: RunRow, version?: StartVersion): Promise<RunRow> {
  if (deps.temporal.seemsAway()) return run;
  try {
    return (await handOver(deps, run, version, deps.settings.handOverMs)) ?? run;
  } catch (error) {
    const log = isOutage(error) ? deps.logger.debug : deps.logger.error;
    const fields = { runId: run.id, workflowId: run.workflowId, ...errorFields(error) };
    log.call(deps.logger, fields, 'run waits for housekeeping');
    return run;
  }
}

/**
 * Ends a run that was not handed over, so that no hand-over under way can start it any more: takes the run's workflow
 * id in Temporal with an execution that is terminated before its first step. Where Temporal refuses that, it would refuse
 * any hand-over too.
 *
 * @returns false when a hand-over came first: the run is live, and is to be ended in Temporal
 */
export async function withdraw(deps: ControlDependencies, run: RunRow, end: RunEnd): Promise<boolean> {
  const options = startOptions(deps, run, await versionOf(deps, run), null);
  try {
    await deps.temporal.call(async (client) => {
      const handle = await client.workflow.start(RUN_WORKFLOW, {
        ...options,
        workflowIdConflictPolicy: 'FAIL',
        startDelay: WITHDRAWN_START_DELAY_MS,
      });
      await handle.terminate('cancelled before it started').catch(ignoreNotFound);
    }, deps.settings.handOverMs);
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) {
      await dispatched(deps, run, run.temporalRunId);
      return false;
    }
    if (!isRefused(error)) throw error;
  }
  await deps.database.runs.finish(run.projectId, run.id, end);
  return true;
}

/** Temporal shows at most 400 bytes of a summary and refuses more. */
export function runSummary(name: string): string {
  return [...name].slice(0, 80).join('');
}

async function dispatched(
  { database }: ControlDependencies,
  run: RunRow,
  temporalRunId: string | null,
): Promise<RunRow> {
  await database.runs.markDispatched(run.projectId, run.id, temporalRunId);
  return { ...run, temporalRunId, dispatchedAt: run.dispatchedAt ?? new Date() };
}

async function versionOf({ database }: ControlDependencies, run: RunRow): Promise<StartVersion> {
  const version = await database.versions.getById(run.projectId, run.versionId);
  if (version === null) throw new Error(`run ${run.id} is pinned to version ${run.versionId}, which does not exist`);
  return version;
}

/** The step that waits for the run's end. */
async function parentOf({ database }: ControlDependencies, run: RunRow): Promise<ParentStep | null> {
  const { parentRunId: runId, parentNodeId: nodeId, parentIteration: iteration, parentWaits } = run;
  if (!parentWaits || runId === null || nodeId === null || iteration === null) return null;
  const parent = await database.runs.get(run.projectId, runId);
  return parent && { runId, temporalWorkflowId: parent.temporalWorkflowId, nodeId, iteration };
}

function startOptions(
  { temporal }: ControlDependencies,
  run: RunRow,
  version: StartVersion,
  parent: ParentStep | null,
) {
  const { projectId, workflowId, id: runId } = run;
  return {
    workflowId: run.temporalWorkflowId,
    taskQueue: temporal.taskQueue,
    args: [runInput(run, version.plan, parent)] as [RunInput],
    // Together with the row's unique id this makes each accepted run one execution, however often it is handed over.
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    staticSummary: runSummary(version.name),
    memo: { projectId, workflowId, runId, workflow: version.name, version: run.version },
    priority: { fairnessKey: projectId, priorityKey: run.priority },
  } satisfies WorkflowStartOptions<(input: RunInput) => Promise<void>>;
}

function runInput(run: RunRow, plan: Plan, parent: ParentStep | null): RunInput {
  const { id, projectId, workflowId, version, triggeredBy, depth } = run;
  const createdAt = run.createdAt.toISOString();
  // A run that carries steps over asks for them before it begins, and gets its plan with them.
  const inline = !run.resumes && Buffer.byteLength(JSON.stringify(plan)) <= INLINE_PLAN_BYTES;
  return {
    kind: 'opened',
    run: {
      ...{ id, projectId, workflowId, version, triggeredBy, createdAt, depth, interpreter: INTERPRETER_LEVEL },
      ...(parent ? { parent } : {}),
      ...flowIdentity(run),
    },
    plan: inline ? plan : null,
    trigger: run.triggerData,
  };
}

function refused(error: unknown): RunEnd {
  const message = error instanceof Error ? error.message : String(error);
  return {
    status: 'failed',
    error: { code: 'START_REFUSED', message: `Temporal refused the run: ${message}`, nodeId: null },
  };
}

function ignoreNotFound(error: unknown): void {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
}
