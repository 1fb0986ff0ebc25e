import type { FlowAction, FlowStep, FlowTrigger, RouterAction, SampleDataInfo } from '../flow.ts';
import { chainOf, findStep, followedBy } from '../steps.ts';
import { named, type OperationContext, type RequestOf, refuse } from './flow-operation.ts';
import { actionOf, replaced } from './placing.ts';

/** The flow with another trigger before its steps. */
export function updateTrigger(trigger: FlowTrigger, given: FlowTrigger, { now }: OperationContext): FlowTrigger {
  return followedBy(withKeptSample({ ...given, lastUpdatedDate: now }, trigger), trigger.nextAction);
}

/** The flow with other contents of a step; what it holds and what follows it stay. */
export function updateAction(trigger: FlowTrigger, given: FlowAction, { now }: OperationContext): FlowTrigger {
  const before = actionOf(trigger, given.name);
  const changed = withKeptSample({ ...given, lastUpdatedDate: now }, before);
  return replaced(trigger, given.name, () => followedBy(withKeptChains(changed, before), before.nextAction));
}

/** The flow with some steps skipped, or no longer. */
export function setSkip(trigger: FlowTrigger, { names, skip }: RequestOf<'SET_SKIP_ACTION'>): FlowTrigger {
  return names.reduce((flow, name) => {
    const step = actionOf(flow, name);
    return replaced(flow, name, () => ({ ...step, skip }));
  }, trigger);
}

/** The flow with a note of what a step was tried with. */
export function setSampleInfo(
  trigger: FlowTrigger,
  { stepName, sampleDataSettings }: RequestOf<'UPDATE_SAMPLE_DATA_INFO'>,
  { now }: OperationContext,
): FlowTrigger {
  const step = findStep(trigger, stepName) ?? refuse(`the flow has no step named ${named(stepName)}`);
  const info = sampleDataSettings ? { ...sampleDataSettings, lastTestDate: now } : undefined;
  return replaced(trigger, stepName, () => withSample(step, info));
}

/** What was tried of a step is said of it in the flow alone, as long as it stays of its type. */
function withKeptSample<Step extends FlowStep>(given: Step, before: FlowStep): Step {
  const kept = before.type === given.type ? sampleOf(before) : undefined;
  return kept === undefined ? given : withSample(given, kept);
}

function sampleOf(step: FlowStep): SampleDataInfo | undefined {
  return (step.settings as { sampleData?: SampleDataInfo }).sampleData;
}

function withSample<Step extends FlowStep>(step: Step, info: SampleDataInfo | undefined): Step {
  const { sampleData: _before, ...settings } = step.settings as { sampleData?: SampleDataInfo };
  return { ...step, settings: info === undefined ? settings : { ...settings, sampleData: info } };
}

/** A step of another type cannot hold what the one before it held. */
function withKeptChains(given: FlowAction, before: FlowAction): FlowAction {
  switch (given.type) {
    case 'LOOP_ON_ITEMS': {
      const { firstLoopAction: _given, ...own } = given;
      const first = before.type === 'LOOP_ON_ITEMS' ? before.firstLoopAction : undefined;
      return first === undefined ? own : { ...own, firstLoopAction: first };
    }
    case 'ROUTER':
      return { ...given, children: keptChildren(given, before) };
    default: {
      const { continueOnFailureBranches: _given, ...own } = given;
      const branches = before.type === 'CODE' || before.type === 'PIECE' ? before.continueOnFailureBranches : undefined;
      return branches === undefined ? own : { ...own, continueOnFailureBranches: branches };
    }
  }
}

/** As many as there are branches now; steps do not go with a branch that was left out unsaid. */
function keptChildren(given: RouterAction, before: FlowAction): RouterAction['children'] {
  const kept = before.type === 'ROUTER' ? before.children : [];
  const count = given.settings.branches.length;
  if (kept.slice(count).some((child) => chainOf(child).length > 0)) {
    refuse(`the router ${named(given.name)} would lose a branch that holds steps; DELETE_BRANCH says so`);
  }
  return Array.from({ length: count }, (_, index) => kept[index] ?? null);
}
