import type { JsonValue } from '@perdura/definition';
import { StepFailure } from '../../failures.ts';

/** Most runs that one call may start. */
const MOST_FOUND = 1_000;

/** What `run` and `test` of a trigger give: a list. @throws {StepFailure} PIECE_FAILED */
export function foundList(output: JsonValue): JsonValue[] {
  if (!Array.isArray(output)) {
    const message = `The trigger gave ${output === null ? 'nothing' : `a ${typeof output}`} where a list was expected.`;
    throw new StepFailure('PIECE_FAILED', message, { retryable: false });
  }
  if (output.length <= MOST_FOUND) return output;
  const message = `The trigger found ${output.length} things at once; at most ${MOST_FOUND} can be run.`;
  throw new StepFailure('PIECE_FAILED', message, { retryable: false });
}
