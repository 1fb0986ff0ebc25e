import type { JsonValue } from '@perdura/definition';
import type { Plan, PlanNode } from '@perdura/definition/plan';
import type { EarlierStep, GivenResult, OpenedRun, StepSnapshot } from '@perdura/definition/run';
import { type Harness, type PlayedRun, recordedSteps, type StartOptions } from './interpreter-harness.ts';
import { modelOf, TOP } from './model.ts';
import type { ModelGraph } from './model-steps.ts';
import { inputOf } from './plan-builder.ts';
import { comparable, configOf, scriptOf } from './scripts.ts';

/** How a run that failed is repeated. */
export interface Retry {
  plan: Plan;
  /** Steps of the earlier run's own graph that are not run again, by node. */
  carried: Map<string, StepSnapshot>;
  given: Map<string, JsonValue>;
}

/** What a test lets happen to a run that failed. */
export interface RetryChoice {
  /** Position of a node that is run again in any case. */
  from: number | null;
  /** Position of a node that is given its result. */
  given: number | null;
  /** Whether nothing fails any more. */
  healed: boolean;
}

/**
 * How a run is repeated by the rules: whatever has finished for good is carried over, unless it was undone or stands
 * below something that runs again.
 */
export function retryOf(plan: Plan, earlier: PlayedRun, { activities }: Harness, choice: RetryChoice): Retry {
  const steps = new Map(
    recordedSteps(activities, earlier.runId).map((step) => [`${step.nodeId} ${step.iteration}`, step]),
  );
  const stepOf = ({ id }: PlanNode) => steps.get(`${id} ${TOP}`);
  const model = modelOf(plan, (nodeId, iteration) => {
    const step = steps.get(`${nodeId} ${iteration}`);
    return step && { ...step, result: comparable(activities.blobs.load(step.result)) };
  });
  const undone = new Set([...steps.values()].map(({ nodeId }) => nodeId).filter((id) => id.endsWith(':compensate')));
  const givenNode = choice.given === null ? undefined : plan.nodes[choice.given % plan.nodes.length];
  const fromNode = choice.from === null ? undefined : plan.nodes[choice.from % plan.nodes.length];
  const again = new Set<number>();
  for (const [index, node] of plan.nodes.entries()) {
    const isOpen = !isFinal(stepOf(node), index, model);
    const isUndone = compensationsIn(node).some((id) => undone.has(id));
    if (isOpen || isUndone || node === fromNode || node === givenNode) addBelow(plan, index, again);
  }
  const carried = new Map<string, StepSnapshot>();
  for (const [index, node] of plan.nodes.entries()) {
    const step = stepOf(node);
    const isSkipped = step?.status === 'skipped' && step.passed !== true;
    if (!again.has(index) && step !== undefined && !isSkipped) carried.set(node.id, step);
  }
  const given = new Map<string, JsonValue>(givenNode ? [[givenNode.id, `given to ${givenNode.id}`]] : []);
  return { plan: choice.healed ? healed(plan) : plan, carried, given };
}

/** Starts the run that repeats another one, and plays it to its end. */
export async function playRetry(harness: Harness, runId: string, retry: Retry, options?: StartOptions) {
  const { run, trigger } = inputOf(retry.plan, runId);
  const given: Record<string, GivenResult> = {};
  for (const [id, value] of retry.given) given[id] = { result: harness.activities.blobs.refer(value), label: null };
  const carried = [...retry.carried.values()];
  const answer: OpenedRun = { run, trigger, plan: retry.plan, given, position: carried.length };
  answer.earlier = carried.sort((one, other) => orderOf(one) - orderOf(other)).map(toEarlier);
  harness.activities.openAnswers.set(runId, answer);
  return await harness.startWith({ kind: 'opened', run, plan: null, trigger }, runId, options);
}

/** As `open-run` tells it. */
export function toEarlier({ nodeId, status, passed, label, result, error }: StepSnapshot): EarlierStep {
  const settlement = passed === true ? 'passed' : status === 'failed' ? 'failed' : 'success';
  return {
    nodeId,
    settlement,
    label: label ?? null,
    outcome: { status, result, error: status === 'failed' ? error : null },
  };
}

/** Those that ended later are undone first. */
function orderOf({ completedAt, position }: StepSnapshot): number {
  return Date.parse(completedAt ?? '1970-01-01T00:00:00Z') * 1_000 + position;
}

/** Whether a step came to what the rules of the graph ask for, and stopped nothing. */
function isFinal(step: StepSnapshot | undefined, index: number, model: ModelGraph): boolean {
  const expected = model.steps[index];
  if (step === undefined || expected === undefined) return false;
  if (step.status === 'success') return true;
  // One that would have been parked fails where its run is being stopped.
  if (step.status === 'failed') return expected.status === 'failed' && !model.fatal.includes(expected);
  if (step.status !== 'skipped') return false;
  return step.passed === true || (expected.status === 'skipped' && !expected.passed);
}

function addBelow(plan: Plan, index: number, again: Set<number>): void {
  if (again.has(index)) return;
  again.add(index);
  for (const edge of plan.edges) if (edge.from === index) addBelow(plan, edge.to, again);
}

function compensationsIn({ compensate, body }: PlanNode): string[] {
  return [...(compensate ? [compensate.id] : []), ...(body?.nodes ?? []).flatMap(compensationsIn)];
}

/** The same plan, whose own nodes succeed and those of its bodies as well. */
function healed(plan: Plan): Plan {
  const heal = (node: PlanNode): PlanNode => {
    const { failures: _, fatal: __, park: ___, ...script } = scriptOf(node);
    return { ...node, config: configOf(script), body: node.body && healed(node.body) };
  };
  return { ...plan, nodes: plan.nodes.map(heal) };
}
