import type { JsonValue } from '@perdura/definition';
import type { LoopName, Plan, PlanNode } from '@perdura/definition/plan';

/** What a step must come to if nothing stops it early. */
export interface ModelStep {
  node: PlanNode;
  iteration: string;
  status: 'success' | 'failed' | 'skipped';
  result: JsonValue;
  error: ModelError | null;
  label: string | null;
  /** Passed over, so that its plain edges are taken. */
  passed: boolean;
  /** Null where the semantics do not tell the number. */
  attempts: number | null;
  /** Of a loop. */
  rounds: ModelGraph[];
  /** How many of the rounds, from the first, surely take place; of the others time decides. */
  sureRounds: number;
}

/** `message` is null where the interpreter words it. */
export interface ModelError {
  code: string;
  message: string | null;
}

/** One graph within a run. */
export interface ModelGraph {
  plan: Plan;
  iteration: string;
  /** By position in the plan. */
  steps: ModelStep[];
  /** Steps whose failure nothing takes; with any of them the graph fails, and what else happens depends on time. */
  fatal: ModelStep[];
  result: JsonValue;
}

/** What a node sees of the graphs around it. */
export interface Surroundings {
  /** Outcomes of its own graph and those around it, by id. */
  known: ReadonlyMap<string, ModelStep>;
  /** Outcomes of the round before, of the bodies of `while` loops. */
  previous: ReadonlyMap<string, ModelStep>;
  locals: Partial<Record<LoopName, JsonValue>>;
  /** Where the `loop` nodes around it are. */
  loops: Readonly<Record<string, { item: JsonValue; index: number }>>;
  trigger: JsonValue;
}

/** What a step of the real run came to. */
export interface ObservedStep {
  status: string;
  result: JsonValue;
  error: { code: string; message: string } | null;
}

/** What a run begins with that an earlier one did, and what nodes of its own graph are given instead of being run. */
export interface Beginning {
  carried: ReadonlyMap<string, ModelStep>;
  given: ReadonlyMap<string, JsonValue>;
}

export const FROM_THE_START: Beginning = { carried: new Map(), given: new Map() };

/** Where time decides, the model follows the real run as far as the rules allow. */
export type Observed = (nodeId: string, iteration: string) => ObservedStep | undefined;

/** A step of which nothing is known yet. */
export function stepBase(node: PlanNode, iteration: string): ModelStep {
  return {
    node,
    iteration,
    status: 'success',
    result: null,
    error: null,
    label: null,
    passed: false,
    attempts: null,
    rounds: [],
    sureRounds: 0,
  };
}

/** Which steps a failure may name: of a loop in turn, those in it. */
export function failedNodes({ node, rounds }: ModelStep): string[] {
  const inside = node.type === 'loop' ? rounds.flatMap((round) => round.fatal) : [];
  return inside.length === 0 ? [node.id] : inside.flatMap(failedNodes);
}

export function isSameError(model: ModelError | null, real: { code: string; message: string }): boolean {
  return model?.code === real.code && (model.message === null || model.message === real.message);
}
