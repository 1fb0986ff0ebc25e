import type { JsonValue } from '@perdura/definition';
import { StepFailure } from '../../failures.ts';

/** Most runs that one call may start. */
const MOST_FOUND = 1_000;

/** What `run` and `test` of a trigger give: a list. @throws {StepFailure} PIECE_FAILED */
export function foundList(output: JsonValue): JsonValue[] {
  if (Array.isArray(output)) return output;
  const message = `The trigger gave ${output === null ? 'nothing' : `a ${typeof output}`} where a list was expected.`;
  throw new StepFailure('PIECE_FAILED', message, { retryable: false });
}

/** The same where all of it belongs to one call. @throws {StepFailure} PIECE_FAILED */
export function foundAtOnce(output: JsonValue): JsonValue[] {
  const list = foundList(output);
  if (list.length <= MOST_FOUND) return list;
  const message = `The trigger found ${list.length} things at once; at most ${MOST_FOUND} can be run.`;
  throw new StepFailure('PIECE_FAILED', message, { retryable: false });
}

/**
 * What a poll found, in parts that one call each may run. Pieces give the newest first, so the parts are taken from the
 * end, the oldest one first; within a part all is as the piece gave it.
 */
export function inTurns<Item>(found: readonly Item[]): Item[][] {
  const turns: Item[][] = [];
  for (let end = found.length; end > 0; end -= MOST_FOUND) turns.push(found.slice(Math.max(0, end - MOST_FOUND), end));
  return turns;
}
