import type { Plan, PlanEdge, PlanNode } from '@perdura/definition/plan';
import { playLoop } from './model-loops.ts';
import { performNode } from './model-nodes.ts';
import {
  type Beginning,
  FROM_THE_START,
  type ModelGraph,
  type ModelStep,
  type Observed,
  type Surroundings,
  stepBase,
} from './model-steps.ts';

/** The iteration of a run's own graph. */
export const TOP = '0';

/**
 * What a run of the plan must come to if nothing stopped it early, reckoned node after node from the rules of the
 * language. Written without a look at the interpreter.
 */
export function modelOf(
  plan: Plan,
  observed: Observed = () => undefined,
  beginning: Beginning = FROM_THE_START,
): ModelGraph {
  const around = { known: new Map(), previous: new Map(), locals: {}, loops: {}, trigger: { building: 'A' } };
  return playGraph(plan, null, around, observed, beginning);
}

/** `path` is the iteration of a round; null for the run's own graph. */
function playGraph(
  plan: Plan,
  path: string | null,
  around: Surroundings,
  observed: Observed,
  { carried, given }: Beginning = FROM_THE_START,
): ModelGraph {
  const iteration = path ?? TOP;
  const known = new Map(around.known);
  const steps: ModelStep[] = [];
  for (const index of topologicalOrder(plan)) {
    const node = plan.nodes[index] as PlanNode;
    const run = () =>
      given.has(node.id)
        ? { ...stepBase(node, iteration), status: 'skipped' as const, passed: true, result: given.get(node.id) ?? null }
        : perform(plan, index, path, { ...around, known }, observed);
    const skipped = { ...stepBase(node, iteration), status: 'skipped' as const };
    const step = carried.get(node.id) ?? (shallRun(node, index, plan, steps) ? run() : skipped);
    steps[index] = step;
    known.set(node.id, step);
  }
  const fatal = steps.filter((step, index) => step.status === 'failed' && !isTaken(plan, index));
  return { plan, iteration, steps, fatal, result: resultOfGraph(plan, steps) };
}

function perform(plan: Plan, index: number, path: string | null, around: Surroundings, observed: Observed): ModelStep {
  const node = plan.nodes[index] as PlanNode;
  const iteration = path ?? TOP;
  const step = performNode(node, iteration, around, hasErrorEdge(plan, index));
  const { body } = node;
  if (step.status !== 'success' || body === null) return step;
  const playRound = (round: number, inside: Surroundings): ModelGraph =>
    playGraph(body, path === null ? String(round) : `${path}.${round}`, inside, observed);
  return playLoop(step, around, playRound, observed(node.id, iteration));
}

function shallRun(node: PlanNode, index: number, plan: Plan, steps: ModelStep[]): boolean {
  const incoming = plan.edges.filter((edge) => edge.to === index && edge.order !== true);
  if (incoming.length === 0) return true;
  const taken = incoming.filter((edge) => carries(edge, plan, steps)).length;
  return taken >= (typeof node.join === 'number' ? node.join : 1);
}

function carries(edge: PlanEdge, plan: Plan, steps: ModelStep[]): boolean {
  const step = steps[edge.from] as ModelStep;
  if (step.passed) return edge.condition === null;
  if (step.status === 'success') return matches(edge, step, plan);
  if (step.status !== 'failed') return false;
  if (hasErrorEdge(plan, edge.from)) return edge.condition === 'error';
  return step.node.onError === 'continue' && edge.condition === null;
}

function matches(edge: PlanEdge, { node, label }: ModelStep, plan: Plan): boolean {
  if (edge.condition === null) return label === null || !node.exclusiveLabels.includes(label);
  if (node.manyLabels === true) return (label || 'none').split(',').includes(edge.condition);
  if (edge.condition === label) return true;
  const siblings = plan.edges.filter((other) => other.from === edge.from);
  return node.type === 'switch' && edge.condition === 'default' && !siblings.some((other) => other.condition === label);
}

function isTaken(plan: Plan, index: number): boolean {
  return hasErrorEdge(plan, index) || plan.nodes[index]?.onError === 'continue';
}

function hasErrorEdge(plan: Plan, index: number): boolean {
  return plan.edges.some((edge) => edge.from === index && edge.condition === 'error');
}

/** Of the nodes with a result and no successor that has one, the last in the order of the definition. */
function resultOfGraph(plan: Plan, steps: ModelStep[]): ModelStep['result'] {
  const succeeded = (index: number): boolean => {
    const step = steps[index];
    return step?.status === 'success' || (step?.status === 'skipped' && (step.result ?? null) !== null);
  };
  const last = steps.findLast(
    (_, index) => succeeded(index) && !plan.edges.some((edge) => edge.from === index && succeeded(edge.to)),
  );
  return last?.result ?? null;
}

function topologicalOrder(plan: Plan): number[] {
  const order: number[] = [];
  const left = new Set(plan.nodes.keys());
  while (left.size > 0) {
    const ready = [...left].filter((index) => !plan.edges.some((edge) => edge.to === index && left.has(edge.from)));
    if (ready.length === 0) throw new Error('The plan has a cycle.');
    for (const index of ready) {
      left.delete(index);
      order.push(index);
    }
  }
  return order;
}
