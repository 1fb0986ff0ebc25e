import type { RunRow, StepRow } from '@perdura/database';
import { bothIds, time, timeOrNull } from '../../page-request.ts';
import type { RunView } from './run-view.ts';
import { type ShowValue, shown } from './shown-values.ts';

/** A run with the steps of it that the answer shows. */
export function presentRun({ run, steps, more, iterations }: RunView, show: ShowValue) {
  return {
    ...beginningOf(run, show),
    stepResults: steps.map((step) => presentStep(step, show)),
    moreSteps: more,
    iterations,
    ...stateOf(run, show),
  };
}

/** A run without its steps. */
export function presentRunState(run: RunRow, show: ShowValue) {
  return { ...beginningOf(run, show), ...stateOf(run, show) };
}

function beginningOf(run: RunRow, show: ShowValue) {
  const triggerData = show(run.triggerData);
  return {
    ...bothIds(run.id),
    workflowId: run.workflowId,
    status: run.status,
    triggeredBy: run.triggeredBy,
    triggerData: 'value' in triggerData ? triggerData.value : null,
  };
}

function stateOf(run: RunRow, show: ShowValue) {
  return {
    ...shown('result', run.result, show),
    ...shown('response', run.response, show),
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

/** One step of a run. */
export function presentStep(step: StepRow, show: ShowValue) {
  return {
    nodeId: step.nodeId,
    nodeType: step.nodeType,
    iteration: step.iteration,
    status: step.status,
    ...shown('result', step.result, show),
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
