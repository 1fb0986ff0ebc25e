import type { FailedCallee, ResumedWait, RunRow, UntoldWait } from '@perdura/database';
import { isTerminal } from '@perdura/database';
import { type JsonValue, wireId } from '@perdura/definition';
import type { RunAnswer } from '@perdura/definition/run';
import type { Patience } from './answered-start.ts';
import { forEachBounded } from './concurrency.ts';
import { type ControlDependencies, isOutage, isolated } from './dependencies.ts';
import { errorFields } from './logger.ts';
import { toValueRef } from './start-run.ts';
import type { RoundResult } from './task-loop.ts';
import { wakeRun } from './wake-run.ts';
import { runAnswer } from './webhook-answer.ts';

/** Whoever resumed a piece has this long to tell its run, in milliseconds, before housekeeping does. */
const INLINE_MS = 2_000;
const BATCH = 200;
const AT_ONCE = 16;

/** A request to the address that a paused piece was given. */
export interface ResumeRequest {
  runId: string;
  /** The address's own part, which nobody can guess. */
  requestId: string;
  /** `{body, headers, queryParams}`, without any credential of the platform. */
  payload: JsonValue;
}

/**
 * Resumes a paused piece: the first request counts. Once this answers, the run is told, whatever dies meanwhile.
 *
 * @returns `unknown` for an address that was never given, `ended` where nobody waits any more, `repeated` for any but
 * the first request
 * @throws DatabaseUnavailable
 */
export async function resumePiece(deps: ControlDependencies, request: ResumeRequest): Promise<ResumedWait['kind']> {
  const { runId, requestId, payload } = request;
  const { pieceResumptions } = deps.database;
  const projectId = await pieceResumptions.projectOf(runId, requestId);
  if (projectId === null) return 'unknown';
  const resumed = await pieceResumptions.resume(
    runId,
    requestId,
    await toValueRef(deps, { projectId, runId }, payload),
  );
  if (resumed.kind === 'resumed') await tryTell(deps, resumed.wait);
  return resumed.kind;
}

/**
 * Waits for what a run responds after a request resumed it, or for its end. Each such request has an answer of its own.
 *
 * @returns null when the time ran out, or where there is no such run
 */
export async function resumedAnswer(
  deps: ControlDependencies,
  { runId, requestId }: Pick<ResumeRequest, 'runId' | 'requestId'>,
  { ms, signal }: Patience,
): Promise<{ run: RunRow; answer: RunAnswer | null } | null> {
  const projectId = await deps.database.pieceResumptions.projectOf(runId, requestId);
  const run = projectId === null ? null : await deps.database.runs.get(projectId, runId);
  return run && { run, answer: await runAnswer(deps, run, ms, signal, `answer-${requestId}`) };
}

/** Tells runs of resumed pieces that they were not told of. Each call is one round. */
export function pieceWaker(deps: ControlDependencies): (signal: AbortSignal) => Promise<RoundResult> {
  return async (signal) => {
    const untold = await deps.database.pieceResumptions.untold(INLINE_MS, BATCH);
    const done = await forEachBounded(
      untold,
      AT_ONCE,
      (wait) =>
        isolated(deps.logger, { runId: wait.runId }, 'word of a resumed piece', async () => {
          await tell(deps, wait);
          return true;
        }),
      signal,
    );
    return { done, more: done > 0 && untold.length === BATCH };
  };
}

/**
 * Resumes the pieces that called runs which failed, with `{status: 'error', data}` as the body, by which they fail. Each
 * call is one round.
 */
export function calleeTeller(deps: ControlDependencies): (signal: AbortSignal) => Promise<RoundResult> {
  return async (signal) => {
    const callees = await deps.database.pieceResumptions.failedCallees(BATCH);
    const done = await forEachBounded(
      callees,
      AT_ONCE,
      (callee) =>
        isolated(deps.logger, { runId: callee.id }, 'word of a failed callee', async () => {
          await failCaller(deps, callee);
          await deps.database.children.markTold([callee.id]);
          return true;
        }),
      signal,
    );
    return { done, more: done > 0 && callees.length === BATCH };
  };
}

async function failCaller(deps: ControlDependencies, callee: FailedCallee): Promise<void> {
  const { projectId, parentRunId, requestId } = callee;
  const caller = await deps.database.runs.get(projectId, parentRunId);
  if (caller === null || isTerminal(caller.status) || requestId === null) return;
  await resumePiece(deps, { runId: parentRunId, requestId, payload: await failureOf(deps, callee) });
}

/** What the piece that waits is told: a `status` other than `success`, and why. */
async function failureOf({ database }: ControlDependencies, { id, projectId }: FailedCallee): Promise<JsonValue> {
  const run: RunRow | null = await database.runs.get(projectId, id);
  const data = {
    message: 'Subflow execution failed',
    runId: wireId(id),
    error: run?.errorCode ? { code: run.errorCode, message: run.errorMessage ?? '' } : null,
  };
  return { body: { status: 'error', data }, headers: {}, queryParams: {} };
}

async function tryTell(deps: ControlDependencies, wait: UntoldWait): Promise<void> {
  if (deps.temporal.seemsAway()) return;
  try {
    await tell(deps, wait);
  } catch (error) {
    const log = isOutage(error) ? deps.logger.debug : deps.logger.error;
    log.call(deps.logger, { runId: wait.runId, ...errorFields(error) }, 'word of a resumed piece waits');
  }
}

async function tell(deps: ControlDependencies, wait: UntoldWait): Promise<void> {
  const { requestId, payload, nodeId, iteration, wakeAt, temporalWorkflowId } = wait;
  // A run that has ended needs no word.
  await wakeRun(deps, temporalWorkflowId, { kind: 'piece', requestId, payload, nodeId, iteration });
  await deps.database.pieceResumptions.markTold(requestId, wakeAt);
}
