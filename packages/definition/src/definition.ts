import type { JsonObject } from './json.ts';

/**
 * Every node type of the language. Each registry of the code base is a `Record<NodeType, …>`, so the compiler lists
 * what a new type still lacks.
 */
export const NODE_TYPES = ['ai-generate', 'tool-call', 'http-request', 'condition', 'email-send'] as const;
export type NodeType = (typeof NODE_TYPES)[number];

/** What starts runs of a workflow, as callers write it. */
export type Trigger =
  | { type: 'manual' }
  | {
      type: 'cron';
      schedule: string;
      timezone?: string;
      overlap?: OverlapPolicy;
      catchupWindow?: string;
      jitter?: string;
      startAt?: string;
      endAt?: string;
    }
  | { type: 'event'; event: string; filter?: string };

/** What a schedule does with a fire while the run of an earlier fire is still live. */
export const OVERLAP_POLICIES = ['skip', 'queue', 'allow', 'cancel-running'] as const;
export type OverlapPolicy = (typeof OVERLAP_POLICIES)[number];

/** The graph form of an automation: what the caller stores, and what one immutable version keeps. */
export interface Definition {
  trigger: Trigger;
  nodes: NodeDefinition[];
  edges: EdgeDefinition[];
  /** Limit on the whole run, in milliseconds. */
  timeoutMs?: number;
}

/** A nested graph: the body of a loop. */
export interface BodyDefinition {
  nodes: NodeDefinition[];
  edges: EdgeDefinition[];
}

/** One node, with the policies that any node may carry beside its `config`. */
export interface NodeDefinition {
  id: string;
  type: NodeType;
  /** Title for people. */
  name?: string;
  /** Fields of this node type; any text in it may hold templates. */
  config: JsonObject;
  retry?: RetryDefinition;
  /** Limit on one attempt, in milliseconds. */
  timeoutMs?: number;
  /** Limit on all attempts together, in milliseconds. */
  totalTimeoutMs?: number;
  /** How many incoming edges must be taken before the node runs; `all` by default. */
  join?: 'all' | 'any' | number;
  /** What a failure does after its last attempt, unless an `error` edge takes it; `fail` by default. */
  onError?: 'fail' | 'continue';
}

/** Retry settings as callers write them; durations are ISO 8601 (`PT5S`) or short (`5s`). */
export interface RetryDefinition {
  attempts?: number;
  initial?: string;
  factor?: number;
  maximum?: string;
  /** Error codes that end the step at once. */
  nonRetryable?: string[];
}

/** An edge; `condition` is the label of the outcome that takes it (`"true"`, `"false"`, `"error"`, a switch label). */
export interface EdgeDefinition {
  from: string;
  to: string;
  condition?: string;
}

/** One fault of a definition or a body, at a JSON Pointer; `position` is inside the expression at that place. */
export interface Fault {
  pointer: string;
  message: string;
  code?: string;
  position?: { line: number; column: number };
}
