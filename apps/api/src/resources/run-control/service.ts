import { CONTROL_ANSWER_MS, type ControlAnswer } from '@perdura/control-plane';
import { ApiError, notFound } from '../../api-error.ts';

/** When a command that no worker took may be sent again, in seconds. */
const RETRY_SECONDS = 5;

/** The answer to a command that the run took. @throws {ApiError} RUN_NOT_FOUND, RUN_ENDED, RUN_STATE, NO_WORKER */
export function accepted(answer: ControlAnswer, runId: string) {
  switch (answer.kind) {
    case 'accepted':
      return { runId, status: answer.run.status };
    case 'not-found':
      throw notFound('RUN_NOT_FOUND', runId);
    case 'ended':
      throw new ApiError('RUN_ENDED', { values: { id: runId, status: answer.run.status } });
    case 'refused':
      throw new ApiError('RUN_STATE', { values: { reason: answer.message } });
    case 'no-answer':
      throw new ApiError('NO_WORKER', {
        values: { seconds: CONTROL_ANSWER_MS / 1_000 },
        headers: { 'Retry-After': String(RETRY_SECONDS) },
      });
  }
}
