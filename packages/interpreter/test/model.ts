import type { JsonObject } from '@perdura/definition';
import type { Plan, PlanEdge, PlanNode } from '@perdura/definition/plan';

/** What a scripted node does; it is its config, so that the test activities find it there. */
export interface Script extends JsonObject {
  /** Attempts that fail before one succeeds. */
  failures: number;
  /** Whether the first failure is the last. */
  fatal: boolean;
  label: string | null;
}

export interface ModelStep {
  status: 'success' | 'failed' | 'skipped';
  result: string | null;
  attempts: number;
}

export interface ModelRun {
  steps: ModelStep[];
  /** Nodes whose failure nothing takes; with any of them the run fails, and what else happens depends on time. */
  fatal: number[];
}

/**
 * What a run of the plan must come to if nothing stopped it early, reckoned node after node: edges go from earlier
 * nodes to later ones. Written without a look at the scheduler.
 */
export function modelOf(plan: Plan): ModelRun {
  const steps: ModelStep[] = [];
  const fatal: number[] = [];
  for (const [index, node] of plan.nodes.entries()) {
    const incoming = plan.edges.filter((edge) => edge.to === index);
    const step = shallRun(node, incoming, plan, steps) ? perform(node, plan, steps) : SKIPPED;
    if (step.status === 'failed' && !isTaken(plan, index)) fatal.push(index);
    steps.push(step);
  }
  return { steps, fatal };
}

/** The result of a scripted node: a digest of itself and of all that its scope shows it. */
export function resultOf(nodeId: string, scope: Record<string, { status: string; result: string | null }>): string {
  const seen = Object.keys(scope)
    .sort()
    .map((id) => `${id}=${scope[id]?.status}:${scope[id]?.result}`);
  return digest(`${nodeId}(${seen.join(',')})`);
}

const SKIPPED: ModelStep = { status: 'skipped', result: null, attempts: 0 };

function shallRun(node: PlanNode, incoming: PlanEdge[], plan: Plan, steps: ModelStep[]): boolean {
  if (incoming.length === 0) return true;
  const taken = incoming.filter((edge) => carries(edge, plan, steps)).length;
  return taken >= (typeof node.join === 'number' ? node.join : 1);
}

function carries(edge: PlanEdge, plan: Plan, steps: ModelStep[]): boolean {
  const source = plan.nodes[edge.from] as PlanNode;
  const step = steps[edge.from];
  if (step?.status === 'success') return edge.condition === null || edge.condition === scriptOf(source).label;
  if (step?.status !== 'failed') return false;
  const hasErrorEdge = plan.edges.some((other) => other.from === edge.from && other.condition === 'error');
  if (hasErrorEdge) return edge.condition === 'error';
  return source.onError === 'continue' && edge.condition === null;
}

function perform(node: PlanNode, plan: Plan, steps: ModelStep[]): ModelStep {
  const { failures, fatal } = scriptOf(node);
  if (failures > 0 && fatal) return { status: 'failed', result: null, attempts: 1 };
  if (failures >= node.retry.attempts) return { status: 'failed', result: null, attempts: node.retry.attempts };
  const scope = Object.fromEntries(
    node.uses.map((id) => [id, steps[plan.nodes.findIndex((other) => other.id === id)] ?? SKIPPED]),
  );
  return { status: 'success', result: resultOf(node.id, scope), attempts: failures + 1 };
}

function isTaken(plan: Plan, index: number): boolean {
  const hasErrorEdge = plan.edges.some((edge) => edge.from === index && edge.condition === 'error');
  return hasErrorEdge || plan.nodes[index]?.onError === 'continue';
}

export function scriptOf(node: PlanNode): Script {
  return node.config as Script;
}

/** FNV-1a: enough to tell scopes apart. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash.toString(16);
}
