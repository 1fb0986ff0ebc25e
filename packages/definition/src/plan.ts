import type { OnError, PlanNodeType } from './definition.ts';
import type { JsonObject } from './json.ts';

/**
 * What a definition compiles to: the only thing that the interpreter reads. Nodes and edges are addressed by their
 * position, so that the scheduler works on arrays of numbers. Free of `undefined`: it travels as JSON.
 */
export interface Plan {
  /** Layout of this structure; raised when an older interpreter could not read it. */
  format: 1;
  /** Nodes in the order in which the author wrote them. */
  nodes: PlanNode[];
  edges: PlanEdge[];
  /** Limit on the whole run, in milliseconds; null for none. */
  timeoutMs: number | null;
}

export interface PlanNode {
  id: string;
  type: PlanNodeType;
  /** Title for people; the id when the author gave none. */
  name: string;
  /** As the author wrote it less its `body`, templates unresolved: they are resolved in the activity. */
  config: JsonObject;
  /** Positions of the incoming edges in `Plan.edges`, ascending. */
  incoming: number[];
  /** Positions of the outgoing edges in `Plan.edges`, ascending. */
  outgoing: number[];
  /** Ids of the upstream nodes whose outcome the templates of this node read, in this graph or one around it. */
  uses: string[];
  /**
   * Ids of nodes of a `while` body, this one or one around it, whose outcome of the round before is read; for a `while`
   * also those of its own body, which its condition sees.
   */
  usesPrevious: string[];
  /**
   * Names of the loops around it that the templates read; the innermost loop that has one gives it. All of the config
   * of a `while`, and its `skip`, sees the loop's own `index` and `last`.
   */
  usesLocals: LoopName[];
  /** Ids of `loop` nodes around it whose item or index the references read; absent where there is none. */
  usesLoops?: string[];
  /** Whether the templates read the trigger's data. */
  usesTrigger: boolean;
  /** `local`: computes and touches nothing outside, runs as a local activity; `remote`: everything else. */
  lane: 'local' | 'remote';
  /** Of a remote node: it only computes, and soon ends. It may run in the call of the node before it. */
  computes?: true;
  retry: RetryPolicy;
  /** Limit on one attempt, in milliseconds. */
  timeoutMs: number;
  /** Limit on all attempts together, in milliseconds; null for none. */
  totalTimeoutMs: number | null;
  /** How many incoming edges must be taken; `all` unless the author chose otherwise. */
  join: 'all' | 'any' | number;
  onError: OnError;
  /** Labels of this type whose outcome takes no unlabelled edge (`rejected`, `timeout`). */
  exclusiveLabels: string[];
  /** Whether its label names several outcomes at once, joined by commas: each takes its edges. */
  manyLabels?: true;
  /** `true`: passed over always; an expression: decided in the activity; null: never. */
  skip: true | string | null;
  /** What undoes this node, as a node of its own without edges, id `<id>:compensate`; null for none. */
  compensate: PlanNode | null;
  /** The nested graph of a node that has one (loops); null for all others. */
  body: Plan | null;
}

/** Names that a loop gives to its body. */
export type LoopName = 'item' | 'index' | 'last';

export interface RetryPolicy {
  attempts: number;
  initialMs: number;
  factor: number;
  maximumMs: number;
  nonRetryable: string[];
}

export interface PlanEdge {
  /** Position of the node that the edge leaves, in `Plan.nodes`. */
  from: number;
  to: number;
  /** The outcome that takes this edge; null for an edge that success takes. */
  condition: string | null;
  /** An edge that only orders: its end waits until it has settled, but is never run because of it. */
  order?: true;
}

/**
 * Whether a success takes an edge: one without a condition, unless its label is exclusive, and one of its label.
 *
 * @param exclusiveLabels of the node that succeeded
 * @param label its outcome; null where success has none
 * @param manyLabels whether the label joins several outcomes by commas
 */
export function successTakes(
  condition: string | null,
  label: string | null,
  exclusiveLabels: readonly string[],
  manyLabels = false,
): boolean {
  if (manyLabels && condition !== null) return label?.split(',').includes(condition) ?? false;
  return condition === null ? label === null || !exclusiveLabels.includes(label) : condition === label;
}
