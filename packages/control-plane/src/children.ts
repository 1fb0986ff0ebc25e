import { type EndedChild, newId, type RunRow, type VersionedWorkflow, type VersionRow } from '@perdura/database';
import type { JsonValue } from '@perdura/definition';
import type { RunIdentity, StepPlace } from '@perdura/definition/run';
import { forEachBounded } from './concurrency.ts';
import { type ControlDependencies, isolated } from './dependencies.ts';
import { cancelRun } from './end-run.ts';
import { runPolicies } from './run-policies.ts';
import { startRun } from './start-run.ts';
import type { RoundResult } from './task-loop.ts';
import { wakeRun } from './wake-run.ts';

/** A `sub-workflow` step that wants a run. */
export interface ChildRunRequest {
  /** The run of the step. */
  parent: Pick<RunIdentity, 'id' | 'projectId' | 'depth'>;
  step: StepPlace;
  /** Tells one call of the step from another, as a retry by an operator is: each has a child of its own. */
  call: string;
  workflowId: string;
  /** A number, a label, or `latest`. */
  version: number | string;
  input: JsonValue;
  /** Whether the step waits for the child's end. */
  wait: boolean;
}

/** Codes of a refused child. */
export type ChildRefusal =
  | 'SUB_WORKFLOW_NOT_FOUND'
  | 'SUB_WORKFLOW_DISABLED'
  | 'RECURSION_LIMIT'
  | 'CONCURRENCY_SKIPPED'
  | 'CONFIG_INVALID';

/** A child run that cannot be started; another try would meet the same. */
export class ChildRefused extends Error {
  override readonly name = 'ChildRefused';
  readonly code: ChildRefusal;

  constructor(code: ChildRefusal, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Accepts the run of a `sub-workflow` step, one level below the step's own; a repeat of the call answers the same run.
 *
 * @throws ChildRefused, DatabaseUnavailable
 */
export async function startChild(deps: ControlDependencies, request: ChildRunRequest): Promise<RunRow> {
  const { parent, step, workflowId } = request;
  const { projectId } = parent;
  const key = `${parent.id}/${step.nodeId}/${step.iteration}/${request.call}`;
  const idempotency = { scope: 'child', key, bodyHash: workflowId };
  const earlier = await deps.database.idempotencyKeys.find(projectId, idempotency);
  const known = earlier === null ? null : await deps.database.runs.get(projectId, earlier);
  if (known !== null) return known;
  const { workflow, version } = await versionToRun(deps, request);
  if (!workflow.enabled) {
    throw new ChildRefused('SUB_WORKFLOW_DISABLED', `Workflow ${workflowId} is disabled: it starts no runs.`);
  }
  const depth = parent.depth + 1;
  if (depth > deps.settings.childDepthLimit) throw tooDeep(deps, request);
  await refuseDeadlock(deps, request, version);
  const { run } = await startRun(deps, {
    projectId,
    workflowId,
    version,
    data: request.input,
    origin: 'workflow',
    parentRunId: parent.id,
    parentStep: { ...step, waits: request.wait },
    depth,
    idempotency,
  });
  return run;
}

/** A child that its own ancestors keep waiting for a place, while they wait for it, would wait for ever. */
async function refuseDeadlock(
  deps: ControlDependencies,
  { parent, workflowId, input, wait }: ChildRunRequest,
  { version, definition }: VersionRow,
): Promise<void> {
  const { limit, policy = 'queue' } = definition.concurrency ?? {};
  if (!wait || limit === undefined || policy !== 'queue') return;
  const run = { id: newId(), projectId: parent.projectId, workflowId, version, createdAt: new Date(), data: input };
  const { slot } = await runPolicies(deps, definition, { ...run, triggeredBy: 'workflow' });
  const holders = (await waitingAncestors(deps, parent)).filter(({ slotKey }) => slotKey === slot?.key);
  if (holders.length < limit) return;
  const message =
    `A run of workflow ${workflowId} would wait for one of ${limit} place(s), all held by runs that wait for it: ` +
    holders.map(({ id }) => id).join(', ');
  throw new ChildRefused('CONCURRENCY_SKIPPED', `${message}.`);
}

/** The run of the step, and those that wait for it, directly or not. */
async function waitingAncestors({ database }: ControlDependencies, { id, projectId }: ChildRunRequest['parent']) {
  const found: RunRow[] = [];
  for (let run = await database.runs.get(projectId, id); run !== null; ) {
    found.push(run);
    run = run.parentWaits && run.parentRunId !== null ? await database.runs.get(projectId, run.parentRunId) : null;
  }
  return found;
}

/** Tells the parents of children that have ended, until each was told. Each call is one round. */
export function parentWaker(deps: ControlDependencies): (signal: AbortSignal) => Promise<RoundResult> {
  return async (signal) => {
    const children = await deps.database.children.untold(UNTOLD);
    const told: string[] = [];
    const done = await forEachBounded(
      children,
      AT_ONCE,
      (child) =>
        isolated(deps.logger, { runId: child.id, parentRunId: child.parentRunId }, 'wake of a parent', async () => {
          await tellParent(deps, child);
          told.push(child.id);
          return true;
        }),
      signal,
    ).finally(() => (told.length === 0 ? undefined : deps.database.children.markTold(told)));
    return { done, more: done > 0 && children.length === UNTOLD };
  };
}

/**
 * Asks children to end whose waiting parent has ended without them: it was terminated, or ran out of time. Each call is
 * one round.
 */
export async function cancelOrphans(deps: ControlDependencies, signal: AbortSignal): Promise<RoundResult> {
  const orphans = await deps.database.children.orphans(ORPHANS);
  const done = await forEachBounded(
    orphans,
    AT_ONCE,
    ({ projectId, runId }) =>
      isolated(deps.logger, { runId }, 'cancel of a child without its parent', async () => {
        await cancelRun(deps, projectId, runId);
        return true;
      }),
    signal,
  );
  return { done, more: done > 0 && orphans.length === ORPHANS };
}

const UNTOLD = 200;
const ORPHANS = 200;
const AT_ONCE = 16;

async function tellParent(deps: ControlDependencies, child: EndedChild): Promise<void> {
  const { id: childRunId, parentTemporalWorkflowId, end, nodeId, iteration } = child;
  if (parentTemporalWorkflowId === null) return;
  await wakeRun(deps, parentTemporalWorkflowId, { kind: 'child', end, childRunId, nodeId, iteration });
}

async function versionToRun({ database }: ControlDependencies, request: ChildRunRequest): Promise<VersionedWorkflow> {
  const { parent, workflowId, version } = request;
  const found = await database.workflows.getVersioned(parent.projectId, workflowId, version);
  if (found !== null) return found;
  if ((await database.workflows.get(parent.projectId, workflowId)) === null) {
    throw new ChildRefused('SUB_WORKFLOW_NOT_FOUND', `The project has no workflow ${workflowId}.`);
  }
  throw new ChildRefused('CONFIG_INVALID', `At /version: workflow ${workflowId} has no version "${version}".`);
}

function tooDeep({ settings }: ControlDependencies, { workflowId }: ChildRunRequest): ChildRefused {
  const message =
    `The run of workflow ${workflowId} would stand below ${settings.childDepthLimit} others that started each other: ` +
    'no more are allowed.';
  return new ChildRefused('RECURSION_LIMIT', message);
}
