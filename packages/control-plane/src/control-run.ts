import { isTerminal, type RunRow } from '@perdura/database';
import type { JsonValue } from '@perdura/definition';
import { CONTROL_UPDATE, type RunControl, type RunSnapshot, type StepPlace } from '@perdura/definition/run';
import {
  ApplicationFailure,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import type { ControlDependencies } from './dependencies.ts';
import { tryHandOver } from './hand-over.ts';
import { errorFields } from './logger.ts';
import { queryRun, repairRun } from './repair-run.ts';
import { toValueRef } from './start-run.ts';

/** What an operator asks of a live run, with its values at hand. */
export type RunCommand =
  | { action: 'pause' }
  | { action: 'resume' }
  | {
      action: 'unpark';
      decision: 'retry' | 'skip' | 'fail';
      /** One parked step; all of them when absent. */
      place?: StepPlace;
      /** Takes the place of the trigger's data for a retry. */
      data?: JsonValue;
      /** Of a skipped step. */
      result?: JsonValue;
    };

/**
 * What became of a command. `refused`: the run is not in a state that it fits; the message says why. `no-answer`: no
 * worker took it in time; it may still be taken later.
 */
export type ControlAnswer =
  | { kind: 'accepted'; run: RunRow }
  | { kind: 'refused'; run: RunRow; message: string }
  | { kind: 'ended'; run: RunRow }
  | { kind: 'no-answer' }
  | { kind: 'not-found' };

/**
 * How long a command waits for a worker, in milliseconds: longer than a run computes before it listens again (eight
 * seconds, while one round after another is worked off on the spot), and than a dead worker keeps its task (ten).
 */
export const CONTROL_ANSWER_MS = 12_000;
/** How long the answer waits for the state that the command led to, in milliseconds. */
const STATE_MS = 1_500;

/** What the body of a resume asks: with an action it decides on parked steps, without one a paused run goes on. */
export interface ResumeRequest {
  action?: 'retry' | 'skip' | 'fail' | undefined;
  nodeId?: string | undefined;
  iteration?: string | undefined;
  data?: JsonValue | undefined;
  result?: JsonValue | undefined;
}

export function resumeCommand({ action, nodeId, iteration = '0', data, result }: ResumeRequest): RunCommand {
  if (action === undefined) return { action: 'resume' };
  return {
    action: 'unpark',
    decision: action,
    ...(nodeId === undefined ? {} : { place: { nodeId, iteration } }),
    ...(data === undefined ? {} : { data }),
    ...(result === undefined ? {} : { result }),
  };
}

/**
 * Brings an operator's command to a live run, which alone knows whether it fits. The answer's row has the status that
 * the command led to.
 *
 * @param commandId makes a repeat of the command answer what came of the first
 * @throws TemporalUnavailable, DatabaseUnavailable
 */
export async function controlRun(
  deps: ControlDependencies,
  projectId: string,
  runId: string,
  command: RunCommand,
  commandId?: string,
): Promise<ControlAnswer> {
  const known = await deps.database.runs.get(projectId, runId);
  if (known === null) return { kind: 'not-found' };
  if (isTerminal(known.status)) return { kind: 'ended', run: known };
  // A run that somebody waits for is with Temporal before its row says so.
  const run = known.dispatchedAt === null && known.admittedAt !== null ? await tryHandOver(deps, known) : known;
  if (run.dispatchedAt === null) return { kind: 'refused', run, message: 'The run has not begun.' };
  const answer = await sendUpdate(deps, run, await travelling(deps, run, command), commandId);
  if (answer.kind === 'ended') return endedAnswer(deps, run);
  if (answer.kind !== 'accepted') return answer;
  const snapshot = await queryRun(deps, run, STATE_MS);
  if (snapshot?.completedAt === null) await tellHistory(deps, snapshot);
  return { kind: 'accepted', run: { ...run, status: snapshot?.status ?? run.status } };
}

/** Lists show what was done as soon as it is answered; the run itself tells it a moment later as well. */
async function tellHistory({ database, logger }: ControlDependencies, snapshot: RunSnapshot): Promise<void> {
  try {
    await database.runs.record(snapshot);
  } catch (error) {
    logger.warn({ runId: snapshot.runId, ...errorFields(error) }, 'the state after a command is not in history yet');
  }
}

/** Whether a run that has ended had taken the command. @throws TemporalUnavailable */
export async function wasTaken({ temporal }: ControlDependencies, run: RunRow, commandId: string): Promise<boolean> {
  try {
    await temporal.call((client) =>
      client.workflow.getHandle(run.temporalWorkflowId).getUpdateHandle(commandId).result(),
    );
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || error instanceof WorkflowUpdateFailedError) return false;
    throw error;
  }
}

async function sendUpdate(
  { temporal }: ControlDependencies,
  run: RunRow,
  control: RunControl,
  commandId: string | undefined,
): Promise<Exclude<ControlAnswer, { kind: 'not-found' }>> {
  try {
    return await temporal.call(async (client) => {
      const handle = client.workflow.getHandle(run.temporalWorkflowId);
      try {
        await handle.executeUpdate<void, [RunControl]>(CONTROL_UPDATE, {
          args: [control],
          ...(commandId === undefined ? {} : { updateId: commandId }),
        });
        return { kind: 'accepted', run };
      } catch (error) {
        // Temporal was there: only nobody answered for the run. Left to the caller it would count as an outage.
        if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return { kind: 'no-answer' };
        throw error;
      }
    }, CONTROL_ANSWER_MS);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { kind: 'ended', run };
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    const { cause } = error;
    if (!(cause instanceof ApplicationFailure)) throw error;
    if (cause.type === 'RUN_STATE') return { kind: 'refused', run, message: cause.message };
    if (cause.type === 'AcceptedUpdateCompletedWorkflow') return { kind: 'ended', run };
    throw error;
  }
}

/** The run ended by itself meanwhile, which history may not know yet. */
async function endedAnswer(deps: ControlDependencies, run: RunRow): Promise<ControlAnswer> {
  await repairRun(deps, run);
  return { kind: 'ended', run: (await deps.database.runs.get(run.projectId, run.id)) ?? run };
}

async function travelling(deps: ControlDependencies, run: RunRow, command: RunCommand): Promise<RunControl> {
  if (command.action !== 'unpark') return command;
  const { data, result, ...rest } = command;
  const owner = { projectId: run.projectId, runId: run.id };
  return {
    ...rest,
    ...(data === undefined ? {} : { data: await toValueRef(deps, owner, data) }),
    ...(result === undefined ? {} : { result: await toValueRef(deps, owner, result) }),
  };
}
