import type { FlowTrigger, RouterAction, RouterBranch, RouterCondition } from '../flow.ts';
import { copied } from './copies.ts';
import { named, type OperationContext, type RequestOf, refuse } from './flow-operation.ts';
import { actionOf, replaced } from './placing.ts';

/** What a branch has that was made without conditions. */
const UNFINISHED: RouterCondition = {
  firstValue: '',
  secondValue: '',
  operator: 'TEXT_CONTAINS',
  caseSensitive: false,
};

/** The flow with a new branch, which holds no steps, at a position of a router. */
export function addBranch(
  trigger: FlowTrigger,
  { stepName, branchIndex, branchName, conditions = [[UNFINISHED]] }: RequestOf<'ADD_BRANCH'>,
): FlowTrigger {
  const router = routerOf(trigger, stepName);
  const count = router.settings.branches.length;
  const index = branchIndex ?? beforeFallback(router);
  if (index > count) refuse(`branchIndex ${index} of the router ${named(stepName)} is not within 0 and ${count}`);
  return withBranch(trigger, stepName, index, { branchType: 'CONDITION', branchName, conditions }, null);
}

/** The flow without a branch and the steps that it holds. */
export function deleteBranch(trigger: FlowTrigger, { stepName, branchIndex }: RequestOf<'DELETE_BRANCH'>): FlowTrigger {
  const router = routerOf(trigger, stepName);
  branchOf(router, branchIndex);
  return changedRouter(trigger, router, (items) => items.filter((_, index) => index !== branchIndex));
}

/** The flow with a copy of a branch, and of the steps that it holds, right behind it. */
export function duplicateBranch(
  trigger: FlowTrigger,
  { stepName, branchIndex }: RequestOf<'DUPLICATE_BRANCH'>,
  context: OperationContext,
): FlowTrigger {
  const router = routerOf(trigger, stepName);
  const branch = branchOf(router, branchIndex);
  const conditions = branch.branchType === 'CONDITION' ? branch.conditions : [[UNFINISHED]];
  const child = router.children[branchIndex] ?? null;
  const copy = child === null ? null : copied(trigger, child, context);
  const branchName = `${branch.branchName} Copy`;
  return withBranch(trigger, stepName, branchIndex + 1, { branchType: 'CONDITION', branchName, conditions }, copy);
}

/** The flow with a branch at another position; a fallback stays where it is. */
export function moveBranch(trigger: FlowTrigger, request: RequestOf<'MOVE_BRANCH'>): FlowTrigger {
  const { stepName, sourceBranchIndex: source, targetBranchIndex: target } = request;
  const router = routerOf(trigger, stepName);
  for (const index of [source, target]) {
    if (branchOf(router, index).branchType === 'FALLBACK') refuse('a fallback branch keeps its position');
  }
  return changedRouter(trigger, router, (items) => {
    const rest = items.filter((_, index) => index !== source);
    return [...rest.slice(0, target), ...items.slice(source, source + 1), ...rest.slice(target)];
  });
}

function withBranch(
  trigger: FlowTrigger,
  stepName: string,
  index: number,
  branch: RouterBranch,
  child: RouterAction['children'][number],
): FlowTrigger {
  const router = routerOf(trigger, stepName);
  const { settings, children } = router;
  return replaced(trigger, stepName, () => ({
    ...router,
    settings: { ...settings, branches: settings.branches.toSpliced(index, 0, branch) },
    children: children.toSpliced(index, 0, child),
  }));
}

/** The same change of the branches and of what they hold. */
function changedRouter(
  trigger: FlowTrigger,
  router: RouterAction,
  change: <Item>(items: Item[]) => Item[],
): FlowTrigger {
  const { settings, children } = router;
  return replaced(trigger, router.name, () => ({
    ...router,
    settings: { ...settings, branches: change(settings.branches) },
    children: change(children),
  }));
}

function beforeFallback({ settings: { branches } }: RouterAction): number {
  return branches.at(-1)?.branchType === 'FALLBACK' ? branches.length - 1 : branches.length;
}

function routerOf(trigger: FlowTrigger, name: string): RouterAction {
  const step = actionOf(trigger, name);
  if (step.type !== 'ROUTER') refuse(`step ${named(name)} is of type ${step.type}, which has no branches`);
  return step;
}

function branchOf({ name, settings: { branches } }: RouterAction, index: number): RouterBranch {
  return branches[index] ?? refuse(`the router ${named(name)} has ${branches.length} branches, none at index ${index}`);
}
