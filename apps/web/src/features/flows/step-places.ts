import type { FlowAction, FlowStep, FlowTrigger } from '@perdura/definition';
import { actionsFrom, flowSteps, type InnerChain, innerChains } from '@perdura/definition/flow-steps';

/** Where a step can be put, as operations on flows name it. */
export interface StepPlace {
  parentStep: string;
  location: 'AFTER' | 'INSIDE_LOOP' | 'INSIDE_BRANCH' | 'INSIDE_ON_SUCCESS_BRANCH' | 'INSIDE_ON_FAILURE_BRANCH';
  /** Of a router's branch, from 0. */
  branchIndex?: number;
}

const LOCATIONS = {
  loop: 'INSIDE_LOOP',
  branch: 'INSIDE_BRANCH',
  onSuccess: 'INSIDE_ON_SUCCESS_BRANCH',
  onFailure: 'INSIDE_ON_FAILURE_BRANCH',
} as const;

/** The place behind a step, on the same level. */
export function placeAfter(step: FlowStep): StepPlace {
  return { parentStep: step.name, location: 'AFTER' };
}

/** The first place of a chain that a step holds. */
export function placeIn(step: FlowStep, chain: InnerChain): StepPlace {
  const place = { parentStep: step.name, location: LOCATIONS[chain.place] };
  return chain.place === 'branch' ? { ...place, branchIndex: chain.branch } : place;
}

/** The chains that a step holds, those that its failures and successes may lead to among them, though nothing is in them yet. */
export function shownChains(step: FlowStep): InnerChain[] {
  const chains = innerChains(step);
  if (chains.length > 0 || !goesOnAfterFailure(step)) return chains;
  return [
    { place: 'onSuccess', first: null },
    { place: 'onFailure', first: null },
  ];
}

export function goesOnAfterFailure(step: FlowStep): boolean {
  if (step.type !== 'CODE' && step.type !== 'PIECE') return false;
  return step.settings.errorHandlingOptions?.continueOnFailure?.value === true;
}

export function triesAgain(step: FlowStep): boolean {
  if (step.type !== 'CODE' && step.type !== 'PIECE') return false;
  return step.settings.errorHandlingOptions?.retryOnFailure?.value === true;
}

/** Everywhere that a step can be moved to: all places but those behind it or within it. */
export function placesToMove(trigger: FlowTrigger, moved: FlowAction): { step: FlowStep; place: StepPlace }[] {
  const { nextAction: _next, ...alone } = moved;
  const own = new Set(actionsFrom(alone).map(({ name }) => name));
  return flowSteps(trigger).flatMap((step) => {
    if (own.has(step.name)) return [];
    return [placeAfter(step), ...shownChains(step).map((chain) => placeIn(step, chain))].map((place) => ({
      step,
      place,
    }));
  });
}

/** A name that no step of the flow has. */
export function freeStepName(trigger: FlowTrigger): string {
  const taken = new Set(flowSteps(trigger).map(({ name }) => name));
  let number = 1;
  while (taken.has(`step_${number}`)) number += 1;
  return `step_${number}`;
}
