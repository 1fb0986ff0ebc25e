import type { RunRow, StepRow } from '@perdura/database';
import { time, timeOrNull } from '../../page-request.ts';
import type { RunView } from './run-view.ts';
import { type ShowValue, shownField } from './shown-values.ts';

/**
 * A run with the steps of it that the answer shows. All of it in one object: to put it together from parts takes longer
 * than all else that is done with the run.
 */
export function presentRun({ run, steps, more, iterations }: RunView, show: ShowValue) {
  const triggerData = shownField(run.triggerData, show);
  const stepResults = steps.map((step) => presentStep(step, show));
  const result = shownField(run.result, show);
  const response = shownField(run.response, show);
  return {
    id: run.id,
    _id: run.id,
    workflowId: run.workflowId,
    status: run.status,
    triggeredBy: run.triggeredBy,
    triggerData: triggerData.value,
    stepResults,
    moreSteps: more,
    iterations,
    result: result.value,
    resultOmitted: result.omitted,
    response: response.value,
    responseOmitted: response.omitted,
    version: run.version,
    error: errorOf(run),
    paused: run.paused,
    tags: run.tags,
    businessKey: run.businessKey,
    parentRunId: run.parentRunId,
    retryOf: run.retryOf,
    startAt: timeOrNull(run.startAt),
    temporal: { workflowId: run.temporalWorkflowId, runId: run.temporalRunId },
    createdAt: time(run.createdAt),
    startedAt: timeOrNull(run.startedAt),
    completedAt: timeOrNull(run.completedAt),
    durationMs: run.durationMs,
  };
}

/** A run without its steps. */
export function presentRunState(run: RunRow, show: ShowValue) {
  const view = { run, steps: [], more: false, iterations: {} };
  const { stepResults, moreSteps, iterations, ...state } = presentRun(view, show);
  return state;
}

/** One step of a run. */
export function presentStep(step: StepRow, show: ShowValue) {
  const result = shownField(step.result, show);
  return {
    nodeId: step.nodeId,
    nodeType: step.nodeType,
    iteration: step.iteration,
    status: step.status,
    result: result.value,
    resultOmitted: result.omitted,
    error: stepErrorOf(step),
    attempts: step.attempts,
    warnings: step.warnings,
    startedAt: timeOrNull(step.startedAt),
    completedAt: timeOrNull(step.completedAt),
    childRunId: step.childRunId,
    carriedFrom: step.carriedFrom,
  };
}

/** Why a step or an attempt failed. */
export function stepErrorOf({ errorCode, errorMessage }: Pick<StepRow, 'errorCode' | 'errorMessage'>) {
  return errorCode === null ? null : { code: errorCode, message: errorMessage ?? '' };
}

function errorOf(run: RunRow) {
  const error = stepErrorOf(run);
  return error === null ? null : { ...error, nodeId: run.errorNodeId };
}
