/** What nodes that wait or loop ask of the interpreter, as it crosses the boundary between activities and workflow. */
import type { StepError, ValueRef } from './run-values.ts';

/** What a node that waits or loops asks of the interpreter, once its config is rendered. */
export type NodeOpening =
  | { type: 'delay'; until: string }
  /** `event` is set when it had come already. */
  | { type: 'wait-for-event'; event: ValueRef | null; until: string | null; onTimeout: 'fail' | 'branch' }
  | { type: 'for-each'; pages: ItemPage[]; count: number; concurrency: number; onItemError: 'fail' | 'continue' }
  /** `met`: whether the condition holds for the round of the input's `index`. */
  | { type: 'while'; met: boolean; maxIterations: number; onLimit: 'fail' | 'continue' }
  | { type: 'sub-workflow'; runId: string; wait: boolean; end: ChildEnd | null }
  | LoopOpening
  | PieceOpening
  | ApprovalOpening;

/** Rounds of a `loop`, one after the other. The result is `{item, index, iterations}`, of the last round. */
export interface LoopOpening {
  type: 'loop';
  pages: ItemPage[];
  count: number;
  /** Whether a reference reads `iterations`: otherwise it is left out of the result, and history shows it from the steps. */
  gathers: boolean;
}

/**
 * A piece that paused. It is called again with the payload of the request that resumes it, or when the time has come,
 * whichever is first; then it may pause again.
 */
export interface PieceOpening {
  type: 'piece';
  /** Names the wait (`piece_waits`); part of the address that resumes it. */
  requestId: string;
  /** ISO 8601; null: it waits for the request alone. */
  until: string | null;
}

/** A part of the items of a `for-each`: a list, by value or as a blob. */
export interface ItemPage {
  items: ValueRef;
  /** Position of its first item. */
  from: number;
  count: number;
}

/** How a run that a step started has ended. */
export interface ChildEnd {
  status: 'completed' | 'failed' | 'cancelled';
  result: ValueRef;
  error: StepError | null;
}

export interface ApprovalOpening {
  type: 'approval';
  taskId: string;
  state: ApprovalState;
  /** Milliseconds between reminders; null for none. */
  remindEveryMs: number | null;
  maxReminders: number;
  /** Milliseconds after the start at which level 2, 3 … are asked as well, rising. */
  escalateAfterMs: number[];
  onTimeout: 'fail' | 'approve' | 'reject' | 'branch';
}

/** What has become of an approval's task. */
export interface ApprovalState {
  status: 'pending' | 'approved' | 'rejected' | 'timeout' | 'cancelled';
  /** When it times out, ISO 8601; null for never. */
  deadline: string | null;
  /** `{decision, decisions}`, once it ended. */
  result: ValueRef | null;
}
