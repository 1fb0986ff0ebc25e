import type { FlowAction, FlowTrigger } from '../flow.ts';
import { MAX_FLOW_STEPS, MAX_STEP_NESTING } from '../step-reader.ts';
import { chainOf, flowSteps, innerChains } from '../steps.ts';
import { named, refuse } from './flow-operation.ts';

/**
 * Refuses a flow that cannot be kept: with two steps of a name, too many of them, or too deep within each other.
 *
 * @throws {FlowOperationInvalid}
 */
export function requireSound(trigger: FlowTrigger): void {
  const steps = flowSteps(trigger);
  if (steps.length > MAX_FLOW_STEPS + 1) {
    refuse(`the flow would have ${steps.length - 1} steps, and ${MAX_FLOW_STEPS} are the most`);
  }
  const names = new Set<string>();
  for (const { name } of steps) {
    if (names.has(name)) refuse(`two steps would be named ${named(name)}`);
    names.add(name);
  }
  requireShallow(trigger.nextAction, 0);
}

function requireShallow(first: FlowAction | null | undefined, nesting: number): void {
  for (const step of chainOf(first)) {
    if (nesting > MAX_STEP_NESTING) {
      refuse(`step ${named(step.name)} would be within more than ${MAX_STEP_NESTING} other steps`);
    }
    for (const inner of innerChains(step)) requireShallow(inner.first, nesting + 1);
  }
}
