import type { Plan, PlanEdge, PlanNode } from '@perdura/definition/plan';
import type { ChainInput, ChainLink } from '@perdura/definition/run';
import type { RunLimits } from './limits.ts';
import type { Scope } from './scope.ts';

/** Nodes that one call runs at most, behind its first. */
const MAX_LINKS = 16;

/** What computes behind a remote node has this long at most, in milliseconds; else it is called alone. */
const REMOTE_LINK_MS = 10_000;

/** Nodes that may do something outside, and end by themselves. */
const REACHING: ReadonlySet<string> = new Set([
  ...['ai-generate', 'tool-call', 'http-request', 'email-send'],
  ...['code', 'channel-reply', 'table-query', 'table-write'],
]);

/** Nodes of the local lane that may run in the call of a remote one. */
const COMPUTING: ReadonlySet<string> = new Set(['condition', 'switch', 'transform', 'respond']);

/** A node that may run in the call of another one, and what its link says. */
export interface Follower {
  index: number;
  node: PlanNode;
  link: ChainLink;
}

/**
 * The nodes that can run in the same call as this one: each waits for nothing but the one before it. They form a tree,
 * since a node with one incoming edge has one way to be reached. Not behind a `switch`, whose label depends on the edges
 * that there are; a loop or a wait ends its branch.
 *
 * Local nodes that only compute follow local ones, and remote ones that compute follow these and steps of code. Where
 * `reaches` holds, nodes that reach out follow each other as well, and what only computes between them, as long as there
 * is but one way to go: what would run side by side does.
 */
export function followersOf(plan: Plan, index: number, reaches: boolean): readonly Follower[] {
  const byIndex = known.get(plan) ?? new Map<number, readonly Follower[]>();
  known.set(plan, byIndex);
  const found = byIndex.get(index) ?? findFollowers(plan, index, reaches);
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

function findFollowers(plan: Plan, first: number, reaches: boolean): Follower[] {
  const followers: Follower[] = [];
  const mayReach = reaches && plan.nodes[first]?.lane === 'remote';
  const queue: [index: number, at: number][] = [[first, 0]];
  for (const [index, at] of queue) {
    const node = plan.nodes[index];
    if (node === undefined) continue;
    const edges = edgesFrom(plan, node);
    for (const edge of edges) {
      const next = plan.nodes[edge.to];
      if (next === undefined || !isReached(next)) continue;
      const follows = mayFollow(node, next) || (mayReach && isOnlyWay(edge, edges) && mayReachBehind(node, next));
      if (!follows) continue;
      if (followers.length === MAX_LINKS) return followers;
      followers.push({ index: edge.to, node: next, link: linkOf(node, next, at, edge.condition) });
      queue.push([edge.to, followers.length]);
    }
  }
  return followers;
}

/** The edges that a success of the node may take. */
function edgesFrom(plan: Plan, node: PlanNode): PlanEdge[] {
  return node.outgoing.flatMap((position) => {
    const edge = plan.edges[position];
    return edge === undefined || edge.order === true || edge.condition === 'error' ? [] : [edge];
  });
}

/** Whether no other edge is ever taken together with this one. */
function isOnlyWay(edge: PlanEdge, edges: readonly PlanEdge[]): boolean {
  const conditions = edges.map(({ condition }) => condition);
  return (
    edges.length === 1 ||
    (edge.condition !== null && new Set(conditions).size === edges.length && !conditions.includes(null))
  );
}

function isReached(node: PlanNode): boolean {
  const hasOneWay = node.incoming.length === 1 && (node.join === 'all' || node.join === 'any' || node.join === 1);
  // A link tells nothing of the `loop` nodes around it.
  return hasOneWay && node.usesLoops === undefined && node.skip !== true;
}

/** Both compute, in the same lane. A `while` sees names that its own loop gives. */
function mayFollow(node: PlanNode, next: PlanNode): boolean {
  if (node.lane !== next.lane) return false;
  if (node.lane === 'remote') return (node.type === 'code-step' || node.computes === true) && next.computes === true;
  return ['condition', 'transform', 'respond'].includes(node.type) && next.type !== 'while';
}

/** Whoever waits for a response must not wait for what comes behind it. */
function mayReachBehind(node: PlanNode, next: PlanNode): boolean {
  const leads = isReaching(node) || node.type === 'condition' || node.type === 'transform';
  return leads && (isReaching(next) || COMPUTING.has(next.type));
}

function isReaching({ type, lane, totalTimeoutMs }: PlanNode): boolean {
  return lane === 'remote' && REACHING.has(type) && totalTimeoutMs === null;
}

function linkOf(before: PlanNode, node: PlanNode, after: number, condition: string | null): ChainLink {
  const { id, type, config, skip, uses, usesPrevious, usesLocals, usesTrigger, lane } = node;
  const reaches = isReaching(node);
  return {
    node: { id, type, config, ...(typeof skip === 'string' ? { skip } : {}) },
    after,
    condition,
    exclusiveLabels: before.exclusiveLabels,
    uses: [...uses, ...usesPrevious],
    usesLocals,
    usesTrigger,
    timeoutMs: lane === 'local' || reaches ? node.timeoutMs : Math.min(node.timeoutMs, REMOTE_LINK_MS),
    ...(reaches ? { reaches } : {}),
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
