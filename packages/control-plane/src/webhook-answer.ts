import { setTimeout as pause } from 'node:timers/promises';
import { isTerminal, type RunRow } from '@perdura/database';
import { ANSWER_UPDATE, type RunAnswer } from '@perdura/definition/run';
import {
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { type ControlDependencies, isOutage } from './dependencies.ts';
import { waitForRun } from './follow-run.ts';
import { handOver } from './hand-over.ts';
import { repairRun } from './repair-run.ts';

/** Pause before the execution that goes on from another one is asked, in milliseconds. */
const AGAIN_MS = 50;

/** All who wait for the answer of a run share one update of it: Temporal allows a few at once. */
export const ANSWER_UPDATE_ID = 'answer';

/** Pause before the next try while a service is away or a run ended without a word, in milliseconds. */
const PAUSE_MS = 250;

/**
 * What a run answers its caller: as soon as it has responded, or ended without. The run itself fulfils that; only a run
 * that waits for a place among those of its workflow is looked at again and again.
 *
 * @param ms how long to wait at most
 * @param signal the caller hung up: the run goes on, only nobody waits any more
 * @param updateId all who wait for the same answer share one update
 * @returns null when the time ran out, or nobody waits
 * @throws errors that are no outage
 */
export async function runAnswer(
  deps: ControlDependencies,
  run: RunRow,
  ms: number,
  signal: AbortSignal,
  updateId = ANSWER_UPDATE_ID,
): Promise<RunAnswer | null> {
  const deadline = Date.now() + ms;
  let current = run;
  while (!isTerminal(current.status)) {
    if (signal.aborted || Date.now() >= deadline) return null;
    try {
      const next = await once(deps, current, { deadline, signal, updateId });
      if ('answer' in next) return next.answer;
      current = next.run;
    } catch (error) {
      if (!isOutage(error)) throw error;
      await pause(Math.min(PAUSE_MS, left(deadline)));
    }
  }
  return answerOf(current);
}

interface Waiting {
  deadline: number;
  signal: AbortSignal;
  updateId: string;
}

type Next = { answer: RunAnswer | null } | { run: RunRow };

async function once(deps: ControlDependencies, run: RunRow, waiting: Waiting): Promise<Next> {
  const { deadline } = waiting;
  if (run.dispatchedAt === null && run.admittedAt === null) {
    await pause(Math.min(PAUSE_MS, left(deadline)));
    return { run: await reread(deps, run) };
  }
  if (run.dispatchedAt === null) {
    return { run: (await handOver(deps, run, undefined, left(deadline))) ?? (await reread(deps, run)) };
  }
  const told = await ask(deps, run, waiting);
  if (told === 'late') return { answer: null };
  if (told === 'deaf') return { run: await waitForRun(deps, run, left(deadline)) };
  if (told === 'later') {
    await pause(Math.min(AGAIN_MS, left(deadline)));
    return { run };
  }
  if (told !== 'ended') {
    // A run that continues as new lets go of who waits, without an answer yet.
    return told.response === null && !isTerminal(told.status) ? { run } : { answer: told };
  }
  const repair = await repairRun(deps, run);
  if (repair !== 'repaired' && repair !== 'recorded') await pause(Math.min(PAUSE_MS, left(deadline)));
  return { run: await reread(deps, run) };
}

/**
 * Asks the run itself. `later`: it goes on as another execution, which is to be asked; `ended`: it has, and said nothing;
 * `deaf`: it began before runs knew this question; `late`: nobody waits any more.
 */
async function ask(
  { temporal }: ControlDependencies,
  run: RunRow,
  { deadline, signal, updateId }: Waiting,
): Promise<RunAnswer | 'later' | 'ended' | 'deaf' | 'late'> {
  try {
    const answer = await temporal.call(
      (client) =>
        client.withAbortSignal(signal, async () => {
          const handle = client.workflow.getHandle(run.temporalWorkflowId);
          try {
            return await handle.executeUpdate<RunAnswer, []>(ANSWER_UPDATE, { updateId });
          } catch (error) {
            // Temporal was there: only the run had nothing to say yet. Left to the caller it would count as an outage.
            if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return 'late';
            throw error;
          }
        }),
      left(deadline),
    );
    if (answer === 'late') return answer;
    return answer.response === null && !isTerminal(answer.status) ? 'later' : answer;
  } catch (error) {
    if (signal.aborted) return 'late';
    if (error instanceof WorkflowNotFoundError) return 'ended';
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    return /no registered (update )?handler|unregistered/i.test(String(error.cause)) ? 'deaf' : 'ended';
  }
}

/** The answer that history gives of a run that has ended. */
function answerOf({ status, response, result, errorCode, errorMessage, errorNodeId }: RunRow): RunAnswer {
  const error = errorCode === null ? null : { code: errorCode, message: errorMessage ?? '', nodeId: errorNodeId };
  return { status, response, result, error };
}

async function reread({ database }: ControlDependencies, run: RunRow): Promise<RunRow> {
  return (await database.runs.get(run.projectId, run.id)) ?? run;
}

function left(deadline: number): number {
  return Math.max(1, deadline - Date.now());
}
