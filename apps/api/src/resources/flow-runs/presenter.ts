import { type FlowRunFacts, isTerminal, type RunRow } from '@perdura/database';
import { wireId } from '@perdura/definition';
import { entityFields, wireIdOrNull } from '../../engine/entity-fields.ts';
import { timeOrNull } from '../../page-request.ts';
import { flowRunStatus } from './status.ts';

/** A run as lists of the contract show it. */
export function presentFlowRun(run: RunRow, facts: FlowRunFacts | undefined) {
  const updatedAt = run.completedAt ?? run.startedAt ?? run.createdAt;
  return {
    ...entityFields({ id: run.id, createdAt: run.createdAt, updatedAt }),
    projectId: run.projectId,
    flowId: wireId(run.workflowId),
    flowVersionId: wireId(run.flowVersionId ?? run.versionId),
    flowVersion: { displayName: facts?.versionName ?? '' },
    status: flowRunStatus(run),
    environment: run.environment,
    startTime: timeOrNull(run.startedAt),
    finishTime: timeOrNull(run.completedAt),
    failParentOnFailure: run.failParentOnFailure,
    parentRunId: wireIdOrNull(run.parentRunId),
    retryOf: wireIdOrNull(run.retryOf),
    triggeredBy: wireIdOrNull(run.startedBy),
    tags: run.tags,
    failedStep: failedStep(run, facts),
    stepsCount: facts?.stepsCount ?? 0,
    // What runs did is kept with the run itself: the file of the log has the run's own id.
    logsFileId: isTerminal(run.status) ? wireId(run.id) : null,
    stepNameToTest: run.stepNameToTest,
    archivedAt: timeOrNull(run.archivedAt),
  };
}

function failedStep({ errorNodeId, errorMessage }: RunRow, facts: FlowRunFacts | undefined) {
  if (errorNodeId === null) return null;
  return { name: errorNodeId, displayName: facts?.failedStepTitle ?? errorNodeId, message: errorMessage ?? '' };
}
