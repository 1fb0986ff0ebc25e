import type { RunRow, StepRow } from '@perdura/database';
import type { JsonValue } from '@perdura/definition';
import type { RunSnapshot, StepSnapshot, ValueRef } from '@perdura/definition/run';
import { bothIds, time, timeOrNull } from '../../page-request.ts';

/** A value of an answer: null with its size when it is too large to be shown. */
export type ShownValue = { value: JsonValue } | { omitted: number };

/** Gives the values behind references. */
export type ShowValue = (ref: ValueRef) => ShownValue;

/** A run and its steps, ready to be shown. */
export interface RunView {
  run: RunRow;
  steps: StepRow[];
}

export function presentRun({ run, steps }: RunView, show: ShowValue) {
  const triggerData = show(run.triggerData);
  return {
    ...bothIds(run.id),
    workflowId: run.workflowId,
    status: run.status,
    triggeredBy: run.triggeredBy,
    triggerData: 'value' in triggerData ? triggerData.value : null,
    stepResults: steps.map((step) => presentStep(step, show)),
    version: run.version,
    error: errorOf(run),
    tags: run.tags,
    businessKey: run.businessKey,
    parentRunId: run.parentRunId,
    retryOf: run.retryOf,
    temporal: { workflowId: run.temporalWorkflowId, runId: run.temporalRunId },
    createdAt: time(run.createdAt),
    startedAt: timeOrNull(run.startedAt),
    completedAt: timeOrNull(run.completedAt),
    durationMs: run.durationMs,
  };
}

function presentStep(step: StepRow, show: ShowValue) {
  const result = show(step.result);
  return {
    nodeId: step.nodeId,
    nodeType: step.nodeType,
    iteration: step.iteration,
    status: step.status,
    result: 'value' in result ? result.value : null,
    ...('omitted' in result ? { resultOmitted: { bytes: result.omitted } } : {}),
    error: step.errorCode === null ? null : { code: step.errorCode, message: step.errorMessage ?? '' },
    attempts: step.attempts,
    warnings: step.warnings,
    startedAt: timeOrNull(step.startedAt),
    completedAt: timeOrNull(step.completedAt),
  };
}

function errorOf(run: RunRow) {
  if (run.errorCode === null) return null;
  return { code: run.errorCode, message: run.errorMessage ?? '', nodeId: run.errorNodeId };
}

/** Lays what the interpreter says of a live run over what history has of it. */
export function withSnapshot(view: RunView, snapshot: RunSnapshot): RunView {
  if (snapshot.sequence < view.run.sequence) return view;
  const { status, startedAt, completedAt, error, temporalRunId } = snapshot;
  const run: RunRow = {
    ...view.run,
    status,
    startedAt: startedAt === null ? view.run.startedAt : new Date(startedAt),
    completedAt: completedAt === null ? null : new Date(completedAt),
    durationMs: durationOf(snapshot),
    errorCode: error?.code ?? null,
    errorMessage: error?.message ?? null,
    errorNodeId: error?.nodeId ?? null,
    temporalRunId,
  };
  const live = new Map(snapshot.steps.map((step) => [placeOf(step), stepRow(run.id, step)]));
  const steps = view.steps.map((step) => live.get(placeOf(step)) ?? step);
  const known = new Set(view.steps.map(placeOf));
  const added = [...live].filter(([place]) => !known.has(place)).map(([, step]) => step);
  return { run, steps: [...steps, ...added].sort((left, right) => left.position - right.position) };
}

function placeOf({ nodeId, iteration }: { nodeId: string; iteration: string }): string {
  return `${nodeId}/${iteration}`;
}

function stepRow(runId: string, step: StepSnapshot): StepRow {
  return {
    ...step,
    runId,
    errorCode: step.error?.code ?? null,
    errorMessage: step.error?.message ?? null,
    startedAt: step.startedAt === null ? null : new Date(step.startedAt),
    completedAt: step.completedAt === null ? null : new Date(step.completedAt),
  };
}

function durationOf({ startedAt, completedAt }: RunSnapshot): number | null {
  if (startedAt === null || completedAt === null) return null;
  return Math.max(0, Date.parse(completedAt) - Date.parse(startedAt));
}
