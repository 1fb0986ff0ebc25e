import { isTerminal, type RunRow } from '@perdura/database';
import { ANSWER_UPDATE, RUN_WORKFLOW, type RunAnswer, type RunInput } from '@perdura/definition/run';
import {
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { type ControlDependencies, isOutage } from './dependencies.ts';
import { handOverOptions } from './hand-over.ts';
import { errorFields } from './logger.ts';
import { type AcceptedRun, acceptRun, isQueued, queueUp, type RunRequest } from './start-run.ts';
import { ANSWER_UPDATE_ID, runAnswer } from './webhook-answer.ts';

export interface AnsweredRun extends AcceptedRun {
  /** What it responded, or how it ended; null when that takes longer than the caller waits: the run goes on. */
  answer: RunAnswer | null;
}

/** How long the caller waits at most, in milliseconds, and whether it still does. */
export interface Patience {
  ms: number;
  signal: AbortSignal;
}

/**
 * Accepts a run and waits for its answer. The row is there first, so that the run starts whatever happens; then one call
 * starts its workflow and asks it for the answer.
 *
 * @throws as `startRun`
 */
export async function startAnswered(
  deps: ControlDependencies,
  request: RunRequest,
  { ms, signal }: Patience,
): Promise<AnsweredRun> {
  const deadline = Date.now() + ms;
  const { accepted, slot } = await acceptRun(deps, request);
  const { created } = accepted;
  const left = () => Math.max(1, deadline - Date.now());
  if (!created) return { ...accepted, answer: await runAnswer(deps, accepted.run, left(), signal) };
  if (isQueued(accepted)) {
    const run = await queueUp(deps, accepted, slot);
    return { run, created, answer: await runAnswer(deps, run, left(), signal) };
  }
  const { run } = accepted;
  const told = await startAndAsk(deps, run, request.version, { ms: left(), signal });
  if (told === 'late') return { run, created, answer: null };
  const answer = told === 'unknown' ? await runAnswer(deps, run, left(), signal) : told;
  return { run, created, answer };
}

type RunWorkflow = (input: RunInput) => Promise<void>;

/** `late`: nobody waits any more; `unknown`: it did not say, and is to be asked as any run is. */
async function startAndAsk(
  deps: ControlDependencies,
  run: RunRow,
  version: RunRequest['version'],
  { ms, signal }: Patience,
): Promise<RunAnswer | 'late' | 'unknown'> {
  try {
    const options = await handOverOptions(deps, run, version);
    const startWorkflowOperation = new WithStartWorkflowOperation<RunWorkflow>(RUN_WORKFLOW, {
      ...options,
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
    const answer = await deps.temporal.call(
      (client) =>
        client.withAbortSignal(signal, async () => {
          try {
            return await client.workflow.executeUpdateWithStart<RunWorkflow, RunAnswer, []>(ANSWER_UPDATE, {
              updateId: ANSWER_UPDATE_ID,
              startWorkflowOperation,
            });
          } catch (error) {
            // Temporal was there: only the run had nothing to say yet.
            if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return 'late';
            throw error;
          }
        }),
      ms,
    );
    if (answer === 'late') return answer;
    // A run that continues as new lets go of who waits, without an answer yet.
    return answer.response === null && !isTerminal(answer.status) ? 'unknown' : answer;
  } catch (error) {
    if (signal.aborted) return 'late';
    if (!isExpected(error)) {
      deps.logger.error({ runId: run.id, ...errorFields(error) }, 'the start of a run that somebody waits for failed');
    }
    return 'unknown';
  }
}

/** What is made good by asking again: the run is accepted, whatever the call came to. */
function isExpected(error: unknown): boolean {
  if (error instanceof WorkflowExecutionAlreadyStartedError || error instanceof WorkflowUpdateFailedError) return true;
  return isOutage(error);
}
