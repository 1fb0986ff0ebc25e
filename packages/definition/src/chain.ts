/** Several nodes in one call of an activity: what is asked for, what comes back, and what is told meanwhile. */
import type { AttemptTiming, NodeActivityInput, NodeActivityOutput } from './run.ts';
import type { StepError, StepPlace } from './run-values.ts';

/** Tells a run what one of its calls has done so far, when what comes next in it takes long. */
export const CHAIN_SIGNAL = 'chain';

/** A node that may run behind another one of the same call. */
export interface ChainLink {
  node: NodeActivityInput['node'];
  /** Position in the call of the node that it follows; 0 is the first node, links count from 1. */
  after: number;
  /** The outcome of that node which takes the edge between them; null for an edge that success takes. */
  condition: string | null;
  /** Labels of that node whose outcome takes no edge without a condition. */
  exclusiveLabels: string[];
  /** What its scope holds of the outcomes, by id, and of the locals. */
  uses: string[];
  usesLocals: string[];
  usesTrigger: boolean;
  /** Limit on it, in milliseconds. */
  timeoutMs: number;
  /** It may do something outside: it runs only while the call is quick, and how it ends is told even if it fails. */
  reaches?: true;
}

/** Input of `run-chain`. */
export interface ChainInput {
  first: NodeActivityInput;
  links: ChainLink[];
  /** What links read that was there before. */
  scope: NodeActivityInput['scope'];
}

/** How an attempt behind another node ended: with an output, or by a failure; null where it was cut off and nobody knows. */
export type ReachedEnd = { output: NodeActivityOutput } | { failure: AttemptFailure | null };

/** How one node of a call ended; `at` is its position in the call. */
export type ChainEnd = ReachedEnd & { at: number };

/** A failed attempt of a node that ran behind another one. */
export interface AttemptFailure extends StepError {
  /** Whether another attempt may do better; a step's policy may still say otherwise. */
  retryable: boolean;
  /** When the other side wants to hear of it again, in milliseconds. */
  retryAfterMs?: number;
  timing: AttemptTiming;
  warnings: string[];
}

/** What a call has done so far: kept with its heartbeats, so that a call that takes its place does not do it again. */
export interface ChainProgress {
  /** How nodes ended, that which was called first. */
  ends: { at: number; output: NodeActivityOutput }[];
  /** Position of the one that is under way. */
  under: number;
}

/** What CHAIN_SIGNAL brings: the progress of the call that the step at `place` leads. */
export interface ChainNews extends ChainProgress {
  place: StepPlace;
}

/** What the details of a heartbeat say that a call has done; null where they say nothing of that. */
export function chainProgressOf(details: unknown): ChainProgress | null {
  const isProgress = typeof details === 'object' && details !== null && 'ends' in details && 'under' in details;
  return isProgress ? (details as ChainProgress) : null;
}
