import type { CodeAction, FlowAction, FlowStep, FlowTrigger, LoopAction, PieceAction, RouterAction } from '../flow.ts';
import { actionsFrom, chainOf, findStep, flowSteps, followedBy, linked, mapFlow } from '../steps.ts';
import { copied } from './copies.ts';
import { named, type OperationContext, type RequestOf, refuse, type StepPlace } from './flow-operation.ts';

/** The flow with a new step in a place, which takes what stood there as its successor. */
export function addAction(
  trigger: FlowTrigger,
  { action, parentStep, stepLocationRelativeToParent: location, branchIndex }: RequestOf<'ADD_ACTION'>,
  { now }: OperationContext,
): FlowTrigger {
  const added = followedBy({ ...action, lastUpdatedDate: now }, undefined);
  const taken = new Set(flowSteps(trigger).map(({ name }) => name));
  for (const { name } of actionsFrom(added)) {
    if (taken.has(name)) refuse(`a step is named ${named(name)} already`);
  }
  return placed(trigger, { parentStep, location, branchIndex }, added);
}

/** The flow with a step, and what it holds, in another place. */
export function moveAction(
  trigger: FlowTrigger,
  { name, newParentStep, stepLocationRelativeToNewParent: location, branchIndex }: RequestOf<'MOVE_ACTION'>,
): FlowTrigger {
  const moved = followedBy(actionOf(trigger, name), undefined);
  if (actionsFrom(moved).some((step) => step.name === newParentStep)) {
    refuse(`step ${named(name)} cannot be moved behind or into itself`);
  }
  return placed(deleteActions(trigger, [name]), { parentStep: newParentStep, location, branchIndex }, moved);
}

/** The flow without some steps and what they hold; names that no step has are passed over. */
export function deleteActions(trigger: FlowTrigger, names: readonly string[]): FlowTrigger {
  const gone = new Set(names);
  if (gone.has(trigger.name)) refuse('the trigger cannot be deleted');
  const rest = (first: FlowAction | null | undefined) => chainOf(first).find(({ name }) => !gone.has(name));
  return mapFlow(trigger, (step) => withChains(followedBy(step, rest(step.nextAction)), rest));
}

/** The flow with a copy of a step, and of what it holds, right behind it. */
export function duplicateAction(trigger: FlowTrigger, name: string, context: OperationContext): FlowTrigger {
  const copy = copied(trigger, followedBy(actionOf(trigger, name), undefined), context);
  return placed(trigger, { parentStep: name, location: 'AFTER' }, copy);
}

/** The step of that name, which must not be the trigger. @throws {FlowOperationInvalid} */
export function actionOf(trigger: FlowTrigger, name: string): FlowAction {
  const step = findStep(trigger, name) ?? refuse(`the flow has no step named ${named(name)}`);
  if (step.type === 'EMPTY' || step.type === 'PIECE_TRIGGER') refuse(`${named(name)} is the trigger`);
  return step;
}

/** The flow with the chain of a step, or of several in a row, in a place. */
export function placed(trigger: FlowTrigger, place: StepPlace, first: FlowAction): FlowTrigger {
  if (findStep(trigger, place.parentStep) === null) refuse(`the flow has no step named ${named(place.parentStep)}`);
  return replaced(trigger, place.parentStep, (parent) => within(parent, place, first));
}

/** The flow with another step in the place of the one of a name. */
export function replaced(trigger: FlowTrigger, name: string, change: (step: FlowStep) => FlowStep): FlowTrigger {
  return mapFlow(trigger, (step) => (step.name === name ? (change(step) as typeof step) : step));
}

function within(parent: FlowStep, place: StepPlace, first: FlowAction): FlowStep {
  const { location } = place;
  if (location === 'INSIDE_ON_SUCCESS_BRANCH' || location === 'INSIDE_ON_FAILURE_BRANCH') {
    return withinFailureBranch(parent, location, first);
  }
  switch (parent.type) {
    case 'LOOP_ON_ITEMS':
      return withinLoop(parent, place, first);
    case 'ROUTER':
      return withinRouter(parent, place, first);
    default:
      return behind(parent, first);
  }
}

function withinLoop(parent: LoopAction, { location }: StepPlace, first: FlowAction): FlowStep {
  if (location === 'AFTER') return behind(parent, first);
  if (location !== 'INSIDE_LOOP') {
    refuse(`a step goes AFTER the loop ${named(parent.name)} or INSIDE_LOOP, found ${named(location ?? null)}`);
  }
  return { ...parent, firstLoopAction: before(first, parent.firstLoopAction) };
}

function withinRouter(parent: RouterAction, { location, branchIndex }: StepPlace, first: FlowAction): FlowStep {
  if (location === 'AFTER') return behind(parent, first);
  if (location !== 'INSIDE_BRANCH') {
    refuse(`a step goes AFTER the router ${named(parent.name)} or INSIDE_BRANCH, found ${named(location ?? null)}`);
  }
  const count = parent.children.length;
  if (branchIndex === undefined || branchIndex >= count) {
    refuse(`the router ${named(parent.name)} has ${count} branches, found branchIndex ${branchIndex ?? 'missing'}`);
  }
  return {
    ...parent,
    children: parent.children.map((child, index) => (index === branchIndex ? before(first, child) : child)),
  };
}

function withinFailureBranch(
  parent: FlowStep,
  location: 'INSIDE_ON_SUCCESS_BRANCH' | 'INSIDE_ON_FAILURE_BRANCH',
  first: FlowAction,
): CodeAction | PieceAction {
  if (parent.type !== 'CODE' && parent.type !== 'PIECE') {
    refuse(`only code and piece steps have the location ${location}; ${named(parent.name)} is of type ${parent.type}`);
  }
  const branches = parent.continueOnFailureBranches ?? {};
  const side = location === 'INSIDE_ON_SUCCESS_BRANCH' ? 'onSuccess' : 'onFailure';
  return { ...parent, continueOnFailureBranches: { ...branches, [side]: before(first, branches[side]) } };
}

function behind<Step extends FlowStep>(step: Step, first: FlowAction): Step {
  return followedBy(step, before(first, step.nextAction));
}

/** A chain that goes on with another one. */
function before(first: FlowAction, next: FlowAction | null | undefined): FlowAction {
  return linked([...chainOf(first), ...chainOf(next)]) ?? first;
}

/** A step with other chains in the place of those that it holds. */
function withChains<Step extends FlowStep>(
  step: Step,
  change: (first: FlowAction | null | undefined) => FlowAction | undefined,
): Step {
  const held: FlowStep = step;
  switch (held.type) {
    case 'LOOP_ON_ITEMS': {
      const { firstLoopAction: before, ...own } = held;
      const first = change(before);
      return { ...own, ...(first !== undefined && { firstLoopAction: first }) } as Step;
    }
    case 'ROUTER':
      return { ...held, children: held.children.map((child) => change(child) ?? null) } as Step;
    case 'CODE':
    case 'PIECE': {
      const { continueOnFailureBranches: branches } = held;
      if (branches === undefined) return step;
      const onSuccess = change(branches.onSuccess);
      const onFailure = change(branches.onFailure);
      const changed = { ...(onSuccess && { onSuccess }), ...(onFailure && { onFailure }) };
      return { ...held, continueOnFailureBranches: changed } as Step;
    }
    default:
      return step;
  }
}
