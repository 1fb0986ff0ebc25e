import type { PlanEdge, PlanNode } from '@perdura/definition/plan';
import type { StepPlace, StepSnapshot } from '@perdura/definition/run';
import { isWithin, keyOf, loopAround, type PlacedNode, placedNodes, type RealRun } from './real-run.ts';
import { scriptOf } from './scripts.ts';
import type { Effect } from './test-activities.ts';

/** Each attempt happened once, and none before what allows it: the edges of its graph, the loop around it. */
export function expectEffects(real: RealRun, effects: Effect[]): void {
  const placed = placedNodes(real.plan);
  const acts = firstOfEach(effects, placed);
  for (const effect of effects) expect(effect.localsAtStart).toBeLessThanOrEqual(1);
  const byPlace = new Map<string, Effect[]>();
  for (const act of acts) {
    const key = keyOf(act.nodeId, act.iteration);
    byPlace.set(key, [...(byPlace.get(key) ?? []), act]);
  }
  for (const step of real.steps) {
    const node = placed.get(step.nodeId);
    if (node === undefined) continue;
    const mine = byPlace.get(keyOf(step.nodeId, step.iteration)) ?? [];
    expectAttempts(step, node, mine);
    const [first] = mine;
    if (first === undefined) continue;
    expectAllowed(first, node, real, acts, placed);
    if (['for-each', 'loop'].includes(node.node.type)) expectConcurrency(step, node, acts, placed);
  }
}

/** A workflow task that fails repeats its local activities, which touch nothing outside. */
function firstOfEach(effects: Effect[], placed: ReadonlyMap<string, PlacedNode>): Effect[] {
  const seen = new Set<string>();
  return effects.filter((effect) => {
    if (placed.get(effect.nodeId)?.node.lane !== 'local') return true;
    const key = `${keyOf(effect.nodeId, effect.iteration)} ${effect.attempt} ${effect.round}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function expectAttempts(step: StepSnapshot, { node }: PlacedNode, mine: Effect[]): void {
  const place = keyOf(step.nodeId, step.iteration);
  if (node.type === 'while') {
    expect(mine.map((act) => `${place} ${act.round} ${act.attempt}`)).toHaveLength(
      new Set(mine.map((act) => `${act.round} ${act.attempt}`)).size,
    );
  } else if (step.status === 'success' || step.status === 'failed') {
    expect([place, mine.length]).toEqual([place, callsOf(step, node)]);
  } else if (step.status === 'skipped' && node.lane === 'remote' && node.skip === null && node.onError !== 'park') {
    // A local node may have been tried in a call that it shares; that touches nothing outside.
    expect([place, mine.length]).toEqual([place, 0]);
  }
}

/** How often a step was called that has these attempts: a piece that paused was called again without counting. */
export function callsOf({ status, attempts }: StepSnapshot, node: PlanNode): number {
  return attempts + (status === 'success' ? (scriptOf(node).pauses?.length ?? 0) : 0);
}

/** As many sources as the join asks for were done, and the round around it had begun. */
function expectAllowed(
  first: Effect,
  placedNode: PlacedNode,
  real: RealRun,
  acts: Effect[],
  placed: ReadonlyMap<string, PlacedNode>,
): void {
  const { node, graph } = placedNode;
  const edges = node.incoming.map((position) => graph.edges[position] as PlanEdge);
  const isDone = ({ from }: PlanEdge): boolean => {
    const source = { nodeId: graph.nodes[from]?.id ?? '', iteration: first.iteration };
    const last = lastEnd(acts, source, placed);
    if (last === null) return isPassedOver(real.stepAt(source.nodeId, source.iteration));
    return last < first.startedAt;
  };
  const place = keyOf(first.nodeId, first.iteration);
  const ordering = edges.filter((edge) => edge.order === true);
  expect([place, ordering.every(isDone)]).toEqual([place, true]);
  const leading = edges.filter((edge) => edge.order !== true);
  const needed = node.join === 'all' ? leading.length : node.join === 'any' ? 1 : node.join;
  expect([place, leading.filter(isDone).length >= Math.min(needed, leading.length)]).toEqual([place, true]);
  const loop = loopAround(placedNode, first.iteration);
  if (loop === null) return;
  const opening = acts.find((act) => act.nodeId === loop.nodeId && act.iteration === loop.iteration);
  expect([place, (opening?.endedAt ?? Number.POSITIVE_INFINITY) < first.startedAt]).toEqual([place, true]);
}

/** The end of the last thing that a step did, or that was done in its rounds; null when it did nothing. */
function lastEnd(acts: Effect[], place: StepPlace, placed: ReadonlyMap<string, PlacedNode>): number | null {
  const ends = acts
    .filter(
      (act) =>
        (act.nodeId === place.nodeId && act.iteration === place.iteration) ||
        isWithin({ nodeId: act.nodeId, iteration: act.iteration }, place, placed),
    )
    .map((act) => act.endedAt ?? Number.POSITIVE_INFINITY);
  return ends.length === 0 ? null : Math.max(...ends);
}

function isPassedOver(step: StepSnapshot | undefined): boolean {
  return step?.status === 'skipped';
}

/** Never more rounds at once than the loop allows; one at a time go in order. */
function expectConcurrency(
  { nodeId, iteration }: StepSnapshot,
  { node }: PlacedNode,
  acts: Effect[],
  placed: ReadonlyMap<string, PlacedNode>,
): void {
  const { concurrency = 1 } = scriptOf(node);
  const rounds = new Map<number, { from: number; to: number }>();
  const depth = node.body === null ? 0 : depthOf(placed.get(nodeId));
  for (const act of acts) {
    if (!isWithin({ nodeId: act.nodeId, iteration: act.iteration }, { nodeId, iteration }, placed)) continue;
    const index = Number(act.iteration.split('.')[depth]);
    const known = rounds.get(index) ?? { from: act.startedAt, to: 0 };
    rounds.set(index, {
      from: Math.min(known.from, act.startedAt),
      to: Math.max(known.to, act.endedAt ?? Number.POSITIVE_INFINITY),
    });
  }
  const spans = [...rounds.entries()].sort(([one], [other]) => one - other).map(([, span]) => span);
  const place = keyOf(nodeId, iteration);
  for (const span of spans) {
    const atOnce = spans.filter((other) => other.from <= span.from && other.to > span.from).length;
    expect([place, Math.max(atOnce, concurrency)]).toEqual([place, concurrency]);
  }
  if (concurrency > 1) return;
  expect(spans.map((span) => span.from)).toEqual(spans.map((span) => span.from).sort((one, other) => one - other));
}

/** How many loops are around a node. */
function depthOf(node: PlacedNode | undefined): number {
  return node === undefined || node.loop === null ? 0 : depthOf(node.loop) + 1;
}
