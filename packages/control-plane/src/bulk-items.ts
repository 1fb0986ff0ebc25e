import { setTimeout as pause } from 'node:timers/promises';
import {
  type BegunItem,
  type BulkJobRow,
  QuotaExceeded,
  type RunRow,
  type SettledItem,
  storableText,
} from '@perdura/database';
import { CONTROL_ANSWER_MS, type ControlAnswer, controlRun, resumeCommand, wasTaken } from './control-run.ts';
import { type ControlDependencies, isOutage } from './dependencies.ts';
import { cancelRun, type EndRequest, terminateRun } from './end-run.ts';
import { errorFields } from './logger.ts';
import type { RerunRequest, RetryAnswer, RetryRequest } from './retry-request.ts';
import { rerunRun, retryRun } from './retry-run.ts';

/** A run that fails as if a service were away, so often while the services answer, is given up. */
const TRIES = 4;
const FIRST_PAUSE_MS = 250;
const MAX_MESSAGE_CHARACTERS = 1_000;

/**
 * Does what a job asks of one of its runs, as the single operation would. May be repeated: a run that was begun before is
 * not retried twice, and what a dead worker did to it counts.
 *
 * @throws TemporalUnavailable, DatabaseUnavailable while the service is away, QuotaExceeded: the run is to be done later
 */
export async function doBulkItem(
  deps: ControlDependencies,
  job: BulkJobRow,
  item: BegunItem,
  signal?: AbortSignal,
): Promise<SettledItem> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await act(deps, job, item);
    } catch (error) {
      // A quota frees again, so that a job may take long and still do all of its runs.
      if (error instanceof QuotaExceeded) throw error;
      if (!isOutage(error)) return unforeseen(deps, job, item, error);
      if (!(await servicesAnswer(deps))) throw error;
      if (tries === TRIES) return failed(item, codeOf(error), 'The run could not be reached, although others could.');
      await pause(FIRST_PAUSE_MS * 2 ** tries, undefined, signal ? { signal } : {});
    }
  }
}

async function act(deps: ControlDependencies, job: BulkJobRow, item: BegunItem): Promise<SettledItem> {
  const { projectId } = job;
  const { runId } = item;
  switch (job.action) {
    case 'cancel':
      return ended(item, await cancelRun(deps, projectId, runId), ({ status }) => status === 'cancelled');
    case 'terminate':
      return ended(
        item,
        await terminateRun(deps, projectId, runId, `terminated by bulk job ${job.id}`),
        ({ errorCode }) => errorCode === 'TERMINATED',
      );
    case 'pause':
    case 'resume':
      return await command(deps, job, item);
    case 'retry':
      return repeated(item, await retryRun(deps, projectId, runId, repetitionOf(job, item)));
    case 'rerun':
      return repeated(item, await rerunRun(deps, projectId, runId, repetitionOf(job, item)));
  }
}

/** @param already whether a run that has ended is as the action wants it: then a dead worker did it */
function ended(item: BegunItem, request: EndRequest, already: (run: RunRow) => boolean): SettledItem {
  if (request.kind === 'not-found') return gone(item);
  if (request.kind === 'accepted' || (item.repeated && already(request.run))) return succeeded(item);
  return hasEnded(item, request.run);
}

/** The command bears a name of its own, so that a run takes it once however often it is sent. */
async function command(deps: ControlDependencies, job: BulkJobRow, item: BegunItem): Promise<SettledItem> {
  const { projectId, action, input } = job;
  const commandId = `bulk-${job.id}-${item.runId}`;
  const asked = action === 'pause' ? ({ action: 'pause' } as const) : resumeCommand(input);
  const answer = await controlRun(deps, projectId, item.runId, asked, commandId);
  if (answer.kind === 'ended' && item.repeated && (await wasTaken(deps, answer.run, commandId))) return succeeded(item);
  return commanded(item, answer);
}

function commanded(item: BegunItem, answer: ControlAnswer): SettledItem {
  switch (answer.kind) {
    case 'accepted':
      return succeeded(item);
    case 'not-found':
      return gone(item);
    case 'ended':
      return hasEnded(item, answer.run);
    case 'refused':
      return failed(item, 'RUN_STATE', answer.message);
    case 'no-answer':
      return failed(
        item,
        'NO_WORKER',
        `No worker took the command within ${CONTROL_ANSWER_MS / 1_000} s; it may still be taken.`,
      );
  }
}

/** Not before what people wait for: many runs that start at once would otherwise hold up all others. */
const REPEATED_PRIORITY = 4;

function repetitionOf(job: BulkJobRow, { runId }: BegunItem): RetryRequest & RerunRequest {
  return {
    ...(job.input as Omit<RetryRequest, 'startedBy'>),
    startedBy: job.userId,
    idempotencyKey: `bulk:${job.id}:${runId}`,
    leastPriority: REPEATED_PRIORITY,
  };
}

function repeated(item: BegunItem, answer: RetryAnswer): SettledItem {
  if (answer.kind === 'accepted') return { runId: item.runId, outcome: 'succeeded', newRunId: answer.run.id };
  if (answer.kind === 'not-found') return gone(item);
  const faults = (answer.faults ?? []).map(({ pointer, message: text }) => `${pointer}: ${text}`);
  return failed(item, answer.code, [answer.message, ...faults].join(' '));
}

function unforeseen(deps: ControlDependencies, job: BulkJobRow, item: BegunItem, error: unknown): SettledItem {
  deps.logger.error({ jobId: job.id, runId: item.runId, ...errorFields(error) }, 'an item of a bulk job failed');
  return failed(item, 'INTERNAL_ERROR', 'The platform met an unexpected error; the logs of the worker name it.');
}

async function servicesAnswer({ database, temporal }: ControlDependencies): Promise<boolean> {
  const stored = await database.ready().then(
    () => true,
    () => false,
  );
  return stored && (await temporal.ready()).namespace;
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'INTERNAL_ERROR';
}

function succeeded({ runId }: BegunItem): SettledItem {
  return { runId, outcome: 'succeeded' };
}

function hasEnded(item: BegunItem, { id, status }: RunRow): SettledItem {
  return failed(item, 'RUN_ENDED', `Run ${id} already ended as "${status}".`);
}

function gone(item: BegunItem): SettledItem {
  return failed(item, 'RUN_NOT_FOUND', `Run ${item.runId} does not exist any more.`);
}

function failed({ runId }: BegunItem, code: string, text: string): SettledItem {
  return { runId, outcome: 'failed', code, message: storableText(text).slice(0, MAX_MESSAGE_CHARACTERS) };
}
