/**
 * Why an evaluation gave no value: `timeout`, `memory` and `stack` are limits of one evaluation, `threw` is an error of
 * the source itself, `result` a value that JSON cannot hold, `too-large` a result over its limit, `unsettled` a program
 * that waits for a promise which nothing will settle, `crashed` a thread that was lost over the source, `unavailable` a
 * full queue, a closed evaluator or a thread that does not start, `cancelled` a caller who stopped waiting.
 */
export type EvaluationErrorKind =
  | 'timeout'
  | 'memory'
  | 'stack'
  | 'threw'
  | 'result'
  | 'too-large'
  | 'unsettled'
  | 'crashed'
  | 'unavailable'
  | 'cancelled';

/** The one error that an evaluator rejects with. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
  readonly kind: EvaluationErrorKind;
  /** The line of a program that it comes from, from 1; null where that is not known. */
  readonly line: number | null;

  constructor(kind: EvaluationErrorKind, message: string, line: number | null = null) {
    super(message);
    this.kind = kind;
    this.line = line;
  }
}
