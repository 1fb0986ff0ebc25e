/**
 * Why an evaluation gave no value: `timeout`, `memory` and `stack` are limits of one evaluation, `threw` is an error of
 * the source itself, `result` a value that JSON cannot hold, `crashed` a thread that was lost over the source,
 * `unavailable` a full queue, a closed evaluator or a thread that does not start, `cancelled` a caller who stopped
 * waiting.
 */
export type EvaluationErrorKind =
  | 'timeout'
  | 'memory'
  | 'stack'
  | 'threw'
  | 'result'
  | 'crashed'
  | 'unavailable'
  | 'cancelled';

/** The one error that {@link Evaluator.evaluate} rejects with. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
  readonly kind: EvaluationErrorKind;

  constructor(kind: EvaluationErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}
