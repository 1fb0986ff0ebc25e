import type { Plan, PlanNode } from '@perdura/definition/plan';
import type { ChainInput, ChainLink } from '@perdura/definition/run';
import type { RunLimits } from './limits.ts';
import type { Scope } from './scope.ts';

/** Nodes that one call runs at most, behind its first. */
const MAX_LINKS = 16;

/** What runs behind a remote node has this long at most, in milliseconds; else it is called alone. */
const REMOTE_LINK_MS = 10_000;

/** A node that may run in the call of another one, and what its link says. */
export interface Follower {
  index: number;
  node: PlanNode;
  link: ChainLink;
}

/**
 * The nodes that can run in the same call as this one: each only computes, and waits for nothing but the one before it.
 * They form a tree, since a node with one incoming edge has one way to be reached. Not behind a `switch`, whose label
 * depends on the edges that there are; a loop or a wait ends its branch. Local nodes follow local ones, and remote ones
 * that compute follow these and steps of code.
 */
export function followersOf(plan: Plan, index: number): readonly Follower[] {
  const byIndex = known.get(plan) ?? new Map<number, readonly Follower[]>();
  known.set(plan, byIndex);
  const found = byIndex.get(index) ?? findFollowers(plan, index);
  byIndex.set(index, found);
  return found;
}

/** What a call of the node and its followers needs; null where the node is better called alone. */
export function chainOf(
  followers: readonly Follower[],
  scope: Scope,
  trigger: ChainInput['scope']['trigger'],
  { scopeBytes }: RunLimits,
): Pick<ChainInput, 'links' | 'scope'> | null {
  if (followers.length === 0) return null;
  const reader = readerOf(followers);
  if (scope.bytesFor(reader) > scopeBytes) return null;
  const usesTrigger = followers.some(({ node }) => node.usesTrigger);
  return {
    links: followers.map(({ link }) => link),
    scope: {
      trigger: usesTrigger ? trigger : { value: null },
      nodes: scope.nodesFor(reader),
      locals: scope.localsFor(reader),
    },
  };
}

const known = new WeakMap<Plan, Map<number, readonly Follower[]>>();

function findFollowers(plan: Plan, first: number): Follower[] {
  const followers: Follower[] = [];
  const queue: [index: number, at: number][] = [[first, 0]];
  for (const [index, at] of queue) {
    const node = plan.nodes[index];
    if (node === undefined || !mayLead(node)) continue;
    const { lane } = node;
    for (const position of node.outgoing) {
      const edge = plan.edges[position];
      const next = edge === undefined ? undefined : plan.nodes[edge.to];
      if (
        edge === undefined ||
        next === undefined ||
        edge.order === true ||
        edge.condition === 'error' ||
        next.lane !== lane ||
        !mayFollow(next)
      )
        continue;
      if (followers.length === MAX_LINKS) return followers;
      followers.push({ index: edge.to, node: next, link: linkOf(node, next, at, edge.condition) });
      queue.push([edge.to, followers.length]);
    }
  }
  return followers;
}

function mayLead(node: PlanNode): boolean {
  if (node.lane === 'remote') return node.type === 'code-step' || node.computes === true;
  return ['condition', 'transform', 'respond'].includes(node.type);
}

/** A `while` sees names that its own loop gives; a link tells nothing of the `loop` nodes around it. */
function mayFollow(node: PlanNode): boolean {
  const isReached = node.incoming.length === 1 && (node.join === 'all' || node.join === 'any' || node.join === 1);
  const isQuick = node.lane === 'local' ? node.type !== 'while' : node.computes === true;
  return isQuick && node.usesLoops === undefined && isReached && node.skip !== true;
}

function linkOf(before: PlanNode, node: PlanNode, after: number, condition: string | null): ChainLink {
  const { id, type, config, skip, uses, usesPrevious, usesLocals, usesTrigger, lane } = node;
  return {
    node: { id, type, config, ...(typeof skip === 'string' ? { skip } : {}) },
    after,
    condition,
    exclusiveLabels: before.exclusiveLabels,
    uses: [...uses, ...usesPrevious],
    usesLocals,
    usesTrigger,
    timeoutMs: lane === 'local' ? node.timeoutMs : Math.min(node.timeoutMs, REMOTE_LINK_MS),
  };
}

function readerOf(followers: readonly Follower[]): Pick<PlanNode, 'uses' | 'usesPrevious' | 'usesLocals'> {
  const own = new Set(followers.map(({ node }) => node.id));
  const union = <Name extends string>(pick: (node: PlanNode) => readonly Name[]) => [
    ...new Set(followers.flatMap(({ node }) => pick(node))),
  ];
  return {
    uses: union((node) => node.uses).filter((id) => !own.has(id)),
    usesPrevious: union((node) => node.usesPrevious),
    usesLocals: union((node) => node.usesLocals),
  };
}
