import type { CodeAction, FlowAction, FlowStep, FlowTrigger, PieceAction } from './flow.ts';

/** A chain of steps that a step holds beside its `nextAction`, and where it hangs. */
export type InnerChain =
  | { place: 'loop'; first: FlowAction | null }
  /** `branch` is the branch's position, from 0. */
  | { place: 'branch'; branch: number; first: FlowAction | null }
  | { place: 'onSuccess' | 'onFailure'; first: FlowAction | null };

/**
 * All steps of a flow, the trigger first: each step before what it holds, and that before what follows it. This is the
 * order in which steps may read of each other.
 */
export function flowSteps(trigger: FlowTrigger): FlowStep[] {
  return [trigger, ...actionsFrom(trigger.nextAction)];
}

/** A step, what it holds, and what follows it. */
export function actionsFrom(first: FlowAction | null | undefined): FlowAction[] {
  const found: FlowAction[] = [];
  collect(first, found);
  return found;
}

/** The step of that name; null when there is none. */
export function findStep(trigger: FlowTrigger, name: string): FlowStep | null {
  return flowSteps(trigger).find((step) => step.name === name) ?? null;
}

/** The chains that a step holds, in their order; steps that cannot hold any have none. */
export function innerChains(step: FlowStep): InnerChain[] {
  switch (step.type) {
    case 'LOOP_ON_ITEMS':
      return [{ place: 'loop', first: step.firstLoopAction ?? null }];
    case 'ROUTER':
      return step.children.map((first, branch) => ({ place: 'branch', branch, first }));
    case 'CODE':
    case 'PIECE':
      return failureChains(step);
    default:
      return [];
  }
}

/** The steps of a chain alone, without what they hold. */
export function chainOf(first: FlowAction | null | undefined): FlowAction[] {
  const chain: FlowAction[] = [];
  for (let step = first; step !== null && step !== undefined; step = step.nextAction) chain.push(step);
  return chain;
}

/**
 * The same flow with each step replaced by what `change` makes of it, from the outside inwards: a step is given with all
 * that it holds and all that follows, and what is answered is gone through in turn. The flow that is given stays as it is.
 */
export function mapFlow(trigger: FlowTrigger, change: <Step extends FlowStep>(step: Step) => Step): FlowTrigger {
  const changed = change(trigger);
  return followedBy(changed, mapChain(changed.nextAction, change));
}

/** The same for a chain; undefined for none. */
export function mapChain(
  first: FlowAction | null | undefined,
  change: <Step extends FlowStep>(step: Step) => Step,
): FlowAction | undefined {
  const changed: FlowAction[] = [];
  for (let step = first ?? undefined; step !== undefined; ) {
    const own: FlowAction = change(step);
    changed.push(mapInner(own, change));
    step = own.nextAction;
  }
  return linked(changed);
}

/** Steps in a row, each of which is followed by the next; what followed them before is left out. */
export function linked(steps: readonly FlowAction[]): FlowAction | undefined {
  let next: FlowAction | undefined;
  for (const step of steps.toReversed()) next = followedBy(step, next);
  return next;
}

/** The step with something else behind it, or nothing. */
export function followedBy<Step extends FlowStep>(step: Step, next: FlowAction | undefined): Step {
  const { nextAction: _before, ...own } = step;
  return (next === undefined ? own : { ...own, nextAction: next }) as Step;
}

/** A chain is gone along, so that only what steps hold takes room on the stack. */
function collect(first: FlowAction | null | undefined, found: FlowAction[]): void {
  for (const step of chainOf(first)) {
    found.push(step);
    for (const inner of innerChains(step)) collect(inner.first, found);
  }
}

function failureChains({ continueOnFailureBranches: branches }: CodeAction | PieceAction): InnerChain[] {
  if (branches === undefined) return [];
  return [
    { place: 'onSuccess', first: branches.onSuccess ?? null },
    { place: 'onFailure', first: branches.onFailure ?? null },
  ];
}

function mapInner(step: FlowAction, change: <Step extends FlowStep>(step: Step) => Step): FlowAction {
  switch (step.type) {
    case 'LOOP_ON_ITEMS': {
      const { firstLoopAction: first, ...own } = step;
      const changed = mapChain(first, change);
      return changed === undefined ? own : { ...own, firstLoopAction: changed };
    }
    case 'ROUTER':
      return { ...step, children: step.children.map((first) => mapChain(first, change) ?? null) };
    default:
      return mapFailureChains(step, change);
  }
}

function mapFailureChains(
  step: CodeAction | PieceAction,
  change: <Step extends FlowStep>(step: Step) => Step,
): FlowAction {
  const { continueOnFailureBranches: branches } = step;
  if (branches === undefined) return step;
  const onSuccess = mapChain(branches.onSuccess, change);
  const onFailure = mapChain(branches.onFailure, change);
  return {
    ...step,
    continueOnFailureBranches: {
      ...(onSuccess !== undefined && { onSuccess }),
      ...(onFailure !== undefined && { onFailure }),
    },
  };
}
