import type { FinishedStep } from '@perdura/database';
import { canonicalJson, type JsonObject, type JsonValue, textOf } from '@perdura/definition';
import { type Plan, type PlanNode, successTakes } from '@perdura/definition/plan';

/** What is asked of a run that repeats another one. */
export interface RetryQuestion {
  /** `failed`, `start`, or the id of a node of the run's own graph. */
  from: string;
  /** The plan of the run that is repeated, and that of the new one. */
  before: Plan;
  plan: Plan;
  /** Steps of the earlier run outside loops. */
  steps: readonly FinishedStep[];
  /** Ids of compensations that were begun in it, {@link compensationsOf} its plan. */
  undone: ReadonlySet<string>;
  /** Nodes that are given their result. */
  given: ReadonlySet<string>;
}

export interface RetryPlan {
  /** Nodes of the run's own graph whose steps are carried over. */
  carried: string[];
  /** Whether the node to retry from lies on a branch that was not taken, and would not be. */
  unreachable: boolean;
}

/**
 * Which steps are carried over: those that succeeded, were passed over, or failed where that was foreseen, as long as
 * nothing above them is run again. What was undone, is new or has changed in the new plan, and what is given a result
 * runs again. Nodes that were skipped are neither: the rules of the graph skip them again.
 */
export function planRetry({ from, before, plan, steps, undone, given }: RetryQuestion): RetryPlan {
  if (from === 'start') return { carried: [], unreachable: false };
  const known = new Map(steps.map((step) => [step.nodeId, step]));
  const changed = changedNodes(before, plan);
  const undoneNodes = nodesUndone(before, undone);
  const isFinal = ({ id }: PlanNode) => id !== from && !given.has(id) && !undoneNodes.has(id) && !changed.has(id);
  const fates = new Map<number, Fate>();
  for (const index of topologicalOrder(plan)) {
    const node = plan.nodes[index] as PlanNode;
    fates.set(index, fateOf(plan, node, fates, isFinal(node) ? known.get(node.id) : undefined));
  }
  const fateAt = (id: string) => fates.get(plan.nodes.findIndex((node) => node.id === id));
  return {
    carried: plan.nodes.filter((_, index) => typeof fates.get(index) === 'object').map(({ id }) => id),
    unreachable: fateAt(from) === 'skipped',
  };
}

/** Ids of a node and of all in its body. */
export function idsWithin({ id, body }: PlanNode): string[] {
  return [id, ...(body?.nodes ?? []).flatMap(idsWithin)];
}

/** Ids of all compensations of a plan, by the node of its own graph that they belong to. */
export function compensationsOf({ nodes }: Plan): Map<string, string> {
  return new Map(nodes.flatMap((node) => compensationsWithin(node).map((id) => [id, node.id] as const)));
}

/** The label by which a node of this type leaves with a result; null where its type has none, or the result names none. */
export function labelFor({ type }: Pick<PlanNode, 'type'>, result: JsonValue): string | null {
  if (type === 'condition') return String(Boolean(result));
  if (type === 'switch') return textOf(result).slice(0, MAX_LABEL);
  if (type === 'approval') return decisionIn(result);
  return null;
}

/** A step that is carried over with the label by which it left; `skipped`: so again; `again`: runs, or may run. */
type Fate = Settled | 'skipped' | 'again';

interface Settled {
  status: 'success' | 'failed' | 'passed';
  label: string | null;
}

/** As long as labels of a switch are at most. */
const MAX_LABEL = 10_000;

const LABELLED: ReadonlySet<string> = new Set(['condition', 'switch', 'approval', 'router']);
const DECISIONS: ReadonlySet<JsonValue> = new Set(['approved', 'rejected', 'timeout']);

function fateOf(plan: Plan, node: PlanNode, fates: ReadonlyMap<number, Fate>, step: FinishedStep | undefined): Fate {
  const edges = node.incoming.map((position) => plan.edges[position]);
  const sources = edges.map((edge) => fates.get(edge?.from ?? -1) ?? 'again');
  if (sources.includes('again')) return 'again';
  const taken = edges.filter(
    (edge, at) =>
      edge && !edge.order && takes(plan, plan.nodes[edge.from] as PlanNode, edge.condition, sources[at] as Fate),
  );
  const needed = typeof node.join === 'number' ? node.join : 1;
  if (edges.length > 0 && taken.length < needed) return 'skipped';
  return (step && settled(plan, node, step)) ?? 'again';
}

/** How a step that has finished for good has; null for all others. */
function settled(plan: Plan, node: PlanNode, step: FinishedStep): Settled | null {
  if (step.status === 'failed') return isHandled(plan, node) ? { status: 'failed', label: null } : null;
  if (step.status === 'skipped') return step.passed ? { status: 'passed', label: step.label } : null;
  if (step.status !== 'success') return null;
  const label = step.label ?? ('value' in step.result ? labelFor(node, step.result.value) : null);
  return label === null && LABELLED.has(node.type) ? null : { status: 'success', label };
}

function takes(plan: Plan, node: PlanNode, condition: string | null, fate: Fate): boolean {
  if (typeof fate === 'string') return false;
  if (fate.status !== 'failed') {
    return successTakes(condition, edgeLabel(plan, node, fate.label), node.exclusiveLabels, node.manyLabels);
  }
  return hasErrorEdge(plan, node) ? condition === 'error' : condition === null;
}

/** A switch leaves by `default` where no edge bears its value. */
function edgeLabel(plan: Plan, node: PlanNode, label: string | null): string | null {
  if (node.type !== 'switch' || label === null) return label;
  return node.outgoing.some((position) => plan.edges[position]?.condition === label) ? label : 'default';
}

function isHandled(plan: Plan, node: PlanNode): boolean {
  return node.onError === 'continue' || hasErrorEdge(plan, node);
}

function hasErrorEdge(plan: Plan, node: PlanNode): boolean {
  return node.outgoing.some((position) => plan.edges[position]?.condition === 'error');
}

/** Ids of the nodes of a plan that another one does not have, or has otherwise. */
function changedNodes(before: Plan, plan: Plan): Set<string> {
  if (before === plan) return new Set();
  const known = new Map(before.nodes.map((node) => [node.id, essenceOf(before, node)]));
  return new Set(plan.nodes.filter((node) => known.get(node.id) !== essenceOf(plan, node)).map(({ id }) => id));
}

/** What a node's result depends on, beside the results of others: not its title, nor how often it is tried. */
function essenceOf(plan: Plan, { type, config, skip, join, body, incoming }: PlanNode): string {
  const edges = incoming.map((position) => {
    const edge = plan.edges[position];
    return [plan.nodes[edge?.from ?? -1]?.id ?? '', edge?.condition ?? null];
  });
  const essence = {
    type,
    config,
    skip: skip ?? null,
    join,
    body,
    edges: edges.map((edge) => canonicalJson(edge)).sort(),
  };
  return canonicalJson(essence as unknown as JsonObject);
}

function nodesUndone(plan: Plan, undone: ReadonlySet<string>): Set<string> {
  const owners = compensationsOf(plan);
  return new Set([...undone].map((id) => owners.get(id) ?? ''));
}

function compensationsWithin({ compensate, body }: PlanNode): string[] {
  return [...(compensate ? [compensate.id] : []), ...(body?.nodes ?? []).flatMap(compensationsWithin)];
}

function decisionIn(result: JsonValue): string | null {
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return null;
  const { decision = null } = result;
  return DECISIONS.has(decision) ? String(decision) : null;
}

function topologicalOrder(plan: Plan): number[] {
  const open = plan.nodes.map((node) => node.incoming.length);
  const order = open.flatMap((count, index) => (count === 0 ? [index] : []));
  for (const index of order) {
    for (const position of plan.nodes[index]?.outgoing ?? []) {
      const to = plan.edges[position]?.to ?? -1;
      open[to] = (open[to] ?? 0) - 1;
      if (open[to] === 0) order.push(to);
    }
  }
  return order;
}
