import type { JsonValue } from '@perdura/definition';

/** Runs JavaScript that users wrote, away from the host: no host object, no I/O, hard limits. */
export interface Evaluator {
  /**
   * @param source one JavaScript expression
   * @param bindings what the expression may name, as JSON values
   * @throws {EvaluationError} the expression threw, broke a limit, or gave something that JSON cannot hold
   */
  evaluate(source: string, bindings: Record<string, JsonValue>, options?: EvaluateOptions): Promise<Evaluation>;
  /**
   * Runs the body of an async function, on threads of its own: no program keeps an expression waiting.
   *
   * @throws {EvaluationError} the program threw, broke a limit, waits for what never comes, or gave something that JSON
   * cannot hold
   */
  run(program: Program, options?: RunOptions): Promise<Evaluation>;
  /** Ends the threads; what still runs or waits fails as `unavailable`. */
  close(): Promise<void>;
}

export interface EvaluateOptions {
  /** Stops waiting for the answer; the evaluation itself ends at its own limit. */
  signal?: AbortSignal;
}

export interface Program {
  /** Body of an async function in strict mode, which has `input`, `console` and the built-ins of the language. */
  source: string;
  input: JsonValue;
  timeoutMs: number;
  /** Limit on what it may hold, the input included. */
  memoryBytes: number;
  /** Longest result, in characters of JSON. */
  maxResultCharacters: number;
}

export interface RunOptions {
  /** Ends the program at once. */
  signal?: AbortSignal;
  /** Hears what the program writes to its console, as it does; at most 200 lines and 16,000 characters. */
  log?(level: ConsoleLevel, message: string): void;
}

export const CONSOLE_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type ConsoleLevel = (typeof CONSOLE_LEVELS)[number];

export interface Evaluation {
  /** As JSON.stringify gives it. */
  value: JsonValue;
  /** What was turned into null on the way, in plain words. */
  warnings: string[];
}
