import type { JsonValue } from '@perdura/definition';

/** Evaluates JavaScript expressions that users wrote, away from the host: no host object, no I/O, hard limits. */
export interface Evaluator {
  /**
   * @param source one JavaScript expression
   * @param bindings what the expression may name, as JSON values
   * @throws {EvaluationError} the expression threw, broke a limit, or gave something that JSON cannot hold
   */
  evaluate(source: string, bindings: Record<string, JsonValue>, options?: EvaluateOptions): Promise<Evaluation>;
  /** Ends the threads; what still runs or waits fails as `unavailable`. */
  close(): Promise<void>;
}

export interface EvaluateOptions {
  /** Stops waiting for the answer; the evaluation itself ends at its own limit. */
  signal?: AbortSignal;
}

export interface Evaluation {
  /** As JSON.stringify gives it. */
  value: JsonValue;
  /** What was turned into null on the way, in plain words. */
  warnings: string[];
}
