import type { JsonObject } from '../../json.ts';
import type { FlowAction, FlowStep, FlowTrigger } from '../flow.ts';
import { actionsFrom, flowSteps, mapChain } from '../steps.ts';
import type { OperationContext } from './flow-operation.ts';
import { renamedReferences } from './renamed-references.ts';

/**
 * A chain once more, with names that the flow does not have. References among its steps lead to the copies; what was
 * tried of a step is not said of its copy.
 */
export function copied(trigger: FlowTrigger, first: FlowAction, { now }: OperationContext): FlowAction {
  const names = newNames(trigger, first);
  const copy = mapChain(first, (step) => copyOf(step, names, now));
  return copy ?? first;
}

function copyOf<Step extends FlowStep>(step: Step, names: ReadonlyMap<string, string>, now: string): Step {
  const { sampleData: _tried, ...settings } = step.settings as JsonObject;
  return {
    ...step,
    name: names.get(step.name) ?? step.name,
    displayName: `${step.displayName} Copy`,
    settings: renamedReferences(settings, names) as Step['settings'],
    lastUpdatedDate: now,
  };
}

/** `step_1`, `step_2`, …: the first ones that are free. */
function newNames(trigger: FlowTrigger, first: FlowAction): Map<string, string> {
  const taken = new Set(flowSteps(trigger).map(({ name }) => name));
  const names = new Map<string, string>();
  let number = 1;
  for (const { name } of actionsFrom(first)) {
    while (taken.has(`step_${number}`)) number += 1;
    names.set(name, `step_${number}`);
    taken.add(`step_${number}`);
  }
  return names;
}
