import { type PieceError, PieceUnavailable } from '@perdura/pieces';
import { FAILURE_CODES, StepFailure } from '../failures.ts';

/** Of the message of a piece: it often quotes a whole answer of a server. */
const MAX_MESSAGE_CHARACTERS = 2_000;

/** Failures that would come again. */
const LASTING: ReadonlySet<string> = new Set(['PIECE_INPUT_INVALID', 'PIECE_NOT_FOUND', 'PIECE_NOT_INSTALLED']);

/**
 * The failure of a call of a piece or of a code step. What the machine is to blame for is tried again in any case, since
 * no attempt was made of it, or it was cut off.
 *
 * @param retries whether the step's author wants its failures to be tried again
 */
export function pieceFailure({ code, message, retryable }: PieceError, retries: boolean): StepFailure {
  const isLong = message.length > MAX_MESSAGE_CHARACTERS;
  const shown = isLong ? `${message.slice(0, MAX_MESSAGE_CHARACTERS)}…` : message;
  return new StepFailure(code, shown, { retryable: retryable || (retries && !LASTING.has(code)) });
}

/** What a library threw: the failure of a step where a piece or a package cannot be had. */
export function unavailableFailure(error: unknown): unknown {
  if (!(error instanceof PieceUnavailable)) return error;
  const { code, message, passing } = error;
  return new StepFailure(code, message, { retryable: passing });
}

/** An attempt that took too long is made again only where the step's author wants that. */
export function timeoutAsWanted(failure: StepFailure, retries: boolean): StepFailure {
  const { code, message, cause } = failure;
  if (code !== FAILURE_CODES.timeout || retries) return failure;
  return new StepFailure(code, message, { retryable: false, cause });
}
