import type { ConsoleLevel } from '../evaluator.ts';

/** One evaluation as the thread gets it. */
export interface Job {
  id: number;
  kind: 'expression' | 'program';
  /** One JavaScript expression, or the body of an async function. */
  source: string;
  /** Of an expression: JSON of an object, each of whose keys becomes a name. Of a program: JSON of its input. */
  data: string;
  timeoutMs: number;
  memoryBytes: number;
  maxResultCharacters: number;
}

export interface Answer {
  type: 'answer';
  id: number;
  /** Whether the thread must be replaced: it broke over this job, or grew too large. */
  lost: boolean;
  /** JSON of `{value, warnings}` or of `{kind, message, stack}`; made by the guest, so its shape is to be checked. */
  text: string;
}

/** A line that a program wrote to its console; made by the guest. */
export interface ConsoleLine {
  type: 'log';
  id: number;
  level: ConsoleLevel;
  message: string;
}

export type ThreadMessage = { type: 'ready' } | Answer | ConsoleLine;
