import type { JsonValue } from '../json.ts';
import { isMet } from './conditions.ts';
import type { RouterBranch, RouterCondition } from './flow.ts';
import type { RouterNodeConfig } from './node-configs.ts';

/** A condition whose references are resolved: anything may stand where they were. */
export type RenderedCondition = Omit<RouterCondition, 'firstValue' | 'secondValue'> & {
  firstValue?: JsonValue;
  secondValue?: JsonValue;
};

export type RenderedBranch =
  | (Omit<Extract<RouterBranch, { branchType: 'CONDITION' }>, 'conditions'> & { conditions: RenderedCondition[][] })
  | Extract<RouterBranch, { branchType: 'FALLBACK' }>;

export type RenderedRouter = Pick<RouterNodeConfig, 'executionType'> & { branches: RenderedBranch[] };

export interface RouterOutcome {
  /** What the step answers. */
  branches: { branchName: string; branchIndex: number; evaluation: boolean }[];
  /** Numbers of the branches that are run, from 1, ascending. */
  taken: number[];
}

/** The label of a router that takes no branch. */
export const NO_BRANCH = 'none';

/**
 * Which branches of a router hold, and which are run: of EXECUTE_FIRST_MATCH the first that holds, else all that do. A
 * fallback holds when no other branch does; of two, neither.
 */
export function routerOutcome({ executionType, branches }: RenderedRouter): RouterOutcome {
  const held = branches.map((branch) => branch.branchType === 'FALLBACK' || holds(branch.conditions));
  const evaluations = branches.map((branch, index) =>
    branch.branchType === 'FALLBACK' ? !held.some((each, other) => each && other !== index) : held[index] === true,
  );
  const numbers = evaluations.flatMap((evaluation, index) => (evaluation ? [index + 1] : []));
  return {
    branches: branches.map(({ branchName }, index) => ({
      branchName,
      branchIndex: index + 1,
      evaluation: evaluations[index] === true,
    })),
    taken: executionType === 'EXECUTE_FIRST_MATCH' ? numbers.slice(0, 1) : numbers,
  };
}

/** The label of a router's outcome, which picks its edges. */
export function routerLabel(taken: readonly number[]): string {
  return taken.length === 0 ? NO_BRANCH : taken.join(',');
}

/** Outer list: or; inner lists: and. No list holds nothing, an empty inner one holds. */
function holds(conditions: readonly (readonly RenderedCondition[])[]): boolean {
  return conditions.some((group) => group.every(isMet));
}
