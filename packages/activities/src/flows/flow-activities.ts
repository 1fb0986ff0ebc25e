import type { RunActivities } from '@perdura/definition/run';
import { Context } from '@temporalio/activity';
import type { ActivityDependencies } from '../dependencies.ts';
import { callPiece } from './call-piece.ts';
import { gatherRound } from './gather-round.ts';
import { callTrigger } from './triggers/call-trigger.ts';

/** What the interpreter asks for flows, beside their steps. */
export function flowActivities(
  dependencies: ActivityDependencies,
): Pick<RunActivities, 'gather-round' | 'end-piece-wait' | 'call-piece' | 'call-trigger'> {
  const { database } = dependencies;
  return {
    'gather-round': (input) => gatherRound(input, dependencies),
    'end-piece-wait': ({ projectId, runId, requestId }) => database.pieceWaits.end(projectId, runId, requestId),
    'call-piece': (input) => callPiece(input, dependencies, Context.current().cancellationSignal),
    'call-trigger': (input) => callTrigger(input, dependencies, triggerAttempt()),
  };
}

function triggerAttempt() {
  const { cancellationSignal: signal, info } = Context.current();
  return { signal, temporalWorkflowId: info.workflowExecution?.workflowId ?? info.activityId };
}
