import type { RunActivities } from '@perdura/definition/run';
import { Context } from '@temporalio/activity';
import type { ActivityDependencies } from '../dependencies.ts';
import { FAILURE_CODES, StepFailure } from '../failures.ts';
import { callPiece } from './call-piece.ts';
import { gatherRound } from './gather-round.ts';

/** What the interpreter asks for flows, beside their steps. */
export function flowActivities(
  dependencies: ActivityDependencies,
): Pick<RunActivities, 'gather-round' | 'end-piece-wait' | 'call-piece' | 'call-trigger'> {
  const { database } = dependencies;
  return {
    'gather-round': (input) => gatherRound(input, dependencies),
    'end-piece-wait': ({ projectId, runId, requestId }) => database.pieceWaits.end(projectId, runId, requestId),
    'call-piece': (input) => callPiece(input, dependencies, Context.current().cancellationSignal),
    'call-trigger': () => Promise.reject(noTriggers()),
  };
}

function noTriggers(): StepFailure {
  const message = 'This worker does not call triggers of pieces.';
  return new StepFailure(FAILURE_CODES.internal, message, { retryable: false });
}
