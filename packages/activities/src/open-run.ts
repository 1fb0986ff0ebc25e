import { flowIdentity, type RunRow } from '@perdura/database';
import type { Plan } from '@perdura/definition/plan';
import { INTERPRETER_LEVEL, type OpenedRun, type OpenRunInput, type RunIdentity } from '@perdura/definition/run';
import { beginning } from './carried-steps.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { FAILURE_CODES, StepFailure } from './failures.ts';

/** The Temporal workflow that asks. */
export interface OpeningWorkflow {
  workflowId: string;
  runId: string;
  /** When the activity was first scheduled. */
  scheduledAt: Date;
}

/**
 * What the interpreter needs to begin: the run and the plan of its pinned version. A schedule's fire gets its row here,
 * the same one in every attempt; `queued` where it is to wait for a place among the runs of its workflow.
 *
 * @throws {StepFailure} RUN_NOT_FOUND
 */
export async function openRun(
  input: OpenRunInput,
  workflow: OpeningWorkflow,
  { database, control }: Pick<ActivityDependencies, 'database' | 'control'>,
): Promise<OpenedRun> {
  const { projectId } = input;
  const { runs } = database;
  if ('workflowId' in input) {
    const opened = await control.openScheduled({
      projectId,
      workflowId: input.workflowId,
      temporalWorkflowId: workflow.workflowId,
      temporalRunId: workflow.runId,
      nominalTime: nominalTime(workflow),
    });
    if ('skipped' in opened) return opened;
    return { ...toOpenedRun(opened), ...(opened.queued ? { queued: true } : {}) };
  }
  const found = await runs.getWithPlan(projectId, input.runId);
  if (found !== null) {
    const opened = toOpenedRun(found);
    const isFirst = input.continues !== true;
    return found.run.resumes && isFirst ? { ...opened, ...(await beginning(database, found)) } : opened;
  }
  const message = `There is no run ${input.runId} in project ${projectId}.`;
  throw new StepFailure(FAILURE_CODES.runNotFound, message, { retryable: false });
}

function toOpenedRun({ run, plan }: { run: RunRow; plan: Plan }): OpenedRun {
  return { run: identityOf(run), plan, trigger: run.triggerData };
}

function identityOf(run: RunRow): RunIdentity {
  const { id, projectId, workflowId, version, triggeredBy, createdAt, depth } = run;
  const known = { id, projectId, workflowId, version, triggeredBy, createdAt: createdAt.toISOString(), depth };
  return { ...known, ...flowIdentity(run), interpreter: INTERPRETER_LEVEL };
}

/** A schedule ends the id of each workflow that it starts with the time that it meant. */
const NOMINAL_TIME = /-(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)$/;

function nominalTime({ workflowId, scheduledAt }: OpeningWorkflow): Date {
  const [, text = ''] = NOMINAL_TIME.exec(workflowId) ?? [];
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? scheduledAt : time;
}
