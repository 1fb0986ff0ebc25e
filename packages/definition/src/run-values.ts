import type { JsonValue } from './json.ts';

/**
 * A value by itself, or by reference when it is too large for Temporal's history; `bytes` are those of the blob.
 * `at`: the value is that element of the list which the blob holds.
 */
export type ValueRef = { value: JsonValue } | { blob: string; bytes: number; at?: number };

/** One step within a run. */
export interface StepPlace {
  nodeId: string;
  iteration: string;
}

/** Why a step or run failed; `code` has a page in docs/errors. */
export interface StepError {
  code: string;
  message: string;
}

export interface RunError extends StepError {
  /** The step that failed the run; null when none did (timeout, terminated). */
  nodeId: string | null;
}
